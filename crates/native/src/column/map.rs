//! `Map(K, V)`: the bytes of `Array(Tuple(K, V))`. Keys may come twice.

use std::io::BufRead;

use super::{Column, Prefix, array, array_pairs, decode_data, encode_data};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Result};

pub(super) fn decode<R: BufRead>(
    (key, value): (&DataType, &DataType),
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let (offsets, count) = array::decode_offsets(rows, cx).at("offsets")?;
    let keys = decode_data(key, count, prefix.argument(0), cx).at("keys")?;
    let values = decode_data(value, count, prefix.argument(1), cx).at("values")?;
    Ok(Column::Array { offsets, count, values: Box::new(Column::Tuple(vec![keys, values])) })
}

pub(super) fn encode(
    key: &DataType,
    value: &DataType,
    count: usize,
    pairs: &Column<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let (keys, values) = array_pairs(pairs)?;
    encode_data(key, count, keys, out).at("keys")?;
    encode_data(value, count, values, out).at("values")
}
