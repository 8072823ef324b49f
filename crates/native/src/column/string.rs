//! `String`: a length as `VarUInt` and that many bytes, for each row.
//!
//! `['ab', '']`: `02 61 62 00`. Since revision 54492 it is the end of each row as 64 bits, and then all bytes:
//! `02… 02… | 61 62`. In the arena the bytes are joined, with offsets behind them.

use std::io::BufRead;
use std::mem;

use super::{Column, array, utf16};
use crate::arena::{Arena, MAX_ARENA_BYTES, Span};
use crate::block::Decoding;
use crate::error::{At, Error, Result};
use crate::write::Write;

/// Copies of this many bytes at once are a load and a store; a call for each short string costs more.
const STEP: usize = 16;

/// Whole strings are looked for in this many bytes for each row: room for all of a chunk, which may hold many
/// blocks, would cost a column of few rows more than its strings.
const WINDOW: usize = 64;

pub(super) fn decode<R: BufRead>(rows: usize, cx: &mut Decoding<'_, R>) -> Result<Column<Span>> {
    if cx.revision.has_string_offsets() {
        decode_behind_offsets(rows, cx)
    } else {
        decode_prefixed(rows, cx)
    }
}

/// Each string behind its length, whatever the revision.
pub(super) fn decode_prefixed<R: BufRead>(
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let start = cx.arena.open();
    cx.offsets.clear();
    cx.offsets.push(0);
    let mut left = rows;
    while left > 0 {
        let chunk = cx.reader.chunk()?;
        let chunk = chunk.get(..left.saturating_mul(WINDOW)).unwrap_or(chunk);
        let (count, taken) = copy_whole(chunk, left, start, cx.arena, cx.offsets)?;
        cx.reader.consume(taken);
        left = left.saturating_sub(count);
        if left > 0 {
            // The next string lies across two chunks, or is long.
            let length = cx.reader.length(MAX_ARENA_BYTES, "bytes in a string")?;
            cx.reader.append(length, &mut cx.arena.bytes)?;
            cx.offsets.push(offset(cx.arena.bytes.len().saturating_sub(start))?);
            left = left.saturating_sub(1);
        }
    }
    finish(start, cx.offsets, cx.arena)
}

/// All ends, then all bytes.
fn decode_behind_offsets<R: BufRead>(
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let mut offsets = mem::take(cx.offsets);
    offsets.clear();
    offsets.push(0);
    let length = read_ends(rows, cx, |end| offsets.push(end));
    *cx.offsets = offsets;
    let length = length?;
    let start = cx.arena.open();
    cx.reader.append(length, &mut cx.arena.bytes)?;
    finish(start, cx.offsets, cx.arena)
}

/// Tells where each string ends among the bytes that follow; gives how many these are.
pub(super) fn read_ends<R: BufRead>(
    rows: usize,
    cx: &mut Decoding<'_, R>,
    mut tell: impl FnMut(u32),
) -> Result<usize> {
    let mut last = 0;
    array::read_ends(rows, cx.reader, |end| {
        let end = offset(usize::try_from(end).unwrap_or(usize::MAX))?;
        if end < last {
            return Err(Error::malformed(format!("an end at {end} behind one at {last}")));
        }
        last = end;
        tell(end);
        Ok(())
    })
    .at("offsets")?;
    Ok(last as usize)
}

/// The column of the joined strings that lie in the arena from `start` on.
pub(super) fn finish(start: usize, offsets: &[u32], arena: &mut Arena) -> Result<Column<Span>> {
    let bytes = arena.close(start)?;
    let offsets_span = arena.put_u32s(offsets)?;
    let text = utf16::text_of(bytes, offsets, arena)?;
    Ok(Column::Strings { offsets: offsets_span, bytes, text })
}

/// Copies the strings that lie whole in `chunk`, `limit` at most; tells how many and the bytes they took.
fn copy_whole(
    chunk: &[u8],
    limit: usize,
    start: usize,
    arena: &mut Arena,
    offsets: &mut Vec<u32>,
) -> Result<(usize, usize)> {
    // Strings are shorter than what they take in the chunk: this is room for all of them. It is not zeroed first, which
    // costs as much as the copies.
    arena.bytes.reserve(chunk.len().saturating_add(STEP));
    offsets.reserve(limit.min(chunk.len()));
    let (mut count, mut taken) = (0usize, 0usize);
    while count < limit {
        let Some((length, head)) = varuint(chunk.get(taken..).unwrap_or_default()) else { break };
        let begin = taken.saturating_add(head);
        let end = begin.saturating_add(length);
        match chunk.get(begin..).and_then(|rest| rest.first_chunk::<STEP>()) {
            Some(step) if length <= STEP => {
                let to = arena.bytes.len().saturating_add(length);
                arena.bytes.extend_from_slice(step);
                arena.bytes.truncate(to);
            }
            _ => match chunk.get(begin..end) {
                Some(string) => arena.bytes.extend_from_slice(string),
                None => break,
            },
        }
        taken = end;
        count = count.saturating_add(1);
        offsets.push(offset(arena.bytes.len().saturating_sub(start))?);
    }
    Ok((count, taken))
}

/// A length at the start of `bytes` and its own width; nothing when it is not whole or too large for a chunk.
fn varuint(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((usize::from(first), 1));
    }
    let mut length = usize::from(first & 0x7f);
    for (index, byte) in bytes.iter().enumerate().take(5).skip(1) {
        length |= usize::from(byte & 0x7f) << (index.wrapping_mul(7) & 31);
        if *byte < 0x80 {
            return Some((length, index.wrapping_add(1)));
        }
    }
    None
}

pub(super) fn offset(value: usize) -> Result<u32> {
    u32::try_from(value).map_err(|_| Error::limit("strings of more than 4 GiB in a block"))
}

pub(super) fn encode(rows: usize, offsets: &[u8], bytes: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let offsets = super::sections::offsets(offsets, rows, bytes.len())?;
    out.reserve(bytes.len().saturating_add(rows));
    let mut start = 0usize;
    for end in offsets.iter().skip(1) {
        let end = u32::from_le_bytes(*end) as usize;
        out.put_text(bytes.get(start..end).unwrap_or_default());
        start = end;
    }
    Ok(())
}
