use std::io::BufRead;

use crate::error::{Error, Result};
use crate::read::Reader;

/// Bytes that are copied while they are read.
pub(crate) struct Tape<'a, R> {
    reader: &'a mut Reader<R>,
    out: &'a mut Vec<u8>,
}

impl<'a, R: BufRead> Tape<'a, R> {
    pub(crate) fn new(reader: &'a mut Reader<R>, out: &'a mut Vec<u8>) -> Self {
        Self { reader, out }
    }

    /// How many bytes there are in the copy.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8> {
        let byte = self.reader.u8()?;
        self.out.push(byte);
        Ok(byte)
    }

    /// A byte that is 0 or 1.
    pub(super) fn flag(&mut self) -> Result<bool> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            flag => Err(Error::malformed(format!("{flag} where a byte of a state is 0 or 1"))),
        }
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let bytes = self.reader.array()?;
        self.out.extend_from_slice(&bytes);
        Ok(bytes)
    }

    /// A number of things of at least one byte each.
    #[inline]
    pub(super) fn varuint(&mut self) -> Result<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 && (shift < 63 || byte <= 1) {
                return Ok(value);
            }
        }
        Err(Error::malformed("a VarUInt of more than 64 bits"))
    }

    /// `count` times `width` bytes.
    pub(super) fn take(&mut self, count: u64, width: usize) -> Result<()> {
        let length = usize::try_from(count).ok().and_then(|count| count.checked_mul(width));
        match length {
            Some(length) if length <= crate::MAX_ARENA_BYTES => {
                self.reader.append(length, self.out)
            }
            _ => Err(Error::limit(format!("a state of {count} times {width} bytes"))),
        }
    }
}
