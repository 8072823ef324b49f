//! `IntervalNanosecond` … `IntervalYear`: how many of the unit, signed, 64 bits.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Interval(_) => Some(8),
        _ => None,
    }
}
