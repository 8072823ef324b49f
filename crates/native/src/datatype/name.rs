//! The names of types, up to their arguments.

use super::{DataType, Geo, IntervalUnit};

/// The types that have no arguments, but for `Interval…`.
static PLAIN: [DataType; 30] = [
    DataType::UInt8,
    DataType::UInt16,
    DataType::UInt32,
    DataType::UInt64,
    DataType::UInt128,
    DataType::UInt256,
    DataType::Int8,
    DataType::Int16,
    DataType::Int32,
    DataType::Int64,
    DataType::Int128,
    DataType::Int256,
    DataType::Float32,
    DataType::Float64,
    DataType::BFloat16,
    DataType::Bool,
    DataType::String,
    DataType::Date,
    DataType::Date32,
    DataType::Uuid,
    DataType::Ipv4,
    DataType::Ipv6,
    DataType::Nothing,
    DataType::Geo(Geo::Point),
    DataType::Geo(Geo::Ring),
    DataType::Geo(Geo::LineString),
    DataType::Geo(Geo::MultiLineString),
    DataType::Geo(Geo::Polygon),
    DataType::Geo(Geo::MultiPolygon),
    DataType::Geo(Geo::Geometry),
];

/// The units in the order of their codes in the binary encoding.
pub(super) const UNITS: [IntervalUnit; 11] = [
    IntervalUnit::Nanosecond,
    IntervalUnit::Microsecond,
    IntervalUnit::Millisecond,
    IntervalUnit::Second,
    IntervalUnit::Minute,
    IntervalUnit::Hour,
    IntervalUnit::Day,
    IntervalUnit::Week,
    IntervalUnit::Month,
    IntervalUnit::Quarter,
    IntervalUnit::Year,
];

/// The type that is `name` and nothing else.
pub(super) fn without_arguments(name: &str) -> Option<DataType> {
    if let Some(unit) = name.strip_prefix("Interval") {
        return UNITS.into_iter().find(|known| known.name() == unit).map(DataType::Interval);
    }
    PLAIN.iter().find(|known| known.family() == name).cloned()
}

impl DataType {
    /// ClickHouse's name of the family: the type's text without arguments, and `Interval` for every unit.
    pub fn family(&self) -> &'static str {
        match self {
            Self::UInt8 => "UInt8",
            Self::UInt16 => "UInt16",
            Self::UInt32 => "UInt32",
            Self::UInt64 => "UInt64",
            Self::UInt128 => "UInt128",
            Self::UInt256 => "UInt256",
            Self::Int8 => "Int8",
            Self::Int16 => "Int16",
            Self::Int32 => "Int32",
            Self::Int64 => "Int64",
            Self::Int128 => "Int128",
            Self::Int256 => "Int256",
            Self::Float32 => "Float32",
            Self::Float64 => "Float64",
            Self::BFloat16 => "BFloat16",
            Self::Bool => "Bool",
            Self::String => "String",
            Self::FixedString(_) => "FixedString",
            Self::Enum8(_) => "Enum8",
            Self::Enum16(_) => "Enum16",
            Self::Decimal { .. } => "Decimal",
            Self::Date => "Date",
            Self::Date32 => "Date32",
            Self::DateTime(_) => "DateTime",
            Self::DateTime64 { .. } => "DateTime64",
            Self::Time => "Time",
            Self::Time64(_) => "Time64",
            Self::Interval(_) => "Interval",
            Self::Uuid => "UUID",
            Self::Ipv4 => "IPv4",
            Self::Ipv6 => "IPv6",
            Self::Nothing => "Nothing",
            Self::Nullable(_) => "Nullable",
            Self::LowCardinality(_) => "LowCardinality",
            Self::Array(_) => "Array",
            Self::Tuple(_) => "Tuple",
            Self::Map(..) => "Map",
            Self::Nested(_) => "Nested",
            Self::Variant(_) => "Variant",
            Self::Dynamic { .. } => "Dynamic",
            Self::Json(_) => "JSON",
            Self::Object(_) => "Object",
            Self::Geo(geo) => geo.name(),
            Self::SimpleAggregateFunction { .. } => "SimpleAggregateFunction",
            Self::AggregateFunction { .. } => "AggregateFunction",
            Self::QBit { .. } => "QBit",
        }
    }
}

impl IntervalUnit {
    /// The unit as it stands in the type's name: `Second` of `IntervalSecond`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nanosecond => "Nanosecond",
            Self::Microsecond => "Microsecond",
            Self::Millisecond => "Millisecond",
            Self::Second => "Second",
            Self::Minute => "Minute",
            Self::Hour => "Hour",
            Self::Day => "Day",
            Self::Week => "Week",
            Self::Month => "Month",
            Self::Quarter => "Quarter",
            Self::Year => "Year",
        }
    }
}

impl Geo {
    /// The type's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "Point",
            Self::Ring => "Ring",
            Self::LineString => "LineString",
            Self::MultiLineString => "MultiLineString",
            Self::Polygon => "Polygon",
            Self::MultiPolygon => "MultiPolygon",
            Self::Geometry => "Geometry",
        }
    }
}
