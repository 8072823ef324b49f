//! Blocks at every revision: what was read is written and read again.
#![no_main]

#[path = "../../crates/native/tests/codec/support/value.rs"]
mod value;

use std::io::BufReader;

use libfuzzer_sys::fuzz_target;
use native::{Block, ColumnInput, Decoder, ErrorKind, Revision, encode_block};

/// One of every form that the bytes can have.
const REVISIONS: [u32; 6] = [0, 1, 54_405, 54_454, 54_483, 54_492];

fuzz_target!(|data: &[u8]| {
    let [revision, piece, bytes @ ..] = data else { return };
    let revision = Revision::new(REVISIONS[usize::from(*revision) % REVISIONS.len()]);
    let input = BufReader::with_capacity(usize::from(*piece).max(1), bytes);
    let mut decoder = Decoder::new(input, revision);
    while let Ok(Some(mut block)) = decoder.next_block() {
        again(&block);
        block.put_layout();
        native::recycle(block.arena);
    }
});

/// A block that was read is one that can be written, and reads as it did.
fn again(block: &Block) {
    let inputs: Vec<ColumnInput<'_>> = value::resolved(block)
        .into_iter()
        .zip(block.header.iter())
        .map(|(column, header)| ColumnInput {
            name: &header.name,
            type_name: &header.type_name,
            data_type: &header.data_type,
            column,
        })
        .collect();
    let mut out = Vec::new();
    match encode_block(block.rows, &inputs, &mut out) {
        Ok(()) => {}
        Err(_) if block.rows == 0 || inputs.is_empty() => return,
        // What Dynamic and JSON hold is read in more forms than it is written in.
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported(_)) => return,
        Err(error) => panic!("{error}"),
    }
    let read = Decoder::new(out.as_slice(), Revision::PLAIN).next_block();
    let read = read.expect("bytes that were written").expect("a block");
    assert_eq!(read.rows, block.rows);
    // Types and paths that a block tells itself come back in the order of their names.
    if value::resolved(&read) != value::resolved(block) {
        assert_eq!(value::columns(&read), value::columns(block));
    }
}
