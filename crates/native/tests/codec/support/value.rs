//! A plain reading of columns, value by value.

use native::datatype::DataType;
use native::{Block, Column, Json, Member, Span};
use std::sync::Arc;

/// A value without its type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Null,
    /// A string, or a value of one width as it lies on the wire.
    Bytes(Vec<u8>),
    /// An array, a tuple, or a map as a list of pairs.
    List(Vec<Value>),
    /// A value of a `Variant` or `Dynamic`, with its type.
    Typed(String, Box<Value>),
    /// The paths of a `JSON` with their values, by path; those of a `Dynamic` are typed.
    Object(Vec<(Vec<u8>, Value)>),
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
        (DataType::Variant(types), Column::Variant { discriminators, places, members }) => {
            let types: Vec<Arc<DataType>> = types.iter().cloned().map(Arc::new).collect();
            chosen(&types, (discriminators, places), rows, members)
        }
        (DataType::Dynamic { .. }, Column::Dynamic(column)) => {
            let names = numbers(column.offsets);
            let names = names.windows(2).map(|ends| &column.names[ends[0]..ends[1]]);
            let types: Vec<String> = column.types.iter().map(ToString::to_string).collect();
            assert!(names.eq(types.iter().map(String::as_bytes)));
            chosen(&column.types, (column.discriminators, column.places), rows, &column.members)
        }
        (DataType::Json(_), Column::Json(Json::Text(texts))) => {
            values(&DataType::String, rows, texts)
        }
        (DataType::Json(json), Column::Json(Json::Paths(paths))) => {
            let dynamic = DataType::Dynamic { max_types: None };
            let mut objects = vec![Vec::new(); rows];
            for ((path, data_type), column) in json.typed_paths.iter().zip(&paths.typed) {
                for (object, value) in objects.iter_mut().zip(values(data_type, rows, column)) {
                    object.push((path.clone().into_bytes(), value));
                }
            }
            let names = numbers(paths.offsets);
            for (ends, column) in names.windows(2).zip(&paths.dynamic) {
                let path = &paths.names[ends[0]..ends[1]];
                for (object, value) in objects.iter_mut().zip(values(&dynamic, rows, column)) {
                    if value != Value::Null {
                        object.push((path.to_vec(), value));
                    }
                }
            }
            if let Some(shared) = &paths.shared {
                let low = DataType::LowCardinality(Box::new(DataType::String));
                let keys = values(&low, shared.count, &shared.keys);
                let mut pairs =
                    keys.into_iter().zip(values(&dynamic, shared.count, &shared.values));
                for (object, ends) in objects.iter_mut().zip(numbers(shared.offsets).windows(2)) {
                    object.extend(pairs.by_ref().take(ends[1] - ends[0]).map(|(key, value)| {
                        let Value::Bytes(path) = key else { panic!("{key:?}") };
                        (path, value)
                    }));
                }
            }
            let sorted = |mut object: Vec<(Vec<u8>, Value)>| {
                object.sort_by(|(a, _), (b, _)| a.cmp(b));
                Value::Object(object)
            };
            objects.into_iter().map(sorted).collect()
        }
        _ => panic!("{data_type} as {column:?}"),
    }
}

fn chosen(
    types: &[Arc<DataType>],
    (discriminators, places): (&[u8], &[u8]),
    rows: usize,
    members: &[Member<&[u8]>],
) -> Vec<Value> {
    assert_eq!(types.len(), members.len());
    let columns: Vec<Vec<Value>> = types
        .iter()
        .zip(members)
        .map(|(data_type, member)| values(data_type, member.count, &member.column))
        .collect();
    let width = discriminators.len().checked_div(rows).unwrap_or(1);
    let null = if width < 4 { (1 << (8 * width)) - 1 } else { u32::MAX as usize };
    let keys = keys_of(discriminators, rows);
    let places = numbers(places);
    assert_eq!((keys.len(), places.len()), (rows, rows));
    let mut passed = vec![0; types.len()];
    let value = |(key, place): (usize, usize)| {
        if key == null {
            return Value::Null;
        }
        assert_eq!(place, passed[key]);
        passed[key] += 1;
        Value::Typed(types[key].to_string(), Box::new(columns[key][place].clone()))
    };
    let values = keys.into_iter().zip(places).map(value).collect();
    assert!(passed.iter().zip(members).all(|(passed, member)| *passed == member.count));
    values
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
