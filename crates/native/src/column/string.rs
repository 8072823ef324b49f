//! `String`: a length as `VarUInt` and that many bytes, for each row.
//!
//! `['ab', '']`: `02 61 62 00`. Since revision 54492 it is the end of each row as 64 bits, and then all bytes:
//! `02… 02… | 61 62`. In the arena the bytes are joined, with offsets behind them.

use std::io::BufRead;

use super::{Column, Text, array};
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
    cx.offsets.clear();
    cx.offsets.push(0);
    let mut last = 0;
    array::read_ends(rows, cx.reader, |end| {
        let end = offset(usize::try_from(end).unwrap_or(usize::MAX))?;
        if end < last {
            return Err(Error::malformed(format!("an end at {end} behind one at {last}")));
        }
        last = end;
        cx.offsets.push(end);
        Ok(())
    })
    .at("offsets")?;
    let start = cx.arena.open();
    cx.reader.append(last as usize, &mut cx.arena.bytes)?;
    finish(start, cx.offsets, cx.arena)
}

/// The column of the joined strings that lie in the arena from `start` on.
pub(super) fn finish(start: usize, offsets: &[u32], arena: &mut Arena) -> Result<Column<Span>> {
    let bytes = arena.close(start)?;
    let text = utf16_offsets(arena.from(start), offsets);
    let offsets = arena.put_u32s(offsets)?;
    let text = match text {
        Text::Ascii => Text::Ascii,
        Text::Bytes => Text::Bytes,
        Text::Utf8(utf16) => Text::Utf8(arena.put_u32s(&utf16)?),
    };
    Ok(Column::Strings { offsets, bytes, text })
}

/// Copies the strings that lie whole in `chunk`, `limit` at most; tells how many and the bytes they took.
fn copy_whole(
    chunk: &[u8],
    limit: usize,
    start: usize,
    arena: &mut Arena,
    offsets: &mut Vec<u32>,
) -> Result<(usize, usize)> {
    let from = arena.bytes.len();
    // Strings are shorter than what they take in the chunk: this is room for all of them.
    arena.bytes.resize(from.saturating_add(chunk.len()), 0);
    let out = arena.bytes.get_mut(from..).unwrap_or_default();
    let base = from.saturating_sub(start);
    let (mut count, mut taken, mut written) = (0usize, 0usize, 0usize);
    while count < limit {
        let Some((length, head)) = varuint(chunk.get(taken..).unwrap_or_default()) else { break };
        let begin = taken.saturating_add(head);
        let end = begin.saturating_add(length);
        let Some(string) = chunk.get(begin..end) else { break };
        let to = written.saturating_add(length);
        let (source, target) = (begin.saturating_add(STEP), written.saturating_add(STEP));
        match (chunk.get(begin..source), out.get_mut(written..target)) {
            (Some(source), Some(target)) if length <= STEP => target.copy_from_slice(source),
            _ => match out.get_mut(written..to) {
                Some(target) => target.copy_from_slice(string),
                None => break,
            },
        }
        written = to;
        taken = end;
        count = count.saturating_add(1);
        offsets.push(offset(base.saturating_add(written))?);
    }
    arena.bytes.truncate(from.saturating_add(written));
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

/// What `bytes` are as text, with the offsets in UTF-16 units when those differ from the bytes.
fn utf16_offsets(bytes: &[u8], offsets: &[u32]) -> Text<Vec<u32>> {
    if bytes.is_ascii() {
        return Text::Ascii;
    }
    let Ok(text) = simdutf8::basic::from_utf8(bytes) else { return Text::Bytes };
    let mut utf16 = Vec::with_capacity(offsets.len());
    let mut units = 0u32;
    let mut last = 0usize;
    for end in offsets {
        let end = *end as usize;
        let Some(value) = text.get(last..end) else { return Text::Bytes };
        // At most the number of bytes, so it fits.
        units = units.wrapping_add(units_of(value));
        utf16.push(units);
        last = end;
    }
    Text::Utf8(utf16)
}

/// UTF-16 units: one for each byte that starts a character, and one more for characters of four bytes.
fn units_of(value: &str) -> u32 {
    value.bytes().fold(0u32, |units, byte| {
        units.wrapping_add(u32::from(byte & 0xc0 != 0x80)).wrapping_add(u32::from(byte >= 0xf0))
    })
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
