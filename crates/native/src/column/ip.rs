//! `IPv4`: 32 bits, little-endian. `IPv6`: 16 bytes in network order.
//!
//! `1.2.3.4`: `04 03 02 01`. `2001:db8::1`: `20 01 0d b8 00 … 00 01`.

use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::datatype::DataType;

pub(super) const V4_WIDTH: usize = 4;
pub(super) const V6_WIDTH: usize = 16;

pub(super) fn width(data_type: &DataType) -> Option<usize> {
    match data_type {
        DataType::Ipv4 => Some(V4_WIDTH),
        DataType::Ipv6 => Some(V6_WIDTH),
        _ => None,
    }
}

pub(super) fn put_v4(value: [u8; V4_WIDTH], out: &mut Vec<u8>) {
    let [d, c, b, a] = value;
    for (index, byte) in [a, b, c, d].into_iter().enumerate() {
        if index > 0 {
            out.push(b'.');
        }
        for divisor in [100, 10, 1] {
            if byte >= divisor || divisor == 1 {
                let digit = byte.checked_div(divisor).unwrap_or_default() % 10;
                out.push(b'0'.wrapping_add(digit));
            }
        }
    }
}

/// As the server prints it: like RFC 5952, and `::1.2.3.4` where the first 96 bits are zero (`formatIPv6.cpp`).
pub(super) fn put_v6(value: [u8; V6_WIDTH], out: &mut Vec<u8>) {
    let address = Ipv6Addr::from(value);
    match address.segments() {
        [0, 0, 0, 0, 0, 0, high, _] if high != 0 => {
            let [.., a, b, c, d] = value;
            write!(out, "::{}", Ipv4Addr::new(a, b, c, d))
        }
        _ => write!(out, "{address}"),
    }
    .unwrap_or_default();
}
