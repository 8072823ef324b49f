//! Frames as a user of the crate meets them: whole, cut, damaged and hostile.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::io::{BufRead, BufReader, ErrorKind as IoKind, Read};

use compress::{
    Error, ErrorKind, FRAME_DATA_SIZE, FrameReader, HISTORY_SIZE, MAX_UNCOMPRESSED_SIZE, Method,
    compress_frames, compress_frames_by,
};
use proptest::prelude::*;

/// `SELECT 1 AS a` with `compress=1`, as ClickHouse 26.7 sent it.
const GOLDEN: &[u8] = &[
    0x75, 0xf9, 0x2b, 0x9a, 0x5c, 0x50, 0x76, 0xb9, 0x48, 0xfb, 0x3e, 0x46, 0xa6, 0xb0, 0xc0, 0x06,
    0x82, 0x15, 0x00, 0x00, 0x00, 0x0b, 0x00, 0x00, 0x00, 0xb0, 0x01, 0x01, 0x01, 0x61, 0x05, 0x55,
    0x49, 0x6e, 0x74, 0x38, 0x01,
];
const GOLDEN_DATA: &[u8] = b"\x01\x01\x01a\x05UInt8\x01";

const METHODS: [Method; 3] = [Method::Stored, Method::Lz4, Method::Zstd];

fn frames(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    compress_frames(data, &mut out);
    out
}

fn frames_by(method: Method, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    compress_frames_by(method, data, &mut out);
    out
}

/// Reads everything through chunks of `chunk` bytes.
fn read(bytes: &[u8], chunk: usize) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    FrameReader::new(BufReader::with_capacity(chunk, bytes)).read_to_end(&mut out)?;
    Ok(out)
}

/// Bytes that LZ4 cannot shrink.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state >> 56) as u8
    })
    .take(size)
    .collect()
}

fn with_checksum(rest: &[u8]) -> Vec<u8> {
    let mut frame = cityhash_rs::cityhash_102_128(rest).rotate_left(64).to_le_bytes().to_vec();
    frame.extend_from_slice(rest);
    frame
}

fn raw_frame(method: u8, compressed: u32, uncompressed: u32, payload: &[u8]) -> Vec<u8> {
    let mut rest = vec![method];
    rest.extend_from_slice(&compressed.to_le_bytes());
    rest.extend_from_slice(&uncompressed.to_le_bytes());
    rest.extend_from_slice(payload);
    with_checksum(&rest)
}

fn kind_of(error: &std::io::Error) -> ErrorKind {
    Error::of(error).expect("a frame error").kind()
}

#[test]
fn reads_the_frame_a_real_server_sent_through_chunks_of_any_size() {
    for chunk in 1..=GOLDEN.len() {
        assert_eq!(read(GOLDEN, chunk).unwrap(), GOLDEN_DATA);
    }
}

#[test]
fn an_empty_stream_holds_no_data() {
    assert_eq!(read(&[], 8).unwrap(), b"");
    assert_eq!(frames(&[]), b"");
}

#[test]
fn a_frame_without_data_does_not_end_the_stream() {
    let mut bytes = raw_frame(0x02, 9, 0, &[]);
    bytes.extend_from_slice(GOLDEN);
    assert_eq!(read(&bytes, 64).unwrap(), GOLDEN_DATA);
}

#[test]
fn data_beyond_one_frame_is_split_and_joined_again() {
    for data in [vec![7; 3 * FRAME_DATA_SIZE + 5], noise(FRAME_DATA_SIZE + 1)] {
        for (method, byte) in METHODS.into_iter().zip([0x02, 0x82, 0x90]) {
            let frames = frames_by(method, &data);
            assert_eq!(frames[16], byte);
            for chunk in [1 << 12, 1 << 16, 1 << 23] {
                assert_eq!(read(&frames, chunk).unwrap(), data);
            }
        }
    }
}

