//! Bytes a second and time a value of reading and writing, type by type.
//!
//! `cargo bench -p clickhouse-connect-native --bench columns [-- <part of a type's name>]`
//!
//! A block has as many rows as the server's blocks of a table have. A value is what a row holds: an array of three
//! numbers is one. The promise is at most 8 ns a value for reading into columns; types whose values take more bytes
//! than memory moves in that time are marked with their bytes instead.

#![allow(clippy::expect_used, reason = "there is nobody to handle an error")]
#![allow(clippy::print_stdout, reason = "the table is the result")]
#![allow(clippy::cast_precision_loss, reason = "numbers for people")]
#![allow(clippy::arithmetic_side_effects, reason = "numbers that are known")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use native::{Block, ColumnInput, DataType, Decoder, Revision, Sections, encode_block, texts};

const ROWS: u32 = 65_409;

/// How long each figure is measured.
const BUDGET: Duration = Duration::from_millis(300);

/// What is measured, its type, and the sections of its memory.
struct Case {
    name: String,
    type_name: String,
    sections: Vec<Vec<u8>>,
}

/// Types of one width, with bytes of any value.
const FIXED: [(&str, usize); 31] = [
    ("UInt8", 1),
    ("UInt16", 2),
    ("UInt32", 4),
    ("UInt64", 8),
    ("UInt128", 16),
    ("UInt256", 32),
    ("Int8", 1),
    ("Int16", 2),
    ("Int32", 4),
    ("Int64", 8),
    ("Int128", 16),
    ("Int256", 32),
    ("Float32", 4),
    ("Float64", 8),
    ("BFloat16", 2),
    ("Bool", 1),
    ("Date", 2),
    ("Date32", 4),
    ("DateTime", 4),
    ("DateTime64(9)", 8),
    ("Time", 4),
    ("Time64(9)", 8),
    ("IntervalDay", 8),
    ("Decimal(9, 2)", 4),
    ("Decimal(18, 4)", 8),
    ("Decimal(38, 10)", 16),
    ("Decimal(76, 10)", 32),
    ("UUID", 16),
    ("IPv4", 4),
    ("IPv6", 16),
    ("FixedString(16)", 16),
];

fn cases() -> Vec<Case> {
    let case = |name: &str, type_name: &str, sections: Vec<Vec<u8>>| Case {
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        sections,
    };
    let keys: Vec<u8> = (0..ROWS).map(|row| (mixed(row) % 100).to_le_bytes()[0]).collect();
    let words = strings(100, |row| format!("word {row}"));
    let nulls: Vec<u8> = (0..ROWS).map(|row| u8::from(mixed(row).is_multiple_of(10))).collect();
    let lists: Vec<u8> = (0..=ROWS).flat_map(|row| row.saturating_mul(3).to_le_bytes()).collect();
    let thrice = |width| [random(width), random(width), random(width)].concat();
    let short = strings(ROWS, |row| format!("user {}", mixed(row) % 1_000_000));
    let mut cases: Vec<Case> =
        FIXED.into_iter().map(|(name, width)| case(name, name, vec![random(width)])).collect();
    cases.extend([
        case("Enum8", "Enum8('a' = 1, 'b' = 2)", vec![random(1)]),
        case("Enum16", "Enum16('a' = 1, 'b' = 2)", vec![random(2)]),
        case("Nothing", "Nothing", vec![random(1)]),
        case("String, ASCII", "String", short.to_vec()),
        case(
            "String, Cyrillic",
            "String",
            strings(ROWS, |row| format!("привет {}", mixed(row) % 1000)).into(),
        ),
        case(
            "String, 100 bytes",
            "String",
            strings(ROWS, |row| format!("{:0>100}", mixed(row))).into(),
        ),
        case("Nullable(Float64)", "Nullable(Float64)", vec![nulls.clone(), random(8)]),
        case("Nullable(String)", "Nullable(String)", [vec![nulls], short.to_vec()].concat()),
        case("Array(UInt32) of 3", "Array(UInt32)", vec![lists.clone(), thrice(4)]),
        case("Tuple(UInt64, Float64)", "Tuple(UInt64, Float64)", vec![random(8), random(8)]),
        case(
            "Map(UInt32, Float64) of 3",
            "Map(UInt32, Float64)",
            vec![lists.clone(), thrice(4), thrice(8)],
        ),
        case(
            "Nested(a UInt32, b UInt8) of 3",
            "Nested(a UInt32, b UInt8)",
            vec![lists, thrice(4), thrice(1)],
        ),
        case("Point", "Point", vec![random(8), random(8)]),
        case(
            "LowCardinality(String)",
            "LowCardinality(String)",
            [vec![keys, length(100)], words.to_vec()].concat(),
        ),
        case(
            "SimpleAggregateFunction(sum, UInt64)",
            "SimpleAggregateFunction(sum, UInt64)",
            vec![random(8)],
        ),
        case(
            "AggregateFunction(sum, UInt64)",
            "AggregateFunction(sum, UInt64)",
            states(|_| vec![7; 8]),
        ),
        case(
            "AggregateFunction(count)",
            "AggregateFunction(count)",
            states(|row| varuint(mixed(row) % 10_000)),
        ),
        case(
            "AggregateFunction(max, String)",
            "AggregateFunction(max, String)",
            states(|_| b"\x05\0\0\0user\0".to_vec()),
        ),
        case("QBit(Float32, 8)", "QBit(Float32, 8)", vec![random(32)]),
    ]);
    cases
}

