//! `Enum8`, `Enum16`: the signed code; names stand in the type alone.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Enum8(_) => Some(1),
        DataType::Enum16(_) => Some(2),
        _ => None,
    }
}
