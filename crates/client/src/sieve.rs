//! Parts data of any format from an exception behind it.
//!
//! `scan` shows the forms of exceptions. No format tells where data of text ends, so what counts is how each form comes:
//!
//! - with a tag in the headers: the mark with that tag, which no data can hold;
//! - without: `__exception__` in front of a body that was cut, since the servers that write it give up the connection;
//! - the plain text, by a server older than marks, at the very end of a body that ended well.
//!
//! All else is data, however much it looks like an exception: query logs are full of them.

use memchr::memmem::Finder;

use crate::scan::{self, MARK};

/// The most that is kept back of data that looks like an exception: servers cut theirs at 16 KiB.
const MOST_KEPT: usize = 32 << 10;

const BREAK: &[u8] = b"\r\n";
const CODE: &[u8] = b"Code: ";

/// The servers from here on mark their exceptions.
const FIRST_MARKED: (u32, u32) = (24, 11);

/// Lets data through and keeps back what may be an exception.
#[derive(Debug)]
pub(crate) struct Sieve {
    tag: Option<Tagged>,
    kept: Vec<u8>,
    found: bool,
}

#[derive(Debug)]
struct Tagged {
    tag: String,
    mark: Vec<u8>,
    finder: Finder<'static>,
}

impl Sieve {
    /// For a response whose headers hold that tag, or none.
    pub(crate) fn new(tag: Option<&str>) -> Self {
        let tag = tag.map(|tag| {
            let mark = [BREAK, MARK, tag.as_bytes(), BREAK].concat();
            Tagged { tag: tag.to_owned(), finder: Finder::new(&mark).into_owned(), mark }
        });
        Self { tag, kept: Vec::new(), found: false }
    }

    /// Takes what came and appends what is data to `out`.
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        if self.found {
            let room = MOST_KEPT.saturating_sub(self.kept.len());
            self.kept.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        } else if self.kept.is_empty() {
            let (data, doubtful) = bytes.split_at(self.doubt(bytes));
            out.extend_from_slice(data);
            self.kept.extend_from_slice(doubtful);
            self.look();
        } else {
            self.kept.extend_from_slice(bytes);
            let data = self.doubt(&self.kept);
            out.extend(self.kept.drain(..data));
            self.look();
        }
    }

    /// Whether an exception has begun for certain; no data follows it.
    pub(crate) fn found(&self) -> bool {
        self.found
    }

    /// What is left when nothing further comes: the text of an exception, or data. `ended` says that the body came to
    /// its regular end.
    pub(crate) fn finish(mut self, ended: bool, out: &mut Vec<u8>) -> Option<String> {
        if let Some(Tagged { tag, .. }) = &self.tag {
            if self.found {
                return scan::find(&self.kept, Some(tag), ended);
            }
            out.append(&mut self.kept);
            return None;
        }
        let mut from = 0_usize;
        while let Some(rest) = self.kept.get(from..).filter(|rest| !rest.is_empty()) {
            let at = from.saturating_add(untagged(rest));
            let candidate = self.kept.get(at..).unwrap_or_default();
            if let Some(text) = exception(candidate, ended) {
                let text = String::from_utf8_lossy(text).into_owned();
                out.extend(self.kept.drain(..at));
                return Some(text);
            }
            from = at.saturating_add(1);
        }
        out.append(&mut self.kept);
        None
    }

    /// Where the first bytes of `bytes` are that may belong to an exception.
    fn doubt(&self, bytes: &[u8]) -> usize {
        match &self.tag {
            None => untagged(bytes),
            Some(Tagged { mark, finder, .. }) => {
                finder.find(bytes).unwrap_or_else(|| partial(bytes, mark))
            }
        }
    }

    fn look(&mut self) {
        self.found = self.tag.as_ref().is_some_and(|tagged| self.kept.starts_with(&tagged.mark));
    }
}

/// Where `bytes` end with a part of `mark`.
fn partial(bytes: &[u8], mark: &[u8]) -> usize {
    let longest = mark.len().saturating_sub(1).min(bytes.len());
    let sizes = (1..=longest).rev();
    let size = sizes.into_iter().find(|&size| mark.get(..size).is_some_and(|m| bytes.ends_with(m)));
    bytes.len().saturating_sub(size.unwrap_or(0))
}

