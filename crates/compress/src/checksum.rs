//! The checksum in front of every frame.

use cityhash_rs::cityhash_102_128;

/// Bytes of a checksum.
pub(crate) const CHECKSUM_SIZE: usize = 16;

/// `CityHash128` v1.0.2 of `bytes` as it stands on the wire: low half first, each little-endian.
pub(crate) fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_SIZE] {
    // The crate returns the low half in the upper 64 bits.
    cityhash_102_128(bytes).rotate_left(64).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_checksum_a_real_server_wrote() {
        let frame = [
            0x82, 0x15, 0, 0, 0, 0x0b, 0, 0, 0, 0xb0, 1, 1, 1, 0x61, 5, 0x55, 0x49, 0x6e, 0x74,
            0x38, 1,
        ];
        assert_eq!(
            checksum(&frame),
            [
                0x75, 0xf9, 0x2b, 0x9a, 0x5c, 0x50, 0x76, 0xb9, 0x48, 0xfb, 0x3e, 0x46, 0xa6, 0xb0,
                0xc0, 0x06
            ]
        );
    }

    #[test]
    fn accepts_every_short_length() {
        let bytes: Vec<u8> = (0..=255).collect();
        let sums: std::collections::HashSet<_> =
            (0..=bytes.len()).map(|length| checksum(&bytes[..length])).collect();
        assert_eq!(sums.len(), 257);
    }
}
