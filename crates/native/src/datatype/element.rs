//! The elements of `Tuple(…)` and `Nested(…)`.

use super::Element;
use super::cursor::{Cursor, Result};
use super::parse::data_type;

/// `(UInt8, String)`, `(a UInt8, b String)`, `()` or nothing.
pub(super) fn tuple(cursor: &mut Cursor<'_>) -> Result<Vec<Element>> {
    if cursor.peek() != Some('(') {
        return Ok(Vec::new());
    }
    let mut named = None;
    let elements = cursor.list(|cursor| {
        let offset = cursor.offset();
        let element = element(cursor)?;
        let has_name = element.name.is_some();
        match *named.get_or_insert(has_name) {
            expected if expected == has_name => Ok((offset, element)),
            true => Err(cursor.unexpected_at(offset, "a name and its type, as before")),
            false => Err(cursor.unexpected_at(offset, "a type without a name, as before")),
        }
    })?;
    distinct(cursor, elements)
}

/// `(a UInt8, b String)`.
pub(super) fn nested(cursor: &mut Cursor<'_>) -> Result<Vec<Element>> {
    let offset = cursor.offset();
    let elements = cursor.list(|cursor| Ok((cursor.offset(), named(cursor)?)))?;
    if elements.is_empty() {
        return Err(cursor.unexpected_at(offset, "at least one element"));
    }
    distinct(cursor, elements)
}

/// A type after a name, or only a type: a word that another name follows is a name.
fn element(cursor: &mut Cursor<'_>) -> Result<Element> {
    let mut ahead = cursor.clone();
    if matches!(cursor.peek(), Some('`' | '"')) || ahead.word().is_some() && ahead.at_name() {
        return named(cursor);
    }
    Ok(Element { name: None, data_type: data_type(cursor)? })
}

fn named(cursor: &mut Cursor<'_>) -> Result<Element> {
    let name = cursor.name()?;
    Ok(Element { name: Some(name), data_type: data_type(cursor)? })
}

fn distinct(cursor: &Cursor<'_>, elements: Vec<(usize, Element)>) -> Result<Vec<Element>> {
    cursor.distinct(
        elements.iter().filter_map(|(offset, element)| Some((*offset, element.name.as_deref()?))),
    )?;
    Ok(elements.into_iter().map(|(_, element)| element).collect())
}
