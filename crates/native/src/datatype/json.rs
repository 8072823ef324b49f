//! The arguments of `JSON(…)`.

use super::cursor::{Cursor, Result};
use super::parse::{data_type, max_dynamic_types};
use super::{DataType, Json};

const MAX_DYNAMIC_PATHS: u32 = 10_000;

/// The arguments in brackets, or none: settings, paths with types, and paths to skip, in any order.
pub(super) fn json(cursor: &mut Cursor<'_>) -> Result<Json> {
    let mut json = Json::default();
    if cursor.peek() != Some('(') {
        return Ok(json);
    }
    let mut typed_paths = Vec::new();
    cursor.list(|cursor| argument(cursor, &mut json, &mut typed_paths))?;
    cursor.distinct(typed_paths.iter().map(|(offset, path, _)| (*offset, path.as_str())))?;
    json.typed_paths =
        typed_paths.into_iter().map(|(_, path, data_type)| (path, data_type)).collect();
    json.typed_paths.sort_by(|(a, _), (b, _)| a.cmp(b));
    json.skip.sort();
    json.skip.dedup();
    json.skip_regexp.sort();
    Ok(json)
}

fn argument(
    cursor: &mut Cursor<'_>,
    json: &mut Json,
    typed_paths: &mut Vec<(usize, String, DataType)>,
) -> Result<()> {
    if cursor.keyword("SKIP") {
        // The server prints a skipped path of the name REGEXP without quotes, too.
        let mut ahead = cursor.clone();
        if ahead.keyword("REGEXP") && ahead.peek() == Some('\'') {
            json.skip_regexp.push(ahead.string("a regular expression")?);
            *cursor = ahead;
        } else {
            json.skip.push(path(cursor)?);
        }
        return Ok(());
    }
    let offset = cursor.offset();
    let name = path(cursor)?;
    if !cursor.eat('=') {
        typed_paths.push((offset, name, data_type(cursor)?));
        return Ok(());
    }
    match name.as_str() {
        "max_dynamic_types" => json.max_dynamic_types = max_dynamic_types(cursor)?,
        "max_dynamic_paths" => {
            let paths = cursor.integer("a number of paths", 0..=MAX_DYNAMIC_PATHS)?;
            json.max_dynamic_paths =
                Some(paths).filter(|paths| *paths != Json::DEFAULT_DYNAMIC_PATHS);
        }
        _ => {
            return Err(
                cursor.unexpected_at(offset, "\"max_dynamic_types\" or \"max_dynamic_paths\"")
            );
        }
    }
    Ok(())
}

/// `a.b`, where each part may be quoted; quoted dots count as dots.
fn path(cursor: &mut Cursor<'_>) -> Result<String> {
    let mut path = cursor.name()?;
    while cursor.eat('.') {
        path.push('.');
        path.push_str(&cursor.name()?);
    }
    Ok(path)
}
