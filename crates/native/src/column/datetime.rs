//! `DateTime`: seconds since the epoch, unsigned, 32 bits. `DateTime64(p)`: ticks of 10⁻ᵖ seconds, signed, 64 bits.
//!
//! The time zone stands in the type and changes the text of a value, never its bytes.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::DateTime(_) => Some(4),
        DataType::DateTime64 { .. } => Some(8),
        _ => None,
    }
}
