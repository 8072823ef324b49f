use std::io::BufRead;

use super::{
    AGGREGATE_FUNCTION, ARRAY, CUSTOM, DATETIME_ZONE, DATETIME64, DATETIME64_ZONE, DECIMAL32,
    DECIMAL256, DYNAMIC, ENUM8, ENUM16, FIXED_STRING, FUNCTION, INTERVAL, JSON, LOW_CARDINALITY,
    MAP, NAMED_TUPLE, NESTED, NULLABLE, PLAIN, QBIT, QBIT_STRIDE, SET, SIMPLE_AGGREGATE_FUNCTION,
    TIME64, TUPLE, VARIANT,
};
use crate::datatype::name::UNITS;
use crate::datatype::{DataType, Element, EnumValue, Json, MAX_DEPTH, MAX_LENGTH};
use crate::error::{Error, Result};
use crate::read::Reader;

/// How many types may stand inside one: each takes a byte there and a hundred in memory.
const MAX_TYPES: usize = 1 << 16;

/// The server's page says so, the server writes 10.
const YEAR_OF_THE_PAGE: u8 = 0x1a;

/// Reads one type, and tells how deep it nests.
pub(crate) fn read<R: BufRead>(reader: &mut Reader<R>) -> Result<(DataType, usize)> {
    let mut encoded = Encoded { reader, depth: 0, deepest: 0, types: 0 };
    let data_type = encoded.data_type()?;
    let deepest = encoded.deepest;
    if deepest <= 1 && PLAIN.iter().any(|(_, known)| *known == data_type) {
        return Ok((data_type, deepest));
    }
    // The text of a type is checked more strictly than its bytes: names, orders and ranges.
    let checked = DataType::parse(&data_type.to_string())
        .map_err(|error| Error::malformed(format!("a type in bytes: {error}")))?;
    Ok((checked, deepest))
}

pub(super) struct Encoded<'a, R> {
    pub(super) reader: &'a mut Reader<R>,
    depth: usize,
    deepest: usize,
    types: usize,
}

