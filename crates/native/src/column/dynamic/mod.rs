//! `Dynamic`: values that each have a type of their own; a block tells the types that come in it.
//!
//! ```text
//! prefix  u64 version
//!           1   most types, number of types, their names; then as of a Variant with one type more
//!           2   the same without the most
//!           3   number of types, their names, their prefixes
//! data    1, 2  as of a Variant: the types and "SharedVariant" in the order of their names
//!         3     for each row the number of its type, that of types for NULL: as wide as that needs; the values of each
//! ```
//!
//! `SharedVariant` is a `String` of a type in bytes and a value in `RowBinary`: see `shared_values`. Here its values
//! become members like the others. Written is version 1, which servers from 24.8 on read.

use std::io::BufRead;
use std::sync::Arc;

mod encode;

use super::variant::{self, NULL, Places};
use super::{Column, Member, check, decode_data, prefix, shared_values};
use crate::arena::Span;
use crate::block::Decoding;
use crate::datatype::{self, DataType};
use crate::error::{At, Error, Result};
pub(super) use encode::{encode, encode_prefix, encode_shared, members};

const WITH_MOST_TYPES: u64 = 1;
const WITHOUT_MOST_TYPES: u64 = 2;
const FLATTENED: u64 = 3;

const SHARED: &str = "SharedVariant";

/// A discriminator has 8 bits, one number is NULL's and one that of the shared values.
const MAX_VARIANTS: usize = 254;

/// More types than that are not worth their names.
const MAX_TYPES: usize = 1 << 20;

/// The number of NULL while the number of members is not known.
const NO_MEMBER: u32 = u32::MAX;

/// Values of types that the block tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dynamic<B> {
    /// The type of each member.
    pub types: Vec<Arc<DataType>>,
    /// One more number of 32 bits than members, from 0: where each type's name lies in `names`.
    pub offsets: B,
    /// The names of the types, joined.
    pub names: B,
    /// A number of 8, 16 or 32 bits for each row: which member's value it is; all bits set for NULL.
    pub discriminators: B,
    /// A number of 32 bits for each row: which value of its member.
    pub places: B,
    /// The values of each type.
    pub members: Vec<Member<B>>,
}

/// What the prefix said.
#[derive(Debug)]
pub(super) struct Prefix {
    types: Vec<Arc<DataType>>,
    /// The place of the shared values among the types, where there are any.
    shared: Option<usize>,
    compact: bool,
    members: Box<prefix::Prefix>,
}

pub(super) fn decode_prefix<R: BufRead>(cx: &mut Decoding<'_, R>) -> Result<Prefix> {
    let version = cx.reader.u64().at("version")?;
    match version {
        WITH_MOST_TYPES => {
            cx.reader.varuint().at("most types")?;
        }
        WITHOUT_MOST_TYPES | FLATTENED => {}
        _ => return Err(Error::unsupported(format!("Dynamic of version {version}"))),
    }
    let flattened = version == FLATTENED;
    let count = cx.reader.length(if flattened { MAX_TYPES } else { MAX_VARIANTS }, "types")?;
    let mut types = Vec::new();
    for _ in 0..count {
        let name = cx.reader.text(datatype::MAX_LENGTH).at("type")?;
        let data_type = cx.data_type(&name).at("type")?;
        check(&data_type)?;
        types.push((name, data_type));
    }
    if flattened {
        let types: Vec<_> = types.into_iter().map(|(_, data_type)| data_type).collect();
        let members = Box::new(prefix::each(types.iter().map(|known| &**known), cx)?);
        return Ok(Prefix { types, shared: None, compact: false, members });
    }
    types.sort_by(|(a, _), (b, _)| a.cmp(b));
    if let Some(((name, _), _)) =
        types.iter().zip(types.iter().skip(1)).find(|((a, _), (b, _))| a == b)
    {
        return Err(Error::malformed(format!("the type {name} twice")));
    }
    let shared = types.partition_point(|(name, _)| name.as_str() < SHARED);
    let types: Vec<_> = types.into_iter().map(|(_, data_type)| data_type).collect();
    // The shared values are a String, which has no prefix.
    let variant::Prefix { compact, members } =
        variant::decode_prefix(types.iter().map(|known| &**known), cx)?;
    Ok(Prefix { types, shared: Some(shared), compact, members })
}

