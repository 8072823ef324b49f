//! Bytes that lie about what follows.

use std::io::{self, BufReader, Read};

use native::{Decoder, ErrorKind, Revision};

use crate::support::body::Body;
use crate::support::golden::decoded;
use crate::support::value::Value;
use crate::support::{memory, value};

/// What a length may reserve before its bytes have come, with room for growth.
const RESERVED: usize = 40 << 20;

/// Decodes with little memory, and gives the name of the error's kind and its text.
fn refused(body: &Body) -> (&'static str, String) {
    let (peak, result) = memory::peak(|| decoded(&body.0, Revision::PLAIN));
    assert!(peak < RESERVED, "{peak} bytes");
    let error = result.unwrap_err();
    let kind = match error.kind() {
        ErrorKind::Truncated => "truncated",
        ErrorKind::Malformed(_) => "malformed",
        ErrorKind::Unsupported(_) => "unsupported",
        ErrorKind::Limit(_) => "limit",
        kind => panic!("{kind:?}"),
    };
    (kind, error.to_string())
}

#[test]
fn more_columns_than_there_are_end_too_early() {
    let body = Body::default().varuint(100_000).varuint(1);
    assert_eq!(
        refused(&body),
        ("truncated", "block 0: column name: the data ends too early".into())
    );
}

#[test]
fn more_columns_or_rows_than_a_block_may_have_are_refused() {
    let body = Body::default().varuint(100_001).varuint(1);
    assert_eq!(refused(&body), ("limit", "block 0: 100001 columns, of at most 100000".into()));
    let body = Body::default().varuint(1).varuint(1 << 32);
    assert_eq!(refused(&body), ("limit", "block 0: 4294967296 rows, of at most 4294967295".into()));
    let body = Body::default().varuint(u64::MAX).varuint(1);
    assert_eq!(refused(&body).0, "limit");
}

#[test]
fn rows_that_do_not_follow_end_too_early() {
    let types = [
        "UInt8",
        "UInt256",
        "FixedString(16777215)",
        "String",
        "Nullable(UInt64)",
        "Array(String)",
        "Map(String, UInt8)",
        "Tuple(UInt64, String)",
        "Tuple()",
        "Nothing",
        "Array(Array(Array(UInt64)))",
        "Nested(a UInt64, b String)",
        "MultiPolygon",
        "QBit(Float32, 8)",
        "QBit(Float64, 134217720)",
    ];
    for type_name in types {
        let body = Body::column(u64::from(u32::MAX), "price", type_name).u64(0).u64(0);
        let (kind, message) = refused(&body);
        assert_eq!(kind, "truncated", "{type_name}");
        assert!(message.starts_with("block 0: price: "), "{message}");
    }
}

#[test]
fn a_number_of_more_than_64_bits_is_malformed() {
    let message = "block 0: a VarUInt of more than 64 bits";
    assert_eq!(refused(&Body::default().bytes(&[0xff; 10])), ("malformed", message.into()));
    let edge = Body::default().bytes(&[0xff; 9]).bytes(&[2]);
    assert_eq!(refused(&edge), ("malformed", message.into()));
    let zeros = Body::default().bytes(&[0x80; 10]).bytes(&[0]);
    assert_eq!(refused(&zeros), ("malformed", message.into()));
}

#[test]
fn a_number_may_have_more_bytes_than_it_needs() {
    let block = Body::default().bytes(&[0x81, 0x80, 0]).bytes(&[0x81, 0]).text("s").text("String");
    let block =
        block.bytes(&[0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0]).bytes(b"ab").decode().unwrap();
    assert_eq!((block.rows, block.columns.len()), (1, 1));
    assert!(block.arena.starts_with(b"ab"));
}

#[test]
fn rows_without_columns_are_refused() {
    let message = "block 0: 4294967295 rows without columns";
    let body = Body::default().varuint(0).varuint(u64::from(u32::MAX));
    assert_eq!(refused(&body), ("malformed", message.into()));
    assert_eq!(
        decoded(&Body::default().varuint(0).varuint(0).0, Revision::PLAIN).unwrap().len(),
        1
    );
}

