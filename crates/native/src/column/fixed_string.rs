//! `FixedString(N)`: N bytes; shorter values are padded with NULs.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::FixedString(length) => Some(*length),
        _ => None,
    }
}
