//! Columns: how each type lies on the wire and in a block's arena.
//!
//! A type has a file here by the noun that names it everywhere. The composite types call back into
//! [`decode`] and [`encode`]; nothing else is shared but the cursor and the arena.

mod aggregate_function;
mod array;
mod bfloat16;
mod bool;
mod calendar;
mod date;
mod datetime;
mod decimal;
mod enumeration;
pub(crate) mod fixed;
mod fixed_string;
mod float;
mod int;
mod interval;
mod ip;
mod kinds;
mod low_cardinality;
mod map;
mod nothing;
mod nullable;
mod pick;
mod qbit;
mod replicated;
mod sections;
mod sparse;
mod string;
mod text;
mod time;
mod tuple;
mod uuid;
mod wide_int;

use std::io::BufRead;

use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{Error, Result};
pub use aggregate_function::{BadState, bad_state};
pub(crate) use kinds::Kinds;
pub use sections::Sections;
pub use text::{Texts, texts};

/// The values of a column; `B` is how memory is named: a span of an arena, or bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column<B> {
    /// Values of one width, little-endian, one behind another.
    Fixed(B),
    /// Byte strings.
    Strings {
        /// `rows + 1` numbers of 32 bits, from 0: where each value starts and ends in `bytes`.
        offsets: B,
        /// The values, joined.
        bytes: B,
        /// What the bytes are as text.
        text: Text<B>,
    },
    /// Values, of which some are NULL.
    Nullable {
        /// A byte a row, 0 for a value; absent when no row is NULL.
        nulls: Option<B>,
        /// As many values as rows; those of NULL rows have no meaning.
        values: Box<Column<B>>,
    },
    /// Arrays, and maps as arrays of pairs.
    Array {
        /// `rows + 1` numbers of 32 bits, from 0: where each row starts and ends in `values`.
        offsets: B,
        /// How many values there are in all.
        count: usize,
        /// The values of all rows, joined.
        values: Box<Column<B>>,
    },
    /// The elements, each a column.
    Tuple(Vec<Column<B>>),
    /// Values by their place in a dictionary.
    LowCardinality {
        /// One key of 8, 16 or 32 bits for each row.
        keys: B,
        /// How many values the dictionary has.
        size: usize,
        /// The dictionary; with a nullable type its first value stands for NULL.
        dictionary: Box<Column<B>>,
    },
}

/// What a column of byte strings is as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text<B> {
    /// All ASCII: a byte is a character.
    Ascii,
    /// Each value is valid UTF-8; `rows + 1` offsets in UTF-16 units.
    Utf8(B),
    /// At least one value is not valid UTF-8, or nobody has looked.
    Bytes,
}

impl<B> Column<B> {
    /// The same column with its memory named otherwise.
    pub fn map<C>(&self, name: &impl Fn(&B) -> C) -> Column<C> {
        match self {
            Self::Fixed(values) => Column::Fixed(name(values)),
            Self::Strings { offsets, bytes, text } => Column::Strings {
                offsets: name(offsets),
                bytes: name(bytes),
                text: match text {
                    Text::Ascii => Text::Ascii,
                    Text::Utf8(offsets) => Text::Utf8(name(offsets)),
                    Text::Bytes => Text::Bytes,
                },
            },
            Self::Nullable { nulls, values } => Column::Nullable {
                nulls: nulls.as_ref().map(name),
                values: Box::new(values.map(name)),
            },
            Self::Array { offsets, count, values } => Column::Array {
                offsets: name(offsets),
                count: *count,
                values: Box::new(values.map(name)),
            },
            Self::Tuple(elements) => {
                Column::Tuple(elements.iter().map(|element| element.map(name)).collect())
            }
            Self::LowCardinality { keys, size, dictionary } => Column::LowCardinality {
                keys: name(keys),
                size: *size,
                dictionary: Box::new(dictionary.map(name)),
            },
        }
    }
}