pub(super) fn decode<R: BufRead>(
    rows: usize,
    prefix: &prefix::Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let prefix::Prefix::Dynamic(prefix) = prefix else {
        return Builder::default().finish(Vec::new(), cx);
    };
    let Some(shared) = prefix.shared else { return decode_flattened(rows, prefix, cx) };
    let variants = prefix.types.len().saturating_add(1);
    let mut discriminators = Vec::new();
    variant::read_discriminators(prefix.compact, rows, (cx.reader, cx.spare), &mut discriminators)
        .at("discriminators")?;
    let counts = count(
        discriminators.iter().map(|number| match *number {
            NULL => NO_MEMBER,
            number => u32::from(number),
        }),
        variants,
    )
    .at("discriminators")?;
    let mut builder = Builder::default();
    let mut of_shared = Vec::new();
    let mut shared_members = Vec::new();
    for (place, count) in counts.into_iter().enumerate() {
        if place == shared {
            let values = shared_values::read(count, cx).at("shared values")?;
            (of_shared, shared_members) = shared_values::decode(&values, cx).at("shared values")?;
            continue;
        }
        let index = if place > shared { place.saturating_sub(1) } else { place };
        if let Some(data_type) = prefix.types.get(index) {
            builder.decode(data_type, count, prefix.members.argument(index), cx)?;
        }
    }
    builder.members.extend(shared_members);
    let first_shared = u32::try_from(prefix.types.len()).unwrap_or(NO_MEMBER);
    let mut of_shared = of_shared.into_iter();
    let shared = u8::try_from(shared).unwrap_or(NULL);
    let members = discriminators.into_iter().map(|number| match number {
        NULL => NO_MEMBER,
        number if number < shared => u32::from(number),
        number if number > shared => u32::from(number).saturating_sub(1),
        _ => of_shared.next().map_or(NO_MEMBER, |member| first_shared.saturating_add(member)),
    });
    builder.finish(members.collect(), cx)
}

fn decode_flattened<R: BufRead>(
    rows: usize,
    prefix: &Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let null = prefix.types.len();
    let width = match null {
        ..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    };
    let length = rows
        .checked_mul(width)
        .ok_or_else(|| Error::limit("a column of more bytes than memory has"))?;
    let mut bytes = Vec::new();
    cx.reader.append(length, &mut bytes).at("indexes")?;
    let number = |index: &[u8]| {
        let index = index.iter().rev().fold(0, |number: u32, byte| number << 8 | u32::from(*byte));
        if index as usize == null { NO_MEMBER } else { index }
    };
    let members: Vec<u32> = bytes.chunks_exact(width).map(number).collect();
    let counts = count(members.iter().copied(), null).at("indexes")?;
    let mut builder = Builder::default();
    for (index, (data_type, count)) in prefix.types.iter().zip(counts).enumerate() {
        builder.decode(data_type, count, prefix.members.argument(index), cx)?;
    }
    builder.finish(members, cx)
}

/// How many rows each of `members` has.
fn count(rows: impl Iterator<Item = u32>, members: usize) -> Result<Vec<usize>> {
    let mut counts = vec![0usize; members];
    for member in rows.filter(|member| *member != NO_MEMBER) {
        match counts.get_mut(member as usize) {
            Some(count) => *count = count.wrapping_add(1),
            None => return Err(Error::malformed(format!("type {member} of {members}"))),
        }
    }
    Ok(counts)
}

/// A column that gets its members one by one.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) members: Vec<(Arc<DataType>, Member<Span>)>,
}

impl Builder {
    fn decode<R: BufRead>(
        &mut self,
        data_type: &Arc<DataType>,
        count: usize,
        prefix: &prefix::Prefix,
        cx: &mut Decoding<'_, R>,
    ) -> Result<()> {
        let column = decode_data(data_type, count, prefix, cx).at(data_type.to_string())?;
        self.members.push((Arc::clone(data_type), Member { count, column }));
        Ok(())
    }

    /// The column whose rows are values of those members.
    pub(super) fn finish<R>(
        self,
        rows: Vec<u32>,
        cx: &mut Decoding<'_, R>,
    ) -> Result<Column<Span>> {
        let (types, members): (Vec<_>, Vec<_>) = self.members.into_iter().unzip();
        let (offsets, names) = put_names(types.iter().map(ToString::to_string), cx)?;
        let start = cx.arena.open();
        let width = width(types.len());
        cx.arena.bytes.reserve(rows.len().saturating_mul(width));
        let mut places = Places::new(types.len());
        for row in rows {
            cx.arena.bytes.extend(row.to_le_bytes().into_iter().take(width));
            places.push(Some(row).filter(|row| *row != NO_MEMBER).map(|row| row as usize))?;
        }
        let discriminators = cx.arena.close(start)?;
        let (_, places) = places.put(cx.arena)?;
        Ok(Column::Dynamic(Dynamic { types, offsets, names, discriminators, places, members }))
    }
}

/// Bytes of a discriminator: NULL has the largest number.
pub(super) fn width(members: usize) -> usize {
    match members {
        ..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

/// The sections of joined texts: where each starts, and the bytes.
pub(super) fn put_names<R, T: AsRef<[u8]>>(
    names: impl Iterator<Item = T>,
    cx: &mut Decoding<'_, R>,
) -> Result<(Span, Span)> {
    let mut ends = vec![0];
    let start = cx.arena.open();
    for name in names {
        cx.arena.bytes.extend_from_slice(name.as_ref());
        let end = cx.arena.bytes.len().saturating_sub(start);
        ends.push(u32::try_from(end).map_err(|_| Error::limit("more than 4 GiB of names"))?);
    }
    let bytes = cx.arena.close(start)?;
    Ok((cx.arena.put_u32s(&ends)?, bytes))
}
