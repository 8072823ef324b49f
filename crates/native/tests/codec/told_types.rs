//! Columns that tell their own types and paths: forms that no golden file has, and bytes that lie.

use native::datatype::DataType;
use native::{ErrorKind, Revision};

use crate::roundtrip;
use crate::support::body::Body;
use crate::support::golden::decoded;
use crate::support::value::{self, Value};
use crate::support::{invariants, layout, memory};

/// What may be reserved before the bytes for it have come.
const RESERVED: usize = 40 << 20;

fn refused(body: &Body) -> String {
    let (peak, result) = memory::peak(|| decoded(&body.0, Revision::PLAIN));
    assert!(peak < RESERVED, "{peak} bytes");
    let error = result.unwrap_err();
    assert!(!matches!(error.kind(), ErrorKind::Io(_) | ErrorKind::Layout(_)), "{error}");
    error.to_string()
}

fn read(body: &Body) -> Vec<Value> {
    let block = body.decode().unwrap();
    invariants::check(&block);
    let values = value::columns(&block).remove(0);
    layout::check(block);
    values
}

fn typed(name: &str, bytes: &[u8]) -> Value {
    Value::Typed(name.to_owned(), Box::new(Value::Bytes(bytes.to_vec())))
}

#[test]
fn version_2_of_dynamic_and_json_reads_as_version_1() {
    let body = Body::column(3, "d", "Dynamic").u64(2).varuint(2).text("String").text("UInt8");
    let body = body.u64(0).bytes(&[2, 1, 255]).text("a").bytes(&[7]);
    assert_eq!(read(&body), [typed("UInt8", &[7]), typed("String", b"a"), Value::Null]);

    let body = Body::column(1, "j", "JSON(t UInt8)").u64(2).varuint(1).text("a");
    let body = body.u64(2).varuint(1).text("Int64").u64(0);
    let body = body.bytes(&[7, 0]).u64(1).u64(0);
    let expected = Value::Object(vec![
        (b"a".to_vec(), typed("Int64", &1_u64.to_le_bytes())),
        (b"t".to_vec(), Value::Bytes(vec![7])),
    ]);
    assert_eq!(read(&body), [expected]);
}

#[test]
fn discriminators_in_runs_read_as_plain_ones() {
    let body = Body::column(6, "v", "Variant(String, UInt8)").u64(1);
    let body = body.varuint(2).bytes(&[1, 1]).varuint(1).bytes(&[0, 0]);
    let body = body.varuint(3).bytes(&[1, 255]).text("a").bytes(&[7, 8]);
    let expected = [typed("UInt8", &[7]), typed("UInt8", &[8]), typed("String", b"a")];
    assert_eq!(read(&body)[..3], expected);
    assert_eq!(read(&body)[3..], [Value::Null, Value::Null, Value::Null]);
}

#[test]
fn indexes_are_as_wide_as_the_number_of_types_needs() {
    for (count, width) in [(1, 1), (255, 1), (256, 2), (65_536, 4)] {
        let mut body = Body::column(2, "d", "Dynamic").u64(3).varuint(count);
        for length in 1..=count {
            body = body.text(&format!("FixedString({length})"));
        }
        let index = |index: u64| index.to_le_bytes()[..width].to_vec();
        let body = body.bytes(&index(0)).bytes(&index(count)).bytes(b"x");
        assert_eq!(read(&body), [typed("FixedString(1)", b"x"), Value::Null], "{count}");
    }
}

#[test]
fn shared_values_become_members_of_their_types() {
    let body = Body::column(4, "d", "Dynamic(max_types=0)").u64(1).varuint(0).varuint(0).u64(0);
    let body = body.bytes(&[0, 255, 0, 0]).text("\x15\x01a").text("\x01\x07").text("\x15\x01b");
    let expected =
        [typed("String", b"a"), Value::Null, typed("UInt8", &[7]), typed("String", b"b")];
    assert_eq!(read(&body), expected);
}

#[test]
fn states_tell_their_functions_and_parameters() {
    let shared = |value: &[u8]| {
        let body = Body::column(1, "d", "Dynamic").u64(1).varuint(0).varuint(0).u64(0);
        read(&body.bytes(&[0]).varuint(value.len() as u64).bytes(value))
    };
    // As 26.7 writes sumState(number) and groupArrayState(3)(toString(number)) of three numbers.
    let sum = b"\x25\x00\x03sum\x00\x01\x04\x03\x00\x00\x00\x00\x00\x00\x00";
    let state = typed("AggregateFunction(sum, UInt64)", &3_u64.to_le_bytes());
    assert_eq!(shared(sum), [state]);
    let group = b"\x25\x00\x0agroupArray\x01\x01\x03\x01\x15\x03\x010\x011\x012";
    let state = typed("AggregateFunction(groupArray(3), String)", b"\x03\x010\x011\x012");
    assert_eq!(shared(group), [state]);
}

