//! Sparse and replicated columns: as a server sends them over TCP, cut, damaged, and by hand.

use native::datatype::DataType;
use native::{Decoder, ErrorKind, Revision};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::body::Body;
use crate::support::golden::{decoded, kinds};
use crate::support::value::Value;
use crate::support::wire::{self, Strings};
use crate::support::{invariants, layout, memory, strategy, value};

const REVISION: Revision = Revision::new(54_483);

/// The last gap of a sparse column.
const END: u64 = 1 << 62;

fn byte(byte: u8) -> Value {
    Value::Bytes(vec![byte])
}

#[test]
fn columns_of_every_kind_hold_the_values_that_plain_ones_hold() {
    let all = kinds();
    assert_eq!(all.len(), 4);
    for golden in all {
        let special = decoded(&golden.tcp(), REVISION).unwrap();
        let plain = decoded(&golden.bytes(Revision::PLAIN), Revision::PLAIN).unwrap();
        assert_eq!((special.len(), plain.len()), (1, 1), "{}", golden.name);
        for (special, plain) in special.into_iter().zip(&plain) {
            assert_eq!(special.header, plain.header, "{}", golden.name);
            assert_eq!(value::columns(&special), value::columns(plain), "{}", golden.name);
            invariants::check(&special);
            layout::check(special);
        }
    }
}

#[test]
fn a_cut_is_truncated_and_a_changed_byte_takes_little_memory() {
    for golden in kinds() {
        let bytes = golden.tcp();
        for cut in (1..bytes.len()).filter(|cut| *cut < 500 || cut % 13 == 0) {
            let error = decoded(&bytes[..cut], REVISION).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Truncated), "{} {cut}: {error}", golden.name);
            for value in [!bytes[cut], bytes[cut] ^ 1, 0xff] {
                let mut damaged = bytes.clone();
                damaged[cut] = value;
                let (peak, result) = memory::peak(|| decoded(&damaged, REVISION));
                assert!(peak < 64 << 20, "{} at {cut}: {peak} bytes", golden.name);
                result.iter().flatten().for_each(invariants::check);
            }
        }
    }
}

#[test]
fn kinds_lie_over_each_other_in_any_order() {
    // Two values, replicated; sparse over that: rows 1 and 2 of five.
    let body = Body::of_kinds(5, "UInt8", &[1, 5, 3, 0, 3, 1]);
    let body = body.varuint(1).varuint(0).varuint(2 | END);
    let body = body.varuint(2).bytes(&[1, 1, 0]).varuint(2).bytes(&[7, 8]);
    let block = body.decode_at(REVISION).unwrap();
    assert_eq!(value::columns(&block), [[0, 8, 7, 0, 0].map(byte)]);
}

#[test]
fn defaults_of_every_type_fill_the_gaps() {
    let types = [
        "UInt8",
        "Int256",
        "Float64",
        "Enum8('a' = 1)",
        "FixedString(3)",
        "UUID",
        "IPv6",
        "Bool",
        "Date32",
        "Decimal(76, 3)",
        "String",
        "Nullable(String)",
        "Nullable(Int64)",
        "Array(Nullable(String))",
        "Map(String, Array(UInt8))",
        "Tuple(UInt8, String)",
        "Tuple(a Array(Array(String)), b Nullable(UInt8))",
        "Nothing",
        "Tuple()",
        "QBit(Float32, 9)",
        "Variant(Array(UInt8), String)",
        "Dynamic",
        "JSON",
        "JSON(a UInt8, b Nullable(String))",
        "Geometry",
    ];
    for name in types {
        let data_type = DataType::parse(name).unwrap();
        let inner = match &data_type {
            DataType::Nullable(inner) => inner,
            other => other,
        };
        let (some, zero) = (sample(inner), zero(&data_type));
        let plain = DataType::to_string(&data_type);
        let kinds = [vec![1, 1], vec![0; nodes(&data_type)]].concat();
        let values = [some.clone(), some.clone()];
        let body = wire::prefix(Body::of_kinds(4, &plain, &kinds), inner, &values);
        let body = body.varuint(1).varuint(1).varuint(END);
        let body = wire::data(body, inner, &values, Strings::Prefixed);
        let block = body.decode_at(REVISION).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(value::columns(&block), [[zero.clone(), some.clone(), zero, some]], "{name}");
        invariants::check(&block);
    }
}

