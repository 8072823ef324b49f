//! Picked values that each have one of several types.

use super::super::dynamic::{self, Dynamic};
use super::super::{Column, Member, variant};
use super::{DEFAULT, Picker, Source};
use crate::arena::Span;
use crate::datatype::DataType;
use crate::error::{At, Result};

/// Where picked rows lie among their members.
struct Chosen {
    discriminators: Span,
    /// Which value of its member each row has become.
    places: Span,
    /// The values of each member that were picked.
    picked: Vec<Vec<u32>>,
}

impl Picker<'_, '_> {
    pub(super) fn variant(
        &mut self,
        types: &[DataType],
        rows: (Span, Span),
        members: &[Member<Span>],
        places: &[u32],
    ) -> Result<Column<Span>> {
        let Chosen { discriminators, places, picked } =
            self.chosen(size_of::<u8>(), rows, members.len(), places)?;
        let members = self.members(types.iter().zip(members), &picked)?;
        Ok(Column::Variant { discriminators, places, members })
    }

    pub(super) fn dynamic(
        &mut self,
        column: &Dynamic<Span>,
        places: &[u32],
    ) -> Result<Column<Span>> {
        let (offsets, names) = (self.whole(column.offsets)?, self.whole(column.names)?);
        let width = dynamic::width(column.types.len());
        let rows = (column.discriminators, column.places);
        let Chosen { discriminators, places, picked } =
            self.chosen(width, rows, column.members.len(), places)?;
        let types = column.types.iter().map(|known| &**known);
        let members = self.members(types.zip(&column.members), &picked)?;
        let types = column.types.clone();
        Ok(Column::Dynamic(Dynamic { types, offsets, names, discriminators, places, members }))
    }

    fn chosen(
        &mut self,
        width: usize,
        (discriminators, lie): (Span, Span),
        members: usize,
        places: &[u32],
    ) -> Result<Chosen> {
        // Discriminators, places here and there.
        let row = width.saturating_add(size_of::<[u32; 2]>());
        self.take(places.len().saturating_mul(row))?;
        let numbers = self.bytes(discriminators);
        let lie = self.bytes(lie).as_chunks::<4>().0;
        let mut picked = vec![Vec::new(); members];
        let mut now = variant::Places::new(members);
        let start = self.arena.open();
        for place in places {
            let begin = (*place as usize).saturating_mul(width);
            let number = numbers.get(begin..).and_then(|rest| rest.get(..width));
            let number = number.filter(|_| *place != DEFAULT);
            if let Some(number) = number {
                self.arena.bytes.extend_from_slice(number);
            } else {
                let end = self.arena.bytes.len().saturating_add(width);
                self.arena.bytes.resize(end, u8::MAX);
            }
            let number = number.filter(|number| number.iter().any(|byte| *byte != u8::MAX));
            let member = number.map(|number| {
                number.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
            });
            now.push(member)?;
            let at = lie.get(*place as usize).map_or(0, |place| u32::from_le_bytes(*place));
            if let Some(picked) = member.and_then(|member| picked.get_mut(member)) {
                picked.push(at);
            }
        }
        let discriminators = self.arena.close(start)?;
        Ok(Chosen { discriminators, places: now.put(self.arena)?.1, picked })
    }

    fn members<'t>(
        &mut self,
        members: impl Iterator<Item = (&'t DataType, &'t Member<Span>)>,
        picked: &[Vec<u32>],
    ) -> Result<Vec<Member<Span>>> {
        let member = |((data_type, member), places): ((&DataType, &Member<Span>), &Vec<u32>)| {
            let source = Source { column: &member.column, rows: member.count };
            let column = self.column(data_type, source, places).at(data_type.to_string())?;
            Ok(Member { count: places.len(), column })
        };
        members.zip(picked).map(member).collect()
    }
}
