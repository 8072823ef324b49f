//! Where a value ends.

use super::super::{fixed, qbit};
use crate::arena::MAX_ARENA_BYTES;
use crate::datatype::{DataType, Json, binary};
use crate::error::{Error, Result};
use crate::read::Reader;
use crate::state::{self, Tape};

/// How deep values may nest that tell their types themselves.
const MAX_DEPTH: usize = 200;

/// The bytes of the next value.
pub(super) fn value<'a>(data_type: &DataType, reader: &mut Reader<&'a [u8]>) -> Result<&'a [u8]> {
    let bytes = reader.input;
    skip(data_type, reader, 0)?;
    let length = bytes.len().saturating_sub(reader.input.len());
    Ok(bytes.get(..length).unwrap_or_default())
}

fn skip(data_type: &DataType, reader: &mut Reader<&[u8]>, depth: usize) -> Result<()> {
    if depth >= MAX_DEPTH {
        return Err(Error::limit(format!("values that nest deeper than {MAX_DEPTH} levels")));
    }
    let depth = depth.saturating_add(1);
    if let Some(width) = fixed::width(data_type) {
        return pass(width, reader);
    }
    match data_type.alias() {
        DataType::String => {
            let length = reader.length(MAX_ARENA_BYTES, "bytes in a string")?;
            pass(length, reader)
        }
        DataType::Nullable(inner) => match reader.u8()? {
            0 => skip(inner, reader, depth),
            _ => Ok(()),
        },
        DataType::LowCardinality(inner) => skip(inner, reader, depth),
        DataType::Array(inner) => {
            for _ in 0..length(reader)? {
                skip(inner, reader, depth)?;
            }
            Ok(())
        }
        DataType::Map(key, value) => {
            for _ in 0..length(reader)? {
                skip(key, reader, depth)?;
                skip(value, reader, depth)?;
            }
            Ok(())
        }
        DataType::Tuple(elements) => {
            elements.iter().try_for_each(|element| skip(&element.data_type, reader, depth))
        }
        DataType::Variant(types) => match reader.u8()? {
            super::super::variant::NULL => Ok(()),
            number => match types.get(usize::from(number)) {
                Some(member) => skip(member, reader, depth),
                None => Err(Error::malformed(format!("type {number} of {}", types.len()))),
            },
        },
        DataType::Dynamic { .. } => match binary::read(reader)? {
            (DataType::Nothing, _) => Ok(()),
            (member, _) => skip(&member, reader, depth),
        },
        DataType::Json(json) => {
            for _ in 0..length(reader)? {
                let path = text(reader)?;
                match typed(json, path) {
                    Some(place) => skip_typed(json, place, reader, depth)?,
                    None => skip(&DataType::Dynamic { max_types: None }, reader, depth)?,
                }
            }
            Ok(())
        }
        shape @ DataType::QBit { .. } => {
            let (length, width) = vector(shape)?;
            match reader.varuint()? {
                told if told == length as u64 => pass(width, reader),
                told => Err(Error::malformed(format!("{told} elements of {data_type}"))),
            }
        }
        of @ DataType::AggregateFunction { .. } => {
            state::layout(of)?.walk(&mut Tape::new(reader, &mut Vec::new()))
        }
        _ => Err(super::super::unsupported(data_type)),
    }
}

/// The elements of a `QBit`, and their bytes.
pub(super) fn vector(data_type: &DataType) -> Result<(usize, usize)> {
    let dimension = match data_type {
        DataType::QBit { dimension, .. } => *dimension,
        _ => 0,
    };
    Ok((dimension, qbit::Shape::new(data_type)?.row_bytes()))
}

fn skip_typed(json: &Json, place: usize, reader: &mut Reader<&[u8]>, depth: usize) -> Result<()> {
    match json.typed_paths.get(place) {
        Some((_, data_type)) => skip(data_type, reader, depth),
        None => Ok(()),
    }
}

/// The place of a path among those that have a type.
pub(super) fn typed(json: &Json, path: &[u8]) -> Option<usize> {
    json.typed_paths.binary_search_by(|(known, _)| known.as_bytes().cmp(path)).ok()
}

/// How many values follow; each takes a byte at least.
pub(super) fn length(reader: &mut Reader<&[u8]>) -> Result<usize> {
    let most = reader.input.len();
    reader.length(most, "values in the bytes of one")
}

/// A length and that many bytes.
pub(super) fn text<'a>(reader: &mut Reader<&'a [u8]>) -> Result<&'a [u8]> {
    let length = reader.length(MAX_ARENA_BYTES, "bytes in a string")?;
    let bytes = reader.input;
    pass(length, reader)?;
    Ok(bytes.get(..length).unwrap_or_default())
}

fn pass(length: usize, reader: &mut Reader<&[u8]>) -> Result<()> {
    match reader.input.get(length..) {
        Some(rest) => {
            reader.input = rest;
            Ok(())
        }
        None => Err(Error::malformed("a value that ends too early")),
    }
}
