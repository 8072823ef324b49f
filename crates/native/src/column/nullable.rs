//! `Nullable(T)`: a byte for each row, not 0 for NULL; then a value for each row, NULL or not.
//!
//! `[1, NULL]` of `UInt16`: `00 01 | 01 00 00 00`.

use std::io::BufRead;

use super::{Column, Prefix, decode_data, encode_data};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};

pub(super) fn decode<R: BufRead>(
    inner: &DataType,
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let start = cx.arena.open();
    cx.reader.append(rows, &mut cx.arena.bytes).at("nulls")?;
    let any = cx.arena.from(start).iter().any(|byte| *byte != 0);
    let nulls = if any {
        Some(cx.arena.close(start)?)
    } else {
        cx.arena.drop_from(start);
        None
    };
    let values = Box::new(decode_data(inner, rows, prefix, cx)?);
    Ok(Column::Nullable { nulls, values })
}

pub(super) fn encode(
    inner: &DataType,
    rows: usize,
    nulls: Option<&[u8]>,
    values: &Column<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    match nulls {
        Some(nulls) if nulls.len() == rows => out.extend_from_slice(nulls),
        Some(nulls) => {
            return Err(Error::layout(format!("{} null bytes for {rows} rows", nulls.len())));
        }
        None => out.resize(out.len().saturating_add(rows), 0),
    }
    encode_data(inner, rows, values, out)
}