impl<R: BufRead> Encoded<'_, R> {
    pub(super) fn data_type(&mut self) -> Result<DataType> {
        self.nested(|encoded| {
            let code = encoded.reader.u8()?;
            match PLAIN.iter().find(|(known, _)| *known == code) {
                Some((_, data_type)) => Ok(data_type.clone()),
                None => encoded.with_arguments(code),
            }
        })
    }

    /// Reads what stands one level deeper.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH || self.types >= MAX_TYPES {
            return Err(Error::limit("a type in bytes of too many types"));
        }
        self.types = self.types.saturating_add(1);
        self.depth = self.depth.saturating_add(1);
        self.deepest = self.deepest.max(self.depth);
        let found = read(self);
        self.depth = self.depth.saturating_sub(1);
        found
    }

    fn with_arguments(&mut self, code: u8) -> Result<DataType> {
        Ok(match code {
            DATETIME_ZONE => DataType::DateTime(Some(self.text()?)),
            DATETIME64 => DataType::DateTime64 { precision: self.reader.u8()?, timezone: None },
            DATETIME64_ZONE => {
                let precision = self.reader.u8()?;
                DataType::DateTime64 { precision, timezone: Some(self.text()?) }
            }
            FIXED_STRING => DataType::FixedString(self.reader.length(usize::MAX, "bytes")?),
            ENUM8 => {
                let code = |reader: &mut Reader<R>| reader.array().map(i8::from_le_bytes);
                DataType::Enum8(self.enumeration(|reader| code(reader).map(i16::from))?)
            }
            ENUM16 => {
                DataType::Enum16(self.enumeration(|reader| reader.array().map(i16::from_le_bytes))?)
            }
            DECIMAL32..=DECIMAL256 => {
                DataType::Decimal { precision: self.reader.u8()?, scale: self.reader.u8()? }
            }
            ARRAY => DataType::Array(self.boxed()?),
            TUPLE => DataType::Tuple(self.elements(false)?),
            NAMED_TUPLE => DataType::Tuple(self.elements(true)?),
            NESTED => DataType::nested(self.elements(true)?),
            INTERVAL => self.interval()?,
            NULLABLE => DataType::Nullable(self.boxed()?),
            LOW_CARDINALITY => DataType::LowCardinality(self.boxed()?),
            MAP => DataType::Map(self.boxed()?, self.boxed()?),
            VARIANT => {
                let count = self.count("types of a Variant")?;
                DataType::Variant((0..count).map(|_| self.data_type()).collect::<Result<_>>()?)
            }
            DYNAMIC => DataType::Dynamic { max_types: self.max_types()? },
            CUSTOM => {
                let name = self.text()?;
                match DataType::parse(&name) {
                    Ok(known @ DataType::Geo(_)) => known,
                    _ => return Err(Error::unsupported(format!("the type {name} in a Dynamic"))),
                }
            }
            JSON => DataType::Json(self.json()?),
            TIME64 => DataType::Time64(self.reader.u8()?),
            QBIT | QBIT_STRIDE => self.qbit(code)?,
            AGGREGATE_FUNCTION => {
                let version = self.reader.length(u32::MAX as usize, "as the version of a state")?;
                let version = u32::try_from(version).ok().filter(|version| *version != 0);
                let (function, arguments) = self.function()?;
                DataType::AggregateFunction { version, function, arguments }
            }
            SIMPLE_AGGREGATE_FUNCTION => {
                let (function, arguments) = self.function()?;
                DataType::SimpleAggregateFunction { function, arguments }
            }
            SET | FUNCTION => return Err(Error::unsupported("sets and functions as values")),
            _ => return Err(Error::malformed(format!("the unknown type {code:#04x} in bytes"))),
        })
    }

    fn boxed(&mut self) -> Result<Box<DataType>> {
        self.data_type().map(Box::new)
    }

    pub(super) fn text(&mut self) -> Result<String> {
        self.reader.text(MAX_LENGTH)
    }

    pub(super) fn count(&mut self, what: &str) -> Result<usize> {
        self.reader.length(MAX_TYPES, what)
    }

    fn enumeration(
        &mut self,
        code: impl Fn(&mut Reader<R>) -> Result<i16>,
    ) -> Result<Vec<EnumValue>> {
        let count = self.count("names of an Enum")?;
        let value = |_| Ok(EnumValue { name: self.text()?, code: code(self.reader)? });
        (0..count).map(value).collect()
    }

    fn elements(&mut self, named: bool) -> Result<Vec<Element>> {
        let count = self.count("elements")?;
        let element = |_| {
            let name = if named { Some(self.text()?) } else { None };
            Ok(Element { name, data_type: self.data_type()? })
        };
        (0..count).map(element).collect()
    }

    fn interval(&mut self) -> Result<DataType> {
        let code = self.reader.u8()?;
        let place = if code == YEAR_OF_THE_PAGE { 10 } else { usize::from(code) };
        let unit = UNITS.get(place).copied();
        unit.map(DataType::Interval)
            .ok_or_else(|| Error::malformed(format!("an interval of the unknown unit {code}")))
    }

    fn max_types(&mut self) -> Result<Option<u32>> {
        let types = self.reader.u8()?;
        Ok(Some(u32::from(types)).filter(|types| *types != Json::DEFAULT_DYNAMIC_TYPES))
    }

    fn json(&mut self) -> Result<Json> {
        match self.reader.u8()? {
            0 => {}
            version => return Err(Error::malformed(format!("a JSON type of version {version}"))),
        }
        let paths = self.reader.length(u32::MAX as usize, "dynamic paths")?;
        let paths = u32::try_from(paths).unwrap_or(u32::MAX);
        let max_dynamic_paths = Some(paths).filter(|paths| *paths != Json::DEFAULT_DYNAMIC_PATHS);
        let max_dynamic_types = self.max_types()?;
        let typed = self.count("typed paths")?;
        let path = |_| Ok((self.text()?, self.data_type()?));
        let typed_paths = (0..typed).map(path).collect::<Result<_>>()?;
        let (skip, skip_regexp) = (self.texts()?, self.texts()?);
        Ok(Json { max_dynamic_paths, max_dynamic_types, typed_paths, skip, skip_regexp })
    }

    fn texts(&mut self) -> Result<Vec<String>> {
        let count = self.count("skipped paths")?;
        (0..count).map(|_| self.text()).collect()
    }

    fn qbit(&mut self, code: u8) -> Result<DataType> {
        let element = self.boxed()?;
        let dimension = self.reader.length(u32::MAX as usize, "elements")?;
        let stride = match code {
            QBIT => None,
            _ => Some(self.reader.length(dimension, "elements of a stride")?),
        };
        Ok(DataType::QBit { element, dimension, stride })
    }
}
