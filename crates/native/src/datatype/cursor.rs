//! A place in a type name, and the tokens that can be read from there.

use std::collections::HashSet;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::error::ParseError;
use super::parse::MAX_DEPTH;
use super::quote::unquote;

pub(super) type Result<T> = std::result::Result<T, ParseError>;

/// What is left of a type name. White space before a token does not matter.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    rest: &'a str,
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, rest: text, depth: 0 }
    }

    /// The first character of the next token.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.chars().next()
    }

    /// Where the next token starts.
    pub(super) fn offset(&mut self) -> usize {
        self.peek();
        self.text.len().saturating_sub(self.rest.len())
    }

    /// The error that something else was expected here.
    pub(super) fn unexpected(&mut self, expected: impl Into<String>) -> ParseError {
        ParseError::new(self.text, self.offset(), expected)
    }

    /// The error that something else was expected at a byte that was passed.
    pub(super) fn unexpected_at(&self, offset: usize, expected: impl Into<String>) -> ParseError {
        ParseError::new(self.text, offset, expected)
    }

    /// Passes `punctuation` if it is next.
    pub(super) fn eat(&mut self, punctuation: char) -> bool {
        self.peek();
        match self.rest.strip_prefix(punctuation) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn expect(&mut self, punctuation: char) -> Result<()> {
        if self.eat(punctuation) {
            Ok(())
        } else {
            Err(self.unexpected(format!("\"{punctuation}\"")))
        }
    }

    /// Passes the comma before a further argument, or the bracket behind the last one.
    pub(super) fn more(&mut self) -> Result<bool> {
        if self.eat(',') {
            Ok(true)
        } else if self.eat(')') {
            Ok(false)
        } else {
            Err(self.unexpected("\",\" or \")\""))
        }
    }

    /// Reads arguments in brackets; there may be none.
    pub(super) fn list<T>(
        &mut self,
        mut argument: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut arguments = Vec::new();
        self.expect('(')?;
        if self.eat(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(argument(self)?);
            if !self.more()? {
                return Ok(arguments);
            }
        }
    }

    /// The end of the text.
    pub(super) fn end(&mut self) -> Result<()> {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected("the end")) }
    }

    /// Passes the characters from here on that `belong`.
    pub(super) fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        self.peek();
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        run
    }

    /// An identifier without quotes.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        self.peek().filter(|&first| first.is_ascii_alphabetic() || first == '_')?;
        Some(self.run(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$'))
    }

    /// Passes `keyword`, in any case, if it is the next word.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let mut ahead = self.clone();
        let found = ahead.word().is_some_and(|word| word.eq_ignore_ascii_case(keyword));
        if found {
            *self = ahead;
        }
        found
    }

    /// Whether an identifier is next.
    pub(super) fn at_name(&mut self) -> bool {
        self.peek()
            .is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '_' | '`' | '"'))
    }

    /// An identifier, quoted or not.
    pub(super) fn name(&mut self) -> Result<String> {
        let offset = self.offset();
        let name = match self.peek() {
            Some(quote @ ('`' | '"')) => self.quoted(quote)?,
            _ => self.word().unwrap_or_default().to_owned(),
        };
        if name.is_empty() { Err(self.unexpected_at(offset, "a name")) } else { Ok(name) }
    }

    /// A string in single quotes.
    pub(super) fn string(&mut self, what: &str) -> Result<String> {
        if self.peek() == Some('\'') {
            self.quoted('\'')
        } else {
            Err(self.unexpected(format!("{what} in quotes")))
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String> {
        let opened = self.rest.strip_prefix(quote).and_then(|rest| unquote(rest, quote));
        let (text, rest) =
            opened.ok_or_else(|| self.unexpected("a closed quotation of UTF-8 text"))?;
        self.rest = rest;
        Ok(text)
    }

    /// An integer within `range`.
    pub(super) fn integer<T>(&mut self, what: &str, range: RangeInclusive<T>) -> Result<T>
    where
        T: FromStr + PartialOrd + Display,
    {
        let offset = self.offset();
        let digits = self.run(|c| c.is_ascii_digit());
        digits.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            self.unexpected_at(offset, format!("{what} from {} to {}", range.start(), range.end()))
        })
    }

    /// Runs `parse` one level deeper.
    pub(super) fn nest<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.unexpected(format!("at most {MAX_DEPTH} levels")));
        }
        self.depth = self.depth.saturating_add(1);
        let parsed = parse(self);
        self.depth = self.depth.saturating_sub(1);
        parsed
    }

    /// Checks that no name comes twice.
    pub(super) fn distinct<'n>(
        &self,
        names: impl IntoIterator<Item = (usize, &'n str)>,
    ) -> Result<()> {
        let mut seen = HashSet::new();
        match names.into_iter().find(|&(_, name)| !seen.insert(name)) {
            Some((offset, _)) => Err(self.unexpected_at(offset, "a name that was not used before")),
            None => Ok(()),
        }
    }
}
