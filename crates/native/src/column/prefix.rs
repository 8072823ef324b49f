//! State prefixes: what the types of a column have to say before its first value.
//!
//! The prefixes of the whole type tree come first, in the order of the types, and what they say is needed when the data
//! is read: a [`Prefix`] keeps it, in the shape of the type.

use std::io::BufRead;

use super::{Column, array_pairs, dynamic, json, low_cardinality, variant};
use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};

/// How deep types may nest in all: those of values that tell their own type count on from the column's.
const MAX_DEPTH: usize = 200;

/// What the prefixes of a type said.
#[derive(Debug)]
pub(super) enum Prefix {
    /// Nothing that the data needs; types with one argument have the prefix of that.
    None,
    /// The prefix of each argument.
    Each(Vec<Prefix>),
    Variant(variant::Prefix),
    Dynamic(dynamic::Prefix),
    Json(json::Prefix),
}

static NONE: Prefix = Prefix::None;

impl Prefix {
    /// The prefix of argument number `index`.
    pub(super) fn argument(&self, index: usize) -> &Self {
        match self {
            Self::Each(prefixes) => prefixes.get(index).unwrap_or(&NONE),
            _ => &NONE,
        }
    }
}

/// The prefix of a type.
pub(super) fn decode<R: BufRead>(data_type: &DataType, cx: &mut Decoding<'_, R>) -> Result<Prefix> {
    if cx.depth >= MAX_DEPTH {
        return Err(Error::limit(format!("types that nest deeper than {MAX_DEPTH} levels")));
    }
    cx.depth = cx.depth.saturating_add(1);
    let prefix = match data_type.alias() {
        DataType::LowCardinality(_) => low_cardinality::decode_prefix(cx).map(|()| Prefix::None),
        DataType::Nullable(inner) | DataType::Array(inner) => decode(inner, cx),
        DataType::Tuple(elements) => each(elements.iter().map(|element| &element.data_type), cx),
        DataType::Map(key, value) => each([&**key, &**value].into_iter(), cx),
        DataType::Variant(types) => variant::decode_prefix(types, cx).map(Prefix::Variant),
        DataType::Dynamic { .. } => dynamic::decode_prefix(cx).map(Prefix::Dynamic),
        DataType::Json(json) => json::decode_prefix(json, cx).map(Prefix::Json),
        _ => Ok(Prefix::None),
    };
    cx.depth = cx.depth.saturating_sub(1);
    prefix
}

/// The prefixes of several types; nothing is kept when they say nothing.
pub(super) fn each<'t, R: BufRead>(
    types: impl Iterator<Item = &'t DataType>,
    cx: &mut Decoding<'_, R>,
) -> Result<Prefix> {
    let mut prefixes = Vec::new();
    for (index, data_type) in types.enumerate() {
        let prefix = decode(data_type, cx)?;
        if !matches!(prefix, Prefix::None) {
            prefixes.resize_with(index, || Prefix::None);
            prefixes.push(prefix);
        }
    }
    Ok(if prefixes.is_empty() { Prefix::None } else { Prefix::Each(prefixes) })
}

/// Appends the prefixes of a column.
pub(super) fn encode(
    data_type: &DataType,
    column: &Column<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    match (data_type.alias(), column) {
        (DataType::LowCardinality(_), _) => low_cardinality::encode_prefix(out),
        (DataType::Nullable(inner), Column::Nullable { values, .. })
        | (DataType::Array(inner), Column::Array { values, .. }) => encode(inner, values, out)?,
        (DataType::Tuple(elements), Column::Tuple(columns)) => {
            for (element, column) in elements.iter().zip(columns) {
                encode(&element.data_type, column, out)?;
            }
        }
        (DataType::Map(key, value), Column::Array { values, .. }) => {
            let (keys, values) = array_pairs(values)?;
            encode(key, keys, out).at("keys")?;
            encode(value, values, out).at("values")?;
        }
        (DataType::Variant(types), Column::Variant { members, .. }) => {
            variant::encode_prefix(types.iter().zip(members), out)?;
        }
        (DataType::Dynamic { max_types }, Column::Dynamic(column)) => {
            dynamic::encode_prefix(*max_types, column, out)?;
        }
        (DataType::Json(json), Column::Json(column)) => json::encode_prefix(json, column, out)?,
        // What has another shape than its type has no prefix, and is refused with its data.
        _ => {}
    }
    Ok(())
}
