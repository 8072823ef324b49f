//! Quoted strings and identifiers in type names, as ClickHouse reads and writes them.
//!
//! `'it\'s'` is a string; `` `a b` `` and `"a b"` are identifiers, and so is `a_b` without quotes.

use std::fmt::{self, Write};
use std::str::Chars;

/// Words that the server quotes although they look like identifiers (`writeProbablyQuotedStringImpl` of
/// IO/WriteHelpers.cpp, and every keyword tried on 26.7).
const RESERVED: [&str; 7] = ["all", "distinct", "from", "null", "select", "table", "values"];

/// A string in single quotes.
#[derive(Debug)]
pub(super) struct Quoted<'a>(pub(super) &'a str);

/// An identifier, in backticks when it needs them.
#[derive(Debug)]
pub(super) struct Name<'a>(pub(super) &'a str);

/// An identifier in backticks.
#[derive(Debug)]
pub(super) struct Backquoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(f, self.0, '\'')
    }
}

impl fmt::Display for Backquoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(f, self.0, '`')
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain(self.0) { f.write_str(self.0) } else { Backquoted(self.0).fmt(f) }
    }
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !RESERVED.iter().any(|word| word.eq_ignore_ascii_case(name))
}

fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    f.write_char(quote)?;
    for c in text.chars() {
        let escaped = match c {
            '\x08' => 'b',
            '\x0c' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\0' => '0',
            c if c == '\\' || c == quote => c,
            c => {
                f.write_char(c)?;
                continue;
            }
        };
        f.write_char('\\')?;
        f.write_char(escaped)?;
    }
    f.write_char(quote)
}

/// Reads what follows an opening `quote`: the text, and what stands behind the closing quote. `None` when there is
/// no closing quote, when `\x` is not followed by two hexadecimal digits, or when the bytes are not UTF-8.
pub(super) fn unquote(rest: &str, quote: char) -> Option<(String, &str)> {
    let mut text = Vec::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '\\' => unescape(&mut chars, &mut text)?,
            c if c == quote => match chars.as_str().strip_prefix(quote) {
                Some(behind) => {
                    push(&mut text, quote);
                    chars = behind.chars();
                }
                None => return Some((String::from_utf8(text).ok()?, chars.as_str())),
            },
            c => push(&mut text, c),
        }
    }
}

/// Reads what follows a backslash. A backslash before a character that needs none is kept, as the server does.
fn unescape(chars: &mut Chars<'_>, text: &mut Vec<u8>) -> Option<()> {
    let byte = match chars.next()? {
        'a' => 0x07,
        'b' => 0x08,
        'e' => 0x1b,
        'f' => 0x0c,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 0x0b,
        '0' => 0,
        'x' => {
            let high = chars.next()?.to_digit(16)?;
            let low = chars.next()?.to_digit(16)?;
            u8::try_from(high << 4 | low).ok()?
        }
        c => {
            if !matches!(c, '\\' | '\'' | '"' | '`' | '/' | '=') && !c.is_ascii_control() {
                text.push(b'\\');
            }
            push(text, c);
            return Some(());
        }
    };
    text.push(byte);
    Some(())
}

fn push(text: &mut Vec<u8>, c: char) {
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
