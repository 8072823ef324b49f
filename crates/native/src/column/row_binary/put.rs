//! Values of a column, one by one and in order.

use super::super::low_cardinality::without_nullable;
use super::super::{
    Column, Json, Member, aggregate_function, array_pairs, dynamic, fixed, qbit, sections, variant,
};
use crate::datatype::{DataType, binary};
use crate::error::{Error, Result};
use crate::write::Write;

/// A column with what its values need to be found.
#[derive(Debug)]
pub(in super::super) struct Values<'a, 'b> {
    data_type: &'a DataType,
    column: &'a Column<&'b [u8]>,
    rows: usize,
    /// The columns inside.
    children: Vec<Values<'a, 'b>>,
    /// Of a `Variant` or `Dynamic`, the member of each row.
    members: Vec<Option<usize>>,
    /// How many rows of each member were passed.
    passed: Vec<usize>,
    /// The first row that was not passed.
    next: usize,
}

static DYNAMIC: DataType = DataType::Dynamic { max_types: None };

impl<'a, 'b> Values<'a, 'b> {
    /// The values of a column.
    pub(in super::super) fn new(
        data_type: &'a DataType,
        column: &'a Column<&'b [u8]>,
        rows: usize,
    ) -> Result<Self> {
        let mut members = Vec::new();
        let children = match (data_type.alias(), column) {
            (DataType::Nullable(inner), Column::Nullable { values, .. }) => {
                vec![Self::new(inner, values, rows)?]
            }
            (DataType::Array(inner), Column::Array { offsets, count, values }) => {
                sections::offsets(offsets, rows, *count)?;
                vec![Self::new(inner, values, *count)?]
            }
            (DataType::Map(key, value), Column::Array { offsets, count, values }) => {
                sections::offsets(offsets, rows, *count)?;
                let (keys, values) = array_pairs(values)?;
                vec![Self::new(key, keys, *count)?, Self::new(value, values, *count)?]
            }
            (DataType::Tuple(elements), Column::Tuple(columns)) => {
                let columns = elements.iter().zip(columns);
                let columns =
                    columns.map(|(element, column)| Self::new(&element.data_type, column, rows));
                columns.collect::<Result<_>>()?
            }
            (DataType::LowCardinality(inner), Column::LowCardinality { size, dictionary, .. }) => {
                vec![Self::new(without_nullable(inner), dictionary, *size)?]
            }
            // The texts of all rows, in place of a dictionary.
            (DataType::LowCardinality(inner), Column::Nullable { values, .. }) => {
                vec![Self::new(without_nullable(inner), values, rows)?]
            }
            (
                DataType::Variant(types),
                Column::Variant { discriminators, members: columns, .. },
            ) => {
                variant::check(rows, discriminators, types.len(), columns)?;
                let member = |number: &u8| Some(*number).filter(|n| *n != variant::NULL);
                members = discriminators.iter().map(|n| member(n).map(usize::from)).collect();
                let columns = types.iter().zip(columns);
                columns.map(Self::member).collect::<Result<_>>()?
            }
            (DataType::Dynamic { .. }, Column::Dynamic(column)) => {
                members = dynamic::members(rows, column)?;
                let columns = column.types.iter().map(|known| &**known).zip(&column.members);
                columns.map(Self::member).collect::<Result<_>>()?
            }
            (DataType::Json(json), Column::Json(Json::Paths(paths))) => {
                let typed = json.typed_paths.iter().map(|(_, data_type)| data_type);
                let typed = typed.zip(&paths.typed);
                let dynamic = paths.dynamic.iter().map(|column| (&DYNAMIC, column));
                let mut columns = typed
                    .chain(dynamic)
                    .map(|(data_type, column)| Self::new(data_type, column, rows))
                    .collect::<Result<Vec<_>>>()?;
                if let Some(shared) = &paths.shared {
                    sections::offsets(shared.offsets, rows, shared.count)?;
                    columns.push(Self::new(&DYNAMIC, &shared.values, shared.count)?);
                }
                columns
            }
            (DataType::Json(_), Column::Json(Json::Text(_))) => {
                return Err(Error::unsupported(
                    "a JSON as text in a Dynamic that has no column for its type; insert an object",
                ));
            }
            _ => Vec::new(),
        };
        let passed = vec![0; children.len()];
        Ok(Self { data_type, column, rows, children, members, passed, next: 0 })
    }

