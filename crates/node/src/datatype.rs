//! Types as trees of plain objects, and the texts of their values.

use std::ptr;

use napi::bindgen_prelude::{
    Either, Error, Float64Array, Result, ToNapiValue, Uint8Array, Uint32Array,
};
use napi::{check_status, sys};
use napi_derive::napi;
use native::DataType;
use native::datatype::{Element, EnumValue, Geo, Json};

use crate::failure::Failure;

/// A parsed type; the members that a family has no use for are absent.
#[napi(object, object_from_js = false)]
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "documented in types/datatypes.d.ts")]
pub struct TypeNode {
    pub kind: String,
    pub name: String,
    pub args: Vec<TypeNode>,
    #[napi(ts_type = "(string | null)[]")]
    pub names: Option<Vec<Option<String>>>,
    pub length: Option<u32>,
    pub precision: Option<u32>,
    pub scale: Option<u32>,
    pub timezone: Option<String>,
    pub values: Option<Vec<NamedCode>>,
    pub json: Option<JsonLimits>,
}

/// What a JSON keeps apart, and what it does not keep.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
#[allow(missing_docs, reason = "documented in types/datatypes.d.ts")]
pub struct JsonLimits {
    pub max_dynamic_paths: u32,
    pub max_dynamic_types: u32,
    pub skip: Vec<String>,
    pub skip_regexp: Vec<String>,
}

/// A name of an enum.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
#[allow(missing_docs, reason = "plain fields")]
pub struct NamedCode {
    pub name: String,
    pub code: i32,
}

/// Parses a type as ClickHouse writes it.
#[napi(catch_unwind)]
pub fn parse_type(name: String) -> Either<Failure, TypeNode> {
    match DataType::parse(&name) {
        Ok(data_type) => Either::B(node(&data_type)),
        Err(error) => {
            Either::A(Failure::local("unsupported", "ERR_INVALID_TYPE", error.to_string()))
        }
    }
}

/// The texts of values of a type of dates and times, a `Decimal`, `UUID`, `IPv4` or `IPv6`, as the server prints them,
/// joined; instants in the zone of the type. `ends` gets the end of each.
#[napi(catch_unwind, ts_return_type = "string")]
pub fn format_texts(type_name: String, values: Uint8Array, mut ends: Uint32Array) -> Result<Ascii> {
    let data_type =
        DataType::parse(&type_name).map_err(|error| Error::from_reason(error.to_string()))?;
    let texts = native::texts(&data_type, &values)
        .map_err(|error| Error::from_reason(error.to_string()))?;
    // SAFETY: no other Rust code knows this memory, and JavaScript waits for this call.
    let places = unsafe { ends.as_mut() };
    for (place, end) in places.iter_mut().zip(&texts.ends) {
        *place = *end;
    }
    Ok(Ascii(texts.text))
}

/// A text of ASCII characters alone, which V8 need not decode.
#[derive(Debug)]
pub struct Ascii(Vec<u8>);

impl ToNapiValue for Ascii {
    unsafe fn to_napi_value(env: sys::napi_env, text: Self) -> Result<sys::napi_value> {
        let Ok(length) = isize::try_from(text.0.len()) else {
            return Err(Error::from_reason("a text that is too long"));
        };
        let mut string = ptr::null_mut();
        // SAFETY: `env` is alive in the call that it came with, and the bytes are copied in this call.
        let status = unsafe {
            sys::napi_create_string_latin1(env, text.0.as_ptr().cast(), length, &raw mut string)
        };
        check_status!(status, "no text of {length} bytes")?;
        Ok(string)
    }
}

/// Reads the texts of UUIDs, 36 characters each, one behind another, into `values`, 16 bytes each as they lie on the wire;
/// false when one of them is none.
#[napi(catch_unwind)]
pub fn parse_uuids(texts: Uint8Array, mut values: Uint8Array) -> bool {
    // SAFETY: the caller has made this memory for the call: `texts` lies elsewhere, no other Rust code knows it, and
    // JavaScript waits.
    native::parse_uuids(&texts, unsafe { values.as_mut() })
}

