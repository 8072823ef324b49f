use super::{Column, Text, fixed, low_cardinality};
use crate::datatype::DataType;
use crate::error::{At, Error, Result};

/// The memory of columns in the order in which their types name it, as JavaScript hands it over.
///
/// | type | sections |
/// |---|---|
/// | of one width, `Tuple()` | values |
/// | `QBit(T, n)` | n values of `T` for each row |
/// | `String`, `AggregateFunction(…)` | offsets, bytes |
/// | `Nullable(T)` | null bytes (empty: no NULL), those of `T` |
/// | `Array(T)` | offsets, those of `T` |
/// | `Tuple(…)` | those of each element |
/// | `Map(K, V)` | offsets, those of `K`, those of `V` |
/// | `LowCardinality(T)` | keys, size of the dictionary (32 bits), those of `T` without `Nullable` |
///
/// Offsets are `rows + 1` numbers of 32 bits that start at 0.
#[derive(Debug)]
pub struct Sections<'a, I> {
    sections: I,
    _bytes: std::marker::PhantomData<&'a [u8]>,
}

impl<'a, I: Iterator<Item = &'a [u8]>> Sections<'a, I> {
    /// Sections that are taken from `sections` as columns ask for them.
    pub fn new(sections: I) -> Self {
        Self { sections, _bytes: std::marker::PhantomData }
    }

    /// The next column.
    pub fn column(&mut self, data_type: &DataType, rows: usize) -> Result<Column<&'a [u8]>> {
        if fixed::width(data_type).is_some() {
            return Ok(Column::Fixed(self.next()?));
        }
        Ok(match data_type.alias() {
            DataType::QBit { .. } => Column::Fixed(self.next()?),
            DataType::String | DataType::AggregateFunction { .. } => {
                Column::Strings { offsets: self.next()?, bytes: self.next()?, text: Text::Bytes }
            }
            DataType::Nullable(inner) => {
                let nulls = Some(self.next()?).filter(|nulls| !nulls.is_empty());
                Column::Nullable { nulls, values: Box::new(self.column(inner, rows)?) }
            }
            DataType::Array(inner) => {
                let (offsets, count) = self.offsets(rows)?;
                Column::Array { offsets, count, values: Box::new(self.column(inner, count)?) }
            }
            DataType::Map(key, value) => {
                let (offsets, count) = self.offsets(rows)?;
                let pairs = vec![
                    self.column(key, count).at("keys")?,
                    self.column(value, count).at("values")?,
                ];
                Column::Array { offsets, count, values: Box::new(Column::Tuple(pairs)) }
            }
            DataType::Tuple(elements) => {
                let columns = elements.iter().map(|element| self.column(&element.data_type, rows));
                Column::Tuple(columns.collect::<Result<_>>()?)
            }
            DataType::LowCardinality(inner) => {
                let keys = self.next()?;
                let size = numbers(self.next()?)
                    .last()
                    .map_or(0, |size| u32::from_le_bytes(*size) as usize);
                let dictionary = self.column(low_cardinality::without_nullable(inner), size)?;
                Column::LowCardinality { keys, size, dictionary: Box::new(dictionary) }
            }
            _ => return Err(super::unsupported(data_type)),
        })
    }

    fn offsets(&mut self, rows: usize) -> Result<(&'a [u8], usize)> {
        let section = self.next()?;
        let count = numbers(section).last().map_or(0, |end| u32::from_le_bytes(*end) as usize);
        offsets(section, rows, count)?;
        Ok((section, count))
    }

    fn next(&mut self) -> Result<&'a [u8]> {
        self.sections.next().ok_or_else(|| Error::layout("fewer sections than the type has"))
    }
}

fn numbers(section: &[u8]) -> &[[u8; 4]] {
    section.as_chunks::<4>().0
}

/// Checks that a section holds the offsets of `rows` rows with `count` values in all.
pub(super) fn offsets(section: &[u8], rows: usize, count: usize) -> Result<&[[u8; 4]]> {
    let (offsets, rest) = section.as_chunks::<4>();
    let first = offsets.first().map(|offset| u32::from_le_bytes(*offset));
    let last = offsets.last().map(|offset| u32::from_le_bytes(*offset) as usize);
    let complete = rest.is_empty() && rows.checked_add(1) == Some(offsets.len());
    if !complete || first != Some(0) || last != Some(count) {
        return Err(Error::layout(format!(
            "{} bytes of offsets for {rows} rows and {count} values",
            section.len()
        )));
    }
    if !offsets.is_sorted_by_key(|offset| u32::from_le_bytes(*offset)) {
        return Err(Error::layout("offsets that are not sorted"));
    }
    Ok(offsets)
}
