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

/// 256 bits have 78 digits; a point and a leading zero for each digit of the scale come on top.
const TEXT_BYTES: usize = 160;
const CHUNK: u128 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

/// Appends the text of a value, with all digits of the scale: `-0.050`.
///
/// `value` holds whole limbs of 64 bits, the lowest first, sign extended.
pub(super) fn put_text<const LIMBS: usize>(value: [u64; LIMBS], scale: usize, out: &mut Vec<u8>) {
    let negative = value.last().is_some_and(|limb| limb >> 63 == 1);
    let mut magnitude = if negative { negated(value) } else { value };
    let mut digits = Digits { buffer: [0; TEXT_BYTES], start: TEXT_BYTES, count: 0, scale };
    while magnitude.iter().skip(1).any(|limb| *limb != 0) {
        let rest = divide(&mut magnitude);
        digits.put(rest, CHUNK_DIGITS);
    }
    digits.put(magnitude.first().copied().unwrap_or_default(), 0);
    while digits.count <= scale {
        digits.put_one(0);
    }
    if negative {
        out.push(b'-');
    }
    out.extend_from_slice(digits.buffer.get(digits.start..).unwrap_or_default());
}

struct Digits {
    buffer: [u8; TEXT_BYTES],
    start: usize,
    count: usize,
    scale: usize,
}

impl Digits {
    /// Puts the digits of `number` in front, at least `least` of them.
    fn put(&mut self, mut number: u64, least: usize) {
        let end = self.count.saturating_add(least);
        while number > 0 || self.count < end {
            self.put_one(
                number.to_le_bytes()[0]
                    .wrapping_sub((number / 10).wrapping_mul(10).to_le_bytes()[0]),
            );
            number /= 10;
        }
    }

    fn put_one(&mut self, digit: u8) {
        if self.count == self.scale && self.scale > 0 {
            self.put_byte(b'.');
        }
        self.put_byte(b'0'.wrapping_add(digit));
        self.count = self.count.saturating_add(1);
    }

    fn put_byte(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.buffer.get_mut(self.start) {
            *place = byte;
        }
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
