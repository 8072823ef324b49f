//! Compressed frames; the first byte says in pieces of how many bytes they come.
#![no_main]

use std::io::{BufReader, Read};

use compress::{FrameReader, Method, compress_frames_by};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [piece, frames @ ..] = data else { return };
    let input = BufReader::with_capacity(usize::from(*piece).max(1), frames);
    // A frame of few bytes may hold many times as many, and a test many frames.
    let mut reader = FrameReader::new(input).take(16 << 20);
    let _ = std::io::copy(&mut reader, &mut std::io::sink());

    for method in [Method::Stored, Method::Lz4, Method::Zstd] {
        let mut packed = Vec::new();
        compress_frames_by(method, frames, &mut packed);
        let mut unpacked = Vec::new();
        let mut reader = FrameReader::new(packed.as_slice());
        reader.read_to_end(&mut unpacked).expect("our own frames");
        assert_eq!(unpacked, frames);
    }
});
