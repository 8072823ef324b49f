//! The type of a column, as ClickHouse prints it: `Array(Nullable(Decimal(18, 3)))`.

mod alias;
pub(crate) mod binary;
mod cursor;
mod element;
mod enumeration;
mod error;
mod function;
mod json;
mod name;
mod parse;
mod print;
mod quote;
mod time;
mod version;

pub use error::ParseError;
pub use parse::{MAX_DEPTH, MAX_LENGTH};

/// A ClickHouse data type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are ClickHouse's own names")]
pub enum DataType {
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    UInt256,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    Int256,
    Float32,
    Float64,
    BFloat16,
    Bool,
    String,
    /// The number of bytes in each value.
    FixedString(usize),
    /// Sorted by code; the first is the default of the column.
    Enum8(Vec<EnumValue>),
    /// Sorted by code; the first is the default of the column.
    Enum16(Vec<EnumValue>),
    Decimal {
        /// Decimal digits in all: 1 to 76.
        precision: u8,
        /// Digits after the point: 0 to `precision`.
        scale: u8,
    },
    Date,
    Date32,
    /// With a time zone for display, when the column has one of its own.
    DateTime(Option<String>),
    DateTime64 {
        /// Digits of the fraction of a second: 0 to 9.
        precision: u8,
        timezone: Option<String>,
    },
    Time,
    /// Digits of the fraction of a second: 0 to 9.
    Time64(u8),
    Interval(IntervalUnit),
    Uuid,
    Ipv4,
    Ipv6,
    Nothing,
    Nullable(Box<DataType>),
    LowCardinality(Box<DataType>),
    Array(Box<DataType>),
    Tuple(Vec<Element>),
    Map(Box<DataType>, Box<DataType>),
    /// The array of tuples that it is: see [`DataType::nested`].
    Nested(Box<DataType>),
    /// In the server's order, sorted by name.
    Variant(Vec<DataType>),
    Dynamic {
        /// `None` for the server's default, 32, which it does not print.
        max_types: Option<u32>,
    },
    Json(Json),
    /// `Object('json')`, the type that JSON replaced.
    Object(String),
    Geo(Geo),
    SimpleAggregateFunction {
        /// The function with its parameters, as printed.
        function: String,
        /// The first is the type of the values; no function of the servers so far takes another.
        arguments: Vec<DataType>,
    },
    AggregateFunction {
        /// The layout of the state; `None` for 0, which the server does not print.
        version: Option<u32>,
        /// The function with its parameters, as printed.
        function: String,
        arguments: Vec<DataType>,
    },
    QBit {
        element: Box<DataType>,
        /// How many elements each value has.
        dimension: usize,
        /// How many elements lie together, when not all of them do.
        stride: Option<usize>,
    },
}

/// One name of an `Enum8` or `Enum16`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain fields")]
pub struct EnumValue {
    pub name: String,
    pub code: i16,
}

/// One element of a `Tuple` or `Nested`; names are all there or all absent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain fields")]
pub struct Element {
    pub name: Option<String>,
    pub data_type: DataType,
}

/// The arguments of `JSON(…)`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "ClickHouse's own names")]
pub struct Json {
    /// `None` for the server's default, 1024, which it does not print.
    pub max_dynamic_paths: Option<u32>,
    /// `None` for the server's default, 32, which it does not print.
    pub max_dynamic_types: Option<u32>,
    /// Sorted by path, as their columns lie on the wire.
    pub typed_paths: Vec<(String, DataType)>,
    /// Sorted, each path once.
    pub skip: Vec<String>,
    /// Sorted.
    pub skip_regexp: Vec<String>,
}

impl Json {
    /// How many paths have a column when the type does not say (`DataTypeObject` of DataTypes/DataTypeObject.h).
    pub const DEFAULT_DYNAMIC_PATHS: u32 = 1024;

    /// How many types a path, or a `Dynamic`, keeps apart when the type does not say (`DataTypeDynamic`).
    pub const DEFAULT_DYNAMIC_TYPES: u32 = 32;
}

/// The unit of an `Interval…` type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "ClickHouse's own names")]
pub enum IntervalUnit {
    Nanosecond,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// The geographic types: names for tuples and arrays of `Float64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "ClickHouse's own names")]
pub enum Geo {
    Point,
    Ring,
    LineString,
    MultiLineString,
    Polygon,
    MultiPolygon,
    Geometry,
}
