//! The names and codes of `Enum8(…)` and `Enum16(…)`.

use std::ops::RangeInclusive;

use super::cursor::{Cursor, Result};
use super::{DataType, EnumValue};

const CODES_8: RangeInclusive<i32> = -0x80..=0x7F;
const CODES_16: RangeInclusive<i32> = -0x8000..=0x7FFF;

/// Which of the two types a text asks for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Width {
    Enum8,
    Enum16,
    /// `Enum`: the smaller one that holds all codes.
    Fitting,
}

struct Item {
    offset: usize,
    name: String,
    code: Option<i32>,
}

/// `('a' = 1, 'b' = 2)`, or names that are numbered from the first one's code or from 1.
pub(super) fn enumeration(cursor: &mut Cursor<'_>, width: Width) -> Result<DataType> {
    let start = cursor.offset();
    let items = cursor.list(|cursor| {
        let offset = cursor.offset();
        let name = cursor.string("a name")?;
        let code = if cursor.eat('=') { Some(code(cursor)?) } else { None };
        Ok(Item { offset, name, code })
    })?;
    let Some(first) = items.first() else {
        return Err(cursor.unexpected_at(start, "at least one name"));
    };
    cursor.distinct(items.iter().map(|item| (item.offset, item.name.as_str())))?;

    let first_code = first.code.unwrap_or(1);
    let numbered = items.get(1).is_some_and(|second| second.code.is_none());
    if let Some(odd) = items.iter().skip(1).find(|item| item.code.is_none() != numbered) {
        let expected = if numbered {
            "a name without a code, as before"
        } else {
            "a name with a code, as before"
        };
        return Err(cursor.unexpected_at(odd.offset, expected));
    }
    let mut coded: Vec<(i32, Item)> = items
        .into_iter()
        .zip(0_i32..)
        .map(|(item, place)| (item.code.unwrap_or_else(|| first_code.saturating_add(place)), item))
        .collect();

    let small = coded.iter().all(|(code, _)| CODES_8.contains(code));
    let is_8 = matches!(width, Width::Enum8) || matches!(width, Width::Fitting) && small;
    let range = if is_8 { CODES_8 } else { CODES_16 };
    if let Some((_, item)) = coded.iter().find(|(code, _)| !range.contains(code)) {
        let expected = format!("a name with a code from {} to {}", range.start(), range.end());
        return Err(cursor.unexpected_at(item.offset, expected));
    }
    coded.sort_by_key(|(code, _)| *code);
    if let Some((_, (_, item))) =
        coded.iter().zip(coded.iter().skip(1)).find(|((a, _), (b, _))| a == b)
    {
        return Err(
            cursor.unexpected_at(item.offset, "a name with a code that was not used before")
        );
    }
    let values = coded
        .into_iter()
        .filter_map(|(code, item)| {
            Some(EnumValue { name: item.name, code: i16::try_from(code).ok()? })
        })
        .collect();
    Ok(if is_8 { DataType::Enum8(values) } else { DataType::Enum16(values) })
}

fn code(cursor: &mut Cursor<'_>) -> Result<i32> {
    let negative = cursor.eat('-');
    if !negative {
        cursor.eat('+');
    }
    let magnitude: i32 = cursor.integer("a code", 0..=0x8000)?;
    Ok(if negative { magnitude.saturating_neg() } else { magnitude })
}
