//! Frames in, data out.

use std::io::{self, BufRead, Read};

use crate::ahead::{Ahead, Helpers};
use crate::frames::Frames;
use crate::window::Window;

/// Reads data out of a stream of frames.
///
/// A frame that lies whole in one chunk of the input is unpacked straight from it; only frames that
/// span chunks are gathered first. Memory grows with the bytes that really arrived, never with what
/// a header claims alone.
///
/// The end of the input is the end of the data only at a frame border. Inside a frame it is an
/// error of kind [`io::ErrorKind::UnexpectedEof`]; all other damage is
/// [`io::ErrorKind::InvalidData`]. Both carry an [`Error`](crate::Error) as their source, and no data of
/// the bad frame is shown.
#[derive(Debug)]
pub struct FrameReader<R> {
    frames: Frames<R>,
    ahead: Option<Ahead<R>>,
    window: Window,
}

impl<R: BufRead> FrameReader<R> {
    /// Reads frames from `input`.
    pub fn new(input: R) -> Self {
        Self { frames: Frames::new(input), ahead: None, window: Window::default() }
    }

    /// Reads frames from `input`; those that came before they were asked for are unpacked beside each other.
    pub fn with_helpers(input: R, helpers: Box<dyn Helpers<R>>) -> Self {
        Self { ahead: Some(Ahead::new(helpers)), ..Self::new(input) }
    }

    /// The current frame and up to [`HISTORY_SIZE`](crate::HISTORY_SIZE) bytes before it, read or not.
    pub fn recent(&self) -> &[u8] {
        self.window.recent()
    }

    /// What was unpacked and not read yet; asks the input for nothing.
    pub fn unread(&self) -> &[u8] {
        self.window.unread()
    }

    /// The input, for instance to look at what it held last.
    pub fn get_mut(&mut self) -> &mut R {
        self.frames.input_mut()
    }

    /// Unpacks the next frame; false at the end of the stream.
    fn advance(&mut self) -> io::Result<bool> {
        if let Some(ahead) = &mut self.ahead
            && ahead.advance(&mut self.frames, &mut self.window)?
        {
            return Ok(true);
        }
        let size = self.frames.unpack_next(|size| self.window.room(size))?;
        self.window.show(size.unwrap_or_default());
        Ok(size.is_some())
    }
}

impl<R: BufRead> BufRead for FrameReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // A frame may hold no data at all, hence the loop.
        while self.window.unread().is_empty() {
            if !self.advance()? {
                break;
            }
        }
        Ok(self.window.unread())
    }

    fn consume(&mut self, amount: usize) {
        self.window.consume(amount);
    }
}

impl<R: BufRead> Read for FrameReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.fill_buf()?.read(out)?;
        self.consume(size);
        Ok(size)
    }
}
