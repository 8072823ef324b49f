//! Values as the sections of memory that an insert hands over.

use std::collections::{BTreeMap, BTreeSet};

use native::datatype::{DataType, Json};

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
        DataType::Variant(types) => {
            let names: Vec<String> = types.iter().map(ToString::to_string).collect();
            put_chosen(&names, 1, values, parts);
        }
        DataType::Dynamic { .. } => put_dynamic(values, parts),
        DataType::Json(json) => put_json(json, values, parts),
        _ => parts.push(values.iter().flat_map(bytes).copied().collect()),
    }
}

fn put_dynamic(values: &[Value], parts: &mut Vec<Vec<u8>>) {
    let mut names: Vec<String> = Vec::new();
    for value in values {
        if let Value::Typed(name, _) = value
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    parts.push(offsets(names.iter().map(String::len)));
    parts.push(names.concat().into_bytes());
    put_chosen(&names, if names.len() > 255 { 2 } else { 1 }, values, parts);
}

/// Discriminators, and the values of each type.
fn put_chosen(names: &[String], width: usize, values: &[Value], parts: &mut Vec<Vec<u8>>) {
    let number = |value: &Value| match value {
        Value::Typed(name, _) => names.iter().position(|known| known == name).unwrap(),
        _ => usize::MAX,
    };
    parts.push(values.iter().flat_map(|v| number(v).to_le_bytes()[..width].to_vec()).collect());
    for name in names {
        let member: Vec<Value> = values
            .iter()
            .filter_map(|value| match value {
                Value::Typed(known, value) if known == name => Some((**value).clone()),
                _ => None,
            })
            .collect();
        put(&DataType::parse(name).unwrap(), &member, parts);
    }
}

/// As many paths as the type allows have a column, the others are pairs.
fn put_json(json: &Json, values: &[Value], parts: &mut Vec<Vec<u8>>) {
    let objects: Vec<BTreeMap<&[u8], &Value>> = values
        .iter()
        .map(|value| {
            let Value::Object(paths) = value else { panic!("{value:?}") };
            paths.iter().map(|(path, value)| (path.as_slice(), value)).collect()
        })
        .collect();
    let column = |path: &[u8]| -> Vec<Value> {
        objects
            .iter()
            .map(|object| object.get(path).map_or(Value::Null, |v| (*v).clone()))
            .collect()
    };
    parts.push(vec![0; 4]);
    for (path, data_type) in &json.typed_paths {
        put(data_type, &column(path.as_bytes()), parts);
    }
    let known = |path: &[u8]| json.typed_paths.iter().any(|(known, _)| known.as_bytes() == path);
    let all: BTreeSet<&[u8]> = objects
        .iter()
        .flat_map(|object| object.keys().copied())
        .filter(|path| !known(path))
        .collect();
    let most = json.max_dynamic_paths.unwrap_or(1024) as usize;
    let own: Vec<&[u8]> = all.iter().copied().take(most).collect();
    parts.push(offsets(own.iter().map(|path| path.len())));
    parts.push(own.concat());
    for path in &own {
        put_dynamic(&column(path), parts);
    }
    let pairs: Vec<Vec<(&[u8], &Value)>> = objects
        .iter()
        .map(|object| object.iter().map(|(path, value)| (*path, *value)))
        .map(|pairs| pairs.filter(|(path, _)| !own.contains(path) && !known(path)).collect())
        .collect();
    if all.len() <= most {
        parts.push(Vec::new());
        return;
    }
    parts.push(offsets(pairs.iter().map(Vec::len)));
    let (keys, values): (Vec<Value>, Vec<Value>) =
        pairs.concat().into_iter().map(|(k, v)| (Value::Bytes(k.to_vec()), v.clone())).unzip();
    put_dictionary(&DataType::String, &keys, parts);
    put_dynamic(&values, parts);
}

/// The dictionary holds NULL, if the type is nullable, and then each value in the order of its first row.
fn put_dictionary(inner: &DataType, values: &[Value], parts: &mut Vec<Vec<u8>>) {
    let (inner, mut dictionary) = match inner {
        DataType::Nullable(inner) => (&**inner, vec![Value::Null]),
        inner => (inner, Vec::new()),
    };
    if matches!(inner, DataType::String) && values.len() % 2 == 1 {
        return put_texts(values, parts);
    }
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

/// The texts of all rows, of which the encoder makes a dictionary.
fn put_texts(values: &[Value], parts: &mut Vec<Vec<u8>>) {
    let nulls: Vec<u8> = values.iter().map(|value| u8::from(*value == Value::Null)).collect();
    parts.push(if nulls.contains(&1) { nulls } else { Vec::new() });
    parts.push(Vec::new());
    let empty = Value::Bytes(Vec::new());
    let texts: Vec<Value> = values.iter().map(|value| some(value, &empty)).collect();
    put(&DataType::String, &texts, parts);
}

fn some(value: &Value, zero: &Value) -> Value {
    if *value == Value::Null { zero.clone() } else { value.clone() }
}

/// What lies in the place of a NULL.
pub(crate) fn zero(data_type: &DataType) -> Value {
    match data_type.alias() {
        DataType::Nullable(_) | DataType::Variant(_) | DataType::Dynamic { .. } => Value::Null,
        DataType::LowCardinality(inner) => zero(inner),
        DataType::Tuple(elements) if !elements.is_empty() => {
            Value::List(elements.iter().map(|element| zero(&element.data_type)).collect())
        }
        DataType::Array(_) | DataType::Map(..) => Value::List(Vec::new()),
        DataType::AggregateFunction { function, .. } => {
            Value::Bytes(vec![0; if function == "sum" { 8 } else { 1 }])
        }
        DataType::Json(json) => Value::Object(
            json.typed_paths
                .iter()
                .map(|(path, known)| (path.clone().into_bytes(), zero(known)))
                .collect(),
        ),
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
