//! Columns made of the values of another one, by their places.

use super::{Column, fixed, low_cardinality, string};
use crate::arena::{Arena, Span};
use crate::datatype::DataType;
use crate::error::{At, Error, Result};

/// The place of what is not there: the default of the type.
pub(super) const DEFAULT: u32 = u32::MAX;

/// The most rows of a column whose bytes do not grow with its rows. Servers send blocks of 65 409 rows.
pub(super) const MAX_ROWS: usize = 1 << 21;

/// The most bytes that one section of such a column may become.
const MAX_BYTES: usize = 256 << 20;

/// Fails for a column that would take much memory on the word of a few bytes.
pub(super) fn check_rows(rows: usize) -> Result<()> {
    if rows > MAX_ROWS {
        return Err(Error::limit(format!("{rows} rows, of at most {MAX_ROWS}")));
    }
    Ok(())
}

/// A column of `rows` values, and the memory that it lies in.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) column: &'a Column<Span>,
    pub(super) rows: usize,
    pub(super) memory: &'a [u8],
}

impl<'a> Source<'a> {
    fn of(self, column: &'a Column<Span>, rows: usize) -> Self {
        Self { column, rows, ..self }
    }

    fn bytes(self, span: Span) -> &'a [u8] {
        self.memory.get(span.start..).and_then(|rest| rest.get(..span.len)).unwrap_or_default()
    }
}

/// The values at `places` as a column of `arena`.
pub(super) fn pick(
    data_type: &DataType,
    source: Source<'_>,
    places: &[u32],
    arena: &mut Arena,
) -> Result<Column<Span>> {
    match (data_type.alias(), source.column) {
        (_, Column::Fixed(values)) => {
            let width = fixed::width(data_type).or_else(|| values.len.checked_div(source.rows));
            let Some(width) = width else { return Err(super::unsupported(data_type)) };
            Ok(Column::Fixed(pick_fixed(source.bytes(*values), width, places, arena)?))
        }
        (_, Column::Strings { offsets, bytes, .. }) => {
            pick_strings(source, (*offsets, *bytes), places, arena)
        }
        (DataType::Nullable(inner), Column::Nullable { nulls, values }) => {
            let nulls = pick_nulls(nulls.map(|nulls| source.bytes(nulls)), places, arena)?;
            let values = pick(inner, source.of(values, source.rows), places, arena)?;
            Ok(Column::Nullable { nulls, values: Box::new(values) })
        }
        (DataType::Array(inner), Column::Array { offsets, count, values }) => {
            let (offsets, places) = pick_ranges(source, *offsets, places, arena)?;
            let values = pick(inner, source.of(values, *count), &places, arena)?;
            Ok(Column::Array { offsets, count: places.len(), values: Box::new(values) })
        }
        (DataType::Map(key, value), Column::Array { offsets, count, values }) => {
            let (offsets, places) = pick_ranges(source, *offsets, places, arena)?;
            let Column::Tuple(pairs) = &**values else {
                return Err(Error::layout("a map without keys and values"));
            };
            let pairs = [&**key, &**value].into_iter().zip(pairs);
            let pairs = pairs
                .map(|(data_type, half)| pick(data_type, source.of(half, *count), &places, arena));
            let values = Box::new(Column::Tuple(pairs.collect::<Result<_>>()?));
            Ok(Column::Array { offsets, count: places.len(), values })
        }
        (DataType::Tuple(elements), Column::Tuple(columns)) => {
            let columns = elements.iter().zip(columns).map(|(element, column)| {
                pick(&element.data_type, source.of(column, source.rows), places, arena)
            });
            Ok(Column::Tuple(columns.collect::<Result<_>>()?))
        }
        (DataType::LowCardinality(inner), Column::LowCardinality { keys, size, dictionary }) => {
            if *size == 0 && !places.is_empty() {
                return Err(Error::unsupported(format!("{data_type} without any value")));
            }
            let width = keys.len.checked_div(source.rows).unwrap_or(1);
            // The first key is that of the default.
            let keys = pick_fixed(source.bytes(*keys), width, places, arena)?;
            let all: Vec<u32> = (0..*size).map_while(|place| u32::try_from(place).ok()).collect();
            let values = low_cardinality::without_nullable(inner);
            let dictionary = pick(values, source.of(dictionary, *size), &all, arena);
            let dictionary = Box::new(dictionary.at("dictionary")?);
            Ok(Column::LowCardinality { keys, size: *size, dictionary })
        }
        _ => Err(Error::unsupported(format!("{data_type} of a special kind is not supported"))),
    }
}