#[test]
fn functions_in_bytes_keep_their_parameters() {
    let names = [
        "SimpleAggregateFunction(sum, UInt8)",
        "SimpleAggregateFunction(f(0, 18446744073709551615, -1, -9223372036854775808), UInt8)",
        "SimpleAggregateFunction(f(0., 1., -1., 0.5, 0.00001, 1e-10, -1.5e300, inf), UInt8)",
        "SimpleAggregateFunction(f('', 'it\\'s, (ä)\\n', NULL, true, false), UInt8)",
        "SimpleAggregateFunction(f([], [1, [2, 'x']], tuple(), tuple(1), tuple(1, [2])), UInt8)",
    ];
    for name in names {
        let data_type = DataType::parse("Dynamic(max_types=0)").unwrap();
        let values = [typed(name, &[7]), typed("UInt8", &[8])];
        assert_eq!(roundtrip::again(&data_type, &values), values, "{name}");
    }
}

#[test]
fn unknown_versions_are_named() {
    for version in [0, 4, 5, u64::MAX] {
        let message = refused(&Body::column(1, "d", "Dynamic").u64(version));
        assert_eq!(message, format!("block 0: d: Dynamic of version {version}"));
    }
    for version in [4, 5, u64::MAX] {
        let message = refused(&Body::column(1, "j", "JSON").u64(version));
        assert_eq!(message, format!("block 0: j: JSON of version {version}"));
    }
    let message = refused(&Body::column(1, "v", "Variant(String, UInt8)").u64(2));
    assert_eq!(message, "block 0: v: a Variant of mode 2");
}

#[test]
fn numbers_of_types_beyond_the_list_are_refused() {
    let variant = Body::column(2, "v", "Variant(String, UInt8)").u64(0).bytes(&[1, 2, 0]);
    assert_eq!(refused(&variant), "block 0: v: discriminators: type 2 of 2");
    let dynamic = || Body::column(1, "d", "Dynamic").u64(1).varuint(1).varuint(1).text("UInt8");
    let message = refused(&dynamic().u64(0).bytes(&[2, 0]));
    assert_eq!(message, "block 0: d: discriminators: type 2 of 2");
    let flattened = Body::column(1, "d", "Dynamic").u64(3).varuint(1).text("UInt8");
    assert_eq!(refused(&flattened.bytes(&[2, 0])), "block 0: d: indexes: type 2 of 1");
}

#[test]
fn counts_beyond_the_data_or_all_reason_are_refused() {
    let column = |type_name| Body::column(u64::from(u32::MAX), "c", type_name);
    let cases = [
        column("Variant(String, UInt8)").u64(0).bytes(&[255; 9]),
        column("Variant(String, UInt8)").u64(1).varuint(u64::from(u32::MAX)).bytes(&[1, 255]),
        column("Variant(String, UInt8)").u64(1).varuint(u64::MAX).bytes(&[1, 255]),
        column("Dynamic").u64(1).varuint(u64::MAX).varuint(255),
        column("Dynamic").u64(1).varuint(254).varuint(254),
        column("Dynamic").u64(1).varuint(0).varuint(0).u64(0).bytes(&[0; 9]),
        column("Dynamic").u64(3).varuint(u64::MAX),
        column("Dynamic").u64(3).varuint(1 << 20),
        column("Dynamic").u64(3).varuint(0).bytes(&[0; 9]),
        column("Dynamic").u64(3).varuint(1).varuint(1 << 30),
        column("JSON").u64(0).varuint(1).varuint(1 << 40),
        column("JSON").u64(0).varuint(1 << 20).varuint(1 << 20),
        column("JSON").u64(0).varuint(0).varuint(0).u64(0),
        column("JSON").u64(1).bytes(&[0; 9]),
        column("JSON").u64(3).varuint(0),
        Body::column(1, "c", "JSON").u64(0).varuint(0).varuint(0).u64(u64::from(u32::MAX)),
        Body::column(1, "c", "JSON").u64(0).varuint(0).varuint(0).u64(1).varuint(1 << 40),
    ];
    for (index, body) in cases.iter().enumerate() {
        assert!(refused(body).starts_with("block 0: c: "), "case {index}");
    }
}

#[test]
fn types_that_are_told_must_be_known_and_different() {
    let dynamic = || Body::column(1, "d", "Dynamic").u64(1).varuint(2).varuint(2);
    let message = refused(&dynamic().text("UInt8").text("UInt8").u64(0));
    assert_eq!(message, "block 0: d: the type UInt8 twice");
    assert!(refused(&dynamic().text("Frobnicate").text("UInt8")).contains("Frobnicate"));
    assert!(refused(&dynamic().text("SharedVariant")).contains("SharedVariant"));
    let message = refused(&dynamic().text("Array(Object('json'))"));
    assert!(message.contains("Object('json')"), "{message}");
}

#[test]
fn paths_that_are_told_must_be_different() {
    for version in [0, 2, 3] {
        let body = Body::column(1, "j", "JSON").u64(version);
        let body = if version == 0 { body.varuint(3) } else { body };
        let body = body.varuint(3).text("day").text("a").text("day");
        assert_eq!(refused(&body), "block 0: j: the path day twice", "version {version}");
    }
}

