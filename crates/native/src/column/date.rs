//! `Date`: days since 1970-01-01, unsigned, 16 bits. `Date32`: the same, signed, 32 bits.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Date => Some(2),
        DataType::Date32 => Some(4),
        _ => None,
    }
}
