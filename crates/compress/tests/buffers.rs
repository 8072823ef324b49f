//! Buffers of Arrow's IPC: what is packed comes back, and damage is told.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::io::Write;

use compress::{BufferCodec, ErrorKind};
use lz4_flex::frame::{BlockMode, FrameEncoder, FrameInfo};
use proptest::prelude::*;

fn lz4(data: &[u8], info: FrameInfo) -> Vec<u8> {
    let mut encoder = FrameEncoder::with_frame_info(info, Vec::new());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zstd(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0; zstd_safe::compress_bound(data.len())];
    let size = zstd_safe::compress(&mut out[..], data, 1).unwrap();
    out.truncate(size);
    out
}

/// Every way to pack the same.
fn packed(data: &[u8]) -> Vec<(BufferCodec, Vec<u8>)> {
    let linked = FrameInfo::new().block_mode(BlockMode::Linked);
    let checked = FrameInfo::new().block_checksums(true).content_checksum(true);
    vec![
        (BufferCodec::Lz4Frame, lz4(data, FrameInfo::new())),
        (BufferCodec::Lz4Frame, lz4(data, linked)),
        (BufferCodec::Lz4Frame, lz4(data, checked)),
        (BufferCodec::Zstd, zstd(data)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_packed_comes_back(data in proptest::collection::vec(0_u8..4, 1..5000), times in 1_usize..100) {
        let data = data.repeat(times);
        for (codec, bytes) in packed(&data) {
            prop_assert_eq!(&codec.unpack(&bytes).unwrap(), &data);
        }
    }

    #[test]
    fn what_is_cut_or_any_bytes_never_panic(data in proptest::collection::vec(any::<u8>(), 1..2000), cut in 0_usize..2000) {
        for (codec, bytes) in packed(&data) {
            let _ = codec.unpack(&bytes[..cut.min(bytes.len())]);
            let _ = codec.unpack(&data);
        }
    }
}

#[test]
fn damage_is_told() {
    let data = b"some data that is packed, some data that is packed".repeat(10);
    for (codec, bytes) in packed(&data) {
        let cut = codec.unpack(&bytes[..bytes.len() / 2]).unwrap_err();
        assert_eq!(cut.kind(), ErrorKind::Truncated, "{codec:?}");
        let other = codec.unpack(b"these are no packed bytes").unwrap_err();
        assert_eq!(other.kind(), ErrorKind::Corrupt, "{codec:?} {other}");
    }
}
