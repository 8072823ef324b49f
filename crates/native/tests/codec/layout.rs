//! The layout that goes with a block, and memory that does not fit the type it is handed over for.

use native::datatype::DataType;
use native::{Column, ColumnInput, ErrorKind, Revision, Sections, Text, encode_block};

use crate::support::body::Body;
use crate::support::golden::{all, decoded};
use crate::support::layout;

#[test]
fn the_layout_leads_to_every_section_of_a_block() {
    for golden in all() {
        for revision in [Revision::PLAIN, Revision::CLIENT] {
            decoded(&golden.bytes(revision), revision).unwrap().into_iter().for_each(layout::check);
        }
    }
}

#[test]
fn null_bytes_of_a_column_without_nulls_take_no_memory() {
    let values = [1, 2, 3, 4, 5, 6, 7, 8];
    let body = Body::column(8, "n", "Nullable(UInt8)").bytes(&[0; 8]).bytes(&values);
    assert_eq!(body.decode().unwrap().arena, values);
}

#[test]
fn a_block_without_rows_or_columns_is_not_written() {
    let mut out = Vec::new();
    let column = || ColumnInput {
        name: "c",
        type_name: "UInt8",
        data_type: &DataType::UInt8,
        column: Column::Fixed(b"".as_slice()),
    };
    for (rows, columns) in [(0, vec![column()]), (1, Vec::new())] {
        let error = encode_block(rows, &columns, &mut out).unwrap_err();
        assert_eq!(error.to_string(), "a block needs at least one row and one column");
        assert!(matches!(error.kind(), ErrorKind::Layout(_)));
    }
    assert!(out.is_empty());
}

#[test]
fn sections_that_do_not_fit_their_type_are_refused() {
    let cases: [(&str, usize, &[&[u8]], &str); 15] = [
        ("UInt32", 2, &[&[0; 7]], "7 bytes for 2 values of 4 bytes"),
        ("Tuple()", 2, &[&[0; 3]], "3 bytes for 2 values of 1 bytes"),
        ("String", 1, &[&[0; 4], b""], "4 bytes of offsets for 1 rows and 0 values"),
        (
            "String",
            1,
            &[&[0, 0, 0, 0, 2, 0, 0, 0], b"a"],
            "8 bytes of offsets for 1 rows and 1 values",
        ),
        (
            "String",
            1,
            &[&[1, 0, 0, 0, 1, 0, 0, 0], b"a"],
            "8 bytes of offsets for 1 rows and 1 values",
        ),
        (
            "String",
            1,
            &[&[0, 0, 0, 0, 1, 0, 0, 0, 0], b"a"],
            "9 bytes of offsets for 1 rows and 1 values",
        ),
        (
            "String",
            2,
            &[&[0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0], b"a"],
            "offsets that are not sorted",
        ),
        ("Nullable(UInt8)", 2, &[&[0; 3], &[0; 2]], "3 null bytes for 2 rows"),
        ("Array(UInt8)", 1, &[&[0; 8], &[1]], "1 bytes for 0 values of 1 bytes"),
        ("Array(UInt8)", 2, &[&[0; 8], b""], "8 bytes of offsets for 2 rows and 0 values"),
        ("Map(UInt8, UInt8)", 1, &[&[0; 8], b"", &[1]], "values: 1 bytes for 0 values of 1 bytes"),
        ("Tuple(a UInt8, b UInt16)", 1, &[&[0], &[0]], "b: 1 bytes for 1 values of 2 bytes"),
        (
            "LowCardinality(UInt8)",
            2,
            &[&[0; 2], &[0; 4], b""],
            "a key beyond the dictionary of 0 values",
        ),
        ("LowCardinality(UInt8)", 2, &[&[0; 3], &[1, 0, 0, 0], b"x"], "3 bytes of keys for 2 rows"),
        ("LowCardinality(UInt8)", 1, &[&[0; 8], &[1, 0, 0, 0], b"x"], "8 bytes of keys for 1 rows"),
    ];
    for (type_name, rows, sections, message) in cases {
        let error = encode(&DataType::parse(type_name).unwrap(), rows, sections).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Layout(_)), "{type_name}: {error}");
        assert!(error.to_string().ends_with(message), "{type_name}: {error}");
    }
}

#[test]
fn too_few_sections_are_refused() {
    for type_name in
        ["UInt8", "String", "Nullable(String)", "Array(UInt8)", "LowCardinality(String)"]
    {
        let data_type = DataType::parse(type_name).unwrap();
        let error = encode(&data_type, 1, &[]).unwrap_err();
        assert_eq!(error.to_string(), "fewer sections than the type has", "{type_name}");
    }
}

#[test]
fn a_column_of_another_shape_than_its_type_is_refused() {
    let fixed = Column::Fixed([1].as_slice());
    let strings =
        Column::Strings { offsets: [0; 8].as_slice(), bytes: b"".as_slice(), text: Text::Bytes };
    for (type_name, column) in [("UInt8", strings), ("Array(UInt8)", fixed)] {
        let data_type = &DataType::parse(type_name).unwrap();
        let input = ColumnInput { name: "price", type_name, data_type, column };
        let error = encode_block(1, &[input], &mut Vec::new()).unwrap_err();
        assert!(error.to_string().starts_with("price: "), "{error}");
    }
}

fn encode(data_type: &DataType, rows: usize, sections: &[&[u8]]) -> native::Result<Vec<u8>> {
    let column = Sections::new(sections.iter().copied()).column(data_type, rows)?;
    let type_name = data_type.to_string();
    let mut out = Vec::new();
    encode_block(
        rows,
        &[ColumnInput { name: "price", type_name: &type_name, data_type, column }],
        &mut out,
    )?;
    Ok(out)
}
