//! `Variant(…)`: for each row the number of its type, 255 for NULL; then the values of each type, joined.
//!
//! `[1, 'a', NULL]` of `Variant(String, UInt8)`: `00… | 01 00 ff | 01 61 | 01`. The prefix is a mode, 0; then those of
//! the types. With mode 1 the numbers come in runs: how many, whether all are the same (1), and that number or each.

use std::io::BufRead;

use super::{Column, Member, prefix};
use crate::arena::{Arena, Span};
use crate::block::{Decoding, Spare};
use crate::datatype::DataType;
use crate::error::{At, Error, Result};
use crate::read::Reader;
use crate::write::Write;

pub(super) const NULL: u8 = 255;

const BASIC: u64 = 0;
const COMPACT: u64 = 1;

/// What the prefix said.
#[derive(Debug)]
pub(super) struct Prefix {
    pub(super) compact: bool,
    /// Those of the types.
    pub(super) members: Box<prefix::Prefix>,
}

pub(super) fn decode_prefix<'t, R: BufRead>(
    types: impl IntoIterator<Item = &'t DataType>,
    cx: &mut Decoding<'_, R>,
) -> Result<Prefix> {
    let compact = match cx.reader.u64().at("mode")? {
        BASIC => false,
        COMPACT => true,
        mode => return Err(Error::malformed(format!("a Variant of mode {mode}"))),
    };
    Ok(Prefix { compact, members: Box::new(prefix::each(types.into_iter(), cx)?) })
}

pub(super) fn decode<R: BufRead>(
    types: &[DataType],
    rows: usize,
    prefix: &prefix::Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let compact = matches!(prefix, prefix::Prefix::Variant(Prefix { compact: true, .. }));
    let prefixes = match prefix {
        prefix::Prefix::Variant(prefix) => &prefix.members,
        prefix => prefix,
    };
    let start = cx.arena.open();
    read_discriminators(compact, rows, (cx.reader, cx.spare), &mut cx.arena.bytes)
        .at("discriminators")?;
    let discriminators = cx.arena.close(start)?;
    let mut places = Places::new(types.len());
    cx.arena
        .from(start)
        .iter()
        .try_for_each(|number| places.push(Some(*number).filter(|n| *n != NULL).map(usize::from)))
        .at("discriminators")?;
    let (counts, places) = places.put(cx.arena)?;
    let members = types.iter().zip(counts).enumerate().map(|(index, (data_type, count))| {
        let column = super::decode_data(data_type, count, prefixes.argument(index), cx)
            .at(data_type.to_string())?;
        Ok(Member { count, column })
    });
    Ok(Column::Variant { discriminators, places, members: members.collect::<Result<_>>()? })
}

/// Appends the number of each row to `out`.
pub(super) fn read_discriminators<R: BufRead>(
    compact: bool,
    rows: usize,
    (reader, spare): (&mut Reader<R>, &mut Spare),
    out: &mut Vec<u8>,
) -> Result<()> {
    let mut left = rows;
    while left > 0 {
        let run = if compact { reader.length(left, "rows in a run")? } else { left };
        match if compact { reader.u8()? } else { 0 } {
            0 => reader.append(run, out)?,
            1 => {
                spare.take(run.saturating_mul(8))?;
                let number = reader.u8()?;
                out.resize(out.len().saturating_add(run), number);
            }
            format => {
                return Err(Error::malformed(format!("a run of the unknown format {format}")));
            }
        }
        left = left.saturating_sub(run);
    }
    Ok(())
}

/// Counts the values of each member, and where in it each row's value lies.
pub(super) struct Places {
    counts: Vec<u32>,
    places: Vec<u32>,
}

impl Places {
    pub(super) fn new(members: usize) -> Self {
        Self { counts: vec![0; members], places: Vec::new() }
    }

    /// The next row: of that member, or NULL.
    pub(super) fn push(&mut self, member: Option<usize>) -> Result<()> {
        let Some(member) = member else {
            self.places.push(0);
            return Ok(());
        };
        let members = self.counts.len();
        let Some(count) = self.counts.get_mut(member) else {
            return Err(Error::malformed(format!("type {member} of {members}")));
        };
        self.places.push(*count);
        *count = count.wrapping_add(1);
        Ok(())
    }

    /// The counts, and the section with the places.
    pub(super) fn put(self, arena: &mut Arena) -> Result<(Vec<usize>, Span)> {
        let counts = self.counts.into_iter().map(|count| count as usize).collect();
        Ok((counts, arena.put_u32s(&self.places)?))
    }
}

pub(super) fn encode_prefix<'a, 'b: 'a>(
    members: impl Iterator<Item = (&'a DataType, &'a Member<&'b [u8]>)>,
    out: &mut Vec<u8>,
) -> Result<()> {
    out.put_u64(BASIC);
    for (data_type, member) in members {
        prefix::encode(data_type, &member.column, out)?;
    }
    Ok(())
}

pub(super) fn encode(
    types: &[DataType],
    rows: usize,
    discriminators: &[u8],
    members: &[Member<&[u8]>],
    out: &mut Vec<u8>,
) -> Result<()> {
    check(rows, discriminators, types.len(), members)?;
    out.extend_from_slice(discriminators);
    for (data_type, member) in types.iter().zip(members) {
        super::encode_data(data_type, member.count, &member.column, out)
            .at(data_type.to_string())?;
    }
    Ok(())
}

/// Checks that the discriminators fit the members.
pub(super) fn check(
    rows: usize,
    discriminators: &[u8],
    types: usize,
    members: &[Member<&[u8]>],
) -> Result<()> {
    if discriminators.len() != rows || types != members.len() {
        return Err(Error::layout(format!(
            "{} discriminators and {} members for {rows} rows of {types} types",
            discriminators.len(),
            members.len()
        )));
    }
    let mut counts = [0usize; 256];
    for number in discriminators {
        if let Some(count) = counts.get_mut(usize::from(*number)) {
            *count = count.saturating_add(1);
        }
    }
    let known = members.iter().map(|member| member.count).chain(std::iter::repeat(0));
    if counts.iter().take(usize::from(NULL)).zip(known).any(|(found, known)| *found != known) {
        return Err(Error::layout("discriminators that do not fit the members"));
    }
    Ok(())
}