#[test]
fn a_block_whose_columns_are_not_those_of_the_first_is_refused() {
    let first = || Body::column(1, "a", "UInt8").bytes(&[1]);
    let changes = [
        (first().varuint(2).varuint(1), "columns: 2, and 1 in the blocks before"),
        (first().varuint(0).varuint(0), "columns: 0, and 1 in the blocks before"),
        (
            first().varuint(1).varuint(1).text("b").text("UInt8").bytes(&[1]),
            "column name: \"b\", and \"a\" in the blocks before",
        ),
        (
            first().varuint(1).varuint(0).text("a").text("Int8"),
            "a: type: \"Int8\", and \"UInt8\" in the blocks before",
        ),
    ];
    for (body, message) in changes {
        assert_eq!(refused(&body), ("malformed", format!("block 1: {message}")));
    }
}

#[test]
fn names_and_types_have_limits() {
    let body = Body::default().varuint(1).varuint(1).varuint(1 << 40);
    assert_eq!(refused(&body).0, "limit");
    let body = Body::default().varuint(1).varuint(1).varuint(1 << 20).bytes(b"x");
    assert_eq!(refused(&body).0, "truncated");
    let body = Body::default().varuint(1).varuint(1).text("c").varuint(1 << 40);
    assert_eq!(refused(&body).0, "limit");
    let deep = format!("{}UInt8{}", "Array(".repeat(5000), ")".repeat(5000));
    assert_eq!(refused(&Body::column(1, "c", &deep)).0, "unsupported");
}

#[test]
fn a_name_of_any_bytes_is_read_and_a_type_is_not() {
    let body =
        Body::default().varuint(1).varuint(1).varuint(2).bytes(b"a\xff").text("UInt8").bytes(&[7]);
    assert_eq!(body.decode().unwrap().header[0].name, "a\u{fffd}");
    let body = Body::default().varuint(1).varuint(1).text("a").varuint(2).bytes(b"U\xff");
    assert_eq!(refused(&body), ("malformed", "block 0: a: text that is not UTF-8".into()));
}

#[test]
fn strings_beyond_a_block_or_the_data_are_refused() {
    let string = |length| Body::column(2, "s", "String").varuint(length).bytes(b"abc");
    for length in [4, 1 << 10, 1 << 20, 1 << 31, u64::from(u32::MAX)] {
        assert_eq!(
            refused(&string(length)),
            ("truncated", "block 0: s: the data ends too early".into())
        );
    }
    for length in [1 << 32, 1 << 40, 1 << 62, u64::MAX] {
        let message = format!("block 0: s: {length} bytes in a string, of at most 4294967295");
        assert_eq!(refused(&string(length)), ("limit", message));
    }
}

#[test]
fn ends_of_arrays_must_not_go_back_nor_too_far() {
    let array = |ends: [u64; 2]| Body::column(2, "a", "Array(UInt8)").u64(ends[0]).u64(ends[1]);
    let (kind, message) = refused(&array([2, 1]).bytes(&[0; 2]));
    assert_eq!(
        (kind, message.as_str()),
        ("malformed", "block 0: a: offsets: an end at 1 behind one at 2")
    );
    for end in [1 << 32, u64::MAX] {
        assert_eq!(refused(&array([0, end])).0, "limit");
    }
    assert_eq!(refused(&array([0, u64::from(u32::MAX)]).bytes(&[0; 9])).0, "truncated");
    let map = Body::column(1, "m", "Map(UInt8, UInt8)").u64(2).bytes(&[1, 2, 3]);
    assert_eq!(refused(&map), ("truncated", "block 0: m: values: the data ends too early".into()));
}

#[test]
fn dictionaries_must_fit_their_keys() {
    let column = || Body::column(2, "l", "LowCardinality(UInt8)");
    let cases = [
        (column().u64(2), "malformed", "LowCardinality of version 2"),
        (column().u64(1).u64(0x400), "malformed", "dictionary flags 0x400"),
        (column().u64(1).u64(0x700), "malformed", "dictionary flags 0x700"),
        (column().u64(1).u64(0x603), "malformed", "dictionary keys of the unknown width 3"),
        (column().u64(1).u64(0x6ff), "malformed", "dictionary keys of the unknown width 255"),
        (column().u64(1).u64(0x600).u64(1 << 40), "limit", "a dictionary of 1099511627776 values"),
        (
            column().u64(1).u64(0x600).u64(1 << 31).u64(0),
            "truncated",
            "dictionary: the data ends too early",
        ),
        (column().u64(1).u64(0x600).u64(1).bytes(b"x").u64(3), "malformed", "3 keys for 2 rows"),
        (
            column().u64(1).u64(0x600).u64(1).bytes(b"x").u64(2).bytes(&[0, 1]),
            "malformed",
            "keys: key 1 of a dictionary of 1 values",
        ),
        (
            column().u64(1).u64(0x601).u64(1).bytes(b"x").u64(2).bytes(&[0, 0, 0, 1]),
            "malformed",
            "keys: key 256 of a dictionary of 1 values",
        ),
        (
            column()
                .u64(1)
                .u64(0x602)
                .u64(1)
                .bytes(b"x")
                .u64(2)
                .bytes(&[0, 0, 0, 0, 0, 0, 0, 0xff]),
            "malformed",
            "keys: key 4278190080 of a dictionary of 1 values",
        ),
    ];
    for (body, kind, message) in cases {
        let (found, text) = refused(&body);
        assert_eq!(found, kind, "{text}");
        assert!(text.starts_with("block 0: l: ") && text.ends_with(message), "{text}");
    }
}

