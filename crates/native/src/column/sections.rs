use std::sync::Arc;

use super::{
    Column, Dynamic, Json, Member, Paths, Shared, Text, dynamic, fixed, json, low_cardinality,
};
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
/// | the same of texts | null bytes (empty: no NULL), nothing, those of `String` for each row |
///
/// | `Variant(…)` | discriminators, those of each member |
/// | `Dynamic` | offsets and bytes of the names of its members' types, discriminators, those of each member |
/// | `JSON(…)` of texts | the number 1 (32 bits), offsets, bytes |
/// | `JSON(…)` of paths | the number 0 (32 bits), those of each path with a type, offsets and bytes of the names of the others, those of each of the others (as `Dynamic`); offsets of the shared paths (empty: there are none), those of their names (as `LowCardinality(String)`) and of their values (as `Dynamic`) |
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
                let (keys, size) = (self.next()?, self.next()?);
                if size.is_empty() {
                    return self.texts(inner, rows, keys);
                }
                let size =
                    numbers(size).last().map_or(0, |size| u32::from_le_bytes(*size) as usize);
                let dictionary = self.column(low_cardinality::without_nullable(inner), size)?;
                Column::LowCardinality { keys, size, dictionary: Box::new(dictionary) }
            }
            DataType::Variant(types) => {
                let discriminators = self.next()?;
                let mut counts = vec![0usize; types.len()];
                for number in discriminators {
                    if let Some(count) = counts.get_mut(usize::from(*number)) {
                        *count = count.saturating_add(1);
                    }
                }
                let members = self.members(types.iter().zip(counts))?;
                Column::Variant { discriminators, places: &[], members }
            }
            DataType::Dynamic { .. } => self.dynamic()?,
            DataType::Json(json) => self.json(json, rows)?,
            _ => return Err(super::unsupported(data_type)),
        })
    }

    /// The texts of all rows instead of a dictionary.
    fn texts(
        &mut self,
        inner: &DataType,
        rows: usize,
        nulls: &'a [u8],
    ) -> Result<Column<&'a [u8]>> {
        let texts = self.column(low_cardinality::without_nullable(inner), rows)?;
        if !matches!(inner, DataType::Nullable(_)) {
            return Ok(texts);
        }
        let nulls = Some(nulls).filter(|nulls| !nulls.is_empty());
        Ok(Column::Nullable { nulls, values: Box::new(texts) })
    }

    fn members<'t>(
        &mut self,
        members: impl Iterator<Item = (&'t DataType, usize)>,
    ) -> Result<Vec<Member<&'a [u8]>>> {
        let member =
            |(data_type, count)| Ok(Member { count, column: self.column(data_type, count)? });
        members.map(member).collect()
    }

    fn dynamic(&mut self) -> Result<Column<&'a [u8]>> {
        let (offsets, names) = (self.next()?, self.next()?);
        let count = numbers(offsets).len().saturating_sub(1);
        self::offsets(offsets, count, names.len()).at("names of types")?;
        let bounds = numbers(offsets).iter().zip(numbers(offsets).iter().skip(1));
        let parse = |(start, end): (&[u8; 4], &[u8; 4])| {
            let bytes =
                names.get(u32::from_le_bytes(*start) as usize..u32::from_le_bytes(*end) as usize);
            let name = String::from_utf8_lossy(bytes.unwrap_or_default());
            let data_type =
                DataType::parse(&name).map_err(|error| Error::unsupported(error.to_string()))?;
            super::check(&data_type)?;
            Ok(Arc::new(data_type))
        };
        let types = bounds.map(parse).collect::<Result<Vec<_>>>()?;
        let discriminators = self.next()?;
        let mut counts = vec![0usize; count];
        for number in discriminators.chunks_exact(dynamic::width(count)) {
            let number = number.iter().rev().fold(0, |n, byte| n << 8 | usize::from(*byte));
            if let Some(count) = counts.get_mut(number) {
                *count = count.saturating_add(1);
            }
        }
        let members = self.members(types.iter().map(|known| &**known).zip(counts))?;
        Ok(Column::Dynamic(Dynamic { types, offsets, names, discriminators, places: &[], members }))
    }

    fn json(&mut self, json: &crate::datatype::Json, rows: usize) -> Result<Column<&'a [u8]>> {
        match self.next()? {
            [1, 0, 0, 0] => {
                let texts = self.column(&DataType::String, rows)?;
                return Ok(Column::Json(Json::Text(Box::new(texts))));
            }
            [0, 0, 0, 0] => {}
            _ => return Err(Error::layout("a JSON that is neither texts nor paths")),
        }
        let typed = json
            .typed_paths
            .iter()
            .map(|(path, data_type)| self.column(data_type, rows).at(path.clone()))
            .collect::<Result<_>>()?;
        let (offsets, names) = (self.next()?, self.next()?);
        let count = numbers(offsets).len().saturating_sub(1);
        let dynamic = (0..count).map(|_| self.dynamic()).collect::<Result<_>>()?;
        let shared = match self.next()? {
            [] => None,
            section => {
                let count =
                    numbers(section).last().map_or(0, |end| u32::from_le_bytes(*end) as usize);
                self::offsets(section, rows, count)?;
                let keys = self.column(json::shared_keys(), count)?;
                let values = self.dynamic()?;
                Some(Box::new(Shared { offsets: section, count, keys, values }))
            }
        };
        Ok(Column::Json(Json::Paths(Paths { typed, offsets, names, dynamic, shared })))
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