/// The instants at which the clocks of a zone show `walls`: whole seconds since 1970, as if the clocks were UTC.
#[napi(catch_unwind)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "seconds of the years 0 to 9999 are exact in both"
)]
pub fn instants_of(zone: String, walls: Float64Array) -> Either<Failure, Float64Array> {
    let walls: Vec<i64> = walls.iter().map(|wall| *wall as i64).collect();
    match native::instants(&zone, &walls) {
        Ok(instants) => {
            let instants: Vec<f64> = instants.into_iter().map(|instant| instant as f64).collect();
            Either::B(instants.into())
        }
        Err(error) => {
            Either::A(Failure::local("unsupported", "ERR_UNKNOWN_TIMEZONE", error.to_string()))
        }
    }
}

fn node(data_type: &DataType) -> TypeNode {
    let plain = TypeNode {
        kind: data_type.family().to_owned(),
        name: data_type.to_string(),
        ..TypeNode::default()
    };
    match data_type {
        DataType::FixedString(length) => TypeNode { length: u32::try_from(*length).ok(), ..plain },
        DataType::Enum8(values) | DataType::Enum16(values) => {
            TypeNode { values: Some(codes(values)), ..plain }
        }
        DataType::Decimal { precision, scale } => {
            TypeNode { precision: Some((*precision).into()), scale: Some((*scale).into()), ..plain }
        }
        DataType::DateTime(timezone) => TypeNode { timezone: timezone.clone(), ..plain },
        DataType::DateTime64 { precision, timezone } => {
            TypeNode { precision: Some((*precision).into()), timezone: timezone.clone(), ..plain }
        }
        DataType::Time64(precision) => TypeNode { precision: Some((*precision).into()), ..plain },
        DataType::Nullable(inner) | DataType::LowCardinality(inner) | DataType::Array(inner) => {
            TypeNode { args: vec![node(inner)], ..plain }
        }
        DataType::Map(key, value) => TypeNode { args: vec![node(key), node(value)], ..plain },
        DataType::Tuple(_) | DataType::Nested(_) => with_elements(plain, data_type.elements()),
        DataType::Geo(Geo::Geometry) => TypeNode { args: node(data_type.alias()).args, ..plain },
        DataType::Json(json) => TypeNode {
            args: json.typed_paths.iter().map(|(_, known)| node(known)).collect(),
            names: Some(json.typed_paths.iter().map(|(path, _)| Some(path.clone())).collect()),
            json: Some(JsonLimits {
                max_dynamic_paths: json.max_dynamic_paths.unwrap_or(Json::DEFAULT_DYNAMIC_PATHS),
                max_dynamic_types: json.max_dynamic_types.unwrap_or(Json::DEFAULT_DYNAMIC_TYPES),
                skip: json.skip.clone(),
                skip_regexp: json.skip_regexp.clone(),
            }),
            ..plain
        },
        DataType::Variant(types)
        | DataType::SimpleAggregateFunction { arguments: types, .. }
        | DataType::AggregateFunction { arguments: types, .. } => {
            TypeNode { args: types.iter().map(node).collect(), ..plain }
        }
        DataType::QBit { element, dimension, .. } => {
            TypeNode { args: vec![node(element)], length: u32::try_from(*dimension).ok(), ..plain }
        }
        _ => plain,
    }
}

fn with_elements(plain: TypeNode, elements: &[Element]) -> TypeNode {
    TypeNode {
        args: elements.iter().map(|element| node(&element.data_type)).collect(),
        names: Some(elements.iter().map(|element| element.name.clone()).collect()),
        ..plain
    }
}

fn codes(values: &[EnumValue]) -> Vec<NamedCode> {
    values
        .iter()
        .map(|value| NamedCode { name: value.name.clone(), code: value.code.into() })
        .collect()
}

/// Bytes that are no state of an `AggregateFunction`.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
pub struct BadState {
    /// The first value that is none; absent when the states of the function are not known.
    pub row: Option<u32>,
    /// What is wrong.
    pub reason: String,
}

/// Looks for bytes that are no state of a type; `ends` says where each value ends.
#[napi(catch_unwind, ts_return_type = "BadState | null")]
pub fn bad_state(
    type_name: String,
    ends: Uint32Array,
    bytes: Uint8Array,
) -> Result<Option<BadState>> {
    let data_type =
        DataType::parse(&type_name).map_err(|error| Error::from_reason(error.to_string()))?;
    Ok(match native::bad_state(&data_type.unversioned(), &ends, &bytes) {
        Ok(bad) => bad.map(|bad| BadState {
            row: u32::try_from(bad.row).ok(),
            reason: bad.error.to_string(),
        }),
        Err(error) => Some(BadState { row: None, reason: error.to_string() }),
    })
}
