//! Type names to types: everything a server prints, and the other spellings that it understands.
//!
//! Names are read in the server's case, numbers are checked against the server's ranges, and what the server orders
//! is ordered here too, so that a type prints as the server would print it. Which type may stand inside which is not
//! checked: that differs from version to version.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::cursor::{Cursor, Result};
use super::enumeration::{self, Width};
use super::error::ParseError;
use super::{DataType, Json, element, function, json, name, time};

/// How deep types may nest; a server's own limit is not far above. It keeps the stack of everything that walks
/// a type small, its destructor among it.
pub const MAX_DEPTH: usize = 100;

/// How many bytes a type's text may have.
pub const MAX_LENGTH: usize = 1 << 20;

/// `MAX_FIXEDSTRING_SIZE` of DataTypes/DataTypeFixedString.h.
const MAX_FIXED_STRING: usize = 0xFF_FFFF;

/// `ColumnVariant::MAX_NESTED_COLUMNS`: 255 is the discriminator of NULL.
const MAX_VARIANTS: usize = 255;

/// `DataTypeDynamic`.
const MAX_DYNAMIC_TYPES: u32 = 254;

/// One bit of each element makes a `FixedString`.
const MAX_QBIT_DIMENSION: usize = MAX_FIXED_STRING * 8;

/// `DataTypeQBit::MAX_STRIDE_GROUPS`.
const MAX_QBIT_GROUPS: usize = 1024;

impl DataType {
    /// Reads the name of a type, all of `text`.
    ///
    /// ```
    /// let data_type = native::DataType::parse("Array(Decimal64(3))")?;
    /// assert_eq!(data_type.to_string(), "Array(Decimal(18, 3))");
    /// # Ok::<(), native::datatype::ParseError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let mut cursor = Cursor::new(text);
        if text.len() > MAX_LENGTH {
            return Err(cursor.unexpected(format!("at most {MAX_LENGTH} bytes")));
        }
        let parsed = data_type(&mut cursor)?;
        cursor.end()?;
        Ok(parsed)
    }
}

