//! Types to type names, as the server spells them.

use std::fmt::{Display, Formatter, Result};

use super::quote::{Backquoted, Name, Quoted};
use super::{DataType, Element, EnumValue, Json};

impl Display for DataType {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.family())?;
        match self {
            Self::FixedString(length) => write!(f, "({length})"),
            Self::Enum8(values) | Self::Enum16(values) => bracketed(f, values),
            Self::Decimal { precision, scale } => write!(f, "({precision}, {scale})"),
            Self::DateTime(Some(timezone)) => write!(f, "({})", Quoted(timezone)),
            Self::DateTime64 { precision, timezone: Some(timezone) } => {
                write!(f, "({precision}, {})", Quoted(timezone))
            }
            Self::DateTime64 { precision, timezone: None } | Self::Time64(precision) => {
                write!(f, "({precision})")
            }
            Self::Interval(unit) => f.write_str(unit.name()),
            Self::Nullable(inner) | Self::LowCardinality(inner) | Self::Array(inner) => {
                write!(f, "({inner})")
            }
            Self::Tuple(_) | Self::Nested(_) => bracketed(f, self.elements()),
            Self::Map(key, value) => write!(f, "({key}, {value})"),
            Self::Variant(types) => bracketed(f, types),
            Self::Dynamic { max_types: Some(max_types) } => write!(f, "(max_types={max_types})"),
            Self::Json(json) => write!(f, "{json}"),
            Self::Object(format) => write!(f, "({})", Quoted(format)),
            Self::SimpleAggregateFunction { function, arguments } => {
                aggregate(f, None, function, arguments)
            }
            Self::AggregateFunction { version, function, arguments } => {
                aggregate(f, *version, function, arguments)
            }
            Self::QBit { element, dimension, stride: Some(stride) } => {
                write!(f, "({element}, {dimension}, {stride})")
            }
            Self::QBit { element, dimension, stride: None } => {
                write!(f, "({element}, {dimension})")
            }
            _ => Ok(()),
        }
    }
}

impl Display for EnumValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} = {}", Quoted(&self.name), self.code)
    }
}

impl Display for Element {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.name {
            Some(name) => write!(f, "{} {}", Name(name), self.data_type),
            None => self.data_type.fmt(f),
        }
    }
}

/// The arguments with their brackets, or nothing when there are none.
impl Display for Json {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut list = List::new(f);
        if let Some(types) = self.max_dynamic_types {
            list.item(format_args!("max_dynamic_types={types}"))?;
        }
        if let Some(paths) = self.max_dynamic_paths {
            list.item(format_args!("max_dynamic_paths={paths}"))?;
        }
        for (path, data_type) in &self.typed_paths {
            if path.eq_ignore_ascii_case("SKIP") {
                list.item(format_args!("{} {data_type}", Backquoted(path)))?;
            } else {
                list.item(format_args!("{} {data_type}", Name(path)))?;
            }
        }
        for path in &self.skip {
            list.item(format_args!("SKIP {}", Name(path)))?;
        }
        for regexp in &self.skip_regexp {
            list.item(format_args!("SKIP REGEXP {}", Quoted(regexp)))?;
        }
        list.end()
    }
}

fn aggregate(
    f: &mut Formatter<'_>,
    version: Option<u32>,
    function: &str,
    arguments: &[DataType],
) -> Result {
    let mut list = List::new(f);
    if let Some(version) = version {
        list.item(version)?;
    }
    list.item(function)?;
    arguments.iter().try_for_each(|argument| list.item(argument))?;
    list.end()
}

/// The items in brackets, which stand even around none.
fn bracketed(f: &mut Formatter<'_>, items: &[impl Display]) -> Result {
    if items.is_empty() {
        return f.write_str("()");
    }
    let mut list = List::new(f);
    items.iter().try_for_each(|item| list.item(item))?;
    list.end()
}

/// `(a, b)`, or nothing without items.
struct List<'a, 'f> {
    f: &'a mut Formatter<'f>,
    empty: bool,
}

impl<'a, 'f> List<'a, 'f> {
    fn new(f: &'a mut Formatter<'f>) -> Self {
        Self { f, empty: true }
    }

    fn item(&mut self, item: impl Display) -> Result {
        self.f.write_str(if self.empty { "(" } else { ", " })?;
        self.empty = false;
        write!(self.f, "{item}")
    }

    fn end(self) -> Result {
        if self.empty { Ok(()) } else { self.f.write_str(")") }
    }
}
