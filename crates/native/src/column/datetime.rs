//! `DateTime`: seconds since the epoch, unsigned, 32 bits. `DateTime64(p)`: ticks of 10⁻ᵖ seconds, signed, 64 bits.
//!
//! The time zone stands in the type and changes the text of a value, never its bytes.

use super::calendar;
use super::text::Texts;
use crate::datatype::DataType;
use crate::error::Result;
use crate::zone::Zone;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::DateTime(_) => Some(4),
        DataType::DateTime64 { .. } => Some(8),
        _ => None,
    }
}

/// Appends `2024-02-29 12:34:56` for each value, by the clocks of the zone.
pub(super) fn put_texts(values: &[u8], zone: Option<&str>, texts: &mut Texts) -> Result<()> {
    let zone = Zone::find(zone)?;
    let mut offsets = zone.at_instants();
    texts.put_all(values, |value, out| {
        let second = i64::from(u32::from_le_bytes(value));
        calendar::put_seconds(second.wrapping_add(offsets.at(second)), out);
    });
    Ok(())
}

/// The same with `precision` digits of the second. A fraction counts forward from its second, before 1970 too.
pub(super) fn put_texts64(
    values: &[u8],
    precision: u8,
    zone: Option<&str>,
    texts: &mut Texts,
) -> Result<()> {
    let zone = Zone::find(zone)?;
    let mut offsets = zone.at_instants();
    let ticks = calendar::ticks(precision);
    texts.put_all(values, |value, out| {
        let value = i64::from_le_bytes(value);
        let second = value.div_euclid(ticks);
        calendar::put_seconds(second.saturating_add(offsets.at(second)), out);
        calendar::put_fraction(value.rem_euclid(ticks), precision, out);
    });
    Ok(())
}
