//! `Nothing`: a placeholder byte for each row. The type of `NULL`, as `Nullable(Nothing)`, and of empty arrays.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Nothing => Some(1),
        _ => None,
    }
}
