//! Types that cannot be read or written yet.

use native::datatype::DataType;
use native::{Column, ColumnInput, ErrorKind, encode_block};

use crate::support::body::Body;

const QBIT: &str = "the type QBit(UInt8, 8) is not supported";
const OBJECT: &str = "the type Object('json') is not supported: servers gave it up for JSON; change the column's \
                      type, or select it as CAST(… AS String)";

/// A type and what is said of the part of it that is not supported.
const TYPES: [(&str, &str); 5] = [
    ("Object('json')", OBJECT),
    ("QBit(UInt8, 8)", QBIT),
    ("Nested(a UInt8, b Object('json'))", OBJECT),
    ("Variant(Object('json'), String)", OBJECT),
    ("LowCardinality(Object('json'))", OBJECT),
];

#[test]
fn reading_one_fails_with_the_names_of_the_column_and_the_type() {
    for (type_name, told) in TYPES {
        for rows in [0, 1, 1000] {
            let error = Body::column(rows, "price", type_name).u64(0).decode().unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{type_name}: {error}");
            assert_eq!(error.to_string(), format!("block 0: price: {told}"));
        }
    }
}

#[test]
fn writing_one_fails_with_the_names_of_the_column_and_the_type() {
    for (type_name, told) in TYPES {
        let data_type = &DataType::parse(type_name).unwrap();
        let input = ColumnInput {
            name: "price",
            type_name,
            data_type,
            column: Column::Fixed([0].as_slice()),
        };
        let mut out = Vec::new();
        let error = encode_block(1, &[input], &mut out).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{type_name}: {error}");
        assert_eq!(error.to_string(), format!("price: {told}"));
    }
}

#[test]
fn types_in_bytes_are_refused_with_the_setting_that_makes_them() {
    // As 26.7 writes [1::UInt8], 'x', and 1::Dynamic.
    let bodies: [&[u8]; 3] = [
        &[1, 1, 1, b'b', 0x1e, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1],
        &[1, 1, 1, b's', 0x15, 1, b'x'],
        &[1, 1, 1, b'a', 0x2b, 0x20, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0x15],
    ];
    for bytes in bodies {
        let error = Body(bytes.to_vec()).decode().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{error}");
        let setting = "output_format_native_encode_types_in_binary_format";
        assert!(error.to_string().contains(setting), "{error}");
    }
}

#[test]
fn a_name_that_is_no_type_is_named() {
    for (type_name, part) in
        [("Frobnicate(3)", "Frobnicate"), ("Array(UInt8", "Array(UInt8"), ("", "")]
    {
        let error = Body::column(1, "price", type_name).decode().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{error}");
        assert!(error.to_string().starts_with("block 0: price: "), "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
}
