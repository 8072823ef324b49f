//! Values of one type, collected into the bytes of a column, which are decoded as any other.

use super::super::low_cardinality::{self, without_nullable};
use super::super::{fixed, qbit, variant};
use super::skip;
use crate::block::Spare;
use crate::datatype::{DataType, Json};
use crate::error::{At, Error, Result};
use crate::read::Reader;
use crate::state::{self, Layout, Tape};
use crate::write::Write;

/// A NULL takes a byte in `RowBinary`; a value in its place that takes more than this is paid for.
const FREE_BYTES: usize = 32;

/// Columns that grow by rows.
#[derive(Debug)]
pub(in super::super) enum Rows {
    /// Values that are the same bytes in a column.
    Fixed {
        width: usize,
        bytes: Vec<u8>,
    },
    Strings(Vec<u8>),
    /// States of a function, which are the same bytes in a column, too.
    States {
        layout: Layout,
        bytes: Vec<u8>,
    },
    /// The elements of a `QBit`, whose bits a column has apart.
    Vectors {
        shape: qbit::Shape,
        width: usize,
        bytes: Vec<u8>,
    },
    Nullable {
        nulls: Vec<u8>,
        values: Box<Rows>,
    },
    /// Arrays and maps: the ends, and the columns of what they hold.
    Lists {
        ends: Vec<u8>,
        count: u64,
        values: Vec<Rows>,
    },
    Tuple(Vec<Rows>),
    Dictionary {
        nullable: bool,
        size: u32,
        keys: Vec<u8>,
        values: Box<Rows>,
    },
    Variant {
        discriminators: Vec<u8>,
        members: Vec<Rows>,
    },
    /// All values are left with their types.
    Dynamic {
        discriminators: Vec<u8>,
        values: Vec<u8>,
    },
    /// All paths without a type are left with their values.
    Json {
        typed: Vec<Rows>,
        ends: Vec<u8>,
        count: u64,
        paths: Vec<u8>,
        values: Vec<u8>,
    },
}

/// Versions 2 of `Dynamic` and `JSON` without types and paths, which leave all to the shared values.
const ALL_SHARED: u64 = 2;

impl Rows {
    pub(in super::super) fn new(data_type: &DataType) -> Result<Self> {
        if let Some(width) = fixed::width(data_type) {
            return Ok(Self::Fixed { width, bytes: Vec::new() });
        }
        let boxed = |inner: &DataType| Self::new(inner).map(Box::new);
        Ok(match data_type.alias() {
            DataType::String => Self::Strings(Vec::new()),
            DataType::Nullable(inner) => {
                Self::Nullable { nulls: Vec::new(), values: boxed(inner)? }
            }
            DataType::Array(inner) => Self::lists(vec![Self::new(inner)?]),
            DataType::Map(key, value) => Self::lists(vec![Self::new(key)?, Self::new(value)?]),
            DataType::Tuple(elements) => {
                let elements = elements.iter().map(|element| Self::new(&element.data_type));
                Self::Tuple(elements.collect::<Result<_>>()?)
            }
            DataType::LowCardinality(inner) => {
                let nullable = matches!(**inner, DataType::Nullable(_));
                let inner = without_nullable(inner);
                Self::Dictionary { nullable, size: 0, keys: Vec::new(), values: boxed(inner)? }
            }
            DataType::Variant(types) => Self::Variant {
                discriminators: Vec::new(),
                members: types.iter().map(Self::new).collect::<Result<_>>()?,
            },
            DataType::Dynamic { .. } => {
                Self::Dynamic { discriminators: Vec::new(), values: Vec::new() }
            }
            DataType::Json(json) => {
                let typed = json.typed_paths.iter().map(|(_, data_type)| Self::new(data_type));
                let typed = typed.collect::<Result<_>>()?;
                let (ends, paths, values) = Default::default();
                Self::Json { typed, ends, count: 0, paths, values }
            }
            shape @ DataType::QBit { .. } => {
                let (_, width) = skip::vector(shape)?;
                Self::Vectors { shape: qbit::Shape::new(shape)?, width, bytes: Vec::new() }
            }
            of @ DataType::AggregateFunction { .. } => {
                Self::States { layout: state::layout(of)?, bytes: Vec::new() }
            }
            _ => return Err(super::super::unsupported(data_type)),
        })
    }

    fn lists(values: Vec<Self>) -> Self {
        Self::Lists { ends: Vec::new(), count: 0, values }
    }
}

