//! Values as the sections of memory that an insert hands over.

use native::datatype::DataType;

use super::value::Value;

/// Appends the sections of a column, in the order that `native::Sections` asks for.
pub(crate) fn put(data_type: &DataType, values: &[Value], parts: &mut Vec<Vec<u8>>) {
    match data_type.alias() {
        DataType::String | DataType::AggregateFunction { .. } => {
            let bytes: Vec<&[u8]> = values.iter().map(bytes).collect();
            parts.push(offsets(bytes.iter().map(|bytes| bytes.len())));
            parts.push(bytes.concat());
        }
        DataType::Nullable(inner) => {
            let nulls: Vec<u8> =
                values.iter().map(|value| u8::from(*value == Value::Null)).collect();
            parts.push(if nulls.contains(&1) { nulls } else { Vec::new() });
            let zero = zero(inner);
            let values: Vec<Value> = values.iter().map(|value| some(value, &zero)).collect();
            put(inner, &values, parts);
        }
        DataType::Array(inner) => {
            parts.push(offsets(values.iter().map(|value| list(value).len())));
            put(inner, &values.iter().flat_map(list).cloned().collect::<Vec<_>>(), parts);
        }
        DataType::Map(key, value) => {
            parts.push(offsets(values.iter().map(|value| list(value).len())));
            let pairs: Vec<&[Value]> = values.iter().flat_map(list).map(list).collect();
            for (index, data_type) in [key, value].into_iter().enumerate() {
                put(
                    data_type,
                    &pairs.iter().map(|pair| pair[index].clone()).collect::<Vec<_>>(),
                    parts,
                );
            }
        }
        DataType::Tuple(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                let column: Vec<Value> =
                    values.iter().map(|value| list(value)[index].clone()).collect();
                put(&element.data_type, &column, parts);
            }
        }
        DataType::LowCardinality(inner) => put_dictionary(inner, values, parts),
        _ => parts.push(values.iter().flat_map(bytes).copied().collect()),
    }
}

/// The dictionary holds NULL, if the type is nullable, and then each value in the order of its first row.
fn put_dictionary(inner: &DataType, values: &[Value], parts: &mut Vec<Vec<u8>>) {
    let (inner, mut dictionary) = match inner {
        DataType::Nullable(inner) => (&**inner, vec![Value::Null]),
        inner => (inner, Vec::new()),
    };
    let mut keys = Vec::new();
    for value in values {
        let place = dictionary.iter().position(|known| known == value);
        keys.push(place.unwrap_or(dictionary.len()));
        if place.is_none() {
            dictionary.push(value.clone());
        }
    }
    let width = [1, 2, 4][dictionary.len() % 3];
    let key = |key: usize| u32::try_from(key).unwrap().to_le_bytes()[..width].to_vec();
    parts.push(keys.into_iter().flat_map(key).collect());
    parts.push(u32::try_from(dictionary.len()).unwrap().to_le_bytes().to_vec());
    let zero = zero(inner);
    put(inner, &dictionary.iter().map(|value| some(value, &zero)).collect::<Vec<_>>(), parts);
}

fn some(value: &Value, zero: &Value) -> Value {
    if *value == Value::Null { zero.clone() } else { value.clone() }
}

/// What lies in the place of a NULL.
pub(crate) fn zero(data_type: &DataType) -> Value {
    match data_type.alias() {
        DataType::Nullable(_) => Value::Null,
        DataType::LowCardinality(inner) => zero(inner),
        DataType::Tuple(elements) if !elements.is_empty() => {
            Value::List(elements.iter().map(|element| zero(&element.data_type)).collect())
        }
        DataType::Array(_) | DataType::Map(..) => Value::List(Vec::new()),
        DataType::AggregateFunction { function, .. } => {
            Value::Bytes(vec![0; if function == "sum" { 8 } else { 1 }])
        }
        _ => Value::Bytes(vec![0; width(data_type).unwrap_or_default()]),
    }
}

/// The bytes of a value; nothing for those that have no fixed number.
pub(crate) fn width(data_type: &DataType) -> Option<usize> {
    use DataType as T;
    Some(match data_type.alias() {
        T::UInt8 | T::Int8 | T::Bool | T::Enum8(_) | T::Nothing => 1,
        T::UInt16 | T::Int16 | T::BFloat16 | T::Date | T::Enum16(_) => 2,
        T::UInt32 | T::Int32 | T::Float32 | T::Date32 | T::DateTime(_) | T::Time | T::Ipv4 => 4,
        T::UInt64
        | T::Int64
        | T::Float64
        | T::DateTime64 { .. }
        | T::Time64(_)
        | T::Interval(_) => 8,
        T::UInt128 | T::Int128 | T::Uuid | T::Ipv6 => 16,
        T::UInt256 | T::Int256 => 32,
        T::Decimal { precision, .. } => match precision {
            ..=9 => 4,
            ..=18 => 8,
            ..=38 => 16,
            _ => 32,
        },
        T::FixedString(length) => *length,
        T::QBit { element, dimension, .. } => width(element)? * dimension,
        T::Tuple(elements) if elements.is_empty() => 1,
        _ => return None,
    })
}

fn offsets(lengths: impl Iterator<Item = usize>) -> Vec<u8> {
    let ends = lengths.scan(0, |end, length| {
        *end += length;
        Some(*end)
    });
    std::iter::once(0)
        .chain(ends)
        .flat_map(|end| u32::try_from(end).unwrap().to_le_bytes())
        .collect()
}

fn bytes(value: &Value) -> &[u8] {
    let Value::Bytes(bytes) = value else { panic!("{value:?}") };
    bytes
}

fn list(value: &Value) -> &[Value] {
    let Value::List(values) = value else { panic!("{value:?}") };
    values
}
