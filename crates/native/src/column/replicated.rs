//! Replicated columns: each value once, and for every row which one it has. JOIN and ARRAY JOIN make them.
//!
//! `['a', 'a', 'b']`: `03 | 01 | 00 00 01 | 02 | 01 61 01 62`: rows, bytes of an index, indexes, values.

use std::io::BufRead;

use super::{Column, pick};
use crate::arena::{Arena, Span};
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};

/// `values` reads that many values.
pub(super) fn decode<R: BufRead>(
    data_type: &DataType,
    rows: usize,
    cx: &mut Decoding<'_, R>,
    values: impl FnOnce(usize, &mut Decoding<'_, R>) -> Result<Column<Span>>,
) -> Result<Column<Span>> {
    pick::check_rows(rows)?;
    let told = cx.reader.varuint().at("rows")?;
    if usize::try_from(told) != Ok(rows) {
        return Err(Error::malformed(format!("{told} indexes for {rows} rows")));
    }
    let indexes = indexes(rows, cx).at("indexes")?;
    let count = cx.reader.length(pick::MAX_ROWS, "values").at("values")?;
    if let Some(largest) = indexes.iter().max().filter(|largest| **largest as usize >= count) {
        return Err(Error::malformed(format!("index {largest} of {count} values")));
    }
    let mut apart = Arena::default();
    let mut there = cx.into(&mut apart);
    let column = values(count, &mut there).at("values")?;
    pick::pick(data_type, (&column, count, &apart.bytes), &indexes, cx.arena)
}

fn indexes<R: BufRead>(rows: usize, cx: &mut Decoding<'_, R>) -> Result<Vec<u32>> {
    let width = match cx.reader.u8()? {
        width @ (1 | 2 | 4 | 8) => usize::from(width),
        width => return Err(Error::malformed(format!("indexes of {width} bytes"))),
    };
    let mut bytes = Vec::new();
    cx.reader.append(rows.saturating_mul(width), &mut bytes)?;
    let number = |bytes: &[u8]| {
        let number = bytes.iter().rev().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        u32::try_from(number).unwrap_or(u32::MAX)
    };
    Ok(bytes.chunks_exact(width).map(number).collect())
}
