//! A real server's bytes, against the server's own JSON of the same values.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use native::{Block, ColumnHeader, ColumnInput, Revision, encode_block};

use crate::support::golden::{all, decoded, large};
use crate::support::value::Value;
use crate::support::{invariants, json, value};

const REVISIONS: [Revision; 2] = [Revision::PLAIN, Revision::CLIENT];

#[test]
fn every_value_reads_as_the_server_prints_it() {
    for golden in all().into_iter().chain(large()) {
        let blocks = decoded(&golden.bytes(Revision::CLIENT), Revision::CLIENT).unwrap();
        let (ours, theirs) = (lines(&blocks), golden.json());
        let pairs = ours.split(|byte| *byte == b'\n').zip(theirs.split(|byte| *byte == b'\n'));
        for (ours, theirs) in pairs {
            let text = (String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs));
            assert_eq!(ours, theirs, "{}:\n{}\n{}", golden.name, text.0, text.1);
        }
        assert_eq!(ours.len(), theirs.len(), "{}", golden.name);
    }
}

#[test]
fn both_revisions_carry_the_same_values() {
    for golden in all().into_iter().chain(large()) {
        let [plain, info] =
            REVISIONS.map(|revision| decoded(&golden.bytes(revision), revision).unwrap());
        assert_eq!(plain.len(), info.len(), "{}", golden.name);
        for (plain, info) in plain.iter().zip(&info) {
            assert_eq!(plain.rows, info.rows, "{}", golden.name);
            assert_eq!(plain.columns, info.columns, "{}", golden.name);
            assert_eq!(plain.arena, info.arena, "{}", golden.name);
            for (plain, info) in plain.header.iter().zip(info.header.iter()) {
                // Without a revision the server prints a time zone only inside other types.
                let lost =
                    plain.type_name == "DateTime" && info.type_name.starts_with("DateTime('");
                assert_eq!(plain.name, info.name, "{}", golden.name);
                assert!(
                    lost || plain.type_name == info.type_name,
                    "{}: {}",
                    golden.name,
                    info.type_name
                );
            }
        }
    }
}

#[test]
fn what_was_read_is_written_to_the_same_bytes() {
    for golden in all().into_iter().chain(large()) {
        let bytes = golden.bytes(Revision::PLAIN);
        let blocks = decoded(&bytes, Revision::PLAIN).unwrap();
        let written = encoded(&blocks);
        if golden.name.ends_with("_flattened") {
            // Written is the form that older servers know, too.
            assert_ne!(written, bytes, "{}", golden.name);
            let again = decoded(&written, Revision::PLAIN).unwrap();
            assert_eq!(lines(&again), lines(&blocks), "{}", golden.name);
        } else {
            assert_eq!(written, bytes, "{}", golden.name);
        }
    }
}

#[test]
fn the_sections_of_a_block_lie_apart_in_its_arena() {
    for golden in all().into_iter().chain(large()) {
        for revision in REVISIONS {
            decoded(&golden.bytes(revision), revision).unwrap().iter().for_each(invariants::check);
        }
    }
}

#[test]
fn blocks_of_one_answer_share_their_header() {
    let golden = all().into_iter().find(|golden| golden.name == "blocks").unwrap();
    let blocks = decoded(&golden.bytes(Revision::PLAIN), Revision::PLAIN).unwrap();
    assert_eq!(blocks.iter().map(|block| block.rows).collect::<Vec<_>>(), [4, 4, 3]);
    assert!(
        blocks
            .windows(2)
            .all(|pair| std::ptr::eq(pair[0].header.as_ptr(), pair[1].header.as_ptr()))
    );
}

#[test]
fn every_column_file_has_a_golden_file() {
    /// Files that hold no type of their own.
    const SHARED: [&str; 14] = [
        "mod",
        "calendar",
        "fixed",
        "kinds",
        "parts",
        "pick",
        "prefix",
        "replicated",
        "row_binary",
        "sections",
        "shared_values",
        "sparse",
        "text",
        "utf16",
    ];
    let names: BTreeSet<String> = all().into_iter().map(|golden| golden.name).collect();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/column")).unwrap() {
        let path = entry.unwrap().path();
        let noun = path.file_stem().unwrap().to_str().unwrap();
        assert!(SHARED.contains(&noun) || names.contains(noun), "no testdata/{noun}.sql");
    }
}

fn encoded(blocks: &[Block]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in blocks {
        let columns = value::resolved(block).into_iter().zip(block.header.iter());
        let inputs: Vec<ColumnInput<'_>> = columns
            .map(|(column, header)| ColumnInput {
                name: &header.name,
                type_name: &header.type_name,
                data_type: &header.data_type,
                column,
            })
            .collect();
        encode_block(block.rows, &inputs, &mut out).unwrap();
    }
    out
}

/// The blocks as lines of JSON: the names, the types, and each row.
pub(crate) fn lines(blocks: &[Block]) -> Vec<u8> {
    let mut out = Vec::new();
    let header = &blocks[0].header;
    put_line(header, &mut out, |_, column, out| json::string(column.name.as_bytes(), out));
    put_line(header, &mut out, |_, column, out| json::string(column.type_name.as_bytes(), out));
    for block in blocks {
        let columns = value::columns(block);
        for row in 0..block.rows {
            let values: Vec<&Value> = columns.iter().map(|column| &column[row]).collect();
            put_line(&block.header, &mut out, |index, column, out| {
                json::put(&column.data_type, values[index], out);
            });
        }
    }
    out
}

fn put_line(
    header: &[ColumnHeader],
    out: &mut Vec<u8>,
    put: impl Fn(usize, &ColumnHeader, &mut Vec<u8>),
) {
    for (index, column) in header.iter().enumerate() {
        out.extend(if index > 0 { b", ".as_slice() } else { b"[" });
        put(index, column, out);
    }
    out.extend(b"]\n");
}