    fn member((data_type, member): (&'a DataType, &'a Member<&'b [u8]>)) -> Result<Self> {
        Self::new(data_type, &member.column, member.count)
    }

    /// Appends the value of row `index`, which is behind those that were appended before.
    pub(in super::super) fn put(&mut self, index: usize, out: &mut Vec<u8>) -> Result<()> {
        match (self.data_type.alias(), self.column) {
            (shape @ DataType::QBit { dimension, .. }, Column::Fixed(values)) => {
                let width = qbit::Shape::new(shape)?.row_bytes();
                let start = index.saturating_mul(width);
                out.put_varuint(*dimension as u64);
                out.extend_from_slice(part(values, start, start.saturating_add(width))?);
                Ok(())
            }
            (_, Column::Fixed(values)) => {
                let width = fixed::width(self.data_type).unwrap_or_default();
                let start = index.saturating_mul(width);
                out.extend_from_slice(part(values, start, start.saturating_add(width))?);
                Ok(())
            }
            (data_type, Column::Strings { offsets, bytes, .. }) => {
                let (start, end) = bounds(offsets, index)?;
                let value = part(bytes, start, end)?;
                if matches!(data_type, DataType::AggregateFunction { .. }) {
                    return aggregate_function::encode_one(data_type, value, out);
                }
                out.put_text(value);
                Ok(())
            }
            (_, Column::Nullable { nulls, .. }) => {
                let null = nulls.and_then(|nulls| nulls.get(index)).is_some_and(|null| *null != 0);
                out.push(u8::from(null));
                if null { Ok(()) } else { self.put_children(index, out) }
            }
            (_, Column::Array { offsets, .. }) => {
                let (start, end) = bounds(offsets, index)?;
                out.put_varuint(end.saturating_sub(start) as u64);
                (start..end).try_for_each(|index| self.put_children(index, out))
            }
            (_, Column::Tuple(_)) => self.put_children(index, out),
            (DataType::LowCardinality(inner), Column::LowCardinality { keys, .. }) => {
                let width = keys.len().checked_div(self.rows).unwrap_or_default();
                let start = index.saturating_mul(width);
                let key = part(keys, start, start.saturating_add(width))?;
                let key = key.iter().rev().fold(0, |key, byte| key << 8 | usize::from(*byte));
                if matches!(**inner, DataType::Nullable(_)) {
                    out.push(u8::from(key == 0));
                    if key == 0 {
                        return Ok(());
                    }
                }
                self.put_children(key, out)
            }
            (data_type, Column::Variant { .. } | Column::Dynamic(_)) => {
                let found = self.advance(index)?;
                if matches!(data_type, DataType::Variant(_)) {
                    let number = found.map_or(variant::NULL, |(member, _)| {
                        u8::try_from(member).unwrap_or(variant::NULL)
                    });
                    out.push(number);
                }
                match found
                    .and_then(|(member, place)| Some((self.children.get_mut(member)?, place)))
                {
                    Some((member, place)) => {
                        if matches!(data_type, DataType::Dynamic { .. }) {
                            binary::put(member.data_type, out)?;
                        }
                        member.put(place, out)
                    }
                    None if matches!(data_type, DataType::Dynamic { .. }) => {
                        binary::put(&DataType::Nothing, out)
                    }
                    None => Ok(()),
                }
            }
            (DataType::Json(json), Column::Json(Json::Paths(paths))) => {
                self.put_json(json, paths, index, out)
            }
            (data_type, _) => {
                Err(Error::layout(format!("columns of another shape than {data_type}")))
            }
        }
    }

    fn put_children(&mut self, index: usize, out: &mut Vec<u8>) -> Result<()> {
        self.children.iter_mut().try_for_each(|child| child.put(index, out))
    }

    /// Whether the row of a `Dynamic` is NULL.
    pub(in super::super) fn is_null(&self, index: usize) -> bool {
        !matches!(self.members.get(index), Some(Some(_)))
    }

    /// The member of a row and the place of its value there.
    fn advance(&mut self, index: usize) -> Result<Option<(usize, usize)>> {
        let mut found = None;
        for member in part(&self.members, self.next, index.saturating_add(1))? {
            found = member.and_then(|member| {
                let passed = self.passed.get_mut(member)?;
                let place = *passed;
                *passed = place.saturating_add(1);
                Some((member, place))
            });
        }
        self.next = index.saturating_add(1);
        Ok(found)
    }

    fn put_json(
        &mut self,
        json: &crate::datatype::Json,
        paths: &super::super::json::Paths<&[u8]>,
        index: usize,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let typed = json.typed_paths.len();
        let end = typed.saturating_add(paths.dynamic.len());
        let shared = match &paths.shared {
            Some(shared) => bounds(shared.offsets, index)?,
            None => (0, 0),
        };
        let dynamic = part(&self.children, typed, end)?;
        let there = dynamic.iter().filter(|column| !column.is_null(index)).count();
        let pairs = shared.1.saturating_sub(shared.0);
        out.put_varuint(typed.saturating_add(there).saturating_add(pairs) as u64);
        for (place, child) in self.children.iter_mut().enumerate().take(end) {
            match (json.typed_paths.get(place), place.checked_sub(typed)) {
                (Some((path, _)), _) => out.put_text(path.as_bytes()),
                (None, Some(_)) if child.is_null(index) => continue,
                (None, place) => out.put_text(paths.name(place.unwrap_or_default())?),
            }
            child.put(index, out)?;
        }
        let Some((keys, values)) =
            paths.shared.as_ref().map(|shared| &shared.keys).zip(self.children.get_mut(end))
        else {
            return Ok(());
        };
        let mut keys = Values::new(super::super::json::shared_keys(), keys, values.rows)?;
        for index in shared.0..shared.1 {
            keys.put(index, out)?;
            values.put(index, out)?;
        }
        Ok(())
    }
}

fn bounds(offsets: &[u8], index: usize) -> Result<(usize, usize)> {
    let (offsets, _) = offsets.as_chunks::<4>();
    match part(offsets, index, index.saturating_add(2))? {
        [start, end] => {
            Ok((u32::from_le_bytes(*start) as usize, u32::from_le_bytes(*end) as usize))
        }
        _ => Err(missing()),
    }
}

fn part<T>(values: &[T], start: usize, end: usize) -> Result<&[T]> {
    values.get(start..end).ok_or_else(missing)
}

fn missing() -> Error {
    Error::layout("fewer values than rows")
}
