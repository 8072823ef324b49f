//! `Time`: seconds, signed, 32 bits. `Time64(p)`: ticks of 10⁻ᵖ seconds, signed, 64 bits. Both reach beyond a day.

use super::calendar;
use super::text::Texts;
use crate::datatype::DataType;

/// 999:59:59, the last second that has a text of its own.
const LAST: u64 = 3_599_999;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Time => Some(4),
        DataType::Time64(_) => Some(8),
        _ => None,
    }
}

/// Appends `-12:34:56` for each value.
pub(super) fn put_texts(values: &[u8], texts: &mut Texts) {
    texts.put_all(values, |value, out| put(i64::from(i32::from_le_bytes(value)), 0, out));
}

/// Appends `-12:34:56.789` for each value, with `precision` digits of the second.
pub(super) fn put_texts64(values: &[u8], precision: u8, texts: &mut Texts) {
    texts.put_all(values, |value, out| put(i64::from_le_bytes(value), precision, out));
}

fn put(value: i64, precision: u8, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let ticks = calendar::ticks(precision);
    let seconds = value.checked_div(ticks).unwrap_or_default().unsigned_abs().min(LAST);
    calendar::put_time(u32::try_from(seconds).unwrap_or_default(), out);
    calendar::put_fraction(
        value.checked_rem(ticks).unwrap_or_default().saturating_abs(),
        precision,
        out,
    );
}