/// Reads one column of a block: the state prefixes of the whole type first, then the data.
pub(crate) fn decode<R: BufRead>(
    data_type: &DataType,
    kinds: Option<&Kinds>,
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<crate::Span>> {
    check(data_type)?;
    if rows > 0 {
        decode_prefix(data_type, cx)?;
    }
    match kinds {
        Some(kinds) if rows > 0 => kinds::decode(data_type, kinds, rows, cx),
        _ => decode_data(data_type, rows, cx),
    }
}

fn decode_prefix<R: BufRead>(data_type: &DataType, cx: &mut Decoding<'_, R>) -> Result<()> {
    match data_type.alias() {
        DataType::LowCardinality(_) => low_cardinality::decode_prefix(cx),
        DataType::Nullable(inner) | DataType::Array(inner) => decode_prefix(inner, cx),
        DataType::Tuple(elements) => {
            elements.iter().try_for_each(|element| decode_prefix(&element.data_type, cx))
        }
        DataType::Map(key, value) => {
            decode_prefix(key, cx)?;
            decode_prefix(value, cx)
        }
        _ => Ok(()),
    }
}

fn decode_data<R: BufRead>(
    data_type: &DataType,
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<crate::Span>> {
    if let Some(width) = fixed::width(data_type) {
        return fixed::decode(width, rows, cx);
    }
    match data_type.alias() {
        DataType::String => string::decode(rows, cx),
        DataType::Nullable(inner) => nullable::decode(inner, rows, cx),
        DataType::Array(inner) => array::decode(inner, rows, cx),
        DataType::Tuple(elements) => tuple::decode(elements, rows, cx),
        DataType::Map(key, value) => map::decode(key, value, rows, cx),
        DataType::LowCardinality(inner) => low_cardinality::decode(inner, rows, cx),
        shape @ DataType::QBit { .. } => qbit::Shape::new(shape)?.decode(rows, cx),
        of @ DataType::AggregateFunction { .. } => aggregate_function::decode(of, rows, cx),
        _ => Err(unsupported(data_type)),
    }
}

/// Writes one column of a block: the state prefixes of the whole type first, then the data.
pub(crate) fn encode(
    data_type: &DataType,
    rows: usize,
    column: &Column<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    check(data_type)?;
    encode_prefix(data_type, out);
    encode_data(data_type, rows, column, out)
}

fn encode_prefix(data_type: &DataType, out: &mut Vec<u8>) {
    match data_type.alias() {
        DataType::LowCardinality(_) => low_cardinality::encode_prefix(out),
        DataType::Nullable(inner) | DataType::Array(inner) => encode_prefix(inner, out),
        DataType::Tuple(elements) => {
            for element in elements {
                encode_prefix(&element.data_type, out);
            }
        }
        DataType::Map(key, value) => {
            encode_prefix(key, out);
            encode_prefix(value, out);
        }
        _ => {}
    }
}

fn encode_data(
    data_type: &DataType,
    rows: usize,
    column: &Column<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    match (data_type.alias(), column) {
        (DataType::String, Column::Strings { offsets, bytes, .. }) => {
            string::encode(rows, offsets, bytes, out)
        }
        (of @ DataType::AggregateFunction { .. }, Column::Strings { offsets, bytes, .. }) => {
            aggregate_function::encode(of, rows, (offsets, bytes), out)
        }
        (DataType::Nullable(inner), Column::Nullable { nulls, values }) => {
            nullable::encode(inner, rows, *nulls, values, out)
        }
        (DataType::Array(inner), Column::Array { offsets, count, values }) => {
            array::encode_offsets(rows, offsets, *count, out)?;
            encode_data(inner, *count, values, out)
        }
        (DataType::Tuple(elements), Column::Tuple(columns)) => {
            tuple::encode(elements, rows, columns, out)
        }
        (DataType::Map(key, value), Column::Array { offsets, count, values }) => {
            array::encode_offsets(rows, offsets, *count, out)?;
            map::encode(key, value, *count, values, out)
        }
        (DataType::LowCardinality(inner), Column::LowCardinality { keys, size, dictionary }) => {
            low_cardinality::encode(inner, rows, keys, (*size, dictionary), out)
        }
        (shape @ DataType::QBit { .. }, Column::Fixed(values)) => {
            qbit::Shape::new(shape)?.encode(rows, values, out)
        }
        (_, Column::Fixed(values)) => match fixed::width(data_type) {
            Some(width) => fixed::encode(width, rows, values, out),
            None => Err(unsupported(data_type)),
        },
        _ => Err(Error::layout(format!("columns of another shape than {data_type}"))),
    }
}

/// Fails for types that cannot be read or written, before a byte of them is touched.
fn check(data_type: &DataType) -> Result<()> {
    match data_type.alias() {
        DataType::String => Ok(()),
        DataType::Nullable(inner) | DataType::Array(inner) | DataType::LowCardinality(inner) => {
            check(inner)
        }
        DataType::Tuple(elements) => {
            elements.iter().try_for_each(|element| check(&element.data_type))
        }
        DataType::Map(key, value) => {
            check(key)?;
            check(value)
        }
        of @ DataType::AggregateFunction { .. } => aggregate_function::check(of),
        shape @ DataType::QBit { .. } => qbit::Shape::new(shape).map(drop),
        _ if fixed::width(data_type).is_some() => Ok(()),
        _ => Err(unsupported(data_type)),
    }
}

#[cold]
fn unsupported(data_type: &DataType) -> Error {
    Error::unsupported(format!("the type {data_type} is not supported"))
}
