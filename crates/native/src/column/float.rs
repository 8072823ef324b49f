//! `Float32`, `Float64`: IEEE 754, little-endian; the payload of a NaN is kept.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Float32 => Some(4),
        DataType::Float64 => Some(8),
        _ => None,
    }
}
