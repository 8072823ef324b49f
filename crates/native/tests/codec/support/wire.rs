//! Values as bytes on the wire, at any revision: what a server would send. Shares nothing with the crate's encoder.

use std::collections::BTreeSet;

use native::datatype::{DataType, Json};

use super::body::Body;
use super::parts;
use super::value::Value;

/// How strings lie on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strings {
    Prefixed,
    BehindOffsets,
}

/// Appends a column: the state prefixes and the data.
pub(crate) fn column(body: Body, data_type: &DataType, values: &[Value], strings: Strings) -> Body {
    data(prefix(body, data_type, values), data_type, values, strings)
}

/// Appends the state prefixes alone; a `Dynamic` and a `JSON` are in their flattened form.
pub(crate) fn prefix(body: Body, data_type: &DataType, values: &[Value]) -> Body {
    let told = |body: Body, names: &[String]| {
        let body = body.u64(3).varuint(names.len() as u64);
        names.iter().fold(body, |body, name| body.text(name))
    };
    let body = match data_type.alias() {
        DataType::LowCardinality(_) => return body.u64(1),
        DataType::Variant(_) => body.u64(0),
        DataType::Dynamic { .. } => told(body, &types(values)),
        DataType::Json(json) => told(body, &paths(json, values)),
        _ => body,
    };
    inside(data_type, values)
        .iter()
        .fold(body, |body, (data_type, values)| prefix(body, data_type, values))
}

/// Appends the data alone.
pub(crate) fn data(body: Body, data_type: &DataType, values: &[Value], strings: Strings) -> Body {
    let body = match data_type.alias() {
        DataType::String if strings == Strings::BehindOffsets => {
            let mut end = 0;
            let body = values.iter().fold(body, |body, value| {
                end += bytes(value).len() as u64;
                body.u64(end)
            });
            return values.iter().fold(body, |body, value| body.bytes(bytes(value)));
        }
        DataType::String => {
            let put =
                |body: Body, value| body.varuint(bytes(value).len() as u64).bytes(bytes(value));
            return values.iter().fold(body, put);
        }
        DataType::LowCardinality(_) if values.is_empty() => return body,
        DataType::LowCardinality(inner) => return dictionary(body, inner, values),
        DataType::QBit { element, dimension, stride } => {
            let width = parts::width(element).unwrap();
            return planes(body, values, (width, *dimension, stride.unwrap_or(*dimension)));
        }
        DataType::Nullable(_) => {
            let null = |value: &Value| u8::from(*value == Value::Null);
            body.bytes(&values.iter().map(null).collect::<Vec<_>>())
        }
        DataType::Array(_) | DataType::Map(..) => ends(body, values),
        DataType::Variant(types) => {
            let names: Vec<String> = types.iter().map(ToString::to_string).collect();
            numbers(body, &names, 255, values)
        }
        DataType::Dynamic { .. } => {
            let names = types(values);
            numbers(body, &names, names.len(), values)
        }
        DataType::Json(_) => body,
        DataType::Tuple(elements) if !elements.is_empty() => body,
        _ => return values.iter().fold(body, |body, value| body.bytes(bytes(value))),
    };
    inside(data_type, values)
        .iter()
        .fold(body, |body, (data_type, values)| data(body, data_type, values, strings))
}

/// The columns inside a column.
fn inside(data_type: &DataType, values: &[Value]) -> Vec<(DataType, Vec<Value>)> {
    match data_type.alias() {
        DataType::Nullable(inner) => {
            let zero = parts::zero(inner);
            let plain = values.iter().map(|v| if *v == Value::Null { &zero } else { v });
            vec![(*inner.clone(), plain.cloned().collect())]
        }
        DataType::Array(inner) => {
            vec![(*inner.clone(), values.iter().flat_map(list).cloned().collect())]
        }
        DataType::Map(key, value) => {
            let pairs: Vec<&[Value]> = values.iter().flat_map(list).map(list).collect();
            let half = |index: usize| pairs.iter().map(|pair| pair[index].clone()).collect();
            vec![(*key.clone(), half(0)), (*value.clone(), half(1))]
        }
        DataType::Tuple(elements) => {
            let column =
                |index: usize| values.iter().map(|value| list(value)[index].clone()).collect();
            let elements = elements.iter().enumerate();
            elements.map(|(index, element)| (element.data_type.clone(), column(index))).collect()
        }
        DataType::Variant(types) => {
            let member = |known: &DataType| (known.clone(), members(&known.to_string(), values));
            types.iter().map(member).collect()
        }
        DataType::Dynamic { .. } => {
            let member = |name: &String| (DataType::parse(name).unwrap(), members(name, values));
            types(values).iter().map(member).collect()
        }
        DataType::Json(json) => {
            let at = |path: &str| -> Vec<Value> {
                let value = |object| object_at(object, path.as_bytes()).unwrap_or(Value::Null);
                values.iter().map(value).collect()
            };
            let typed = json.typed_paths.iter().map(|(path, known)| (known.clone(), at(path)));
            let dynamic = DataType::Dynamic { max_types: None };
            let others = paths(json, values).into_iter();
            typed.chain(others.map(|path| (dynamic.clone(), at(&path)))).collect()
        }
        _ => Vec::new(),
    }
}

