//! Values of any type, written and read back.

use std::io::BufReader;

use native::datatype::DataType;
use native::{
    Block, ColumnInput, Decoder, Error, ErrorKind, Part, Revision, Sections, encode_block,
    encode_parts,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::body::Body;
use crate::support::golden::decoded;
use crate::support::value::Value;
use crate::support::{invariants, layout, parts, strategy, value};

/// A type and some values of it.
fn column(
    data_type: impl Strategy<Value = DataType>,
    most: usize,
) -> impl Strategy<Value = (DataType, Vec<Value>)> {
    data_type.prop_flat_map(move |data_type| {
        let values = vec(strategy::value(&data_type), 1..most);
        (Just(data_type), values)
    })
}

fn encoded(data_type: &DataType, values: &[Value]) -> Vec<u8> {
    let mut memory = Vec::new();
    parts::put(data_type, values, &mut memory);
    let mut sections = Sections::new(memory.iter().map(Vec::as_slice));
    let column = sections.column(data_type, values.len()).unwrap();
    let type_name = data_type.to_string();
    let inputs = [ColumnInput { name: "c", type_name: &type_name, data_type, column }];
    let mut out = Vec::new();
    encode_block(values.len(), &inputs, &mut out).unwrap();
    for least in [0, 40] {
        let parts = encode_parts(values.len(), &inputs, least).unwrap();
        let parts = parts.iter().map(|part| match part {
            Part::Made(bytes) => bytes,
            Part::Lent(bytes) => *bytes,
        });
        assert_eq!(parts.collect::<Vec<_>>().concat(), out);
    }
    out
}

/// Writes the values, and reads them from pieces of `piece` bytes.
fn check(data_type: &DataType, values: &[Value], piece: usize) {
    let bytes = encoded(data_type, values);
    let mut decoder =
        Decoder::new(BufReader::with_capacity(piece, bytes.as_slice()), Revision::PLAIN);
    let block = decoder.next_block().unwrap().unwrap();
    assert!(decoder.next_block().unwrap().is_none());
    assert_eq!(*block.header[0].data_type, *data_type);
    assert_eq!(value::columns(&block), [values]);
    invariants::check(&block);
    assert_eq!(rewritten(&block).unwrap(), bytes);
    layout::check(block);
    for cut in [1, bytes.len() / 2, bytes.len() - 1] {
        assert!(decoded(&bytes[..cut], Revision::PLAIN).is_err(), "{data_type} cut at {cut}");
    }
}

/// Values that were written and read.
pub(crate) fn again(data_type: &DataType, values: &[Value]) -> Vec<Value> {
    let blocks = decoded(&encoded(data_type, values), Revision::PLAIN).unwrap();
    value::columns(&blocks[0]).remove(0)
}

/// A block that was read, written.
fn rewritten(block: &Block) -> Result<Vec<u8>, Error> {
    let header = &block.header[0];
    let column = value::resolved(block).remove(0);
    let input = ColumnInput {
        name: &header.name,
        type_name: &header.type_name,
        data_type: &header.data_type,
        column,
    };
    let mut out = Vec::new();
    encode_block(block.rows, &[input], &mut out)?;
    Ok(out)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_leaf_is_read_as_it_was_written((data_type, values) in column(strategy::leaf(), 40), piece in 1..200_usize) {
        check(&data_type, &values, piece);
    }

    #[test]
    fn a_nested_type_is_read_as_it_was_written(
        (data_type, values) in column(strategy::any_type(), 12),
        piece in 1..200_usize,
    ) {
        check(&data_type, &values, piece);
    }
}

#[test]
fn a_dictionary_of_more_than_65_536_values_has_keys_of_32_bits() {
    let data_type = DataType::LowCardinality(Box::new(DataType::UInt32));
    let size = 70_000_u32;
    let keys: Vec<u8> = (0..size).rev().flat_map(u32::to_le_bytes).collect();
    let values: Vec<u8> = (0..size).flat_map(u32::to_le_bytes).collect();
    let length = size.to_le_bytes();
    let mut sections = Sections::new([keys.as_slice(), &length, &values].into_iter());
    let column = sections.column(&data_type, size as usize).unwrap();
    let input = ColumnInput {
        name: "c",
        type_name: "LowCardinality(UInt32)",
        data_type: &data_type,
        column,
    };
    let mut bytes = Vec::new();
    encode_block(size as usize, &[input], &mut bytes).unwrap();
    let blocks = decoded(&bytes, Revision::PLAIN).unwrap();
    let expected: Vec<Value> =
        (0..size).rev().map(|value| Value::Bytes(value.to_le_bytes().to_vec())).collect();
    assert_eq!(value::columns(&blocks[0]), [expected]);
}

#[test]
fn a_json_of_more_paths_than_its_type_has_columns_for_is_read_but_not_written() {
    for (version, shared) in [(0, true), (2, true), (3, false)] {
        let mut body = Body::column(1, "j", "JSON(max_dynamic_paths=1)").u64(version);
        if version == 0 {
            body = body.varuint(2);
        }
        body = body.varuint(2).text("a").text("b");
        for _ in 0..2 {
            body = body.u64(3).varuint(1).text("UInt8");
        }
        body = body.bytes(&[0, 7, 0, 8]);
        let body = if shared { body.u64(0) } else { body };
        let block = body.decode().unwrap();
        let byte = |byte| Value::Typed("UInt8".to_owned(), Box::new(Value::Bytes(vec![byte])));
        let object = Value::Object(vec![(b"a".to_vec(), byte(7)), (b"b".to_vec(), byte(8))]);
        assert_eq!(value::columns(&block), [[object]], "version {version}");
        let error = rewritten(&block).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsupported(_)), "version {version}");
        let message =
            "j: 2 paths with a column, of at most 1: the others belong to the shared data";
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_dynamic_of_more_types_than_its_type_allows_is_written_with_shared_values() {
    let body = Body::column(3, "d", "Dynamic(max_types=1)").u64(2).varuint(2);
    let body = body.text("String").text("UInt8").u64(0).bytes(&[2, 255, 1]);
    let block = body.text("a").bytes(&[7]).decode().unwrap();
    let written = rewritten(&block).unwrap();
    let read = decoded(&written, Revision::PLAIN).unwrap();
    assert_eq!(value::columns(&read[0]), value::columns(&block));
    assert!(written.ends_with(&[0, 255, 1, 2, 1, 7, 1, b'a']), "{written:x?}");
}
