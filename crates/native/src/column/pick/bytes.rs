//! Sections of picked values.

use super::super::{Column, string};
use super::{DEFAULT, Picker};
use crate::arena::Span;
use crate::error::Result;

impl<'a> Picker<'a, '_> {
    pub(super) fn fixed(&mut self, values: Span, width: usize, places: &[u32]) -> Result<Span> {
        let length = places.len().saturating_mul(width);
        self.take(length)?;
        let from = self.bytes(values);
        let start = self.arena.open();
        self.arena.bytes.reserve(length);
        for place in places {
            let begin = (*place as usize).saturating_mul(width);
            match from.get(begin..).and_then(|rest| rest.get(..width)) {
                Some(value) => self.arena.bytes.extend_from_slice(value),
                None => self.arena.bytes.resize(self.arena.bytes.len().saturating_add(width), 0),
            }
        }
        self.arena.close(start)
    }

    /// `missing` is what stands for a value that is not there.
    pub(super) fn strings(
        &mut self,
        (offsets, bytes): (Span, Span),
        missing: &'static [u8],
        places: &[u32],
    ) -> Result<Column<Span>> {
        let ends = self.bytes(offsets).as_chunks::<4>().0;
        let bytes = self.bytes(bytes);
        let text = |place: u32| {
            if place == DEFAULT {
                return missing;
            }
            let (start, end) = range(ends, place);
            bytes.get(start as usize..end as usize).unwrap_or_default()
        };
        let mut offsets = vec![0];
        let mut total = 0usize;
        self.take(places.len().saturating_mul(size_of::<u32>()))?;
        for place in places {
            let length = text(*place).len();
            self.take(length)?;
            total = total.saturating_add(length);
            offsets.push(string::offset(total)?);
        }
        let start = self.arena.open();
        self.arena.bytes.reserve(total);
        for place in places {
            self.arena.bytes.extend_from_slice(text(*place));
        }
        string::finish(start, &offsets, self.arena)
    }

    pub(super) fn nulls(&mut self, nulls: Option<Span>, places: &[u32]) -> Result<Option<Span>> {
        let nulls = nulls.map(|nulls| self.bytes(nulls));
        let null = |place: &u32| match nulls.and_then(|nulls| nulls.get(*place as usize)) {
            Some(null) => *null,
            None => u8::from(*place == DEFAULT),
        };
        if places.iter().all(|place| null(place) == 0) {
            return Ok(None);
        }
        self.take(places.len())?;
        let start = self.arena.open();
        self.arena.bytes.extend(places.iter().map(null));
        self.arena.close(start).map(Some)
    }

    /// The offsets of the picked rows, and the places of their values.
    pub(super) fn ranges(&mut self, offsets: Span, places: &[u32]) -> Result<(Span, Vec<u32>)> {
        let ends = self.bytes(offsets).as_chunks::<4>().0;
        let mut picked = vec![0];
        let mut values = Vec::new();
        self.take(places.len().saturating_mul(size_of::<u32>()))?;
        for place in places {
            let (start, end) = range(ends, *place);
            self.take((end.saturating_sub(start) as usize).saturating_mul(size_of::<u32>()))?;
            values.extend(start..end);
            picked.push(string::offset(values.len())?);
        }
        Ok((self.arena.put_u32s(&picked)?, values))
    }

    /// The same section.
    pub(super) fn whole(&mut self, section: Span) -> Result<Span> {
        self.take(section.len)?;
        let bytes = self.bytes(section);
        let start = self.arena.open();
        self.arena.bytes.extend_from_slice(bytes);
        self.arena.close(start)
    }

    pub(super) fn bytes(&self, span: Span) -> &'a [u8] {
        self.from.get(span.start..).and_then(|rest| rest.get(..span.len)).unwrap_or_default()
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
