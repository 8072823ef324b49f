//! `Bool`: a byte, 0 or 1.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Bool => Some(1),
        _ => None,
    }
}