impl FromStr for DataType {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// Any type.
pub(super) fn data_type(cursor: &mut Cursor<'_>) -> Result<DataType> {
    cursor.nest(|cursor| {
        let offset = cursor.offset();
        let family = cursor.word().unwrap_or_default();
        match family {
            "FixedString" => fixed_string(cursor),
            "Enum8" => enumeration::enumeration(cursor, Width::Enum8),
            "Enum16" => enumeration::enumeration(cursor, Width::Enum16),
            "Enum" => enumeration::enumeration(cursor, Width::Fitting),
            "Decimal" => decimal(cursor),
            "Decimal32" => decimal_of(cursor, 9),
            "Decimal64" => decimal_of(cursor, 18),
            "Decimal128" => decimal_of(cursor, 38),
            "Decimal256" => decimal_of(cursor, 76),
            "DateTime" | "DateTime32" => time::date_time(cursor),
            "DateTime64" => time::date_time64(cursor),
            "Time" => time::time(cursor),
            "Time64" => time::time64(cursor),
            "Nullable" => Ok(DataType::Nullable(only_argument(cursor)?)),
            "LowCardinality" => Ok(DataType::LowCardinality(only_argument(cursor)?)),
            "Array" => Ok(DataType::Array(only_argument(cursor)?)),
            "Map" => map(cursor),
            "Tuple" => Ok(DataType::Tuple(element::tuple(cursor)?)),
            "Nested" => Ok(DataType::nested(element::nested(cursor)?)),
            "Variant" => variant(cursor),
            "Dynamic" => dynamic(cursor),
            "JSON" => Ok(DataType::Json(json::json(cursor)?)),
            "Object" => object(cursor),
            "SimpleAggregateFunction" => function::simple(cursor),
            "AggregateFunction" => function::aggregate(cursor),
            "QBit" => qbit(cursor),
            _ => name::without_arguments(family)
                .ok_or_else(|| cursor.unexpected_at(offset, "a type")),
        }
    })
}

/// How many types a `Dynamic` keeps apart; `None` for the number that the server does not print.
pub(super) fn max_dynamic_types(cursor: &mut Cursor<'_>) -> Result<Option<u32>> {
    let types = cursor.integer("a number of types", 0..=MAX_DYNAMIC_TYPES)?;
    Ok(Some(types).filter(|types| *types != Json::DEFAULT_DYNAMIC_TYPES))
}

fn only_argument(cursor: &mut Cursor<'_>) -> Result<Box<DataType>> {
    cursor.expect('(')?;
    let argument = data_type(cursor)?;
    cursor.expect(')')?;
    Ok(Box::new(argument))
}

fn fixed_string(cursor: &mut Cursor<'_>) -> Result<DataType> {
    cursor.expect('(')?;
    let length = cursor.integer("a length", 1..=MAX_FIXED_STRING)?;
    cursor.expect(')')?;
    Ok(DataType::FixedString(length))
}

fn decimal(cursor: &mut Cursor<'_>) -> Result<DataType> {
    let (mut precision, mut scale) = (10, 0);
    if cursor.eat('(') && !cursor.eat(')') {
        precision = cursor.integer("a precision", 1..=76)?;
        if cursor.more()? {
            scale = cursor.integer("a scale", 0..=precision)?;
            cursor.expect(')')?;
        }
    }
    Ok(DataType::Decimal { precision, scale })
}

fn decimal_of(cursor: &mut Cursor<'_>, precision: u8) -> Result<DataType> {
    cursor.expect('(')?;
    let scale = cursor.integer("a scale", 0..=precision)?;
    cursor.expect(')')?;
    Ok(DataType::Decimal { precision, scale })
}

fn map(cursor: &mut Cursor<'_>) -> Result<DataType> {
    cursor.expect('(')?;
    let key = data_type(cursor)?;
    cursor.expect(',')?;
    let value = data_type(cursor)?;
    cursor.expect(')')?;
    Ok(DataType::Map(Box::new(key), Box::new(value)))
}

/// Sorted by name and without repetitions, as in the server: the discriminators count in this order.
fn variant(cursor: &mut Cursor<'_>) -> Result<DataType> {
    let offset = cursor.offset();
    let types = cursor.list(data_type)?;
    let sorted: BTreeMap<String, DataType> = types
        .into_iter()
        .filter(|data_type| *data_type != DataType::Nothing)
        .map(|data_type| (data_type.to_string(), data_type))
        .collect();
    if sorted.is_empty() || sorted.len() > MAX_VARIANTS {
        return Err(cursor.unexpected_at(offset, format!("1 to {MAX_VARIANTS} types")));
    }
    Ok(DataType::Variant(sorted.into_values().collect()))
}

fn dynamic(cursor: &mut Cursor<'_>) -> Result<DataType> {
    let mut max_types = None;
    if cursor.eat('(') && !cursor.eat(')') {
        if !cursor.keyword("max_types") {
            return Err(cursor.unexpected("\"max_types\""));
        }
        cursor.expect('=')?;
        max_types = max_dynamic_types(cursor)?;
        cursor.expect(')')?;
    }
    Ok(DataType::Dynamic { max_types })
}

fn object(cursor: &mut Cursor<'_>) -> Result<DataType> {
    cursor.expect('(')?;
    let format = cursor.string("a format")?;
    cursor.expect(')')?;
    Ok(DataType::Object(format))
}

fn qbit(cursor: &mut Cursor<'_>) -> Result<DataType> {
    cursor.expect('(')?;
    let element = Box::new(data_type(cursor)?);
    cursor.expect(',')?;
    let dimension: usize = cursor.integer("a dimension", 1..=MAX_QBIT_DIMENSION)?;
    let mut stride = None;
    if cursor.more()? {
        let offset = cursor.offset();
        let length: usize = cursor.integer("a stride", 1..=dimension)?;
        cursor.expect(')')?;
        let groups = dimension
            .checked_div(length)
            .filter(|groups| groups.checked_mul(length) == Some(dimension));
        match groups {
            Some(1) => {}
            Some(2..=MAX_QBIT_GROUPS) if length.is_multiple_of(8) => stride = Some(length),
            _ => return Err(cursor.unexpected_at(offset, stride_hint(dimension))),
        }
    }
    Ok(DataType::QBit { element, dimension, stride })
}

fn stride_hint(dimension: usize) -> String {
    format!("a stride that is a multiple of 8 and {dimension} divided by at most {MAX_QBIT_GROUPS}")
}
