//! Values as bytes on the wire, at any revision: what a server would send. Shares nothing with the crate's encoder.

use native::datatype::DataType;

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
    data(prefix(body, data_type), data_type, values, strings)
}

fn prefix(body: Body, data_type: &DataType) -> Body {
    match data_type.alias() {
        DataType::LowCardinality(_) => body.u64(1),
        DataType::Nullable(inner) | DataType::Array(inner) => prefix(body, inner),
        DataType::Map(key, value) => prefix(prefix(body, key), value),
        DataType::Tuple(elements) => {
            elements.iter().fold(body, |body, element| prefix(body, &element.data_type))
        }
        _ => body,
    }
}

/// Appends the data alone.
pub(crate) fn data(body: Body, data_type: &DataType, values: &[Value], strings: Strings) -> Body {
    match data_type.alias() {
        DataType::String if strings == Strings::Prefixed => values
            .iter()
            .fold(body, |body, value| body.varuint(bytes(value).len() as u64).bytes(bytes(value))),
        DataType::String => {
            let mut end = 0;
            let body = values.iter().fold(body, |body, value| {
                end += bytes(value).len() as u64;
                body.u64(end)
            });
            values.iter().fold(body, |body, value| body.bytes(bytes(value)))
        }
        DataType::Nullable(inner) => {
            let null = |value: &Value| u8::from(*value == Value::Null);
            let body = body.bytes(&values.iter().map(null).collect::<Vec<_>>());
            let zero = parts::zero(inner);
            let plain = |value: &Value| if null(value) == 1 { zero.clone() } else { value.clone() };
            data(body, inner, &values.iter().map(plain).collect::<Vec<_>>(), strings)
        }
        DataType::Array(inner) => data(
            ends(body, values),
            inner,
            &values.iter().flat_map(list).cloned().collect::<Vec<_>>(),
            strings,
        ),
        DataType::Map(key, value) => {
            let pairs: Vec<&[Value]> = values.iter().flat_map(list).map(list).collect();
            let half =
                |index: usize| pairs.iter().map(|pair| pair[index].clone()).collect::<Vec<_>>();
            data(data(ends(body, values), key, &half(0), strings), value, &half(1), strings)
        }
        DataType::Tuple(elements) if !elements.is_empty() => {
            elements.iter().enumerate().fold(body, |body, (index, element)| {
                let column: Vec<Value> =
                    values.iter().map(|value| list(value)[index].clone()).collect();
                data(body, &element.data_type, &column, strings)
            })
        }
        DataType::LowCardinality(_) if values.is_empty() => body,
        DataType::LowCardinality(inner) => {
            // A dictionary that says everything as often as it comes.
            let (inner, null) = match &**inner {
                DataType::Nullable(inner) => (&**inner, true),
                inner => (inner, false),
            };
            let zero = parts::zero(inner);
            let plain = values
                .iter()
                .map(|value| if *value == Value::Null { zero.clone() } else { value.clone() });
            let dictionary: Vec<Value> = std::iter::once(zero.clone()).chain(plain).collect();
            let body = body.u64(0x602).u64(dictionary.len() as u64);
            let body = data(body, inner, &dictionary, Strings::Prefixed).u64(values.len() as u64);
            values.iter().enumerate().fold(body, |body, (row, value)| {
                let key = if null && *value == Value::Null { 0 } else { row + 1 };
                body.bytes(&u32::try_from(key).unwrap().to_le_bytes())
            })
        }
        DataType::QBit { element, dimension, stride } => {
            let width = parts::width(element).unwrap();
            planes(body, values, (width, *dimension, stride.unwrap_or(*dimension)))
        }
        _ => values.iter().fold(body, |body, value| body.bytes(bytes(value))),
    }
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