#[test]
fn shared_values_that_do_not_end_where_they_should_are_malformed() {
    let shared = |value: &[u8]| {
        let body = Body::column(1, "d", "Dynamic").u64(1).varuint(0).varuint(0).u64(0);
        body.bytes(&[0]).varuint(value.len() as u64).bytes(value)
    };
    let values: [&[u8]; 32] = [
        &[],
        &[0x01],
        &[0x01, 1, 2],
        &[0x15, 2, b'a'],
        &[0x15, 0xff, 0xff, 0xff, 0xff, 0x0f],
        &[0x1e, 0x01, 200],
        &[0x1e, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f],
        &[0x1f, 0xff, 0xff, 0xff, 0xff, 0x0f],
        &[0x1f, 0xff, 0xff, 0x03, 0x01],
        &[0x16, 0xff, 0xff, 0xff, 0x0f],
        &[0x16, 0],
        &[0x17, 1, 1, b'a', 1],
        &[0x17, 0, 1],
        &[0x19, 10, 2],
        &[0x1a, 99, 2],
        &[0x21],
        &[0x24, 0],
        &[0x25, 0],
        &[0x25, 0, 3, b's', b'u', b'm', 0, 1, 0x04, 1, 2, 3],
        &[0x25, 0, 3, b's', b'u', b'm', 1, 0x0b, 0],
        &[0x25, 0, 3, b's', b'u', b'm', 1, 0x0c, 9],
        &[0x25, 0, 11, b'f', b'r', b'o', b'b', b'n', b'i', b'c', b'a', b't', b'e', b's', 0, 0],
        &[0x2e, 3, b'a', b'n', b'y', 0, 1],
        &[0x22, 11, 0],
        &[0x2a, 2, 0x01, 0x15, 2],
        &[0x2a, 0, 0],
        &[0x2b],
        &[0x2c, 5, b'A', b'r', b'r', b'a', b'y'],
        &[0x30, 1],
        &[0x30, 0, 0, 0, 0, 0, 0, 200],
        &[0x35],
        &[0xff],
    ];
    for value in values {
        let message = refused(&shared(value));
        assert!(message.starts_with("block 0: d: shared values: "), "{value:x?}: {message}");
    }
    // A path with a type that comes twice.
    let twice = [0x30, 0, 0, 0, 1, 1, b'a', 0x01, 0, 0, 2, 1, b'a', 7, 1, b'a', 8];
    assert!(refused(&shared(&twice)).ends_with("a path that comes twice"));
}

#[test]
fn values_of_few_bytes_do_not_become_large() {
    // Each NULL would stand for 16 MB of a FixedString.
    let mut value = vec![0x1e, 0x23, 0x16, 0xff, 0xff, 0xff, 0x07, 100];
    value.extend([1; 100]);
    let body = Body::column(1, "d", "Dynamic").u64(1).varuint(0).varuint(0).u64(0);
    let body = body.bytes(&[0]).varuint(value.len() as u64).bytes(&value);
    assert!(refused(&body).contains("larger than it tells"));
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("{}UInt8{}", "Array(".repeat(5000), ")".repeat(5000));
    let body = Body::column(1, "d", "Dynamic").u64(3).varuint(1).text(&deep);
    assert!(refused(&body).contains("levels"));

    // Each JSON has a path whose type is an array of JSON again.
    let mut told = Body::column(1, "j", "JSON");
    for _ in 0..10_000 {
        told = told.u64(0).varuint(1).varuint(1).text("a");
        told = told.u64(1).varuint(1).varuint(1).text("Array(JSON)").u64(0);
    }
    assert!(refused(&told).contains("levels"));
    let mut told = Body::column(1, "d", "Dynamic");
    for _ in 0..10_000 {
        told = told.u64(3).varuint(1).text("Dynamic");
    }
    assert!(refused(&told).contains("levels"));

    for unit in [&[0x1e][..], &[0x23], &[0x1e, 0x2b], &[0x1f, 1], &[0x25, 0, 1, b'f', 1, 0x0d, 1]] {
        let types = unit.repeat(10_000);
        let body = Body::column(1, "d", "Dynamic").u64(1).varuint(0).varuint(0).u64(0);
        let body = body.bytes(&[0]).varuint(types.len() as u64).bytes(&types);
        assert!(refused(&body).starts_with("block 0: d: shared values: "));
    }

    // Objects in arrays in objects, each of a value that tells its type.
    for levels in [20, 10_000] {
        let mut value = vec![0x01, 7];
        for _ in 0..levels {
            let mut outer = vec![0x1e, 0x30, 0, 0, 0, 0, 0, 0, 1, 1, 1, b'a'];
            outer.extend(&value);
            value = outer;
        }
        let body = Body::column(1, "d", "Dynamic").u64(1).varuint(0).varuint(0).u64(0);
        let body = body.bytes(&[0]).varuint(value.len() as u64).bytes(&value);
        if levels == 20 {
            let data_type = "Array(JSON(max_dynamic_types=0, max_dynamic_paths=0))".to_owned();
            let [Value::Typed(found, _)] = &read(&body)[..] else { panic!("one value") };
            assert_eq!(*found, DataType::parse(&data_type).unwrap().to_string());
        } else {
            assert!(refused(&body).contains("levels"));
        }
    }
}
