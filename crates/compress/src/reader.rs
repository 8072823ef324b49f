//! Frames in, data out.

use std::io::{self, BufRead, Read};

use crate::error::{Error, ErrorKind};
use crate::frame::{Header, PREAMBLE_SIZE};

/// Data of earlier frames that [`FrameReader::recent`] still shows.
pub const HISTORY_SIZE: usize = 64 << 10;

/// Reads data out of a stream of frames.
///
/// A frame that lies whole in one chunk of the input is unpacked straight from it; only frames that
/// span chunks are gathered first. Memory grows with the bytes that really arrived, never with what
/// a header claims alone.
///
/// The end of the input is the end of the data only at a frame border. Inside a frame it is an
/// error of kind [`io::ErrorKind::UnexpectedEof`]; all other damage is
/// [`io::ErrorKind::InvalidData`]. Both carry an [`Error`] as their source, and no data of the bad
/// frame is shown.
#[derive(Debug)]
pub struct FrameReader<R> {
    input: R,
    /// A frame that spans chunks of the input, as far as it arrived.
    partial: Vec<u8>,
    /// Up to `HISTORY_SIZE` bytes of earlier frames, then the current frame up to `end`.
    data: Vec<u8>,
    /// Where the unread part of `data` starts and ends.
    start: usize,
    end: usize,
    /// Bytes of whole frames taken from the input.
    offset: u64,
}

impl<R: BufRead> FrameReader<R> {
    /// Reads frames from `input`.
    pub fn new(input: R) -> Self {
        Self { input, partial: Vec::new(), data: Vec::new(), start: 0, end: 0, offset: 0 }
    }

    /// The current frame and up to [`HISTORY_SIZE`] bytes before it, read or not.
    pub fn recent(&self) -> &[u8] {
        self.data.get(..self.end).unwrap_or_default()
    }

    /// What was unpacked and not read yet; asks the input for nothing.
    pub fn unread(&self) -> &[u8] {
        self.data.get(self.start..self.end).unwrap_or_default()
    }

    /// The input, for instance to look at what it held last.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.input
    }

    /// Unpacks the next frame; false at the end of the stream.
    fn advance(&mut self) -> io::Result<bool> {
        let chunk = self.input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(false);
        }
        let at = self.offset;
        if let Some(header) = Header::parse(chunk).map_err(|error| error.at(at))?
            && let Some(frame) = chunk.get(..header.frame_size())
        {
            let size = frame.len();
            let (start, room) = room(&mut self.data, self.end, header.uncompressed);
            (self.start, self.end) = (start, start);
            header.unpack(frame, room).map_err(|error| error.at(at))?;
            self.input.consume(size);
            self.finish(&header);
            return Ok(true);
        }
        self.partial.clear();
        self.gather(PREAMBLE_SIZE)?;
        let Some(header) = Header::parse(&self.partial).map_err(|error| error.at(at))? else {
            return Err(truncated(self.partial.len()).at(at).into());
        };
        self.gather(header.frame_size())?;
        let (start, room) = room(&mut self.data, self.end, header.uncompressed);
        (self.start, self.end) = (start, start);
        header.unpack(&self.partial, room).map_err(|error| error.at(at))?;
        self.finish(&header);
        Ok(true)
    }

    /// Shows the data of a frame that was unpacked at `start`.
    fn finish(&mut self, header: &Header) {
        self.end = self.start.saturating_add(header.uncompressed);
        let size = u64::try_from(header.frame_size()).unwrap_or(u64::MAX);
        self.offset = self.offset.saturating_add(size);
    }

    /// Takes bytes from the input until `partial` holds `size`.
    fn gather(&mut self, size: usize) -> io::Result<()> {
        while let Some(missing) = size.checked_sub(self.partial.len()).filter(|&n| n > 0) {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                let at = self.offset;
                return Err(truncated(self.partial.len()).at(at).into());
            }
            let taken = chunk.get(..missing).unwrap_or(chunk);
            self.partial.extend_from_slice(taken);
            let taken = taken.len();
            self.input.consume(taken);
        }
        Ok(())
    }
}

/// Moves the last `HISTORY_SIZE` bytes before `end` to the front of `data` and returns where they
/// end, with room for `size` bytes from there. `data` only grows: zeroing it again costs time.
fn room(data: &mut Vec<u8>, end: usize, size: usize) -> (usize, &mut [u8]) {
    let from = end.saturating_sub(HISTORY_SIZE);
    let start = end.saturating_sub(from);
    if from > 0 {
        data.copy_within(from..end, 0);
    }
    let new_end = start.saturating_add(size);
    if data.len() < new_end {
        data.resize(new_end, 0);
    }
    (start, data.get_mut(start..new_end).unwrap_or_default())
}

fn truncated(size: usize) -> Error {
    Error::new(ErrorKind::Truncated, format!("the stream ends inside it, after {size} bytes"))
}

impl<R: BufRead> BufRead for FrameReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // A frame may hold no data at all, hence the loop.
        while self.start >= self.end {
            if !self.advance()? {
                break;
            }
        }
        Ok(self.unread())
    }

    fn consume(&mut self, amount: usize) {
        self.start = self.start.saturating_add(amount).min(self.end);
    }
}

impl<R: BufRead> Read for FrameReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.fill_buf()?.read(out)?;
        self.consume(size);
        Ok(size)
    }
}
