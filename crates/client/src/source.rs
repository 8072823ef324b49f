use std::io::{self, BufRead};
use std::time::Duration;

use compress::FrameReader;

use crate::body::Body;
use crate::content::Content;

/// How long the rest of a body is waited for once it is clear that it cannot be read.
const DRAIN_TIME: Duration = Duration::from_millis(500);

/// How much of that rest is looked at.
const DRAIN_SIZE: u64 = 1 << 20;

/// What a response is read from: the content of its body, or the frames in it.
pub(crate) trait Source: BufRead {
    /// The body.
    fn body(&mut self) -> &mut Body;

    /// The last bytes as they are read, where these are not the body's.
    fn unpacked(&self) -> Option<&[u8]>;

    /// The next bytes, as far as they are there already.
    fn peek(&mut self) -> &[u8];

    /// Says that what is left of the body is no data.
    fn hurry(&mut self) {
        self.body().hurry(DRAIN_TIME, DRAIN_SIZE);
    }

    /// Reads on to the end, which may hold an exception, but not far and not for long.
    fn drain(&mut self) {
        self.hurry();
        // What stops the frames may still be followed by bytes of the body.
        drop(io::copy(self, &mut io::sink()));
        drop(io::copy(self.body(), &mut io::sink()));
    }
}

impl Source for FrameReader<Content> {
    fn body(&mut self) -> &mut Body {
        self.get_mut().body()
    }

    fn unpacked(&self) -> Option<&[u8]> {
        Some(self.recent())
    }

    fn peek(&mut self) -> &[u8] {
        self.unread()
    }
}