/// Where the value at `place` starts and ends.
fn range(offsets: &[[u8; 4]], place: u32) -> (u32, u32) {
    let offset = |place: usize| offsets.get(place).map_or(0, |end| u32::from_le_bytes(*end));
    if place == DEFAULT {
        return (0, 0);
    }
    let place = place as usize;
    (offset(place), offset(place.saturating_add(1)))
}

fn check_bytes(bytes: usize) -> Result<()> {
    if bytes > MAX_BYTES {
        return Err(Error::limit(format!("{bytes} bytes, of at most {MAX_BYTES}")));
    }
    Ok(())
}

fn pick_fixed(from: &[u8], width: usize, places: &[u32], arena: &mut Arena) -> Result<Span> {
    check_bytes(places.len().saturating_mul(width))?;
    let start = arena.open();
    arena.bytes.reserve(places.len().saturating_mul(width));
    for place in places {
        let begin = (*place as usize).saturating_mul(width);
        match from.get(begin..).and_then(|rest| rest.get(..width)) {
            Some(value) => arena.bytes.extend_from_slice(value),
            None => arena.bytes.resize(arena.bytes.len().saturating_add(width), 0),
        }
    }
    arena.close(start)
}

fn pick_strings(
    source: Source<'_>,
    (offsets, bytes): (Span, Span),
    places: &[u32],
    arena: &mut Arena,
) -> Result<Column<Span>> {
    let (ends, _) = source.bytes(offsets).as_chunks::<4>();
    let bytes = source.bytes(bytes);
    let mut offsets = vec![0];
    let mut total = 0usize;
    for place in places {
        let (start, end) = range(ends, *place);
        total = total.saturating_add(end.saturating_sub(start) as usize);
        check_bytes(total)?;
        offsets.push(string::offset(total)?);
    }
    let start = arena.open();
    arena.bytes.reserve(total);
    for place in places {
        let (start, end) = range(ends, *place);
        arena.bytes.extend_from_slice(bytes.get(start as usize..end as usize).unwrap_or_default());
    }
    string::finish(start, &offsets, arena)
}

fn pick_nulls(nulls: Option<&[u8]>, places: &[u32], arena: &mut Arena) -> Result<Option<Span>> {
    let null = |place: &u32| match nulls.and_then(|nulls| nulls.get(*place as usize)) {
        Some(null) => *null,
        None => u8::from(*place == DEFAULT),
    };
    if places.iter().all(|place| null(place) == 0) {
        return Ok(None);
    }
    let start = arena.open();
    arena.bytes.extend(places.iter().map(null));
    arena.close(start).map(Some)
}

/// The offsets of the picked rows, and the places of their values.
fn pick_ranges(
    source: Source<'_>,
    offsets: Span,
    places: &[u32],
    arena: &mut Arena,
) -> Result<(Span, Vec<u32>)> {
    let (ends, _) = source.bytes(offsets).as_chunks::<4>();
    let mut picked = vec![0];
    let mut values = Vec::new();
    for place in places {
        let (start, end) = range(ends, *place);
        check_bytes(values.len().saturating_add(end.saturating_sub(start) as usize))?;
        values.extend(start..end);
        picked.push(string::offset(values.len())?);
    }
    Ok((arena.put_u32s(&picked)?, values))
}
