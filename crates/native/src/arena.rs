use crate::error::{Error, Result};
use crate::recycle;

/// Sections start at multiples of this, so that JavaScript's typed arrays can lie over them.
pub const ALIGNMENT: usize = 8;

/// The largest arena: offsets inside a block are 32 bits wide.
pub const MAX_ARENA_BYTES: usize = u32::MAX as usize;

/// A section of an arena, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it starts.
    pub start: usize,
    /// How long it is.
    pub len: usize,
}

/// The memory of one block: the sections of its columns, one behind another.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    pub(crate) bytes: Vec<u8>,
}

impl Arena {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { bytes: recycle::reuse(capacity) }
    }

    /// Pads to the next aligned place and returns it: what is appended from here on is a section.
    pub(crate) fn open(&mut self) -> usize {
        let start = self.bytes.len().next_multiple_of(ALIGNMENT);
        self.bytes.resize(start, 0);
        start
    }

    /// Ends the section that was opened at `start`.
    pub(crate) fn close(&self, start: usize) -> Result<Span> {
        if self.bytes.len() > MAX_ARENA_BYTES {
            return Err(Error::limit("a block of more than 4 GiB"));
        }
        Ok(Span { start, len: self.bytes.len().saturating_sub(start) })
    }

    /// Drops everything from `start` on.
    pub(crate) fn drop_from(&mut self, start: usize) {
        self.bytes.truncate(start);
    }

    pub(crate) fn from(&self, start: usize) -> &[u8] {
        self.bytes.get(start..).unwrap_or_default()
    }

    /// Appends whole 32-bit numbers as a section.
    pub(crate) fn put_u32s(&mut self, numbers: &[u32]) -> Result<Span> {
        let start = self.open();
        let end = start.saturating_add(numbers.len().saturating_mul(4));
        self.bytes.resize(end, 0);
        let section = self.bytes.get_mut(start..).unwrap_or_default();
        for (slot, number) in section.as_chunks_mut::<4>().0.iter_mut().zip(numbers) {
            *slot = number.to_le_bytes();
        }
        self.close(start)
    }
}