#[test]
fn incompressible_data_becomes_lz4_too_and_grows_by_little() {
    for size in [1, 16, 100_000] {
        let frames = frames(&noise(size));
        assert_eq!(frames.get(16), Some(&0x82));
        assert!(frames.len() <= size + size / 200 + 64, "{size}: {}", frames.len());
        assert_eq!(read(&frames, 1000).unwrap(), noise(size));
    }
}

#[test]
fn every_cut_is_an_error_and_shows_only_whole_frames() {
    let mut bytes = GOLDEN.to_vec();
    bytes.extend_from_slice(GOLDEN);
    for cut in 1..bytes.len() {
        if cut == GOLDEN.len() {
            continue;
        }
        for chunk in [1, 7, 64] {
            let mut reader = FrameReader::new(BufReader::with_capacity(chunk, &bytes[..cut]));
            let mut out = Vec::new();
            let error = reader.read_to_end(&mut out).unwrap_err();
            assert_eq!(error.kind(), IoKind::UnexpectedEof, "cut at {cut}");
            assert_eq!(kind_of(&error), ErrorKind::Truncated);
            let whole = if cut < GOLDEN.len() { b"" } else { GOLDEN_DATA };
            assert_eq!(out, whole);
            let start = if cut < GOLDEN.len() { 0 } else { GOLDEN.len() as u64 };
            assert_eq!(Error::of(&error).unwrap().offset(), start);
        }
    }
}

#[test]
fn every_flipped_bit_is_an_error() {
    for bit in 0..GOLDEN.len() * 8 {
        let mut bytes = GOLDEN.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let error = read(&bytes, 64).unwrap_err();
        let header = (16..25).contains(&(bit / 8));
        if header {
            assert!(Error::of(&error).is_some(), "bit {bit}: {error}");
        } else {
            assert_eq!(kind_of(&error), ErrorKind::Checksum, "bit {bit}");
            assert_eq!(error.kind(), IoKind::InvalidData);
        }
    }
}

#[test]
fn any_other_method_is_named() {
    for method in (0..=u8::MAX).filter(|method| ![0x02, 0x82, 0x90].contains(method)) {
        let error = read(&raw_frame(method, 10, 1, b"x"), 64).unwrap_err();
        assert_eq!(kind_of(&error), ErrorKind::Method);
        let message = format!("frame at byte 0: unknown method 0x{method:02x}");
        assert_eq!(error.to_string(), message);
    }
    let error = read(b"<html><body>502 Bad Gateway</body></html>", 64).unwrap_err();
    assert_eq!(kind_of(&error), ErrorKind::Method);
}

#[test]
fn hostile_sizes_are_refused_before_memory_is_reserved() {
    let limit = u32::try_from(MAX_UNCOMPRESSED_SIZE).unwrap();
    let cases = [
        (raw_frame(0x82, u32::MAX, 1, b"x"), ErrorKind::Limit),
        (raw_frame(0x82, 10, u32::MAX, b"x"), ErrorKind::Limit),
        (raw_frame(0x82, 10, limit + 1, b"x"), ErrorKind::Limit),
        (raw_frame(0x82, 10, limit, b"x"), ErrorKind::Corrupt),
        (raw_frame(0x82, 0, 0, b""), ErrorKind::Corrupt),
        (raw_frame(0x82, 8, 0, b""), ErrorKind::Corrupt),
        (raw_frame(0x02, 10, 2, b"x"), ErrorKind::Corrupt),
        (raw_frame(0x02, 10, 0, b"x"), ErrorKind::Corrupt),
        (raw_frame(0x82, limit, limit, b"x"), ErrorKind::Truncated),
        (raw_frame(0x90, u32::MAX, 1, b"x"), ErrorKind::Limit),
        (raw_frame(0x90, 13, limit + 1, b"abcd"), ErrorKind::Limit),
        // Four bytes hold 128 KiB at most.
        (raw_frame(0x90, 13, (128 << 10) + 1, b"abcd"), ErrorKind::Corrupt),
        (raw_frame(0x90, 10, 1, b"x"), ErrorKind::Corrupt),
    ];
    for (bytes, kind) in cases {
        for chunk in [3, 64] {
            assert_eq!(kind_of(&read(&bytes, chunk).unwrap_err()), kind);
        }
    }
}

