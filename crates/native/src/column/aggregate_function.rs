//! `AggregateFunction(f, …)`: the states of a function, one behind another, each as long as its bytes say.
//!
//! States of `count`, 3 and 300: `03 ac 02`. In the arena they lie as strings do.

use std::io::BufRead;

use super::{Column, Text, sections, string};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
use crate::read::Reader;
use crate::state::{self, Layout, Tape};

pub(super) fn check(data_type: &DataType) -> Result<()> {
    state::layout(data_type).map(drop)
}

pub(super) fn decode<R: BufRead>(
    data_type: &DataType,
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let layout = state::layout(data_type)?;
    let start = cx.arena.open();
    cx.offsets.clear();
    cx.offsets.push(0);
    if let Some(width) = layout.width() {
        let length = rows
            .checked_mul(width)
            .ok_or_else(|| Error::limit("a column of more bytes than memory has"))?;
        cx.reader.append(length, &mut cx.arena.bytes)?;
        for row in 1..=rows {
            cx.offsets.push(string::offset(row.saturating_mul(width))?);
        }
    } else {
        let mut tape = Tape::new(cx.reader, &mut cx.arena.bytes);
        for row in 0..rows {
            layout.walk(&mut tape).or_else(|error| at_row(error, row))?;
            cx.offsets.push(string::offset(tape.len().saturating_sub(start))?);
        }
    }
    let bytes = cx.arena.close(start)?;
    let offsets = cx.arena.put_u32s(cx.offsets)?;
    Ok(Column::Strings { offsets, bytes, text: Text::Bytes })
}

pub(super) fn encode(
    data_type: &DataType,
    rows: usize,
    (offsets, bytes): (&[u8], &[u8]),
    out: &mut Vec<u8>,
) -> Result<()> {
    let layout = state::layout(data_type)?;
    let offsets = sections::offsets(offsets, rows, bytes.len())?;
    let mut begin = 0usize;
    for (row, end) in offsets.iter().skip(1).enumerate() {
        let end = u32::from_le_bytes(*end) as usize;
        let state = bytes.get(begin..end).unwrap_or_default();
        put(&layout, state, out).or_else(|error| at_row(error, row))?;
        begin = end;
    }
    Ok(())
}

/// Appends one state.
pub(super) fn encode_one(data_type: &DataType, state: &[u8], out: &mut Vec<u8>) -> Result<()> {
    put(&state::layout(data_type)?, state, out)
}

fn put(layout: &Layout, state: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let mut reader = Reader { input: state };
    layout.walk(&mut Tape::new(&mut reader, out))?;
    at_end(reader.input)
}

/// Bytes that are no state of a type: which value, and why.
#[derive(Debug)]
pub struct BadState {
    /// The first value that is none.
    pub row: usize,
    /// What is wrong with it.
    pub error: Error,
}

/// Looks for bytes that are no state of `data_type`, an `AggregateFunction`; `ends` says where each value ends. Fails
/// for states that are not known.
pub fn bad_state(data_type: &DataType, ends: &[u32], bytes: &[u8]) -> Result<Option<BadState>> {
    let layout = state::layout(data_type)?;
    let mut begin = 0usize;
    let mut copy = Vec::new();
    for (row, end) in ends.iter().enumerate() {
        let end = *end as usize;
        copy.clear();
        let state = bytes.get(begin..end).unwrap_or_default();
        if let Err(error) = put(&layout, state, &mut copy) {
            return Ok(Some(BadState { row, error }));
        }
        begin = end;
    }
    Ok(None)
}

/// Names the row only when something is wrong with it: a text for each takes longer than its state.
#[cold]
fn at_row(error: Error, row: usize) -> Result<()> {
    Err(error).at(format!("state {row}"))
}

fn at_end(rest: &[u8]) -> Result<()> {
    if rest.is_empty() {
        return Ok(());
    }
    Err(Error::layout(format!("{} bytes behind the end of a state", rest.len())))
}
