//! Where one frame ends and the next begins.

use std::io::BufRead;

use crate::error::{Error, ErrorKind};
use crate::frame::{Header, PREAMBLE_SIZE};

/// A frame that was taken off the input and is not unpacked yet.
#[derive(Debug)]
pub(crate) struct Packed {
    header: Header,
    bytes: Vec<u8>,
    /// Where it starts in the input.
    at: u64,
}

impl Packed {
    /// Bytes of data in it.
    pub(crate) fn size(&self) -> usize {
        self.header.uncompressed
    }

    /// Unpacks it into `out`, which holds `size` bytes.
    pub(crate) fn unpack(&self, out: &mut [u8]) -> Result<(), Error> {
        self.header.unpack(&self.bytes, out).map_err(|error| error.at(self.at))
    }
}

/// Cuts an input into frames.
#[derive(Debug)]
pub(crate) struct Frames<R> {
    input: R,
    /// The next frame, as far as it was gathered out of several chunks of the input.
    partial: Vec<u8>,
    /// Bytes of whole frames taken from the input.
    offset: u64,
}

impl<R: BufRead> Frames<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, partial: Vec::new(), offset: 0 }
    }

    pub(crate) fn input_mut(&mut self) -> &mut R {
        &mut self.input
    }

    /// Waits for the next frame and unpacks it into what `room` gives for a number of bytes; that number, or none at the
    /// end of the input.
    ///
    /// A frame that lies whole in one chunk is unpacked straight from it.
    pub(crate) fn unpack_next<'a>(
        &mut self,
        room: impl FnOnce(usize) -> &'a mut [u8],
    ) -> std::io::Result<Option<usize>> {
        let at = self.offset;
        if self.partial.is_empty() {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            if let Some(header) = Header::parse(chunk).map_err(|error| error.at(at))?
                && let Some(frame) = chunk.get(..header.frame_size())
            {
                header.unpack(frame, room(header.uncompressed)).map_err(|error| error.at(at))?;
                let size = frame.len();
                self.input.consume(size);
                self.pass(size);
                return Ok(Some(header.uncompressed));
            }
        }
        self.gather(PREAMBLE_SIZE)?;
        let Some(header) = Header::parse(&self.partial).map_err(|error| error.at(at))? else {
            return Err(truncated(self.partial.len()).at(at).into());
        };
        self.gather(header.frame_size())?;
        let size = self.partial.len();
        header.unpack(&self.partial, room(header.uncompressed)).map_err(|error| error.at(at))?;
        self.partial.clear();
        self.pass(size);
        Ok(Some(header.uncompressed))
    }

    /// Takes the next frame off the input if it is there as a whole and `wanted` says so of its number of bytes, as long as
    /// `is_at_hand` tells that the input need not be waited for. What is wrong with it is left to `unpack_next`.
    pub(crate) fn take_at_hand(
        &mut self,
        is_at_hand: impl Fn(&mut R) -> bool,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<Packed> {
        loop {
            let header = Header::parse(&self.partial).ok()?;
            if header.is_some_and(|header| !wanted(header.uncompressed)) {
                return None;
            }
            let size = header.map_or(PREAMBLE_SIZE, |header| header.frame_size());
            if let Some(header) = header
                && size == self.partial.len()
            {
                let bytes = std::mem::take(&mut self.partial);
                let at = self.offset;
                self.pass(size);
                return Some(Packed { header, bytes, at });
            }
            if !is_at_hand(&mut self.input) || self.gather_chunk(size).ok()? == 0 {
                return None;
            }
        }
    }

    /// Takes bytes from the input until `partial` holds `size`.
    fn gather(&mut self, size: usize) -> std::io::Result<()> {
        while self.partial.len() < size {
            if self.gather_chunk(size)? == 0 {
                return Err(truncated(self.partial.len()).at(self.offset).into());
            }
        }
        Ok(())
    }

    /// Takes what the next chunk has of the bytes that `partial` lacks to `size`; how many these are.
    fn gather_chunk(&mut self, size: usize) -> std::io::Result<usize> {
        let missing = size.saturating_sub(self.partial.len());
        let chunk = self.input.fill_buf()?;
        let taken = chunk.get(..missing).unwrap_or(chunk);
        self.partial.extend_from_slice(taken);
        let taken = taken.len();
        self.input.consume(taken);
        Ok(taken)
    }

    fn pass(&mut self, size: usize) {
        self.offset = self.offset.saturating_add(u64::try_from(size).unwrap_or(u64::MAX));
    }
}

fn truncated(size: usize) -> Error {
    Error::new(ErrorKind::Truncated, format!("the stream ends inside it, after {size} bytes"))
}
