//! Values as the server prints them in JSON, with the settings of `scripts/golden.ts`.

use native::datatype::{DataType, EnumValue};

use super::value::Value;
use super::{decimal, time};

/// Appends a value.
pub(crate) fn put(data_type: &DataType, value: &Value, out: &mut Vec<u8>) {
    match (data_type.alias(), value) {
        (_, Value::Null) => out.extend(b"null"),
        (DataType::Nullable(inner) | DataType::LowCardinality(inner), _) => put(inner, value, out),
        (DataType::Tuple(elements), _) if elements.is_empty() => out.extend(b"[]"),
        (DataType::Array(inner), Value::List(values)) => {
            list(*b"[]", values, out, |value, out| put(inner, value, out));
        }
        (DataType::Map(key, mapped), Value::List(pairs)) => {
            list(*b"[]", pairs, out, |pair, out| {
                let Value::List(pair) = pair else { panic!("{pair:?}") };
                out.extend(b"{\"keys\":");
                put(key, &pair[0], out);
                out.extend(b",\"values\":");
                put(mapped, &pair[1], out);
                out.push(b'}');
            });
        }
        (DataType::Tuple(elements), Value::List(values)) => {
            let fields: Vec<_> = elements.iter().zip(values).collect();
            let braces =
                if elements.iter().all(|element| element.name.is_some()) { *b"{}" } else { *b"[]" };
            list(braces, &fields, out, |(element, value), out| {
                if let Some(name) = &element.name {
                    string(name.as_bytes(), out);
                    out.push(b':');
                }
                put(&element.data_type, value, out);
            });
        }
        (_, Value::Typed(name, value)) => put(&DataType::parse(name).unwrap(), value, out),
        // As it came: the server's text of the object.
        (DataType::Json(_), Value::Bytes(text)) => out.extend(text),
        (DataType::Json(json), Value::Object(paths)) => {
            let typed = |path: &[u8]| {
                let known = json.typed_paths.iter().find(|(known, _)| known.as_bytes() == path);
                known.map_or(DataType::Dynamic { max_types: None }, |(_, known)| known.clone())
            };
            let paths: Vec<_> = paths
                .iter()
                .map(|(path, value)| {
                    (path.split(|byte| *byte == b'.').collect(), typed(path), value)
                })
                .collect();
            object(&paths, 0, out);
        }
        (DataType::QBit { element, dimension, .. }, Value::Bytes(bytes)) => {
            let elements: Vec<&[u8]> = bytes.chunks(bytes.len() / dimension).collect();
            list(*b"[]", &elements, out, |bytes, out| leaf(element, bytes, out));
        }
        (data_type, Value::Bytes(bytes)) => leaf(data_type, bytes, out),
        _ => panic!("{data_type} as {value:?}"),
    }
}

/// Paths that begin with the same `depth` names, which make an object.
fn object(paths: &[(Vec<&[u8]>, DataType, &Value)], depth: usize, out: &mut Vec<u8>) {
    let groups: Vec<_> = paths.chunk_by(|(a, ..), (b, ..)| a[depth] == b[depth]).collect();
    list(*b"{}", &groups, out, |group, out| {
        let (path, data_type, value) = &group[0];
        string(path[depth], out);
        out.push(b':');
        if path.len() == depth + 1 {
            put(data_type, value, out);
        } else {
            object(group, depth + 1, out);
        }
    });
}

