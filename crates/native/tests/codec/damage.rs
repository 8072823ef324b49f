//! A real server's bytes: cut short, in small pieces, and with each byte changed.

use std::io::BufReader;

use native::{Block, Decoder, ErrorKind, Revision};

use crate::support::golden::{all, decoded};
use crate::support::{invariants, memory};

const REVISIONS: [Revision; 2] = [Revision::PLAIN, Revision::CLIENT];

/// What a length may reserve before its bytes have come, twice for memory that grows by doubling, and some more.
const RESERVED: usize = 40 << 20;

#[test]
fn bytes_that_end_inside_a_block_are_truncated_and_at_its_border_an_end() {
    for golden in all() {
        for revision in REVISIONS {
            let bytes = golden.bytes(revision);
            let (blocks, borders) = with_borders(&bytes, revision);
            for cut in 0..bytes.len() {
                let mut decoder = Decoder::new(&bytes[..cut], revision);
                let whole = borders.iter().filter(|border| **border <= cut).count();
                for block in &blocks[..whole] {
                    assert_same(&decoder.next_block().unwrap().unwrap(), block);
                }
                match decoder.next_block() {
                    Ok(end) => assert!(
                        end.is_none() && (cut == 0 || borders.contains(&cut)),
                        "{} {cut}",
                        golden.name
                    ),
                    Err(error) => assert!(
                        matches!(error.kind(), ErrorKind::Truncated),
                        "{} {cut}: {error}",
                        golden.name
                    ),
                }
            }
        }
    }
}

#[test]
fn the_sizes_of_the_pieces_that_bytes_come_in_do_not_matter() {
    for golden in all() {
        for revision in REVISIONS {
            let bytes = golden.bytes(revision);
            let blocks = decoded(&bytes, revision).unwrap();
            for size in [1, 2, 3, 7, 8, 13, 64] {
                let mut decoder =
                    Decoder::new(BufReader::with_capacity(size, bytes.as_slice()), revision);
                for block in &blocks {
                    assert_same(&decoder.next_block().unwrap().unwrap(), block);
                }
                assert!(decoder.next_block().unwrap().is_none(), "{} by {size}", golden.name);
            }
        }
    }
}

#[test]
fn a_changed_byte_gives_blocks_or_an_error_and_takes_little_memory() {
    for golden in all() {
        for revision in REVISIONS {
            let bytes = golden.bytes(revision);
            for place in 0..bytes.len() {
                let was = bytes[place];
                for value in [!was, was.wrapping_add(1), was ^ 0x80, 0, 1, 0x7f, 0xff] {
                    let mut damaged = bytes.clone();
                    damaged[place] = value;
                    let (peak, result) = memory::peak(|| decoded(&damaged, revision));
                    assert!(peak < RESERVED, "{} at {place}: {peak} bytes", golden.name);
                    result.iter().flatten().for_each(invariants::check);
                }
            }
        }
    }
}

/// The blocks, and where each ends.
fn with_borders(bytes: &[u8], revision: Revision) -> (Vec<Block>, Vec<usize>) {
    let mut decoder = Decoder::new(bytes, revision);
    let (mut blocks, mut borders) = (Vec::new(), Vec::new());
    while let Some(block) = decoder.next_block().unwrap() {
        blocks.push(block);
        borders.push(bytes.len() - decoder.input_mut().len());
    }
    (blocks, borders)
}

fn assert_same(left: &Block, right: &Block) {
    assert_eq!(left.rows, right.rows);
    assert_eq!(left.header, right.header);
    assert_eq!(left.columns, right.columns);
    assert_eq!(left.arena, right.arena);
}