impl Rows {
    /// Takes the next value.
    pub(in super::super) fn push(
        &mut self,
        data_type: &DataType,
        reader: &mut Reader<&[u8]>,
        spare: &mut Spare,
    ) -> Result<()> {
        match (self, data_type.alias()) {
            (Self::Fixed { bytes, .. }, _) => {
                bytes.extend_from_slice(skip::value(data_type, reader)?);
            }
            (Self::Strings(bytes), _) => bytes.extend_from_slice(skip::value(data_type, reader)?),
            (Self::States { layout, bytes }, _) => layout.walk(&mut Tape::new(reader, bytes))?,
            (Self::Vectors { width, bytes, .. }, _) => {
                let value = skip::value(data_type, reader)?;
                let start = value.len().saturating_sub(*width);
                bytes.extend_from_slice(value.get(start..).unwrap_or_default());
            }
            (Self::Nullable { nulls, values }, DataType::Nullable(inner)) => {
                let null = reader.u8()?;
                nulls.push(null);
                match null {
                    0 => values.push(inner, reader, spare)?,
                    _ => values.push_zero(spare)?,
                }
            }
            (Self::Lists { ends, count, values }, _) => {
                let length = skip::length(reader)?;
                *count = count.saturating_add(length as u64);
                ends.put_u64(*count);
                let types = match data_type.alias() {
                    DataType::Map(key, value) => vec![&**key, &**value],
                    DataType::Array(inner) => vec![&**inner],
                    _ => Vec::new(),
                };
                for _ in 0..length {
                    for (values, data_type) in values.iter_mut().zip(&types) {
                        values.push(data_type, reader, spare)?;
                    }
                }
            }
            (Self::Tuple(columns), DataType::Tuple(elements)) => {
                for (column, element) in columns.iter_mut().zip(elements) {
                    column.push(&element.data_type, reader, spare)?;
                }
            }
            (
                Self::Dictionary { nullable, size, keys, values },
                DataType::LowCardinality(inner),
            ) => {
                let inner = without_nullable(inner);
                if *nullable {
                    if *size == 0 {
                        values.push_zero(spare)?;
                        *size = 1;
                    }
                    if reader.u8()? != 0 {
                        keys.extend(0u32.to_le_bytes());
                        return Ok(());
                    }
                }
                values.push(inner, reader, spare)?;
                keys.extend(size.to_le_bytes());
                *size = next(*size)?;
            }
            (Self::Variant { discriminators, members }, DataType::Variant(types)) => {
                let number = reader.u8()?;
                discriminators.push(number);
                let place = usize::from(number);
                match (members.get_mut(place), types.get(place)) {
                    (Some(member), Some(data_type)) => member.push(data_type, reader, spare)?,
                    _ if number == variant::NULL => {}
                    _ => {
                        return Err(Error::malformed(format!("type {number} of {}", types.len())));
                    }
                }
            }
            (Self::Dynamic { discriminators, values }, _) => {
                put_dynamic(skip::value(data_type, reader)?, discriminators, values);
            }
            (Self::Json { typed, ends, count, paths, values }, DataType::Json(json)) => {
                let more = push_json(json, typed, (paths, values), (reader, spare))?;
                *count = count.saturating_add(more);
                ends.put_u64(*count);
            }
            _ => return Err(super::super::unsupported(data_type)),
        }
        Ok(())
    }

    /// What stands in the place of a NULL.
    fn push_zero(&mut self, spare: &mut Spare) -> Result<()> {
        match self {
            Self::Fixed { width, bytes } | Self::Vectors { width, bytes, .. } => {
                if *width > FREE_BYTES {
                    spare.take(*width)?;
                }
                bytes.resize(bytes.len().saturating_add(*width), 0);
            }
            Self::Strings(bytes) => bytes.push(0),
            // Each function has a first state of its own.
            Self::States { .. } => {
                return Err(Error::unsupported("states within a NULL in a Dynamic"));
            }
            Self::Nullable { nulls, values } => {
                nulls.push(1);
                values.push_zero(spare)?;
            }
            Self::Lists { ends, count, .. } => ends.put_u64(*count),
            Self::Tuple(columns) => {
                spare.take(columns.len().saturating_mul(FREE_BYTES))?;
                columns.iter_mut().try_for_each(|column| column.push_zero(spare))?;
            }
            Self::Dictionary { nullable, size, keys, values } => {
                keys.extend(if *nullable { 0 } else { *size }.to_le_bytes());
                if !*nullable || *size == 0 {
                    values.push_zero(spare)?;
                    *size = next(*size)?;
                }
            }
            Self::Variant { discriminators, .. } | Self::Dynamic { discriminators, .. } => {
                discriminators.push(variant::NULL);
            }
            Self::Json { typed, ends, count, .. } => {
                spare.take(typed.len().saturating_mul(FREE_BYTES))?;
                typed.iter_mut().try_for_each(|column| column.push_zero(spare))?;
                ends.put_u64(*count);
            }
        }
        Ok(())
    }

