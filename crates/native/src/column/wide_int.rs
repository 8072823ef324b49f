//! `UInt128`, `UInt256`, `Int128`, `Int256`: two or four limbs of 64 bits, the lowest first, two's complement.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::UInt128 | DataType::Int128 => Some(16),
        DataType::UInt256 | DataType::Int256 => Some(32),
        _ => None,
    }
}
