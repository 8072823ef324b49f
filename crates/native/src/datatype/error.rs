//! Why a text is not a type.

use std::fmt;

/// How much of a text an error quotes, in characters.
const QUOTED_CHARACTERS: usize = 200;

/// How much of an unwelcome word an error quotes, in characters.
const FOUND_CHARACTERS: usize = 40;

/// Why a text is not the name of a type: `expected "," or ")", found "x" at byte 12 of the type Array(UInt8 x)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    expected: String,
    found: String,
    offset: usize,
    text: String,
}

impl ParseError {
    /// An error about the token of `text` that starts at byte `offset`.
    pub(super) fn new(text: &str, offset: usize, expected: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            found: token(text.get(offset..).unwrap_or_default()),
            offset,
            text: shorten(text, QUOTED_CHARACTERS),
        }
    }

    /// The byte of the text where something else was expected.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What was expected there.
    pub fn expected(&self) -> &str {
        &self.expected
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, found, offset, text } = self;
        write!(f, "expected {expected}, found {found} at byte {offset} of the type {text}")
    }
}

impl std::error::Error for ParseError {}

/// The first token of `rest` as a reader would point at it.
fn token(rest: &str) -> String {
    let Some(first) = rest.chars().next() else {
        return "the end".to_owned();
    };
    let belongs: &dyn Fn(char) -> bool = match first {
        '\'' | '`' | '"' => return shorten(quotation(rest, first), FOUND_CHARACTERS),
        '-' | '+' | '0'..='9' => &|c| matches!(c, '-' | '+' | '.') || is_word(c),
        _ => &is_word,
    };
    let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len()).max(first.len_utf8());
    format!("\"{}\"", shorten(rest.get(..end).unwrap_or_default(), FOUND_CHARACTERS))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// `rest` up to the second of its `quote`s; escapes do not matter for a hint.
fn quotation(rest: &str, quote: char) -> &str {
    match rest.match_indices(quote).nth(1) {
        Some((end, mark)) => rest.get(..end.saturating_add(mark.len())).unwrap_or(rest),
        None => rest,
    }
}

/// At most `limit` characters of `text`, without line breaks and their like.
fn shorten(text: &str, limit: usize) -> String {
    let mut short: String =
        text.chars().take(limit).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(limit).is_some() {
        short.push('…');
    }
    short
}
