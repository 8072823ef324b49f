//! `BFloat16`: the upper half of a `Float32`. `1.5` (`00 00 c0 3f`): `c0 3f`.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::BFloat16 => Some(2),
        _ => None,
    }
}