/// A dictionary that says everything as often as it comes.
fn dictionary(body: Body, inner: &DataType, values: &[Value]) -> Body {
    let (inner, null) = match inner {
        DataType::Nullable(inner) => (&**inner, true),
        inner => (inner, false),
    };
    let zero = parts::zero(inner);
    let plain =
        values.iter().map(|value| if *value == Value::Null { zero.clone() } else { value.clone() });
    let dictionary: Vec<Value> = std::iter::once(zero.clone()).chain(plain).collect();
    let body = body.u64(0x602).u64(dictionary.len() as u64);
    let body = data(body, inner, &dictionary, Strings::Prefixed).u64(values.len() as u64);
    values.iter().enumerate().fold(body, |body, (row, value)| {
        let key = if null && *value == Value::Null { 0 } else { row + 1 };
        body.bytes(&u32::try_from(key).unwrap().to_le_bytes())
    })
}

/// The number of each row's type.
fn numbers(body: Body, names: &[String], null: usize, values: &[Value]) -> Body {
    let number = |value: &Value| match value {
        Value::Typed(name, _) => names.iter().position(|known| known == name).unwrap(),
        _ => null,
    };
    body.bytes(&values.iter().map(|value| u8::try_from(number(value)).unwrap()).collect::<Vec<_>>())
}

/// The types of the values of a `Dynamic`.
fn types(values: &[Value]) -> Vec<String> {
    let name = |value: &Value| match value {
        Value::Typed(name, _) => Some(name.clone()),
        _ => None,
    };
    values.iter().filter_map(name).collect::<BTreeSet<_>>().into_iter().collect()
}

fn members(name: &str, values: &[Value]) -> Vec<Value> {
    let member = |value: &Value| match value {
        Value::Typed(known, value) if known == name => Some((**value).clone()),
        _ => None,
    };
    values.iter().filter_map(member).collect()
}

/// The paths of objects that have no type.
fn paths(json: &Json, values: &[Value]) -> Vec<String> {
    let text = |(path, _): &(Vec<u8>, Value)| String::from_utf8(path.clone()).unwrap();
    let all = values.iter().flat_map(object).map(text).collect::<BTreeSet<_>>();
    let typed = |path: &String| json.typed_paths.iter().any(|(known, _)| known == path);
    all.into_iter().filter(|path| !typed(path)).collect()
}

fn object_at(value: &Value, path: &[u8]) -> Option<Value> {
    object(value).iter().find(|(known, _)| known == path).map(|(_, value)| value.clone())
}

fn object(value: &Value) -> &[(Vec<u8>, Value)] {
    let Value::Object(paths) = value else { panic!("{value:?}") };
    paths
}

/// The highest bits of every row first; groups of elements apart.
fn planes(body: Body, values: &[Value], (width, dimension, stride): (usize, usize, usize)) -> Body {
    let mut out = Vec::new();
    for group in 0..dimension / stride {
        for bit in (0..width * 8).rev() {
            for value in values {
                let mut plane = vec![0_u8; stride.div_ceil(8)];
                for place in 0..stride {
                    let byte = bytes(value)[(group * stride + place) * width + bit / 8];
                    let last = plane.len() - 1;
                    plane[last - place / 8] |= (byte >> (bit % 8) & 1) << (place % 8);
                }
                out.extend(plane);
            }
        }
    }
    body.bytes(&out)
}

fn ends(body: Body, values: &[Value]) -> Body {
    let mut end = 0;
    values.iter().fold(body, |body, value| {
        end += list(value).len() as u64;
        body.u64(end)
    })
}

fn bytes(value: &Value) -> &[u8] {
    let Value::Bytes(bytes) = value else { panic!("{value:?}") };
    bytes
}

fn list(value: &Value) -> &[Value] {
    let Value::List(values) = value else { panic!("{value:?}") };
    values
}
