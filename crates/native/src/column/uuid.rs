//! `UUID`: two little-endian halves of 64 bits, the high one first.
//!
//! `00112233-4455-6677-8899-aabbccddeeff`: `77 66 55 44 33 22 11 00 ff ee dd cc bb aa 99 88`.

use crate::datatype::DataType;

pub(super) const WIDTH: usize = 16;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Uuid => Some(WIDTH),
        _ => None,
    }
}

/// The hexadecimal digits of a byte.
fn digits(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|digit| {
        let first = if digit > 9 { b'a'.wrapping_sub(10) } else { b'0' };
        first.wrapping_add(digit)
    })
}

/// Appends the 36 characters of a value.
pub(super) fn put_text(value: [u8; WIDTH], out: &mut Vec<u8>) {
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15] = value.map(digits);
    let groups = ([d7, d6, d5, d4], [d3, d2], [d1, d0], [d15, d14], [d13, d12, d11, d10, d9, d8]);
    let mut text = [b'-'; 36];
    let (first, rest) = text.split_at_mut(9);
    let (second, rest) = rest.split_at_mut(5);
    let (third, rest) = rest.split_at_mut(5);
    let (fourth, fifth) = rest.split_at_mut(5);
    put_group(&groups.0, first);
    put_group(&groups.1, second);
    put_group(&groups.2, third);
    put_group(&groups.3, fourth);
    put_group(&groups.4, fifth);
    out.extend_from_slice(&text);
}

fn put_group<const BYTES: usize>(digits: &[[u8; 2]; BYTES], out: &mut [u8]) {
    for (place, digit) in out.iter_mut().zip(digits.as_flattened()) {
        *place = *digit;
    }
}

/// Characters of a text with all of its hyphens.
const TEXT: usize = 36;

/// Reads texts of 36 characters, one behind another, into values; false when one of them is no UUID, or `values` has
/// not room for just as many, as when one of them has characters beyond ASCII.
pub fn parse_uuids(texts: &[u8], values: &mut [u8]) -> bool {
    let (texts, rest) = texts.as_chunks::<TEXT>();
    let (values, room) = values.as_chunks_mut::<WIDTH>();
    let as_many = rest.is_empty() && room.is_empty() && texts.len() == values.len();
    let each = texts.iter().zip(values);
    as_many && each.fold(0, |wrong, (text, value)| wrong | put_value(text, value)) == 0
}

/// Reads one text; gives bits for characters that do not belong there.
fn put_value(text: &[u8; TEXT], value: &mut [u8; WIDTH]) -> u8 {
    let [a0, a1, a2, a3, a4, a5, a6, a7, ab, rest @ ..] = text;
    let [b0, b1, b2, b3, bc, c0, c1, c2, c3, cd, rest @ ..] = rest;
    let [d0, d1, d2, d3, de, e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11] = rest;
    let highs =
        [c2, c0, b2, b0, a6, a4, a2, a0, e10, e8, e6, e4, e2, e0, d2, d0].map(|high| digit(*high));
    let lows =
        [c3, c1, b3, b1, a7, a5, a3, a1, e11, e9, e7, e5, e3, e1, d3, d1].map(|low| digit(*low));
    let mut wrong = 0;
    for (byte, (high, low)) in value.iter_mut().zip(highs.into_iter().zip(lows)) {
        wrong |= (high | low) & NO_DIGIT;
        *byte = high << 4 | low;
    }
    [ab, bc, cd, de].into_iter().fold(wrong, |wrong, hyphen| wrong | (hyphen ^ b'-'))
}

/// Bits that the value of no digit has.
const NO_DIGIT: u8 = 0xf0;

fn digit(character: u8) -> u8 {
    let number = character.wrapping_sub(b'0');
    let letter = (character | 0x20).wrapping_sub(b'a');
    if number < 10 {
        number
    } else if letter < 6 {
        letter.wrapping_add(10)
    } else {
        NO_DIGIT
    }
}