/// How many kinds of elements follow the kind of a type.
fn nodes(data_type: &DataType) -> usize {
    match data_type.alias() {
        DataType::Tuple(elements) => {
            elements.iter().map(|element| 1 + nodes(&element.data_type)).sum()
        }
        _ => 0,
    }
}

fn typed(data_type: &DataType) -> Value {
    Value::Typed(data_type.to_string(), Box::new(sample(data_type)))
}

fn sample(data_type: &DataType) -> Value {
    match data_type.alias() {
        DataType::String => Value::Bytes("zß".into()),
        DataType::Nullable(_) => Value::Null,
        DataType::Array(inner) => Value::List(vec![sample(inner), zero(inner), sample(inner)]),
        DataType::Map(key, value) => {
            Value::List(vec![Value::List(vec![sample(key), sample(value)])])
        }
        DataType::Tuple(elements) if !elements.is_empty() => {
            Value::List(elements.iter().map(|element| sample(&element.data_type)).collect())
        }
        DataType::Variant(types) => typed(&types[0]),
        DataType::Dynamic { .. } => typed(&DataType::Array(Box::new(DataType::String))),
        DataType::Json(json) => {
            let typed_paths = json.typed_paths.iter();
            let typed_paths = typed_paths.map(|(path, known)| (path.clone(), sample(known)));
            let others = [("c".to_owned(), typed(&DataType::String))];
            let all = typed_paths.chain(others);
            Value::Object(all.map(|(path, value)| (path.into_bytes(), value)).collect())
        }
        _ => Value::Bytes(vec![1; crate::support::parts::width(data_type).unwrap()]),
    }
}

fn zero(data_type: &DataType) -> Value {
    crate::support::parts::zero(data_type)
}

