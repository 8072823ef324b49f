//! `Decimal(P, S)`: the value times 10ˢ as a signed integer, as wide as P digits need.
//!
//! `Decimal(9, 1)` of `-1.5`: `f1 ff ff ff`.

use crate::datatype::DataType;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Decimal { precision: ..=9, .. } => Some(4),
        DataType::Decimal { precision: ..=18, .. } => Some(8),
        DataType::Decimal { precision: ..=38, .. } => Some(16),
        DataType::Decimal { .. } => Some(32),
        _ => None,
    }
}

/// More digits than 256 bits or a scale have.
const MOST_DIGITS: usize = 80;
const CHUNK: u128 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

/// Appends the text of a value, with all digits of the scale: `-0.050`.
///
/// `value` holds whole limbs of 64 bits, the lowest first, sign extended.
pub(super) fn put_text<const LIMBS: usize>(value: [u64; LIMBS], scale: usize, out: &mut Vec<u8>) {
    let negative = value.last().is_some_and(|limb| limb >> 63 == 1);
    let mut magnitude = if negative { negated(value) } else { value };
    let mut digits = Digits { buffer: [b'0'; MOST_DIGITS], count: 0 };
    while magnitude.iter().skip(1).any(|limb| *limb != 0) {
        let before = digits.count;
        digits.put(divide(&mut magnitude));
        digits.count = before.saturating_add(CHUNK_DIGITS);
    }
    digits.put(magnitude.first().copied().unwrap_or_default());
    let (whole, fraction) = digits.split(scale);
    if negative {
        out.push(b'-');
    }
    out.extend_from_slice(whole);
    if scale > 0 {
        out.push(b'.');
        out.extend_from_slice(fraction);
    }
}

/// Digits from the last to the first, with zeros before them.
struct Digits {
    buffer: [u8; MOST_DIGITS],
    count: usize,
}

impl Digits {
    /// Puts the digits of `number` in front, none for zero.
    fn put(&mut self, number: u64) {
        if number == 0 {
            return;
        }
        let mut text = itoa::Buffer::new();
        let text = text.format(number).as_bytes();
        let end = MOST_DIGITS.saturating_sub(self.count);
        let start = end.saturating_sub(text.len());
        if let Some(room) = self.buffer.get_mut(start..end) {
            room.copy_from_slice(text);
        }
        self.count = self.count.saturating_add(text.len());
    }

    /// The digits before the point, at least one, and the `scale` digits behind it.
    fn split(&self, scale: usize) -> (&[u8], &[u8]) {
        let (front, fraction) = self.buffer.split_at(MOST_DIGITS.saturating_sub(scale));
        let count = self.count.saturating_sub(scale).max(1);
        (front.get(front.len().saturating_sub(count)..).unwrap_or_default(), fraction)
    }
}

fn negated<const LIMBS: usize>(value: [u64; LIMBS]) -> [u64; LIMBS] {
    let mut carry = true;
    value.map(|limb| {
        let (sum, overflow) = (!limb).overflowing_add(u64::from(carry));
        carry = overflow;
        sum
    })
}

/// Divides by `CHUNK` in place and returns the rest.
fn divide<const LIMBS: usize>(value: &mut [u64; LIMBS]) -> u64 {
    let mut rest = 0u64;
    for limb in value.iter_mut().rev() {
        let wide = (u128::from(rest) << 64) | u128::from(*limb);
        let quotient = wide / CHUNK;
        // Both fit: the rest is below the divisor, and so the quotient is below 2⁶⁴.
        rest = low(wide.wrapping_sub(quotient.wrapping_mul(CHUNK)));
        *limb = low(quotient);
    }
    rest
}

fn low(wide: u128) -> u64 {
    u64::try_from(wide & u128::from(u64::MAX)).unwrap_or_default()
}
