use std::io::BufRead;

use crate::error::{Error, ErrorKind, Result};

/// At most this much is reserved on the word of a length that has not been backed by bytes yet.
const RESERVE_BYTES: usize = 16 << 20;

/// A cursor over the bytes of a response: the primitives of the format.
#[derive(Debug)]
pub(crate) struct Reader<R> {
    pub(crate) input: R,
}

impl<R: BufRead> Reader<R> {
    /// Whether the bytes have ended.
    pub(crate) fn at_end(&mut self) -> Result<bool> {
        Ok(self.input.fill_buf()?.is_empty())
    }

    /// The bytes at hand, at least one.
    pub(crate) fn chunk(&mut self) -> Result<&[u8]> {
        let chunk = self.input.fill_buf()?;
        if chunk.is_empty() { Err(ErrorKind::Truncated.into()) } else { Ok(chunk) }
    }

    pub(crate) fn consume(&mut self, len: usize) {
        self.input.consume(len);
    }

    pub(crate) fn u8(&mut self) -> Result<u8> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    pub(crate) fn u64(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// A `VarUInt`: seven bits a byte, the lowest first.
    pub(crate) fn varuint(&mut self) -> Result<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                if shift == 63 && byte > 1 {
                    break;
                }
                return Ok(value);
            }
        }
        Err(Error::malformed("a VarUInt of more than 64 bits"))
    }

    /// A length that is used in memory, at most `limit`.
    pub(crate) fn length(&mut self, limit: usize, what: &str) -> Result<usize> {
        let value = self.varuint()?;
        match usize::try_from(value) {
            Ok(length) if length <= limit => Ok(length),
            _ => Err(Error::limit(format!("{value} {what}, of at most {limit}"))),
        }
    }

    /// A length and that many bytes of UTF-8.
    pub(crate) fn text(&mut self, limit: usize) -> Result<String> {
        let length = self.length(limit, "bytes of text")?;
        self.text_of(length)
    }

    /// That many bytes of UTF-8.
    pub(crate) fn text_of(&mut self, length: usize) -> Result<String> {
        let mut bytes = Vec::new();
        self.append(length, &mut bytes)?;
        String::from_utf8(bytes).map_err(|_| Error::malformed("text that is not UTF-8"))
    }

    /// The same for a text that may hold any bytes: a column without an alias is named by its expression.
    pub(crate) fn lossy_text(&mut self, limit: usize) -> Result<String> {
        let bytes = self.string(limit)?;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    pub(crate) fn string(&mut self, limit: usize) -> Result<Vec<u8>> {
        let length = self.length(limit, "bytes of text")?;
        let mut bytes = Vec::new();
        self.append(length, &mut bytes)?;
        Ok(bytes)
    }

    /// Moves `length` bytes to the end of `out`, straight from the chunks they came in.
    pub(crate) fn append(&mut self, length: usize, out: &mut Vec<u8>) -> Result<()> {
        out.reserve(length.min(RESERVE_BYTES));
        let mut left = length;
        while left > 0 {
            let chunk = self.chunk()?;
            let part = chunk.get(..left).unwrap_or(chunk);
            out.extend_from_slice(part);
            let taken = part.len();
            self.consume(taken);
            left = left.saturating_sub(taken);
        }
        Ok(())
    }
}
