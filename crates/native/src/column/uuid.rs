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