/// Where an exception of one of the forms without a known tag may begin.
fn untagged(bytes: &[u8]) -> usize {
    let broken = [BREAK, MARK].concat();
    let ends = [&broken, MARK, CODE].map(|form| partial(bytes, form));
    let marks = memchr::memmem::find_iter(bytes, MARK);
    let marked = marks.into_iter().find_map(|at| {
        let text = bytes.get(at.saturating_add(MARK.len())..).unwrap_or_default();
        // The line break in front of a mark with a tag belongs to it.
        let before = bytes.get(..at).and_then(|before| before.strip_suffix(BREAK));
        match before {
            _ if text.len() > MOST_KEPT => None,
            Some(before) if may_be_tag(text) => Some(before.len()),
            _ => (may_be_tag(text) || begins(text, CODE)).then_some(at),
        }
    });
    let codes = memchr::memmem::find_iter(bytes, CODE);
    let plain = codes.into_iter().find(|&at| may_be_plain(bytes.get(at..).unwrap_or_default()));
    ends.into_iter().chain(marked).chain(plain).min().unwrap_or(bytes.len())
}

fn may_be_tag(text: &[u8]) -> bool {
    let letters = text.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    match text.get(scan::TAG_SIZE..) {
        Some(behind) => letters == scan::TAG_SIZE && begins(behind, BREAK),
        None => letters == text.len(),
    }
}

fn may_be_plain(text: &[u8]) -> bool {
    if text.len() > MOST_KEPT || !text.iter().copied().all(scan::is_text) {
        return false;
    }
    let rest = text.get(CODE.len()..).unwrap_or_default();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match rest.get(digits..) {
        Some([]) => true,
        Some(behind) => digits > 0 && begins(behind, b". DB::"),
        None => false,
    }
}

/// Whether one begins with the other, as far as there is something of it.
fn begins(bytes: &[u8], form: &[u8]) -> bool {
    bytes.starts_with(form) || form.starts_with(bytes)
}

/// The text of the exception that `bytes` are, all of them.
fn exception(bytes: &[u8], ended: bool) -> Option<&[u8]> {
    let broken = bytes.strip_prefix(BREAK);
    let marked = broken.unwrap_or(bytes);
    if let Some(text) = marked.strip_prefix(MARK) {
        let whole = broken.is_none() || may_be_tag(text);
        return scan::untagged(marked).filter(|_| whole && !ended);
    }
    let old = |text: &&[u8]| version(text).is_none_or(|version| version < FIRST_MARKED);
    scan::is_exception(bytes).then_some(bytes).filter(|_| ended).filter(old)
}