#[test]
fn a_null_byte_is_any_but_0() {
    let block =
        Body::column(3, "n", "Nullable(UInt8)").bytes(&[0, 2, 0xff, 7, 8, 9]).decode().unwrap();
    let expected = [Value::Bytes(vec![7]), Value::Null, Value::Null];
    assert_eq!(value::columns(&block), [expected]);
}

#[test]
fn an_unknown_field_of_the_block_info_is_malformed() {
    let error = decoded(&[1, 0, 4, 0], Revision::CLIENT).unwrap_err();
    assert_eq!(error.to_string(), "block 0: block info: unknown field 4");
    assert!(matches!(error.kind(), ErrorKind::Malformed(_)));
}

#[test]
fn an_error_tells_the_number_of_its_block() {
    let good = Body::column(1, "c", "UInt8").bytes(&[7]).0;
    let body = Body::default().bytes(&good).bytes(&good).bytes(&good[..good.len() - 1]);
    assert_eq!(refused(&body), ("truncated", "block 2: c: the data ends too early".into()));
}

#[test]
fn a_failure_of_the_source_is_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::new(io::ErrorKind::ConnectionReset, "gone"))
        }
    }
    for good in [vec![], Body::column(3, "c", "String").0] {
        let input = BufReader::new(good.as_slice().chain(Broken));
        let error = Decoder::new(input, Revision::PLAIN).next_block().unwrap_err();
        let ErrorKind::Io(cause) = error.kind() else { panic!("{error}") };
        assert_eq!(cause.kind(), io::ErrorKind::ConnectionReset);
    }
}

#[test]
fn a_short_column_at_the_start_of_many_bytes_takes_little_memory() {
    let mut bytes = Body::column(1, "s", "String").text("a").0;
    bytes.resize(64 << 20, 0);
    let mut decoder = Decoder::new(bytes.as_slice(), Revision::PLAIN);
    let (peak, block) = memory::peak(|| decoder.next_block().unwrap().unwrap());
    assert_eq!(block.rows, 1);
    assert!(peak < 64 << 10, "{peak} bytes");
}

#[test]
fn names_of_types_that_are_none_are_refused_at_once() {
    let deep =
        |open: &str, close: &str| format!("{}UInt8{}", open.repeat(10_000), close.repeat(10_000));
    let names = [
        deep("Array(", ")"),
        deep("Nullable(", ")"),
        deep("LowCardinality(", ")"),
        deep("Tuple(", ")"),
        deep("Tuple(a ", ")"),
        deep("Map(String, ", ")"),
        deep("Nested(a ", ")"),
        deep("Variant(", ")"),
        deep("JSON(a ", ")"),
        deep("SimpleAggregateFunction(any, ", ")"),
        deep("AggregateFunction(any, ", ")"),
        format!("AggregateFunction(f({}1{}), UInt8)", "[".repeat(10_000), "]".repeat(10_000)),
        "Array(".repeat(100_000),
        "(".repeat(1 << 20),
        "`".repeat(1 << 20),
        "Enum8(".to_owned() + &"'a' = 1, ".repeat(100_000),
        "FixedString(99999999999999999999)".to_owned(),
        "Decimal(77, 0)".to_owned(),
        "DateTime64(10)".to_owned(),
        "Tuple(a UInt8, UInt8)".to_owned(),
        "Array()".to_owned(),
        "UInt8)".to_owned(),
        "\0".to_owned(),
    ];
    for name in names {
        let start = std::time::Instant::now();
        let (kind, message) = refused(&Body::column(1, "c", &name));
        // Microseconds where nothing else runs; a name of a megabyte is copied first.
        assert!(start.elapsed().as_millis() < 500, "{:?}: {message}", start.elapsed());
        assert_eq!(kind, "unsupported", "{message}");
        assert!(message.len() < 1000, "{} bytes of message", message.len());
    }
}
