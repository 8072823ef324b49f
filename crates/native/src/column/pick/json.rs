//! Picked objects.

use super::super::json::{self, Json, Paths, Shared};
use super::super::{Column, Dynamic};
use super::{Picker, Source};
use crate::arena::Span;
use crate::datatype;
use crate::error::{At, Error, Result};

impl Picker<'_, '_> {
    pub(super) fn json(
        &mut self,
        data_type: &datatype::Json,
        column: &Json<Span>,
        rows: usize,
        places: &[u32],
    ) -> Result<Column<Span>> {
        let paths = match column {
            Json::Paths(paths) => paths,
            Json::Text(texts) => {
                let Column::Strings { offsets, bytes, .. } = **texts else {
                    return Err(Error::layout("texts that are no strings"));
                };
                let texts = self.strings((offsets, bytes), b"{}", places)?;
                return Ok(Column::Json(Json::Text(Box::new(texts))));
            }
        };
        let mut typed = Vec::new();
        for ((path, data_type), column) in data_type.typed_paths.iter().zip(&paths.typed) {
            let column = self.column(data_type, Source { column, rows }, places);
            typed.push(column.at(path.clone())?);
        }
        let mut dynamic = Vec::new();
        for column in &paths.dynamic {
            dynamic.push(self.dynamic(values(column)?, places)?);
        }
        let (offsets, names) = (self.whole(paths.offsets)?, self.whole(paths.names)?);
        let shared = match &paths.shared {
            Some(shared) => self.shared(shared, places).at("shared data")?,
            None => None,
        };
        Ok(Column::Json(Json::Paths(Paths { typed, offsets, names, dynamic, shared })))
    }

    /// Nothing when no row that was picked has a pair.
    fn shared(
        &mut self,
        shared: &Shared<Span>,
        places: &[u32],
    ) -> Result<Option<Box<Shared<Span>>>> {
        let (offsets, pairs) = self.ranges(shared.offsets, places)?;
        if pairs.is_empty() {
            self.arena.drop_from(offsets.start);
            return Ok(None);
        }
        let keys = Source { column: &shared.keys, rows: shared.count };
        let keys = self.column(json::shared_keys(), keys, &pairs)?;
        let values = self.dynamic(values(&shared.values)?, &pairs)?;
        Ok(Some(Box::new(Shared { offsets, count: pairs.len(), keys, values })))
    }
}

fn values(column: &Column<Span>) -> Result<&Dynamic<Span>> {
    match column {
        Column::Dynamic(column) => Ok(column),
        _ => Err(Error::layout("values of paths that are no Dynamic")),
    }
}
