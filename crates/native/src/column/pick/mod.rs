//! Columns made of the values of another one, by their places.

mod bytes;
mod json;
mod members;

use super::{Column, array_pairs, fixed, low_cardinality, qbit};
use crate::arena::{Arena, Span};
use crate::datatype::DataType;
use crate::error::{At, Error, Result};

/// The place of what is not there: the default of the type.
pub(super) const DEFAULT: u32 = u32::MAX;

/// The most rows of a column whose bytes do not grow with its rows. Servers send blocks of 65 409 rows.
pub(super) const MAX_ROWS: usize = 1 << 21;

/// The most bytes that such a column may become.
const MAX_BYTES: usize = 256 << 20;

/// Fails for a column that would take much memory on the word of a few bytes.
pub(super) fn check_rows(rows: usize) -> Result<()> {
    if rows > MAX_ROWS {
        return Err(Error::limit(format!("{rows} rows, of at most {MAX_ROWS}")));
    }
    Ok(())
}

/// The values at `places` of a column of `rows` values that lies in `from`, as a column of `arena`.
pub(super) fn pick(
    data_type: &DataType,
    (column, rows, from): (&Column<Span>, usize, &[u8]),
    places: &[u32],
    arena: &mut Arena,
) -> Result<Column<Span>> {
    Picker { from, arena, taken: 0 }.column(data_type, Source { column, rows }, places)
}

/// A column and its values.
#[derive(Clone, Copy)]
struct Source<'a> {
    column: &'a Column<Span>,
    rows: usize,
}

struct Picker<'a, 'b> {
    /// The memory of the column that values are picked from.
    from: &'a [u8],
    arena: &'b mut Arena,
    /// Bytes that were made so far.
    taken: usize,
}

impl Picker<'_, '_> {
    fn column(
        &mut self,
        data_type: &DataType,
        Source { column, rows }: Source<'_>,
        places: &[u32],
    ) -> Result<Column<Span>> {
        match (data_type.alias(), column) {
            (plain, Column::Fixed(values)) => {
                let width = match fixed::width(plain) {
                    Some(width) => width,
                    None => qbit::Shape::new(plain)?.row_bytes(),
                };
                Ok(Column::Fixed(self.fixed(*values, width, places)?))
            }
            (plain, Column::Strings { offsets, bytes, .. }) => {
                if matches!(plain, DataType::AggregateFunction { .. }) && places.contains(&DEFAULT)
                {
                    // Each function has a first state of its own.
                    return Err(Error::unsupported(format!(
                        "{data_type} without a value is not supported"
                    )));
                }
                self.strings((*offsets, *bytes), b"", places)
            }
            (DataType::Nullable(inner), Column::Nullable { nulls, values }) => {
                let nulls = self.nulls(*nulls, places)?;
                let values = self.column(inner, Source { column: values, rows }, places)?;
                Ok(Column::Nullable { nulls, values: Box::new(values) })
            }
            (DataType::Array(inner), Column::Array { offsets, count, values }) => {
                let (offsets, places) = self.ranges(*offsets, places)?;
                let values = Source { column: values, rows: *count };
                let values = Box::new(self.column(inner, values, &places)?);
                Ok(Column::Array { offsets, count: places.len(), values })
            }
            (DataType::Map(key, value), Column::Array { offsets, count, values }) => {
                let (offsets, places) = self.ranges(*offsets, places)?;
                let (keys, values) = array_pairs(values)?;
                let keys = self.column(key, Source { column: keys, rows: *count }, &places)?;
                let values =
                    self.column(value, Source { column: values, rows: *count }, &places)?;
                let values = Box::new(Column::Tuple(vec![keys, values]));
                Ok(Column::Array { offsets, count: places.len(), values })
            }
            (DataType::Tuple(elements), Column::Tuple(columns)) => {
                let columns = elements.iter().zip(columns).map(|(element, column)| {
                    self.column(&element.data_type, Source { column, rows }, places)
                });
                Ok(Column::Tuple(columns.collect::<Result<_>>()?))
            }
            (
                DataType::LowCardinality(inner),
                Column::LowCardinality { keys, size, dictionary },
            ) => {
                let inner = low_cardinality::without_nullable(inner);
                let dictionary = Source { column: dictionary, rows: *size };
                self.keys(inner, (*keys, rows), dictionary, places)
            }
            (
                DataType::Variant(types),
                Column::Variant { discriminators, places: lie, members },
            ) => self.variant(types, (*discriminators, *lie), members, places),
            (DataType::Dynamic { .. }, Column::Dynamic(column)) => self.dynamic(column, places),
            (DataType::Json(json), Column::Json(column)) => self.json(json, column, rows, places),
            _ => Err(Error::layout(format!("columns of another shape than {data_type}"))),
        }
    }

    /// A dictionary stays whole; one that has no values gets the default.
    fn keys(
        &mut self,
        inner: &DataType,
        (keys, rows): (Span, usize),
        dictionary: Source<'_>,
        places: &[u32],
    ) -> Result<Column<Span>> {
        // The first key is that of the default.
        let width = keys.len.checked_div(rows).unwrap_or(1);
        let keys = self.fixed(keys, width, places)?;
        let mut all: Vec<u32> =
            (0..dictionary.rows).map_while(|place| u32::try_from(place).ok()).collect();
        if all.is_empty() && !places.is_empty() {
            all.push(DEFAULT);
        }
        let dictionary = Box::new(self.column(inner, dictionary, &all).at("dictionary")?);
        Ok(Column::LowCardinality { keys, size: all.len(), dictionary })
    }

    /// Fails for more bytes than a column may become.
    fn take(&mut self, bytes: usize) -> Result<()> {
        self.taken = self.taken.saturating_add(bytes);
        if self.taken > MAX_BYTES {
            return Err(Error::limit(format!("{} bytes, of at most {MAX_BYTES}", self.taken)));
        }
        Ok(())
    }
}
