//! The arguments of the types of time.

use super::DataType;
use super::cursor::{Cursor, Result};

const MAX_PRECISION: u8 = 9;

/// `DateTime`, `DateTime('UTC')`; with a precision it is another spelling of `DateTime64`.
pub(super) fn date_time(cursor: &mut Cursor<'_>) -> Result<DataType> {
    let (mut precision, mut timezone) = (0, None);
    if cursor.eat('(') && !cursor.eat(')') {
        let mut more = true;
        if cursor.peek() != Some('\'') {
            precision =
                cursor.integer("a time zone in quotes or a precision", 0..=MAX_PRECISION)?;
            more = cursor.more()?;
        }
        if more {
            timezone = last_timezone(cursor)?;
        }
    }
    Ok(match precision {
        0 => DataType::DateTime(timezone),
        _ => DataType::DateTime64 { precision, timezone },
    })
}

/// `DateTime64`, `DateTime64(6)`, `DateTime64(6, 'UTC')`.
pub(super) fn date_time64(cursor: &mut Cursor<'_>) -> Result<DataType> {
    let (mut precision, mut timezone) = (3, None);
    if cursor.eat('(') && !cursor.eat(')') {
        precision = cursor.integer("a precision", 0..=MAX_PRECISION)?;
        if cursor.more()? {
            timezone = last_timezone(cursor)?;
        }
    }
    Ok(DataType::DateTime64 { precision, timezone })
}

/// `Time`; with a precision it is another spelling of `Time64`.
pub(super) fn time(cursor: &mut Cursor<'_>) -> Result<DataType> {
    Ok(match only_precision(cursor, 0)? {
        0 => DataType::Time,
        precision => DataType::Time64(precision),
    })
}

/// `Time64`, `Time64(6)`.
pub(super) fn time64(cursor: &mut Cursor<'_>) -> Result<DataType> {
    Ok(DataType::Time64(only_precision(cursor, 3)?))
}

/// An empty time zone is none.
fn last_timezone(cursor: &mut Cursor<'_>) -> Result<Option<String>> {
    let timezone = cursor.string("a time zone")?;
    cursor.expect(')')?;
    Ok(Some(timezone).filter(|timezone| !timezone.is_empty()))
}

fn only_precision(cursor: &mut Cursor<'_>, otherwise: u8) -> Result<u8> {
    if !cursor.eat('(') || cursor.eat(')') {
        return Ok(otherwise);
    }
    let precision = cursor.integer("a precision", 0..=MAX_PRECISION)?;
    cursor.expect(')')?;
    Ok(precision)
}