/// The version of the server that wrote an exception, as it says last.
fn version(text: &[u8]) -> Option<(u32, u32)> {
    const BEFORE: &[u8] = b" (version ";
    let at = memchr::memmem::rfind(text, BEFORE)?.checked_add(BEFORE.len())?;
    let text = String::from_utf8_lossy(text.get(at..)?);
    let mut numbers = text.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "abcdefghijklmnop";
    const OLD: &str =
        "Code: 395. DB::Exception: thrown. (SOME_NAME) (version 24.8.1.2 (official build))\n";
    const MARKED: &str =
        "Code: 395. DB::Exception: thrown. (SOME_NAME) (version 25.3.1.2 (official build))\n";
    const NEW: &str =
        "Code: 395. DB::Exception: thrown. (SOME_NAME) (version 26.7.2.1 (official build))\n";

    fn trailer() -> String {
        let size = NEW.len();
        format!("\r\n__exception__\r\n{TAG}\r\n{NEW}{size} {TAG}\r\n__exception__\r\n")
    }

    /// What comes of a body in those pieces: data and exception. Data that was kept back for no reason fails.
    fn sifted(pieces: &[&[u8]], tag: Option<&str>, ended: bool) -> (Vec<u8>, Option<String>) {
        let (mut sieve, mut out) = (Sieve::new(tag), Vec::new());
        for piece in pieces {
            sieve.push(piece, &mut out);
        }
        let exception = sieve.finish(ended, &mut out);
        (out, exception)
    }

    fn generations() -> [(String, Option<&'static str>, bool, &'static str); 4] {
        let marked = format!("__exception__\r\n{MARKED}");
        [
            (trailer(), Some(TAG), false, NEW),
            // The header got lost.
            (trailer(), None, false, NEW),
            (marked, None, false, MARKED),
            (OLD.to_owned(), None, true, OLD),
        ]
    }

    #[test]
    fn every_form_is_parted_from_data_wherever_the_pieces_part() {
        for (trailer, tag, ended, text) in generations() {
            for data in ["", "1\n2\n", "a\r\n", "\r\n__exception__\r", "Code: ", "x\0\u{ff}"] {
                let body = [data.as_bytes(), trailer.as_bytes()].concat();
                for first in 0..=body.len() {
                    for size in [1, 7, 1000] {
                        let (head, tail) = body.split_at(first);
                        let pieces: Vec<_> = [head].into_iter().chain(tail.chunks(size)).collect();
                        let (out, exception) = sifted(&pieces, tag, ended);
                        let told = format!("{data:?}, {trailer:?} at {first} by {size}");
                        assert_eq!(exception.as_deref(), Some(text), "{told}");
                        assert_eq!(out, data.as_bytes(), "{told}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_looks_like_an_exception_is_data() {
        let other = trailer().replace(TAG, "ponmlkjihgfedcba");
        for (data, tag, ended) in [
            (other.clone(), Some(TAG), true),
            (other, Some(TAG), false),
            (OLD.to_owned(), Some(TAG), true),
            (format!("__exception__\r\n{NEW}"), Some(TAG), true),
            // A server that marks its exceptions gives up the connection, too.
            (format!("__exception__\r\n{MARKED}"), None, true),
            (trailer(), None, true),
            // A row of a query log, from a server that would have marked it.
            (NEW.to_owned(), None, true),
            (format!("{OLD}\0"), None, true),
            (format!("{OLD}{}", "x".repeat(MOST_KEPT)), None, true),
            (format!("__exception__\r\n{MARKED}{}", "x".repeat(MOST_KEPT)), None, false),
            ("Code: 12 and more".to_owned(), None, true),
            ("__exception__\r\nno".to_owned(), None, false),
            ("__exception__\r\nabc".to_owned(), None, true),
        ] {
            let data = data.into_bytes();
            for size in [1, 100, data.len()] {
                let pieces: Vec<_> = data.chunks(size).collect();
                let (out, exception) = sifted(&pieces, tag, ended);
                assert_eq!(exception, None);
                assert!(out == data, "{} of {}", out.len(), data.len());
            }
        }
    }

    #[test]
    fn data_goes_through_at_once() {
        for tag in [None, Some(TAG)] {
            let (mut sieve, mut out) = (Sieve::new(tag), Vec::new());
            for piece in
                ["1\t2\n", "a\r\nb", "__excep-", "Code 7", "Code: x\n", "\r\n__exception__\r\nX"]
            {
                out.clear();
                sieve.push(piece.as_bytes(), &mut out);
                assert_eq!(out, piece.as_bytes());
            }
        }
    }

    #[test]
    fn no_more_than_a_mark_is_kept_of_what_may_become_one() {
        let (mut sieve, mut out) = (Sieve::new(Some(TAG)), Vec::new());
        sieve.push(b"data\r\n__exc", &mut out);
        assert_eq!(out, b"data");
        sieve.push(b"use me", &mut out);
        assert_eq!(out, b"data\r\n__excuse me");
    }

    #[test]
    fn what_follows_a_mark_is_bounded() {
        let (mut sieve, mut out) = (Sieve::new(Some(TAG)), Vec::new());
        sieve.push(trailer().as_bytes(), &mut out);
        assert!(sieve.found());
        for _ in 0..100 {
            sieve.push(&[b'x'; 10_000], &mut out);
        }
        assert!(sieve.kept.len() <= MOST_KEPT && out.is_empty());
    }
}
