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
mod dynamic;
mod enumeration;
pub(crate) mod fixed;
mod fixed_string;
mod float;
mod int;
mod interval;
mod ip;
mod json;
mod kinds;
mod low_cardinality;
mod map;
mod nothing;
mod nullable;
mod parts;
mod pick;
mod prefix;
mod qbit;
mod replicated;
mod row_binary;
mod sections;
mod shared_values;
mod sparse;
mod string;
mod text;
mod time;
mod tuple;
mod utf16;
mod uuid;
mod variant;
mod wide_int;

use std::io::BufRead;

use crate::block::Decoding;
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
pub use aggregate_function::{BadState, bad_state};
pub(crate) use kinds::Kinds;
use prefix::Prefix;

pub use dynamic::Dynamic;
pub use json::{Json, Paths, Shared};
pub use parts::{Part, encode_parts};
pub use sections::Sections;
pub use text::{Texts, texts};
pub use uuid::parse_uuids;

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
    /// Values of several types.
    Variant {
        /// A byte for each row: which member's value it is, 255 for NULL.
        discriminators: B,
        /// A number of 32 bits for each row: which value of its member. Columns to be written do not need it.
        places: B,
        /// The values of each type, in the type's order.
        members: Vec<Member<B>>,
    },
    /// Values whose types the block tells.
    Dynamic(Dynamic<B>),
    /// Objects.
    Json(Json<B>),
}

/// The values of one type among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member<B> {
    /// How many.
    pub count: usize,
    /// The values.
    pub column: Column<B>,
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
            Self::Variant { discriminators, places, members } => Column::Variant {
                discriminators: name(discriminators),
                places: name(places),
                members: members.iter().map(|member| member.map(name)).collect(),
            },
            Self::Dynamic(column) => Column::Dynamic(column.map(name)),
            Self::Json(Json::Text(texts)) => Column::Json(Json::Text(Box::new(texts.map(name)))),
            Self::Json(Json::Paths(paths)) => Column::Json(Json::Paths(paths.map(name))),
        }
    }
}

impl<B> Member<B> {
    fn map<C>(&self, name: &impl Fn(&B) -> C) -> Member<C> {
        Member { count: self.count, column: self.column.map(name) }
    }
}

impl<B> Dynamic<B> {
    fn map<C>(&self, name: &impl Fn(&B) -> C) -> Dynamic<C> {
        Dynamic {
            types: self.types.clone(),
            offsets: name(&self.offsets),
            names: name(&self.names),
            discriminators: name(&self.discriminators),
            places: name(&self.places),
            members: self.members.iter().map(|member| member.map(name)).collect(),
        }
    }
}

impl<B> Paths<B> {
    fn map<C>(&self, name: &impl Fn(&B) -> C) -> Paths<C> {
        Paths {
            typed: self.typed.iter().map(|column| column.map(name)).collect(),
            offsets: name(&self.offsets),
            names: name(&self.names),
            dynamic: self.dynamic.iter().map(|column| column.map(name)).collect(),
            shared: self.shared.as_ref().map(|shared| {
                Box::new(Shared {
                    offsets: name(&shared.offsets),
                    count: shared.count,
                    keys: shared.keys.map(name),
                    values: shared.values.map(name),
                })
            }),
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
    let prefix = if rows > 0 { prefix::decode(data_type, cx)? } else { Prefix::None };
    match kinds {
        Some(kinds) if rows > 0 => kinds::decode(data_type, kinds, rows, &prefix, cx),
        _ => decode_data(data_type, rows, &prefix, cx),
    }
}

fn decode_data<R: BufRead>(
    data_type: &DataType,
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<crate::Span>> {
    if let Some(width) = fixed::width(data_type) {
        return fixed::decode(width, rows, cx);
    }
    match data_type.alias() {
        DataType::String => string::decode(rows, cx),
        DataType::Nullable(inner) => nullable::decode(inner, rows, prefix, cx),
        DataType::Array(inner) => array::decode(inner, rows, prefix, cx),
        DataType::Tuple(elements) => tuple::decode(elements, rows, prefix, cx),
        DataType::Map(key, value) => map::decode((key, value), rows, prefix, cx),
        DataType::LowCardinality(inner) => low_cardinality::decode(inner, rows, cx),
        shape @ DataType::QBit { .. } => qbit::Shape::new(shape)?.decode(rows, cx),
        of @ DataType::AggregateFunction { .. } => aggregate_function::decode(of, rows, cx),
        DataType::Variant(types) => variant::decode(types, rows, prefix, cx),
        DataType::Dynamic { .. } => dynamic::decode(rows, prefix, cx),
        DataType::Json(json) => json::decode(json, rows, prefix, cx),
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
    prefix::encode(data_type, column, out)?;
    encode_data(data_type, rows, column, out)
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
        (DataType::LowCardinality(inner), Column::Strings { .. } | Column::Nullable { .. }) => {
            low_cardinality::encode_texts(inner, rows, column, out)
        }
        (shape @ DataType::QBit { .. }, Column::Fixed(values)) => {
            qbit::Shape::new(shape)?.encode(rows, values, out)
        }
        (DataType::Variant(types), Column::Variant { discriminators, members, .. }) => {
            variant::encode(types, rows, discriminators, members, out)
        }
        (DataType::Dynamic { max_types }, Column::Dynamic(column)) => {
            dynamic::encode(*max_types, rows, column, out)
        }
        (DataType::Json(json), Column::Json(column)) => json::encode(json, rows, column, out),
        (_, Column::Fixed(values)) => match fixed::width(data_type) {
            Some(width) => fixed::encode(width, rows, values, out),
            None => Err(unsupported(data_type)),
        },
        _ => Err(Error::layout(format!("columns of another shape than {data_type}"))),
    }
}

/// The keys and the values of a map's pairs.
fn array_pairs<B>(pairs: &Column<B>) -> Result<(&Column<B>, &Column<B>)> {
    match pairs {
        Column::Tuple(pairs) => match pairs.as_slice() {
            [keys, values] => Ok((keys, values)),
            _ => Err(Error::layout("a map without keys and values")),
        },
        _ => Err(Error::layout("a map without keys and values")),
    }
}

/// Fails for types that cannot be read or written, before a byte of them is touched.
fn check(data_type: &DataType) -> Result<()> {
    match data_type.alias() {
        // What a block tells of a Dynamic is checked when it is told.
        DataType::String | DataType::Dynamic { .. } => Ok(()),
        DataType::Variant(types) => types.iter().try_for_each(check),
        DataType::Json(json) => {
            let mut typed = json.typed_paths.iter();
            typed.try_for_each(|(path, data_type)| check(data_type).at(path.clone()))
        }
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
    let hint = match data_type {
        DataType::Object(_) => {
            ": servers gave it up for JSON; change the column's type, or select it as CAST(… AS String)"
        }
        _ => "",
    };
    Error::unsupported(format!("the type {data_type} is not supported{hint}"))
}
