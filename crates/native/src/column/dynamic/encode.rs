use super::super::variant::{self, NULL};
use super::super::{Member, encode_data, shared_values};
use super::{Dynamic, MAX_VARIANTS, SHARED, WITH_MOST_TYPES, width};
use crate::datatype::{DataType, Json};
use crate::error::{At, Error, Result};
use crate::write::Write;

/// What is written in the place of each member: its type, or the shared values.
struct Order<'a, 'b> {
    /// The members with a type of their own, by name, around the shared values.
    own: Vec<(String, usize)>,
    /// The number of the shared values.
    shared: usize,
    column: &'a Dynamic<&'b [u8]>,
}

impl<'a, 'b> Order<'a, 'b> {
    fn new(max_types: Option<u32>, column: &'a Dynamic<&'b [u8]>) -> Result<Self> {
        if column.types.len() != column.members.len() {
            return Err(Error::layout("another number of types than of members"));
        }
        let most = max_types.unwrap_or(Json::DEFAULT_DYNAMIC_TYPES) as usize;
        let mut names: Vec<_> =
            column.types.iter().map(ToString::to_string).zip(0usize..).collect();
        let mut all: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        all.sort_unstable();
        if let Some((name, _)) = all.iter().zip(all.iter().skip(1)).find(|(a, b)| a == b) {
            return Err(Error::layout(format!("the type {name} twice")));
        }
        names.truncate(most.min(MAX_VARIANTS));
        names.sort();
        let shared = names.partition_point(|(name, _)| name.as_str() < SHARED);
        Ok(Self { own: names, shared, column })
    }

    /// The members with a type of their own, in the order of the names.
    fn own(&self) -> impl Iterator<Item = (&'a DataType, &'a Member<&'b [u8]>)> {
        self.own.iter().filter_map(|(_, member)| {
            Some((&**self.column.types.get(*member)?, self.column.members.get(*member)?))
        })
    }

    /// The number that is written for each member.
    fn numbers(&self) -> Vec<u8> {
        let mut numbers =
            vec![u8::try_from(self.shared).unwrap_or(NULL); self.column.members.len()];
        for (place, (_, member)) in self.own.iter().enumerate() {
            let place = if place < self.shared { place } else { place.saturating_add(1) };
            if let (Some(number), Ok(place)) = (numbers.get_mut(*member), u8::try_from(place)) {
                *number = place;
            }
        }
        numbers
    }
}

pub(in super::super) fn encode_prefix(
    max_types: Option<u32>,
    column: &Dynamic<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let order = Order::new(max_types, column)?;
    out.put_u64(WITH_MOST_TYPES);
    out.put_varuint(order.own.len() as u64);
    out.put_varuint(order.own.len() as u64);
    for (name, _) in &order.own {
        out.put_text(name.as_bytes());
    }
    variant::encode_prefix(order.own(), out)
}

pub(in super::super) fn encode(
    max_types: Option<u32>,
    rows: usize,
    column: &Dynamic<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let order = Order::new(max_types, column)?;
    let numbers = order.numbers();
    let members = members(rows, column)?;
    let number = |member: &Option<usize>| {
        member.map_or(NULL, |member| numbers.get(member).copied().unwrap_or(NULL))
    };
    out.extend(members.iter().map(number));
    let data = |(data_type, member): (&DataType, &Member<&[u8]>), out: &mut Vec<u8>| {
        encode_data(data_type, member.count, &member.column, out).at(data_type.to_string())
    };
    order.own().take(order.shared).try_for_each(|member| data(member, out))?;
    let mut places = vec![0usize; column.members.len()];
    let mut shared = shared_values::Writer::new(column);
    for member in members.into_iter().flatten() {
        let Some(place) = places.get_mut(member) else { continue };
        if numbers.get(member).copied().map(usize::from) == Some(order.shared) {
            shared.put(member, *place, out).at("shared values")?;
        }
        *place = place.saturating_add(1);
    }
    order.own().skip(order.shared).try_for_each(|member| data(member, out))
}

/// The member of each row, checked against the members' counts.
pub(in super::super) fn members(
    rows: usize,
    column: &Dynamic<&[u8]>,
) -> Result<Vec<Option<usize>>> {
    let count = column.members.len();
    let width = width(count);
    if rows.checked_mul(width) != Some(column.discriminators.len()) {
        return Err(Error::layout(format!(
            "{} bytes of discriminators for {rows} rows of {count} types",
            column.discriminators.len()
        )));
    }
    let mut counts = vec![0usize; count];
    let mut members = Vec::with_capacity(rows);
    for number in column.discriminators.chunks_exact(width) {
        if number.iter().all(|byte| *byte == u8::MAX) {
            members.push(None);
            continue;
        }
        let member = number.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte));
        match counts.get_mut(member) {
            Some(count) => *count = count.saturating_add(1),
            None => return Err(Error::layout(format!("type {member} of {count}"))),
        }
        members.push(Some(member));
    }
    if column.members.iter().zip(counts).any(|(member, count)| member.count != count) {
        return Err(Error::layout("discriminators that do not fit the members"));
    }
    Ok(members)
}

/// Writes all values as shared values.
pub(in super::super) fn encode_shared(
    rows: usize,
    column: &Dynamic<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let mut places = vec![0usize; column.members.len()];
    let mut shared = shared_values::Writer::new(column);
    for member in members(rows, column)? {
        match member.and_then(|member| Some((member, places.get_mut(member)?))) {
            Some((member, place)) => {
                shared.put(member, *place, out)?;
                *place = place.saturating_add(1);
            }
            // A value of the type Nothing.
            None => out.put_text(&[0]),
        }
    }
    Ok(())
}