    /// Appends the prefix that `data_type` has for these values.
    pub(in super::super) fn put_prefix(&self, out: &mut Vec<u8>) {
        match self {
            Self::Fixed { .. } | Self::Strings(_) | Self::States { .. } | Self::Vectors { .. } => {}
            Self::Nullable { values, .. } => values.put_prefix(out),
            Self::Lists { values: columns, .. } | Self::Tuple(columns) => {
                for column in columns {
                    column.put_prefix(out);
                }
            }
            Self::Dictionary { .. } => low_cardinality::encode_prefix(out),
            Self::Variant { members, .. } => {
                out.put_u64(0);
                for member in members {
                    member.put_prefix(out);
                }
            }
            Self::Dynamic { .. } => {
                out.put_u64(ALL_SHARED);
                out.put_varuint(0);
                out.put_u64(0);
            }
            Self::Json { typed, .. } => {
                out.put_u64(ALL_SHARED);
                out.put_varuint(0);
                for column in typed {
                    column.put_prefix(out);
                }
            }
        }
    }

    /// Appends the values.
    pub(in super::super) fn put_data(&self, out: &mut Vec<u8>) -> Result<()> {
        match self {
            Self::Fixed { bytes, .. } | Self::Strings(bytes) | Self::States { bytes, .. } => {
                out.extend_from_slice(bytes);
            }
            Self::Vectors { shape, width, bytes } => {
                shape.encode(bytes.len().checked_div(*width).unwrap_or_default(), bytes, out)?;
            }
            Self::Nullable { nulls, values } => {
                out.extend_from_slice(nulls);
                values.put_data(out)?;
            }
            Self::Lists { ends, values, .. } => {
                out.extend_from_slice(ends);
                values.iter().try_for_each(|column| column.put_data(out))?;
            }
            Self::Tuple(columns) => columns.iter().try_for_each(|column| column.put_data(out))?,
            Self::Dictionary { size, keys, values, .. } if !keys.is_empty() => {
                /// Keys of 32 bits and a dictionary of the column's own.
                const FLAGS: u64 = 0x602;
                out.put_u64(FLAGS);
                out.put_u64(u64::from(*size));
                values.put_data(out)?;
                out.put_u64(keys.as_chunks::<4>().0.len() as u64);
                out.extend_from_slice(keys);
            }
            Self::Dictionary { .. } => {}
            Self::Variant { discriminators, members } => {
                out.extend_from_slice(discriminators);
                members.iter().try_for_each(|member| member.put_data(out))?;
            }
            Self::Dynamic { discriminators, values } => {
                out.extend_from_slice(discriminators);
                out.extend_from_slice(values);
            }
            Self::Json { typed, ends, paths, values, .. } => {
                typed.iter().try_for_each(|column| column.put_data(out))?;
                out.extend_from_slice(ends);
                out.extend_from_slice(paths);
                out.extend_from_slice(values);
            }
        }
        Ok(())
    }
}

fn next(count: u32) -> Result<u32> {
    count.checked_add(1).ok_or_else(|| Error::limit("more than 2^32 values in a Dynamic"))
}

/// A type of `Nothing` is NULL.
fn put_dynamic(value: &[u8], discriminators: &mut Vec<u8>, values: &mut Vec<u8>) {
    if value == [0] {
        discriminators.push(variant::NULL);
    } else {
        discriminators.push(0);
        values.put_text(value);
    }
}

/// Takes an object, and tells how many of its paths have no type.
fn push_json(
    json: &Json,
    typed: &mut [Rows],
    (paths, values): (&mut Vec<u8>, &mut Vec<u8>),
    (reader, spare): (&mut Reader<&[u8]>, &mut Spare),
) -> Result<u64> {
    let mut more = 0u64;
    let mut missing = vec![true; typed.len()];
    for _ in 0..skip::length(reader)? {
        let path = skip::text(reader)?;
        let Some(place) = skip::typed(json, path) else {
            let value = skip::value(&DataType::Dynamic { max_types: None }, reader)?;
            paths.put_text(path);
            values.put_text(value);
            more = more.saturating_add(1);
            continue;
        };
        let column = typed.get_mut(place).zip(json.typed_paths.get(place));
        if let (Some((column, (_, data_type))), Some(missing)) = (column, missing.get_mut(place)) {
            if !std::mem::replace(missing, false) {
                let path = String::from_utf8_lossy(path).into_owned();
                return Err(Error::malformed("a path that comes twice")).at(path);
            }
            column.push(data_type, reader, spare)?;
        }
    }
    for (column, _) in typed.iter_mut().zip(missing).filter(|(_, missing)| *missing) {
        column.push_zero(spare)?;
    }
    Ok(more)
}