#[test]
fn a_payload_that_unpacks_to_another_size_is_corrupt() {
    // One literal run of three bytes; the header claims two, then four.
    for claimed in [2, 4] {
        let error = read(&raw_frame(0x82, 13, claimed, b"\x30abc"), 64).unwrap_err();
        assert_eq!(kind_of(&error), ErrorKind::Corrupt);
    }
    assert_eq!(read(&raw_frame(0x82, 13, 3, b"\x30abc"), 64).unwrap(), b"abc");

    let packed = &frames_by(Method::Zstd, &[7; 1000])[25..];
    let compressed = u32::try_from(packed.len() + 9).unwrap();
    for claimed in [0, 1, 999, 1001] {
        let error = read(&raw_frame(0x90, compressed, claimed, packed), 64).unwrap_err();
        assert_eq!(kind_of(&error), ErrorKind::Corrupt, "{claimed}: {error}");
    }
    assert_eq!(read(&raw_frame(0x90, compressed, 1000, packed), 64).unwrap(), [7; 1000]);
}

#[test]
fn a_failed_read_fails_again_instead_of_showing_an_end() {
    let mut bytes = GOLDEN.to_vec();
    bytes[30] ^= 1;
    let mut reader = FrameReader::new(&bytes[..]);
    for _ in 0..3 {
        assert_eq!(kind_of(&reader.fill_buf().unwrap_err()), ErrorKind::Checksum);
    }
}

#[test]
fn the_recent_data_reaches_back_over_frames() {
    let data: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
    let mut bytes = Vec::new();
    for part in data.chunks(30_000) {
        compress_frames(part, &mut bytes);
    }
    let mut reader = FrameReader::new(&bytes[..]);
    let mut out = Vec::new();
    reader.read_to_end(&mut out).unwrap();
    assert_eq!(out, data);
    assert!(reader.recent().len() >= HISTORY_SIZE);
    assert!(data.ends_with(reader.recent()));
}

proptest! {
    #[test]
    fn any_data_survives_any_chunking(
        data in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..4096),
            (any::<u8>(), 0_usize..300_000).prop_map(|(byte, size)| vec![byte; size]),
            proptest::collection::vec(0_u8..4, 0..20_000),
        ],
        method in prop::sample::select(&METHODS[..]),
        chunk in 1_usize..5000,
    ) {
        prop_assert_eq!(read(&frames_by(method, &data), chunk).unwrap(), data);
    }

    #[test]
    fn any_garbage_is_an_error_or_data_but_never_a_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        method in prop_oneof![Just(0x82_u8), Just(0x90), Just(0x02), any::<u8>()],
        compressed in 0_u32..400,
        uncompressed in 0_u32..4000,
        chunk in 1_usize..500,
    ) {
        let _ = read(&bytes, chunk);
        // The same garbage behind a valid checksum reaches the decompressor.
        let _ = read(&raw_frame(method, compressed, uncompressed, &bytes), chunk);
        let size = u32::try_from(bytes.len() + 9).unwrap();
        let _ = read(&raw_frame(method, size, uncompressed, &bytes), chunk);
    }

    #[test]
    fn any_flipped_bit_of_any_frame_is_an_error(
        data in proptest::collection::vec(any::<u8>(), 1..500),
        method in prop::sample::select(&METHODS[..]),
        position in any::<prop::sample::Index>(),
        bit in 0_u32..8,
    ) {
        let mut bytes = frames_by(method, &data);
        let at = position.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(read(&bytes, 4096).is_err());
    }
}
