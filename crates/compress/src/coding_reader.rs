//! A packed body in, data out.

use std::fmt;
use std::io::{self, BufRead, Read};

use crate::coding::Coding;
use crate::error::{Error, ErrorKind};
use crate::inflater::Inflater;
use crate::window::HISTORY_SIZE;

/// Room for data that is unpacked at once.
const STEP_SIZE: usize = 128 << 10;

/// Reads data out of a body in a content coding.
///
/// It shows what can be unpacked of the bytes that came before it asks for more of them, and holds little besides:
/// however far a body unpacks, no more than [`STEP_SIZE`] of it is there at once.
///
/// The end of the input is the end of the data only where the coding ends, too. Elsewhere it is an error of kind
/// [`io::ErrorKind::UnexpectedEof`]; all other damage is [`io::ErrorKind::InvalidData`]. Both carry an [`Error`] as
/// their source, and come after the data before them.
pub struct CodingReader<R> {
    input: R,
    coding: Coding,
    inflater: Inflater,
    /// Up to [`HISTORY_SIZE`] bytes that were read, then those up to `end`.
    data: Vec<u8>,
    /// Where the unread part of `data` starts and ends.
    start: usize,
    end: usize,
    /// Bytes taken from the input.
    offset: u64,
    /// Where the input may end.
    whole: bool,
    /// There was no room for all that the bytes taken hold.
    full: bool,
    /// What is wrong with the rest.
    failure: Option<Error>,
}

impl<R: BufRead> CodingReader<R> {
    /// Unpacks `input`. A body without a byte holds no data.
    pub fn new(coding: Coding, input: R) -> Self {
        Self {
            input,
            coding,
            inflater: Inflater::new(coding),
            data: vec![0; HISTORY_SIZE.saturating_add(STEP_SIZE).saturating_mul(2)],
            start: 0,
            end: 0,
            offset: 0,
            whole: true,
            full: false,
            failure: None,
        }
    }

    /// The last [`HISTORY_SIZE`] bytes that were read, and what was not read yet.
    pub fn recent(&self) -> &[u8] {
        let from = self.start.saturating_sub(HISTORY_SIZE);
        self.data.get(from..self.end).unwrap_or_default()
    }

    /// What was unpacked and not read yet; asks the input for nothing.
    pub fn unread(&self) -> &[u8] {
        self.data.get(self.start..self.end).unwrap_or_default()
    }

    /// The input, for instance to look at what it held last.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.input
    }

    /// Unpacks further data; none at the end.
    fn advance(&mut self) -> io::Result<()> {
        self.make_room();
        loop {
            if let Some(failure) = &self.failure {
                return Err(failure.clone().into());
            }
            // The input may fail, and what it gave before comes first.
            let chunk = if self.full { &[] } else { self.input.fill_buf()? };
            let last = chunk.is_empty() && !self.full;
            if last && self.whole {
                return Ok(());
            }
            if self.whole && self.offset > 0 {
                self.begin_again();
                continue;
            }
            let room = self.data.get_mut(self.end..).unwrap_or_default();
            let size = room.len();
            let step = self.inflater.step(chunk, room);
            let step = match step {
                Ok(step) if last && step.made == 0 && !step.ended => {
                    return Err(self.fail(ErrorKind::Truncated, "it ends early"));
                }
                Ok(step) => step,
                Err(error) => return Err(self.fail(error.kind(), error.message())),
            };
            self.input.consume(step.taken);
            self.offset = self.offset.saturating_add(step.taken as u64);
            let waited = self.full;
            self.whole = step.ended;
            self.full = step.made == size && !step.ended;
            self.end = self.end.saturating_add(step.made);
            if step.made > 0 {
                return Ok(());
            }
            if step.taken == 0 && !step.ended && !last && !waited {
                return Err(self.fail(ErrorKind::Corrupt, "it does not go on"));
            }
        }
    }

    /// What follows the end: gzip and ZSTD may be joined to one another, the others may not.
    fn begin_again(&mut self) {
        match self.coding {
            Coding::Zstd | Coding::Gzip => {
                self.inflater = Inflater::new(self.coding);
                self.whole = false;
            }
            Coding::Deflate | Coding::Brotli => {
                self.fail(ErrorKind::Corrupt, "more follows its end");
            }
        }
    }

    fn fail(&mut self, kind: ErrorKind, message: &str) -> io::Error {
        let error = Error::new(kind, message).of_coding(self.coding.name()).at(self.offset);
        self.failure = Some(error.clone());
        error.into()
    }

    fn make_room(&mut self) {
        if self.data.len().saturating_sub(self.end) >= STEP_SIZE {
            return;
        }
        let from = self.end.saturating_sub(HISTORY_SIZE);
        self.data.copy_within(from..self.end, 0);
        self.end = self.end.saturating_sub(from);
        self.start = self.end;
    }
}

impl<R: BufRead> BufRead for CodingReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start >= self.end {
            self.advance()?;
        }
        Ok(self.unread())
    }

    fn consume(&mut self, amount: usize) {
        self.start = self.start.saturating_add(amount).min(self.end);
    }
}

impl<R: BufRead> Read for CodingReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.fill_buf()?.read(out)?;
        self.consume(size);
        Ok(size)
    }
}

impl<R> fmt::Debug for CodingReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodingReader")
            .field("coding", &self.coding)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
