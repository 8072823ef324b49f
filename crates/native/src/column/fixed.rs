//! Types whose values all have one width: the wire's bytes are the arena's bytes.

use std::io::BufRead;

use super::{
    Column, bfloat16, bool, date, datetime, decimal, enumeration, fixed_string, float, int,
    interval, ip, nothing, time, tuple, uuid, wide_int,
};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{Error, Result};

/// The bytes of one value, for the types that have a width.
pub(crate) fn width(data_type: &DataType) -> Option<usize> {
    let data_type = data_type.alias();
    bool::width(data_type)
        .or_else(|| int::width(data_type))
        .or_else(|| float::width(data_type))
        .or_else(|| bfloat16::width(data_type))
        .or_else(|| date::width(data_type))
        .or_else(|| datetime::width(data_type))
        .or_else(|| time::width(data_type))
        .or_else(|| interval::width(data_type))
        .or_else(|| decimal::width(data_type))
        .or_else(|| enumeration::width(data_type))
        .or_else(|| uuid::width(data_type))
        .or_else(|| ip::width(data_type))
        .or_else(|| fixed_string::width(data_type))
        .or_else(|| wide_int::width(data_type))
        .or_else(|| nothing::width(data_type))
        .or_else(|| tuple::width(data_type))
}

pub(super) fn decode<R: BufRead>(
    width: usize,
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let length = rows
        .checked_mul(width)
        .ok_or_else(|| Error::limit("a column of more bytes than memory has"))?;
    let start = cx.arena.open();
    cx.reader.append(length, &mut cx.arena.bytes)?;
    Ok(Column::Fixed(cx.arena.close(start)?))
}

pub(super) fn encode(width: usize, rows: usize, values: &[u8], out: &mut Vec<u8>) -> Result<()> {
    check(width, rows, values)?;
    out.extend_from_slice(values);
    Ok(())
}

pub(super) fn check(width: usize, rows: usize, values: &[u8]) -> Result<()> {
    if rows.checked_mul(width) == Some(values.len()) {
        return Ok(());
    }
    Err(Error::layout(format!("{} bytes for {rows} values of {width} bytes", values.len())))
}