/// Bits that look like chance and are the same in every run.
fn mixed(row: u32) -> u32 {
    row.wrapping_mul(0x9e37_79b9).rotate_left(15).wrapping_mul(0x85eb_ca6b) >> 3
}

fn random(width: usize) -> Vec<u8> {
    let value = |row| mixed(row).to_le_bytes().into_iter().cycle().take(width);
    (0..ROWS).flat_map(value).collect()
}

fn length(value: u32) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

fn varuint(mut value: u32) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
    out
}

/// Offsets and bytes.
fn strings(rows: u32, text: impl Fn(u32) -> String) -> [Vec<u8>; 2] {
    joined(rows, |row| text(row).into_bytes())
}

fn states(state: impl Fn(u32) -> Vec<u8>) -> Vec<Vec<u8>> {
    joined(ROWS, state).into()
}

fn joined(rows: u32, value: impl Fn(u32) -> Vec<u8>) -> [Vec<u8>; 2] {
    let (mut offsets, mut bytes) = (length(0), Vec::new());
    for row in 0..rows {
        bytes.extend(value(row));
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

/// The time of the quickest of many runs: what others do on the machine only adds to it.
fn quickest(mut run: impl FnMut()) -> Duration {
    let start = Instant::now();
    let mut best = Duration::MAX;
    while start.elapsed() < BUDGET {
        let begin = Instant::now();
        run();
        best = best.min(begin.elapsed());
    }
    best
}

/// Nanoseconds a value, and gigabytes a second.
fn figures(time: Duration, values: u32, bytes: usize) -> String {
    let nanoseconds = time.as_nanos() as f64;
    format!("{:>8.2} {:>8.2}", nanoseconds / f64::from(values), bytes as f64 / nanoseconds)
}

fn columns(filter: &str) {
    println!("{:<50} {:>17} {:>17}", "", "read", "write");
    println!("{:<50} {:>8} {:>8} {:>8} {:>8}", "type", "ns", "GB/s", "ns", "GB/s");
    for Case { name, type_name, sections } in cases() {
        if !name.contains(filter) {
            continue;
        }
        let data_type = DataType::parse(&type_name).expect("a type");
        let mut bytes = Vec::new();
        encoded(&data_type, &sections, &mut bytes);
        let reading = quickest(|| native::recycle(decoded(black_box(&bytes)).arena));
        let mut out = Vec::with_capacity(bytes.len());
        let writing = quickest(|| {
            out.clear();
            encoded(&data_type, black_box(&sections), &mut out);
        });
        let (reading, writing) =
            (figures(reading, ROWS, bytes.len()), figures(writing, ROWS, bytes.len()));
        println!("{name:<50} {reading} {writing}");
    }
}

/// Blocks of one row, read one after another: what a block costs, however many bytes lie behind it.
fn small_blocks() {
    let block = |row| format!("\x01\x01\x01s\x06String\x08row{row:05}").into_bytes();
    let bytes: Vec<u8> = (0..20_000).flat_map(block).collect();
    let time = quickest(|| {
        let mut decoder = Decoder::new(black_box(bytes.as_slice()), Revision::PLAIN);
        while let Some(block) = decoder.next_block().expect("whole blocks") {
            black_box(block);
        }
    });
    println!("{:<50} {}", "a block of one String", figures(time, 20_000, bytes.len()));
}

fn printing(filter: &str) {
    for (type_name, width) in
        [("Decimal(18, 4)", 8), ("Decimal(38, 10)", 16), ("UUID", 16), ("IPv4", 4)]
    {
        if !type_name.contains(filter) {
            continue;
        }
        let data_type = DataType::parse(type_name).expect("a type");
        let values = random(width);
        let time = quickest(|| drop(black_box(texts(&data_type, black_box(&values)))));
        println!("{:<50} {}", format!("texts of {type_name}"), figures(time, ROWS, values.len()));
    }
}

/// Instants a minute apart, as a table has them, and all over three centuries.
fn zones(filter: &str) {
    let near = |row: u32| 1_700_000_000_000 + i64::from(row) * 60_000;
    let far = |row: u32| i64::from(mixed(row)) * 16_000 - 2_000_000_000_000;
    let bytes = |instant: &dyn Fn(u32) -> i64| {
        (0..ROWS).flat_map(|row| instant(row).to_le_bytes()).collect()
    };
    let values: [(&str, Vec<u8>); 2] = [("near", bytes(&near)), ("far", bytes(&far))];
    for (name, values) in values {
        for zone in ["UTC", "America/New_York"] {
            let type_name = format!("DateTime64(3, '{zone}')");
            if !type_name.contains(filter) {
                continue;
            }
            let data_type = DataType::parse(&type_name).expect("a type");
            let time = quickest(|| drop(black_box(texts(&data_type, black_box(&values)))));
            let name = format!("texts of {type_name}, {name}");
            println!("{name:<50} {}", figures(time, ROWS, values.len()));
        }
    }
}

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let filter = filter.unwrap_or_default();
    columns(&filter);
    println!();
    small_blocks();
    printing(&filter);
    zones(&filter);
}
