//! Types in bytes, as they stand before each value of a `Dynamic` that has no column of its own: a byte for the family,
//! then its arguments. `Array(Nullable(Int64))`: `1e 23 0a`.
//!
//! The codes are those of the server's page on the encoding of data types in binary.

mod function;
mod put;
mod read;

pub(crate) use put::put;
pub(crate) use read::read;

use super::DataType;

/// Families without arguments.
const PLAIN: [(u8, DataType); 25] = [
    (0x00, DataType::Nothing),
    (0x01, DataType::UInt8),
    (0x02, DataType::UInt16),
    (0x03, DataType::UInt32),
    (0x04, DataType::UInt64),
    (0x05, DataType::UInt128),
    (0x06, DataType::UInt256),
    (0x07, DataType::Int8),
    (0x08, DataType::Int16),
    (0x09, DataType::Int32),
    (0x0a, DataType::Int64),
    (0x0b, DataType::Int128),
    (0x0c, DataType::Int256),
    (0x0d, DataType::Float32),
    (0x0e, DataType::Float64),
    (0x0f, DataType::Date),
    (0x10, DataType::Date32),
    (0x11, DataType::DateTime(None)),
    (0x15, DataType::String),
    (0x1d, DataType::Uuid),
    (0x28, DataType::Ipv4),
    (0x29, DataType::Ipv6),
    (0x2d, DataType::Bool),
    (0x31, DataType::BFloat16),
    (0x32, DataType::Time),
];

const DATETIME_ZONE: u8 = 0x12;
const DATETIME64: u8 = 0x13;
const DATETIME64_ZONE: u8 = 0x14;
const FIXED_STRING: u8 = 0x16;
const ENUM8: u8 = 0x17;
const ENUM16: u8 = 0x18;
const DECIMAL32: u8 = 0x19;
const DECIMAL64: u8 = 0x1a;
const DECIMAL128: u8 = 0x1b;
const DECIMAL256: u8 = 0x1c;
const ARRAY: u8 = 0x1e;
const TUPLE: u8 = 0x1f;
const NAMED_TUPLE: u8 = 0x20;
const SET: u8 = 0x21;
const INTERVAL: u8 = 0x22;
const NULLABLE: u8 = 0x23;
const FUNCTION: u8 = 0x24;
const AGGREGATE_FUNCTION: u8 = 0x25;
const LOW_CARDINALITY: u8 = 0x26;
const MAP: u8 = 0x27;
const VARIANT: u8 = 0x2a;
const DYNAMIC: u8 = 0x2b;
const CUSTOM: u8 = 0x2c;
const SIMPLE_AGGREGATE_FUNCTION: u8 = 0x2e;
const NESTED: u8 = 0x2f;
const JSON: u8 = 0x30;
const TIME64: u8 = 0x34;
const QBIT: u8 = 0x36;
const QBIT_STRIDE: u8 = 0x37;
