//! `Array(T)`: where each row ends, as 64 bits each; then the values of all rows, joined.
//!
//! `[[7], [], [8, 9]]` of `UInt8`: `01… 01… 03… | 07 08 09`.

use std::io::BufRead;

use super::{Column, Prefix, decode_data, sections};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
use crate::read::Reader;
use crate::write::Write;

pub(super) fn decode<R: BufRead>(
    inner: &DataType,
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let (offsets, count) = decode_offsets(rows, cx).at("offsets")?;
    let values = Box::new(decode_data(inner, count, prefix, cx)?);
    Ok(Column::Array { offsets, count, values })
}

/// The offsets with a 0 in front, halved to 32 bits, and the number of values.
pub(super) fn decode_offsets<R: BufRead>(
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<(Span, usize)> {
    let start = cx.arena.open();
    cx.arena.bytes.extend_from_slice(&[0; 4]);
    let mut last = 0u32;
    read_ends(rows, cx.reader, |end| {
        last = put_end(last, end, &mut cx.arena.bytes)?;
        Ok(())
    })?;
    Ok((cx.arena.close(start)?, last as usize))
}

/// Reads a number of 64 bits for each row, chunk by chunk.
#[inline]
pub(super) fn read_ends<R: BufRead>(
    rows: usize,
    reader: &mut Reader<R>,
    mut take: impl FnMut(u64) -> Result<()>,
) -> Result<()> {
    const WIDTH: usize = size_of::<u64>();
    let mut left = rows;
    while left > 0 {
        let chunk = reader.chunk()?;
        let (ends, _) = chunk.as_chunks::<WIDTH>();
        let ends = ends.get(..left).unwrap_or(ends);
        if ends.is_empty() {
            // The number lies across two chunks.
            take(reader.u64()?)?;
            left = left.saturating_sub(1);
            continue;
        }
        for end in ends {
            take(u64::from_le_bytes(*end))?;
        }
        let taken = ends.len();
        reader.consume(taken.saturating_mul(WIDTH));
        left = left.saturating_sub(taken);
    }
    Ok(())
}

fn put_end(last: u32, end: u64, out: &mut Vec<u8>) -> Result<u32> {
    let end = u32::try_from(end)
        .map_err(|_| Error::limit(format!("{end} values in the arrays of one block")))?;
    if end < last {
        return Err(Error::malformed(format!("an end at {end} behind one at {last}")));
    }
    out.extend_from_slice(&end.to_le_bytes());
    Ok(end)
}

pub(super) fn encode_offsets(
    rows: usize,
    offsets: &[u8],
    count: usize,
    out: &mut Vec<u8>,
) -> Result<()> {
    let offsets = sections::offsets(offsets, rows, count)?;
    out.reserve(rows.saturating_mul(size_of::<u64>()));
    for end in offsets.iter().skip(1) {
        out.put_u64(u64::from(u32::from_le_bytes(*end)));
    }
    Ok(())
}
