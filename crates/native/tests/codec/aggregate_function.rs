//! States of aggregate functions: which are known, and bytes that are none. What a server writes is in
//! `testdata/aggregate_function.sql`.

use native::datatype::DataType;
use native::{ColumnInput, ErrorKind, Revision, Sections, encode_block};

use crate::support::body::Body;
use crate::support::value::Value;
use crate::support::{memory, value};

/// Types of states of which nobody knows where they end.
const UNKNOWN: [&str; 12] = [
    "AggregateFunction(frobnicate, UInt8)",
    "AggregateFunction(groupBitmap, UInt64)",
    "AggregateFunction(uniqTheta, String)",
    "AggregateFunction(quantileGK(100), Float64)",
    "AggregateFunction(uniqCombined(21), String)",
    "AggregateFunction(min, Variant(String, UInt8))",
    "AggregateFunction(min, Tuple())",
    "AggregateFunction(sumIf)",
    "AggregateFunction(sum)",
    "AggregateFunction(If, UInt8)",
    "AggregateFunction(sumIfOrNull, Nullable(UInt8), UInt8)",
    "AggregateFunction(2, sumMap, Array(UInt8), Array(UInt8))",
];

#[test]
fn an_unknown_state_is_an_error_with_the_cure() {
    for type_name in UNKNOWN {
        for (name, rows) in [(type_name.to_owned(), 0), (format!("Array({type_name})"), 1)] {
            let error = Body::column(rows, "price", &name).u64(0).decode().unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{name}: {error}");
            assert_eq!(
                error.to_string(),
                format!(
                    "block 0: price: the states of {type_name} are not supported; \
                     ask for values with finalizeAggregation() or -Merge"
                )
            );
        }
    }
}

/// Writes one state.
fn written(type_name: &str, state: &[u8]) -> Result<Vec<u8>, native::Error> {
    let data_type = &DataType::parse(type_name).unwrap();
    let length = u32::try_from(state.len()).unwrap();
    let offsets = [[0; 4], length.to_le_bytes()].concat();
    let mut sections = Sections::new([offsets.as_slice(), state].into_iter());
    let column = sections.column(data_type, 1)?;
    let mut out = Vec::new();
    encode_block(1, &[ColumnInput { name: "s", type_name, data_type, column }], &mut out)?;
    Ok(out)
}

#[test]
fn bytes_that_are_no_state_are_not_written() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let cases: [(&str, &[u8], &str); 12] = [
        ("sum, UInt8", &[0; 7], "state 0: the data ends too early"),
        ("sum, UInt8", &[0; 9], "state 0: 1 bytes behind the end of a state"),
        ("sum, Nullable(UInt8)", &[2; 9], "state 0: 2 where a byte of a state is 0 or 1"),
        ("count", &[0x80], "state 0: the data ends too early"),
        ("count", &[0xff; 11], "state 0: a VarUInt of more than 64 bits"),
        ("min, String", &[0xff, 0xff, 0xff, 0x7f], "state 0: the data ends too early"),
        ("groupArray, UInt64", &huge, "state 0: a state of 18446744073709551615 times 8 bytes"),
        ("groupArray, String", &huge, "state 0: the data ends too early"),
        ("groupArray, String", &[1, 0xff, 0xff, 0xff, 0x7f], "state 0: the data ends too early"),
        ("uniqCombined, String", &[4, 0], "state 0: a sketch of the unknown kind 4"),
        ("uniqHLL12, String", &[1, 0], "state 0: the data ends too early"),
        ("quantile, UInt8", &[0xff; 40], "state 0: a VarUInt of more than 64 bits"),
    ];
    for (function, state, message) in cases {
        let (peak, result) =
            memory::peak(|| written(&format!("AggregateFunction({function})"), state));
        assert!(peak < 40 << 20, "{function}: {peak} bytes");
        assert_eq!(result.unwrap_err().to_string(), format!("s: {message}"), "{function}");
    }
}

#[test]
fn lengths_inside_states_are_not_believed() {
    let big = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for (function, start) in [
        ("groupArray, UInt8", &big[..]),
        ("groupArray, Array(String)", &big),
        ("uniq, String", &[0, 0xff, 0xff, 0xff, 0x0f]),
        ("uniqExact, String", &big[..4]),
        ("sumForEach, Array(UInt8)", &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
        ("sumForEach, Array(String)", &[0xff; 8]),
        ("any, Array(Array(String))", &[1, 0xff, 0xff, 0xff, 0x0f]),
    ] {
        let type_name = format!("AggregateFunction({function})");
        let body = Body::column(1 << 31, "s", &type_name).bytes(start);
        let (peak, result) = memory::peak(|| body.decode());
        assert!(peak < 40 << 20, "{function}: {peak} bytes");
        let error = result.unwrap_err();
        let known = matches!(
            error.kind(),
            ErrorKind::Truncated | ErrorKind::Limit(_) | ErrorKind::Unsupported(_)
        );
        assert!(known, "{function}: {error}");
    }
}

/// What a server (26.7) answers to `SELECT sumMapState([k], [v]) AS s, 7 AS z` of (0, 0) and (1, 1).
#[test]
fn maps_of_sums_have_narrow_values_before_version_1() {
    let versions: [(u32, &str, &[u8]); 2] = [
        (
            54_405,
            "AggregateFunction(sumMap, Array(UInt8), Array(Float32))",
            b"\x02\x00\x00\x00\x00\x00\x01\x00\x00\x80?",
        ),
        (
            54_452,
            "AggregateFunction(1, sumMap, Array(UInt8), Array(Float32))",
            b"\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\xf0?",
        ),
    ];
    for (version, type_name, state) in versions {
        let info = Body::default().bytes(&[1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]);
        let body = info.varuint(2).varuint(1).text("s").text(type_name).bytes(state);
        let body = body.text("z").text("UInt8").bytes(&[7]);
        let block = body.decode_at(Revision::new(version)).unwrap();
        let wanted = [state, &[7]].map(|bytes| vec![Value::Bytes(bytes.to_vec())]);
        assert_eq!(value::columns(&block), wanted);
    }
}
