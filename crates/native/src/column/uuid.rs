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

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends the 36 characters of a value.
pub(super) fn put_text(value: [u8; WIDTH], out: &mut Vec<u8>) {
    let [a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7] = value;
    let groups: [&[u8]; 5] =
        [&[a7, a6, a5, a4], &[a3, a2], &[a1, a0], &[b7, b6], &[b5, b4, b3, b2, b1, b0]];
    for (index, group) in groups.into_iter().enumerate() {
        if index > 0 {
            out.push(b'-');
        }
        for byte in group {
            out.extend(
                [byte >> 4, byte & 15].into_iter().filter_map(|digit| HEX.get(usize::from(digit))),
            );
        }
    }
}