fn leaf(data_type: &DataType, bytes: &[u8], out: &mut Vec<u8>) {
    use DataType as T;
    match data_type {
        T::Bool => out.extend(if bytes == [0] { "false" } else { "true" }.bytes()),
        T::UInt8 | T::UInt16 | T::UInt32 => out.extend(decimal::text(bytes, false, 0).bytes()),
        T::Int8 | T::Int16 | T::Int32 => out.extend(decimal::text(bytes, true, 0).bytes()),
        T::BFloat16 => {
            let [low, high] = bytes.try_into().unwrap();
            float32(f32::from_le_bytes([0, 0, low, high]), out);
        }
        T::Float32 => float32(f32::from_le_bytes(bytes.try_into().unwrap()), out),
        T::Float64 => {
            let value = f64::from_le_bytes(bytes.try_into().unwrap());
            number(value.is_finite(), &format!("{value:e}"), out);
        }
        T::String | T::FixedString(_) | T::AggregateFunction { .. } => string(bytes, out),
        _ => string(text(data_type, bytes).as_bytes(), out),
    }
}

/// What stands between quotes.
fn text(data_type: &DataType, bytes: &[u8]) -> String {
    use DataType as T;
    match data_type {
        T::UInt64 | T::UInt128 | T::UInt256 => decimal::text(bytes, false, 0),
        T::Int64 | T::Int128 | T::Int256 | T::Interval(_) => decimal::text(bytes, true, 0),
        T::Date => time::date(integer(bytes, false)),
        T::Date32 => time::date(integer(bytes, true)),
        T::DateTime(_) => time::datetime(integer(bytes, false), 0),
        T::DateTime64 { precision, .. } => time::datetime(integer(bytes, true), *precision),
        T::Time => time::time(integer(bytes, true), 0),
        T::Time64(precision) => time::time(integer(bytes, true), *precision),
        T::Enum8(values) | T::Enum16(values) => name(values, integer(bytes, true)).to_owned(),
        T::Decimal { .. } | T::Uuid | T::Ipv4 | T::Ipv6 => {
            String::from_utf8(native::texts(data_type, bytes).unwrap().text).unwrap()
        }
        _ => panic!("{data_type}"),
    }
}

fn integer(bytes: &[u8], signed: bool) -> i64 {
    decimal::text(bytes, signed, 0).parse().unwrap()
}

fn name(values: &[EnumValue], code: i64) -> &str {
    &values.iter().find(|value| i64::from(value.code) == code).unwrap().name
}

fn float32(value: f32, out: &mut Vec<u8>) {
    number(value.is_finite(), &format!("{value:e}"), out);
}

/// Lays out the shortest digits, as in `-1.5e-7`, with an exponent where ECMAScript would write one.
fn number(finite: bool, shortest: &str, out: &mut Vec<u8>) {
    if !finite {
        return string(shortest.to_lowercase().as_bytes(), out);
    }
    let (mantissa, exponent) = shortest.split_once('e').unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    if !(-6..=20).contains(&exponent) {
        return out.extend(shortest.bytes());
    }
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let mut digits = mantissa.replace('.', "");
    for _ in exponent..0 {
        digits.insert(0, '0');
    }
    let whole = usize::try_from(exponent.max(0)).unwrap() + 1;
    while digits.len() < whole {
        digits.push('0');
    }
    if digits.len() > whole {
        digits.insert(whole, '.');
    }
    out.extend(sign.bytes().chain(digits.bytes()));
}

fn list<T>(braces: [u8; 2], items: &[T], out: &mut Vec<u8>, put: impl Fn(&T, &mut Vec<u8>)) {
    out.push(braces[0]);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        put(item, out);
    }
    out.push(braces[1]);
}

/// Appends a string; bytes that are not UTF-8 stay as they are.
pub(crate) fn string(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            // U+2028 and U+2029, which end a line in JavaScript.
            0xa8 | 0xa9 if bytes[..index].ends_with(&[0xe2, 0x80]) => {
                out.truncate(out.len() - 2);
                out.extend(if *byte == 0xa8 { b"\\u2028" } else { b"\\u2029" });
            }
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            b'\x08' => out.extend(b"\\b"),
            b'\x0c' => out.extend(b"\\f"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            ..0x20 => out.extend(format!("\\u{byte:04X}").bytes()),
            _ => out.push(*byte),
        }
    }
    out.push(b'"');
}
