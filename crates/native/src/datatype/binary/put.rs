use super::{
    AGGREGATE_FUNCTION, ARRAY, CUSTOM, DATETIME_ZONE, DATETIME64, DATETIME64_ZONE, DECIMAL32,
    DECIMAL64, DECIMAL128, DECIMAL256, DYNAMIC, ENUM8, ENUM16, FIXED_STRING, INTERVAL, JSON,
    LOW_CARDINALITY, MAP, NAMED_TUPLE, NESTED, NULLABLE, PLAIN, QBIT, QBIT_STRIDE,
    SIMPLE_AGGREGATE_FUNCTION, TIME64, TUPLE, VARIANT, function,
};
use crate::datatype::name::UNITS;
use crate::datatype::{DataType, Element, EnumValue, Json};
use crate::error::{Error, Result};
use crate::write::Write;

/// Appends a type.
pub(crate) fn put(data_type: &DataType, out: &mut Vec<u8>) -> Result<()> {
    if let Some((code, _)) = PLAIN.iter().find(|(_, known)| known == data_type) {
        out.push(*code);
        return Ok(());
    }
    match data_type {
        DataType::DateTime(zone) => {
            out.push(DATETIME_ZONE);
            out.put_text(zone.as_deref().unwrap_or_default().as_bytes());
        }
        DataType::DateTime64 { precision, timezone: None } => out.extend([DATETIME64, *precision]),
        DataType::DateTime64 { precision, timezone: Some(zone) } => {
            out.extend([DATETIME64_ZONE, *precision]);
            out.put_text(zone.as_bytes());
        }
        DataType::FixedString(length) => {
            out.push(FIXED_STRING);
            out.put_varuint(*length as u64);
        }
        DataType::Enum8(values) => put_enumeration(ENUM8, 1, values, out),
        DataType::Enum16(values) => put_enumeration(ENUM16, 2, values, out),
        DataType::Decimal { precision, scale } => {
            let code = match precision {
                ..=9 => DECIMAL32,
                ..=18 => DECIMAL64,
                ..=38 => DECIMAL128,
                _ => DECIMAL256,
            };
            out.extend([code, *precision, *scale]);
        }
        DataType::Time64(precision) => out.extend([TIME64, *precision]),
        DataType::Interval(unit) => {
            let place = UNITS.iter().position(|known| known == unit).unwrap_or_default();
            out.extend([INTERVAL, u8::try_from(place).unwrap_or_default()]);
        }
        DataType::Array(inner) => put_inner(ARRAY, &[inner], out)?,
        DataType::Nullable(inner) => put_inner(NULLABLE, &[inner], out)?,
        DataType::LowCardinality(inner) => put_inner(LOW_CARDINALITY, &[inner], out)?,
        DataType::Map(key, value) => put_inner(MAP, &[key, value], out)?,
        DataType::Tuple(elements) => {
            let named = elements.first().is_some_and(|first| first.name.is_some());
            put_elements(if named { NAMED_TUPLE } else { TUPLE }, elements, out)?;
        }
        DataType::Nested(_) => put_elements(NESTED, data_type.elements(), out)?,
        DataType::Variant(types) => {
            out.push(VARIANT);
            out.put_varuint(types.len() as u64);
            types.iter().try_for_each(|member| put(member, out))?;
        }
        DataType::Dynamic { max_types } => out.extend([DYNAMIC, dynamic_types(*max_types)]),
        DataType::Json(json) => put_json(json, out)?,
        DataType::Geo(_) => {
            out.push(CUSTOM);
            out.put_text(data_type.to_string().as_bytes());
        }
        DataType::QBit { element, dimension, stride } => {
            out.push(if stride.is_some() { QBIT_STRIDE } else { QBIT });
            put(element, out)?;
            out.put_varuint(*dimension as u64);
            if let Some(stride) = stride {
                out.put_varuint(*stride as u64);
            }
        }
        DataType::AggregateFunction { version, function, arguments } => {
            out.push(AGGREGATE_FUNCTION);
            out.put_varuint(u64::from(version.unwrap_or_default()));
            function::put(function, arguments, out)?;
        }
        DataType::SimpleAggregateFunction { function, arguments } => {
            out.push(SIMPLE_AGGREGATE_FUNCTION);
            function::put(function, arguments, out)?;
        }
        _ => return Err(Error::unsupported(format!("{data_type} in a Dynamic"))),
    }
    Ok(())
}

fn put_inner(code: u8, types: &[&DataType], out: &mut Vec<u8>) -> Result<()> {
    out.push(code);
    types.iter().try_for_each(|inner| put(inner, out))
}

fn put_elements(code: u8, elements: &[Element], out: &mut Vec<u8>) -> Result<()> {
    out.push(code);
    out.put_varuint(elements.len() as u64);
    for element in elements {
        if let Some(name) = &element.name {
            out.put_text(name.as_bytes());
        }
        put(&element.data_type, out)?;
    }
    Ok(())
}

fn put_enumeration(code: u8, width: usize, values: &[EnumValue], out: &mut Vec<u8>) {
    out.push(code);
    out.put_varuint(values.len() as u64);
    for value in values {
        out.put_text(value.name.as_bytes());
        out.extend(value.code.to_le_bytes().into_iter().take(width));
    }
}

fn put_json(json: &Json, out: &mut Vec<u8>) -> Result<()> {
    out.extend([JSON, 0]);
    out.put_varuint(u64::from(json.max_dynamic_paths.unwrap_or(Json::DEFAULT_DYNAMIC_PATHS)));
    out.push(dynamic_types(json.max_dynamic_types));
    out.put_varuint(json.typed_paths.len() as u64);
    for (path, data_type) in &json.typed_paths {
        out.put_text(path.as_bytes());
        put(data_type, out)?;
    }
    for texts in [&json.skip, &json.skip_regexp] {
        out.put_varuint(texts.len() as u64);
        for text in texts {
            out.put_text(text.as_bytes());
        }
    }
    Ok(())
}

fn dynamic_types(max_types: Option<u32>) -> u8 {
    u8::try_from(max_types.unwrap_or(Json::DEFAULT_DYNAMIC_TYPES)).unwrap_or(u8::MAX)
}
