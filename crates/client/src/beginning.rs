use std::io::{self, BufRead, Read};

use native::Revision;

use crate::body::Body;
use crate::source::Source;

/// The longest name of a column that is looked behind.
const MAX_NAME_BYTES: u64 = 1 << 20;

/// A body whose first bytes have been looked at.
pub(crate) struct Beginning<S> {
    bytes: Vec<u8>,
    position: usize,
    /// What came behind them instead of further ones.
    failure: Option<io::Error>,
    source: S,
}

impl<S: Source> Beginning<S> {
    /// The body, and the form that its blocks have: a proxy may have taken the wish for another one away (chproxy does).
    pub(crate) fn new(source: S, asked: Revision) -> (Self, Revision) {
        let mut begun = Self { bytes: Vec::new(), position: 0, failure: None, source };
        let plain = asked == Revision::PLAIN || begun.is_plain() == Some(true);
        (begun, if plain { Revision::PLAIN } else { asked })
    }

    /// Whether the body begins with a block without a `BlockInfo`; it is looked at no further than to its first type.
    ///
    /// A `BlockInfo`, as every server writes it, is field 1 with one byte, field 2 with four bytes, field 3 or the end. A
    /// plain block is the numbers of its columns and rows, a name and a type behind their lengths. One column could be
    /// field 1; but its rows are never 0, and where they are 1, the eighth byte is a letter of the type.
    fn is_plain(&mut self) -> Option<bool> {
        if self.byte(0)? == 1 {
            let rows = self.byte(1)?;
            if rows == 0
                || (rows == 1 && self.byte(2)? == 2 && !self.byte(7)?.is_ascii_alphanumeric())
            {
                return Some(false);
            }
        }
        let mut at = 0;
        let (columns, rows) = (self.varuint(&mut at)?, self.varuint(&mut at)?);
        let name = self.varuint(&mut at)?;
        if columns == 0 || rows == 0 || name > MAX_NAME_BYTES {
            return Some(false);
        }
        at = at.checked_add(usize::try_from(name).ok()?)?;
        let letters = self.varuint(&mut at)?;
        let first = self.byte(at)?;
        let second = self.byte(at.checked_add(1)?)?;
        Some(letters > 2 && first.is_ascii_uppercase() && second.is_ascii_alphanumeric())
    }

    fn varuint(&mut self, at: &mut usize) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte(*at)?;
            *at = at.checked_add(1)?;
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// One of the first bytes, of which more are read as needed; none behind the end and failures.
    fn byte(&mut self, at: usize) -> Option<u8> {
        while self.bytes.len() <= at && self.failure.is_none() {
            let mut next = [0];
            match self.source.read(&mut next) {
                Ok(0) => return None,
                Ok(_) => self.bytes.extend(next),
                Err(error) => self.failure = Some(error),
            }
        }
        self.bytes.get(at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }
}

impl<S: Source> BufRead for Beginning<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position < self.bytes.len() {
            return Ok(self.rest());
        }
        match self.failure.take() {
            Some(error) => Err(error),
            None => self.source.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.position < self.bytes.len() {
            self.position = self.position.saturating_add(amount);
        } else {
            self.source.consume(amount);
        }
    }
}

impl<S: Source> Read for Beginning<S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.position == self.bytes.len() && self.failure.is_none() {
            return self.source.read(out);
        }
        let size = self.fill_buf()?.read(out)?;
        self.consume(size);
        Ok(size)
    }
}

impl<S: Source> Source for Beginning<S> {
    fn body(&mut self) -> &mut Body {
        self.source.body()
    }

    fn unpacked(&self) -> Option<&[u8]> {
        self.source.unpacked()
    }

    fn peek(&mut self) -> &[u8] {
        if self.position < self.bytes.len() {
            return self.rest();
        }
        self.source.peek()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use bytes::Bytes;

    use super::*;
    use crate::body::End;
    use crate::content::Content;

    fn begun(bytes: &[u8], border: usize) -> (Vec<u8>, Revision) {
        let (first, second) = bytes.split_at(border.min(bytes.len()));
        let chunks = [first, second].map(Bytes::copy_from_slice).to_vec();
        let body = Body::new(chunks, None, Arc::new(OnceLock::from(End::Whole)));
        let (mut begun, revision) = Beginning::new(Content::Plain(body), Revision::CLIENT);
        let mut read = Vec::new();
        begun.read_to_end(&mut read).unwrap();
        (read, revision)
    }

    #[test]
    fn blocks_with_and_without_info_are_told_apart_and_nothing_is_lost() {
        let plain_block = |columns: u8, rows: u8, name: &str, kind: &str| {
            let mut bytes = vec![columns, rows, u8::try_from(name.len()).unwrap()];
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(u8::try_from(kind.len()).unwrap());
            bytes.extend_from_slice(kind.as_bytes());
            bytes.extend_from_slice(&[7; 40]);
            bytes
        };
        let names = ["", "a", "ab", "\u{1}\u{1}", "abc", "a_name_of_more_bytes"];
        for columns in [1, 2, 3, 100] {
            for rows in [1, 2, 3, 127] {
                for (name, kind) in names.iter().flat_map(|name| {
                    ["Int8", "Date", "Map(String, UInt8)"].map(|kind| (*name, kind))
                }) {
                    let plain = plain_block(columns, rows, name, kind);
                    for border in 0..10 {
                        assert_eq!(begun(&plain, border), (plain.clone(), Revision::PLAIN));
                    }
                    for info in [
                        [1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0],
                        [1, 1, 2, 0xff, 0xff, 0xff, 0xff, 0],
                        [1, 1, 2, 7, 0, 0, 0, 0],
                        [1, 0, 2, 0xff, 0xff, 0xff, 0xff, 3],
                        [1, 1, 2, 0xff, 0xff, 0xff, 0xff, 3],
                    ] {
                        let whole = [&info[..], &plain].concat();
                        for border in 0..10 {
                            assert_eq!(begun(&whole, border), (whole.clone(), Revision::CLIENT));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_block_stays_what_it_was_asked_for() {
        let info = [1, 1, 2, 0, 0, 0, 0, 0];
        let text = b"Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)";
        for bytes in [
            &info[..],
            text,
            b"\r\n__exception__\r\n",
            &[0xff; 99],
            &[7; 99],
            b"\x01\x01\x01a\x02\x25\x26",
        ] {
            for len in 0..bytes.len() {
                assert_eq!(begun(&bytes[..len], 1), (bytes[..len].to_vec(), Revision::CLIENT));
            }
        }
    }

    #[test]
    fn a_failure_within_the_opening_comes_behind_it() {
        let end = OnceLock::from(End::Cut("it broke"));
        let body = Body::new(vec![Bytes::from_static(b"\x02\x01")], None, Arc::new(end));
        let (mut begun, _) = Beginning::new(Content::Plain(body), Revision::CLIENT);
        let mut read = Vec::new();
        let error = begun.read_to_end(&mut read).unwrap_err();
        assert_eq!((error.to_string().as_str(), &read[..]), ("it broke", &b"\x02\x01"[..]));
    }
}
