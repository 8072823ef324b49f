//! Types that cannot be read or written yet.

use native::datatype::DataType;
use native::{Column, ColumnInput, ErrorKind, encode_block};

use crate::support::body::Body;

/// A type and the part of it that is not supported.
const TYPES: [(&str, &str); 5] = [
    ("Object('json')", "Object('json')"),
    ("QBit(UInt8, 8)", "QBit(UInt8, 8)"),
    ("Nested(a UInt8, b Object('json'))", "Object('json')"),
    ("Variant(Object('json'), String)", "Object('json')"),
    ("LowCardinality(Object('json'))", "Object('json')"),
];

#[test]
fn reading_one_fails_with_the_names_of_the_column_and_the_type() {
    for (type_name, part) in TYPES {
        for rows in [0, 1, 1000] {
            let error = Body::column(rows, "price", type_name).u64(0).decode().unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "{type_name}: {error}");
            let message = format!("block 0: price: the type {part} is not supported");
            assert_eq!(error.to_string(), message);
        }
    }
}

#[test]
fn writing_one_fails_with_the_names_of_the_column_and_the_type() {
    for (type_name, part) in TYPES {
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
        assert_eq!(error.to_string(), format!("price: the type {part} is not supported"));
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
