//! The arguments of `AggregateFunction(…)` and `SimpleAggregateFunction(…)`.

use super::DataType;
use super::cursor::{Cursor, Result};
use super::parse::data_type;
use super::quote::Quoted;

/// `(sum, UInt64)`.
pub(super) fn simple(cursor: &mut Cursor<'_>) -> Result<DataType> {
    cursor.expect('(')?;
    let function = function(cursor)?;
    cursor.expect(',')?;
    let mut arguments = vec![data_type(cursor)?];
    while cursor.more()? {
        arguments.push(data_type(cursor)?);
    }
    Ok(DataType::SimpleAggregateFunction { function, arguments })
}

/// `(quantiles(0.5, 0.9), UInt64)`; the version of the state's layout comes first, when it is not 0.
pub(super) fn aggregate(cursor: &mut Cursor<'_>) -> Result<DataType> {
    cursor.expect('(')?;
    let mut version = None;
    if cursor.peek().is_some_and(|first| first.is_ascii_digit()) {
        version = Some(cursor.integer("a version", 0..=u32::MAX)?).filter(|version| *version != 0);
        cursor.expect(',')?;
    }
    let function = function(cursor)?;
    let mut arguments = Vec::new();
    while cursor.more()? {
        arguments.push(data_type(cursor)?);
    }
    Ok(DataType::AggregateFunction { version, function, arguments })
}

/// The function's name and parameters, spaced as the server spaces them.
fn function(cursor: &mut Cursor<'_>) -> Result<String> {
    let Some(name) = cursor.word() else {
        return Err(cursor.unexpected("the name of an aggregate function"));
    };
    let mut text = name.to_owned();
    if cursor.peek() == Some('(') {
        literals(cursor, '(', ')', &mut text)?;
        // No parameters are printed without brackets.
        text.truncate(text.strip_suffix("()").unwrap_or(&text).len());
    }
    Ok(text)
}

fn literals(cursor: &mut Cursor<'_>, open: char, close: char, text: &mut String) -> Result<()> {
    cursor.expect(open)?;
    text.push(open);
    if !cursor.eat(close) {
        literal(cursor, text)?;
        while !cursor.eat(close) {
            if !cursor.eat(',') {
                return Err(cursor.unexpected(format!("\",\" or \"{close}\"")));
            }
            text.push_str(", ");
            literal(cursor, text)?;
        }
    }
    text.push(close);
    Ok(())
}

/// A number, a word such as `NULL`, a string, an array `[1, 2]`, or a tuple `(1, 2)` or `tuple(1)`.
fn literal(cursor: &mut Cursor<'_>, text: &mut String) -> Result<()> {
    cursor.nest(|cursor| match cursor.peek() {
        Some('\'') => {
            text.push_str(&Quoted(&cursor.string("a literal")?).to_string());
            Ok(())
        }
        Some('[') => literals(cursor, '[', ']', text),
        Some('(') => literals(cursor, '(', ')', text),
        _ => {
            let word =
                cursor.run(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '+' | '-'));
            if word.is_empty() {
                return Err(cursor.unexpected("a literal"));
            }
            text.push_str(word);
            if cursor.peek() == Some('(') { literals(cursor, '(', ')', text) } else { Ok(()) }
        }
    })
}
