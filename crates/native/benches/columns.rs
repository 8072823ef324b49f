//! Bytes a second of reading and writing, column by column.
//!
//! `cargo bench -p clickhouse-connect-native --bench columns`
//!
//! A block has as many rows as the server's blocks of a table have. The bytes are those on the wire, or those of the
//! values whose texts are made.

#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::expect_used, reason = "there is nobody to handle an error")]
#![allow(clippy::arithmetic_side_effects, reason = "the numbers are known")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use native::{Block, ColumnInput, DataType, Decoder, Revision, Sections, encode_block, texts};

const ROWS: u32 = 65_409;

/// A type and the sections of its memory.
type Case = (&'static str, &'static str, Vec<Vec<u8>>);

fn cases() -> Vec<Case> {
    let keys = (0..ROWS).map(|row| (mixed(row) % 100).to_le_bytes()[0]).collect();
    let words = strings(100, |row| format!("word {row}"));
    let nulls = (0..ROWS).map(|row| u8::from(mixed(row).is_multiple_of(10))).collect();
    let lists = (0..=ROWS).flat_map(|row| row.saturating_mul(3).to_le_bytes()).collect();
    vec![
        ("UInt64", "UInt64", vec![random(8)]),
        ("Int32", "Int32", vec![random(4)]),
        ("Float64", "Float64", vec![random(8)]),
        (
            "String, ASCII",
            "String",
            strings(ROWS, |row| format!("user {}", mixed(row) % 1_000_000)).into(),
        ),
        (
            "String, Cyrillic",
            "String",
            strings(ROWS, |row| format!("привет {}", mixed(row) % 1000)).into(),
        ),
        (
            "LowCardinality(String)",
            "LowCardinality(String)",
            [vec![keys, length(100)], words.into()].concat(),
        ),
        ("Array(UInt32)", "Array(UInt32)", vec![lists, [random(4), random(4), random(4)].concat()]),
        ("Nullable(Float64)", "Nullable(Float64)", vec![nulls, random(8)]),
        ("QBit(Float32, 16)", "QBit(Float32, 16)", vec![random(64)]),
        ("QBit(Float64, 12)", "QBit(Float64, 12)", vec![random(96)]),
        ("QBit(BFloat16, 64)", "QBit(BFloat16, 64)", vec![random(128)]),
    ]
}

/// Bits that look like chance and are the same in every run.
fn mixed(row: u32) -> u32 {
    row.wrapping_mul(0x9e37_79b9).rotate_left(15).wrapping_mul(0x85eb_ca6b) >> 3
}

fn random(width: usize) -> Vec<u8> {
    (0..ROWS).flat_map(|row| mixed(row).to_le_bytes().repeat(width / 4)).collect()
}

fn length(value: u32) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

/// Offsets and bytes.
fn strings(rows: u32, text: impl Fn(u32) -> String) -> [Vec<u8>; 2] {
    let (mut offsets, mut bytes) = (length(0), Vec::new());
    for row in 0..rows {
        bytes.extend(text(row).bytes());
        offsets.extend(u32::try_from(bytes.len()).expect("a few megabytes").to_le_bytes());
    }
    [offsets, bytes]
}

fn encoded(data_type: &DataType, sections: &[Vec<u8>], out: &mut Vec<u8>) {
    let rows = ROWS as usize;
    let type_name = &data_type.to_string();
    let column = Sections::new(sections.iter().map(Vec::as_slice)).column(data_type, rows);
    let input =
        ColumnInput { name: "c", type_name, data_type, column: column.expect("sections that fit") };
    encode_block(rows, &[input], out).expect("a column that fits");
}

fn decoded(bytes: &[u8]) -> Block {
    let block = Decoder::new(bytes, Revision::PLAIN).next_block().expect("a whole block");
    block.expect("a block")
}

fn columns(criterion: &mut Criterion) {
    for (name, type_name, sections) in cases() {
        let data_type = DataType::parse(type_name).expect("a type");
        let mut bytes = Vec::new();
        encoded(&data_type, &sections, &mut bytes);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("decode", |bencher| bencher.iter(|| decoded(black_box(&bytes))));
        group.bench_function("encode", |bencher| {
            let mut out = Vec::with_capacity(bytes.len());
            bencher.iter(|| {
                out.clear();
                encoded(&data_type, black_box(&sections), &mut out);
            });
        });
    }
}

/// A block of one row decodes in the same time however many bytes lie behind it.
fn small_blocks(criterion: &mut Criterion) {
    let block = |row| format!("\x01\x01\x01s\x06String\x08row{row:05}").into_bytes();
    let bytes: Vec<u8> = (0..20_000).flat_map(block).collect();
    let mut group = criterion.benchmark_group("blocks of one String");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("decode", |bencher| {
        bencher.iter(|| {
            let mut decoder = Decoder::new(black_box(bytes.as_slice()), Revision::PLAIN);
            while let Some(block) = decoder.next_block().expect("whole blocks") {
                black_box(block);
            }
        });
    });
}

fn printing(criterion: &mut Criterion) {
    for (type_name, width) in
        [("Decimal(18, 4)", 8), ("Decimal(38, 10)", 16), ("UUID", 16), ("IPv4", 4)]
    {
        let data_type = DataType::parse(type_name).expect("a type");
        let values = random(width);
        let mut group = criterion.benchmark_group(format!("texts of {type_name}"));
        group.throughput(Throughput::Bytes(values.len() as u64));
        group.bench_function("make", |bencher| {
            bencher.iter(|| texts(&data_type, black_box(&values)));
        });
    }
}

/// Instants a minute apart, as a table has them, and all over three centuries.
fn zones(criterion: &mut Criterion) {
    let near =
        (0..ROWS).flat_map(|row| (1_700_000_000_000 + i64::from(row) * 60_000).to_le_bytes());
    let far = (0..ROWS)
        .flat_map(|row| (i64::from(mixed(row)) * 16_000 - 2_000_000_000_000).to_le_bytes());
    for (name, values) in [("near", near.collect::<Vec<u8>>()), ("far", far.collect())] {
        let mut group = criterion.benchmark_group(format!("texts of DateTime64(3), {name}"));
        group.throughput(Throughput::Bytes(values.len() as u64));
        for zone in ["UTC", "America/New_York"] {
            let data_type = DataType::parse(&format!("DateTime64(3, '{zone}')")).expect("a type");
            group.bench_function(zone, |bencher| {
                bencher.iter(|| texts(&data_type, black_box(&values)));
            });
        }
    }
}

criterion_group!(benches, columns, small_blocks, printing, zones);
criterion_main!(benches);
