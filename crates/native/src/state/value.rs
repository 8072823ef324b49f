//! Single values inside states.

use super::layout::Layout;
use crate::column::fixed::width;
use crate::datatype::DataType;

/// A value as the server writes it apart from columns (`RowBinary`); nothing for types whose bytes tell what they are.
pub(super) fn binary(data_type: &DataType) -> Option<Layout> {
    match data_type.alias() {
        // Whether they take a byte differs from version to version.
        DataType::Nothing => None,
        DataType::Tuple(elements) if elements.is_empty() => None,
        DataType::String => Some(Layout::Text),
        DataType::Nullable(inner) => Some(Layout::Nullable(Box::new(binary(inner)?))),
        DataType::LowCardinality(inner) => binary(inner),
        DataType::Array(inner) => Some(Layout::Some(Box::new(binary(inner)?))),
        DataType::Map(key, value) => {
            let pair = Layout::All(vec![binary(key)?, binary(value)?]);
            Some(Layout::Some(Box::new(pair)))
        }
        DataType::Tuple(elements) => {
            let parts = elements.iter().map(|element| binary(&element.data_type));
            parts.collect::<Option<_>>().map(Layout::All)
        }
        plain => width(plain).map(Layout::Bytes),
    }
}

/// A value that may not have come yet: `min`, `any`, `argMax`, …
pub(super) fn single(data_type: &DataType) -> Option<Layout> {
    match plain(data_type) {
        DataType::String => Some(Layout::SingleText),
        other => Some(Layout::Optional(Box::new(binary(other)?))),
    }
}

/// The type without names and dictionary.
pub(super) fn plain(data_type: &DataType) -> &DataType {
    match data_type.alias() {
        DataType::LowCardinality(inner) => plain(inner),
        other => other,
    }
}

/// The bytes of a number, or of what the server counts among them: days, seconds, enums.
pub(super) fn number(data_type: &DataType) -> Option<usize> {
    use DataType as T;
    match plain(data_type) {
        T::Bool | T::Enum8(_) | T::Enum16(_) | T::Date | T::Date32 | T::DateTime(_) | T::Ipv4 => {
            width(plain(data_type))
        }
        other => integer(other).or_else(|| float(other)),
    }
}

pub(super) fn integer(data_type: &DataType) -> Option<usize> {
    use DataType as T;
    match plain(data_type) {
        T::UInt8 | T::Int8 => Some(1),
        T::UInt16 | T::Int16 => Some(2),
        T::UInt32 | T::Int32 => Some(4),
        T::UInt64 | T::Int64 => Some(8),
        T::UInt128 | T::Int128 => Some(16),
        T::UInt256 | T::Int256 => Some(32),
        _ => None,
    }
}

pub(super) fn float(data_type: &DataType) -> Option<usize> {
    match plain(data_type) {
        DataType::BFloat16 => Some(2),
        DataType::Float32 => Some(4),
        DataType::Float64 => Some(8),
        _ => None,
    }
}

pub(super) fn decimal(data_type: &DataType) -> Option<usize> {
    match plain(data_type) {
        DataType::Decimal { .. } => width(plain(data_type)),
        _ => None,
    }
}

/// The bytes of a sum of such values.
pub(super) fn sum(data_type: &DataType) -> Option<usize> {
    match plain(data_type) {
        DataType::Bool | DataType::Enum8(_) | DataType::Enum16(_) => return Some(8),
        _ => {}
    }
    let number = integer(data_type).or_else(|| float(data_type)).map(|width| width.max(8));
    number.or_else(|| decimal(data_type).map(|width| width.max(16)))
}
