//! A plain reading of columns, value by value.

use native::datatype::DataType;
use native::{Block, Column, Span};

/// A value without its type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Null,
    /// A string, or a value of one width as it lies on the wire.
    Bytes(Vec<u8>),
    /// An array, a tuple, or a map as a list of pairs.
    List(Vec<Value>),
}

/// The columns of a block with their memory.
pub(crate) fn resolved(block: &Block) -> Vec<Column<&[u8]>> {
    let bytes = |span: &Span| &block.arena[span.start..span.start + span.len];
    block.columns.iter().map(|column| column.map(&bytes)).collect()
}

/// The values of a block, column by column.
pub(crate) fn columns(block: &Block) -> Vec<Vec<Value>> {
    let columns = resolved(block);
    block
        .header
        .iter()
        .zip(&columns)
        .map(|(header, column)| values(&header.data_type, block.rows, column))
        .collect()
}

/// The values of one column.
pub(crate) fn values(data_type: &DataType, rows: usize, column: &Column<&[u8]>) -> Vec<Value> {
    match (data_type.alias(), column) {
        (_, Column::Fixed(bytes)) => {
            let width = bytes.len().checked_div(rows).unwrap_or(1);
            assert_eq!(bytes.len(), rows * width, "{data_type}");
            bytes.chunks(width.max(1)).map(|value| Value::Bytes(value.to_vec())).collect()
        }
        (
            DataType::String | DataType::AggregateFunction { .. },
            Column::Strings { offsets, bytes, .. },
        ) => {
            let ends = numbers(offsets);
            ends.windows(2).map(|ends| Value::Bytes(bytes[ends[0]..ends[1]].to_vec())).collect()
        }
        (DataType::Nullable(inner), Column::Nullable { nulls, values: column }) => {
            let values = values(inner, rows, column).into_iter().enumerate();
            let null = |row| nulls.is_some_and(|nulls| nulls[row] != 0);
            values.map(|(row, value)| if null(row) { Value::Null } else { value }).collect()
        }
        (DataType::Array(inner), Column::Array { offsets, count, values: column }) => {
            rows_of(offsets, &values(inner, *count, column))
        }
        (DataType::Map(key, value), Column::Array { offsets, count, values: pairs }) => {
            let Column::Tuple(pairs) = &**pairs else { panic!("{data_type}: {pairs:?}") };
            let columns = vec![values(key, *count, &pairs[0]), values(value, *count, &pairs[1])];
            rows_of(offsets, &zipped(*count, columns))
        }
        (DataType::Tuple(elements), Column::Tuple(columns)) => {
            let columns = elements.iter().zip(columns);
            zipped(
                rows,
                columns.map(|(element, column)| values(&element.data_type, rows, column)).collect(),
            )
        }
        (DataType::LowCardinality(inner), Column::LowCardinality { keys, size, dictionary }) => {
            let (inner, nullable) = match &**inner {
                DataType::Nullable(inner) => (inner, true),
                _ => (inner, false),
            };
            let mut dictionary = values(inner, *size, dictionary);
            if let (true, Some(first)) = (nullable, dictionary.first_mut()) {
                *first = Value::Null;
            }
            keys_of(keys, rows).into_iter().map(|key| dictionary[key].clone()).collect()
        }
        _ => panic!("{data_type} as {column:?}"),
    }
}

/// 32-bit numbers.
pub(crate) fn numbers(bytes: &[u8]) -> Vec<usize> {
    assert_eq!(bytes.len() % 4, 0);
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number) as usize).collect()
}

fn keys_of(bytes: &[u8], rows: usize) -> Vec<usize> {
    let width = bytes.len().checked_div(rows).unwrap_or(1);
    assert_eq!(bytes.len(), rows * width);
    let key =
        |key: &[u8]| key.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte));
    bytes.chunks(width).map(key).collect()
}

fn rows_of(offsets: &[u8], values: &[Value]) -> Vec<Value> {
    numbers(offsets).windows(2).map(|ends| Value::List(values[ends[0]..ends[1]].to_vec())).collect()
}

fn zipped(rows: usize, columns: Vec<Vec<Value>>) -> Vec<Value> {
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    let row = |_| Value::List(columns.iter_mut().map(|column| column.next().unwrap()).collect());
    (0..rows).map(row).collect()
}
