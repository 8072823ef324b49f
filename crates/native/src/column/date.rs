//! `Date`: days since 1970-01-01, unsigned, 16 bits. `Date32`: the same, signed, 32 bits.

use super::calendar;
use super::text::Texts;
use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Date => Some(2),
        DataType::Date32 => Some(4),
        _ => None,
    }
}

/// Appends `2024-02-29` for each day.
pub(super) fn put_texts(values: &[u8], texts: &mut Texts) {
    texts.put_all(values, |value, out| {
        calendar::put_date(i64::from(u16::from_le_bytes(value)), out);
    });
}

/// The same for `Date32`.
pub(super) fn put_texts32(values: &[u8], texts: &mut Texts) {
    texts.put_all(values, |value, out| {
        calendar::put_date(i64::from(i32::from_le_bytes(value)), out);
    });
}
