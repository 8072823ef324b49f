//! `UInt8` … `UInt64`, `Int8` … `Int64`: little-endian, two's complement.
//!
//! `Int16` of `-2`: `fe ff`.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::UInt8 | DataType::Int8 => Some(1),
        DataType::UInt16 | DataType::Int16 => Some(2),
        DataType::UInt32 | DataType::Int32 => Some(4),
        DataType::UInt64 | DataType::Int64 => Some(8),
        _ => None,
    }
}