#[test]
fn indexes_may_be_of_any_width() {
    for width in [1_u8, 2, 4, 8] {
        let index = |index: u8| [vec![index], vec![0; usize::from(width) - 1]].concat();
        let body = Body::of_kinds(3, "String", &[1, 4]).varuint(3).bytes(&[width]);
        let body = [1, 0, 1].into_iter().fold(body, |body, place| body.bytes(&index(place)));
        let block = body.varuint(2).text("a").text("ö").decode_at(REVISION).unwrap();
        let wanted = ["ö", "a", "ö"].map(|text| Value::Bytes(text.into()));
        assert_eq!(value::columns(&block), [wanted], "{width}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_of_any_type_are_picked_by_their_indexes(
        (data_type, values) in strategy::any_type().prop_flat_map(|data_type| {
            let values = vec(strategy::value(&data_type), 1..8);
            (Just(data_type), values)
        }),
        rows in vec(any::<proptest::sample::Index>(), 1..12),
    ) {
        let rows: Vec<usize> = rows.iter().map(|row| row.index(values.len())).collect();
        let kinds = [vec![1, 4], vec![0; nodes(&data_type)]].concat();
        let body = Body::of_kinds(rows.len() as u64, &data_type.to_string(), &kinds);
        let body = wire::prefix(body, &data_type, &values).varuint(rows.len() as u64);
        let indexes: Vec<u8> = rows.iter().map(|row| u8::try_from(*row).unwrap()).collect();
        let body = body.bytes(&[1]).bytes(&indexes).varuint(values.len() as u64);
        let body = wire::data(body, &data_type, &values, Strings::Prefixed);
        let block = body.decode_at(REVISION).unwrap();
        let picked: Vec<Value> = rows.iter().map(|row| values[*row].clone()).collect();
        assert_eq!(value::columns(&block), [picked]);
        invariants::check(&block);
        layout::check(block);
    }

    #[test]
    fn gaps_of_any_type_hold_its_default(
        (data_type, values) in strategy::any_type()
            .prop_filter("a default that all functions share", |known| !known.to_string().contains("Aggregate"))
            .prop_flat_map(|data_type| {
                let values = vec((0..3_u64, strategy::value(inside(&data_type))), 0..6);
                (Just(data_type), values)
            }),
        end in 1..3_u64,
    ) {
        let rows = values.iter().map(|(gap, _)| gap + 1).sum::<u64>() + end;
        let some: Vec<Value> = values.iter().map(|(_, value)| value.clone()).collect();
        let inner = inside(&data_type);
        let kinds = [vec![1, 1], vec![0; nodes(&data_type)]].concat();
        let body = Body::of_kinds(rows, &data_type.to_string(), &kinds);
        let body = wire::prefix(body, inner, &some);
        let body = values.iter().fold(body, |body, (gap, _)| body.varuint(*gap));
        let body = wire::data(body.varuint(end | END), inner, &some, Strings::Prefixed);
        let block = body.decode_at(REVISION).unwrap();
        let mut wanted = Vec::new();
        for (gap, value) in values {
            wanted.extend((0..gap).map(|_| zero(&data_type)));
            wanted.push(value);
        }
        wanted.extend((0..end).map(|_| zero(&data_type)));
        assert_eq!(value::columns(&block), [wanted]);
        invariants::check(&block);
        layout::check(block);
    }
}

/// What the values of a sparse column are.
fn inside(data_type: &DataType) -> &DataType {
    match data_type.alias() {
        DataType::Nullable(inner) => inner,
        _ => data_type,
    }
}

#[test]
fn paths_without_a_column_and_texts_of_objects_are_picked() {
    // {"a": "x"}, {}, {"a": "y", "b": 7}
    let body = Body::of_kinds(4, "JSON", &[1, 4]).u64(2).varuint(0);
    let body = body.varuint(4).bytes(&[1, 2, 1, 0, 2]).varuint(3).u64(1).u64(1).u64(3);
    let body =
        body.text("a").text("a").text("b").text("\x15\x01x").text("\x15\x01y").text("\x01\x07");
    let block = body.decode_at(REVISION).unwrap();
    let object = |paths: &[(&str, &str, &[u8])]| {
        let value = |name: &str, bytes: &[u8]| {
            Value::Typed(name.to_owned(), Box::new(Value::Bytes(bytes.to_vec())))
        };
        let paths = paths.iter();
        Value::Object(
            paths.map(|(p, name, bytes)| (p.as_bytes().to_vec(), value(name, bytes))).collect(),
        )
    };
    let last = object(&[("a", "String", b"y"), ("b", "UInt8", &[7])]);
    let wanted = [last.clone(), object(&[]), object(&[("a", "String", b"x")]), last];
    assert_eq!(value::columns(&block), [wanted]);
    invariants::check(&block);

    let body = Body::of_kinds(3, "JSON", &[1, 1]).u64(1).varuint(1).varuint(1 | END);
    let block = body.text("{\"a\":1}").decode_at(REVISION).unwrap();
    let wanted = ["{}", "{\"a\":1}", "{}"].map(|text| Value::Bytes(text.into()));
    assert_eq!(value::columns(&block), [wanted]);
}

#[test]
fn a_dictionary_without_a_value_gets_the_default() {
    for (name, value) in [
        ("LowCardinality(String)", Value::Bytes(Vec::new())),
        ("LowCardinality(Nullable(UInt16))", Value::Null),
        ("LowCardinality(UInt16)", Value::Bytes(vec![0; 2])),
    ] {
        let block = Body::of_kinds(2, name, &[1, 1]).u64(1).varuint(2 | END);
        let block = block.decode_at(REVISION).unwrap();
        assert_eq!(value::columns(&block), [[value.clone(), value]], "{name}");
        invariants::check(&block);
    }
}

#[test]
fn a_state_that_is_not_there_is_refused() {
    let body = Body::of_kinds(2, "AggregateFunction(count)", &[1, 1]).varuint(0).varuint(1 | END);
    let error = body.bytes(&[3]).decode_at(REVISION).unwrap_err();
    let message = "block 0: c: sparse: AggregateFunction(count) without a value is not supported";
    assert_eq!(error.to_string(), message);
}

#[test]
fn what_contradicts_itself_is_refused_at_once() {
    let sparse = |rows| Body::of_kinds(rows, "UInt8", &[1, 1]);
    let copies = |rows| Body::of_kinds(rows, "UInt8", &[1, 4]);
    let huge = 1 << 32;
    let cases = [
        (Body::of_kinds(1, "UInt8", &[2]), "malformed", "kinds: 2 where a byte is 0 or 1"),
        (Body::of_kinds(1, "UInt8", &[1, 6]), "malformed", "a column of the unknown kind 6"),
        (Body::of_kinds(1, "UInt8", &[1, 5, 1, 4]), "malformed", "a column of the unknown kind 4"),
        (Body::of_kinds(1, "UInt8", &[1, 5, 9]), "limit", "9 kinds of a column, of at most 8"),
        (Body::of_kinds(1, "UInt8", &[1, 2]), "unsupported", "servers send them over TCP only"),
        (Body::of_kinds(1, "UInt8", &[1, 3]), "unsupported", "servers send them over TCP only"),
        (
            Body::of_kinds(1, "UInt8", &[1, 5, 1, 2]),
            "unsupported",
            "servers send them over TCP only",
        ),
        (sparse(2).varuint(3 | END), "malformed", "gaps: 3 values for 2 rows"),
        (sparse(2).varuint(1 | END), "malformed", "gaps: 1 values for 2 rows"),
        (sparse(2).varuint(2), "malformed", "gaps: more than 2 values for 2 rows"),
        (sparse(2).varuint(u64::MAX), "malformed", "values for 2 rows"),
        (
            sparse(huge - 1).varuint(END | (huge - 1)),
            "limit",
            "4294967295 rows, of at most 2097152",
        ),
        (sparse(2).varuint(0), "truncated", "gaps: the data ends too early"),
        (copies(2).varuint(3), "malformed", "replicated: 3 indexes for 2 rows"),
        (copies(2).varuint(2).bytes(&[3]), "malformed", "indexes of 3 bytes"),
        (copies(2).varuint(2).bytes(&[1, 0, 2]).varuint(2), "malformed", "index 2 of 2 values"),
        (
            copies(2).varuint(2).bytes(&[1, 0, 0]).varuint(huge),
            "limit",
            "4294967296 values, of at most 2097152",
        ),
        (
            copies(2).varuint(2).bytes(&[1, 0, 0]).varuint(9).bytes(&[1]),
            "truncated",
            "values: the data ends too early",
        ),
        (copies(huge - 1).varuint(huge - 1), "limit", "4294967295 rows, of at most 2097152"),
        (
            Body::of_kinds(1 << 21, "FixedString(129)", &[1, 1]).varuint(END | 1 << 21),
            "limit",
            "270532608 bytes, of at most 268435456",
        ),
    ];
    for (body, kind, message) in cases {
        let (peak, result) = memory::peak(|| decoded(&body.0, REVISION));
        assert!(peak < 128 << 20, "{message}: {peak} bytes");
        let error = result.unwrap_err();
        let found = match error.kind() {
            ErrorKind::Truncated => "truncated",
            ErrorKind::Malformed(_) => "malformed",
            ErrorKind::Unsupported(_) => "unsupported",
            ErrorKind::Limit(_) => "limit",
            kind => panic!("{kind:?}"),
        };
        assert_eq!(found, kind, "{error}");
        let text = error.to_string();
        assert!(text.starts_with("block 0: c: ") && text.ends_with(message), "{text}");
    }
}

#[test]
fn long_values_that_are_replicated_end_at_a_limit() {
    let rows = 1 << 16;
    let body = Body::of_kinds(rows, "String", &[1, 4]).varuint(rows).bytes(&[1]);
    let body =
        body.bytes(&vec![0; 1 << 16]).varuint(1).varuint(1 << 20).bytes(&vec![b'x'; 1 << 20]);
    let (peak, result) = memory::peak(|| Decoder::new(body.0.as_slice(), REVISION).next_block());
    assert!(peak < 32 << 20, "{peak} bytes");
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::Limit(_)));
}

#[test]
fn many_columns_that_are_replicated_together_end_at_a_limit() {
    let (rows, elements) = (1 << 20, 40);
    let type_name = format!("Tuple({})", vec!["UInt64"; elements].join(", "));
    let kinds = [vec![1, 4], vec![0; elements]].concat();
    let body = Body::of_kinds(rows, &type_name, &kinds).varuint(rows).bytes(&[1]);
    let body = body.bytes(&vec![0; 1 << 20]).varuint(1).bytes(&vec![7; elements * 8]);
    let error = body.decode_at(REVISION).unwrap_err();
    let message = "block 0: c: replicated: 276824064 bytes, of at most 268435456";
    assert_eq!(error.to_string(), message);
}
