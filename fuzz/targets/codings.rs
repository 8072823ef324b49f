//! Content codings; the first byte chooses one, the second says in pieces of how many bytes the body comes.
#![no_main]

use std::io::{BufReader, Read};

use compress::{Coding, CodingReader, Packer};
use libfuzzer_sys::fuzz_target;

const CODINGS: [Coding; 4] = [Coding::Zstd, Coding::Gzip, Coding::Deflate, Coding::Brotli];

fuzz_target!(|data: &[u8]| {
    let [coding, piece, body @ ..] = data else { return };
    let coding = CODINGS[usize::from(*coding) % CODINGS.len()];
    let input = BufReader::with_capacity(usize::from(*piece).max(1), body);
    // A small body may hold a thousand times as many bytes.
    let mut reader = CodingReader::new(coding, input).take(4 << 20);
    let _ = std::io::copy(&mut reader, &mut std::io::sink());

    let mut packer = match coding {
        Coding::Zstd => return,
        Coding::Gzip => Packer::gzip(),
        Coding::Deflate => Packer::deflate(),
        Coding::Brotli => Packer::brotli(),
    };
    let (first, second) = body.split_at(body.len() / 2);
    let mut packed = packer.pack(first).expect("memory takes everything");
    packed.extend(packer.pack(second).expect("memory takes everything"));
    packed.extend(packer.finish().expect("memory takes everything"));
    let mut unpacked = Vec::new();
    CodingReader::new(coding, packed.as_slice()).read_to_end(&mut unpacked).expect("our own body");
    assert_eq!(unpacked, body);
});
