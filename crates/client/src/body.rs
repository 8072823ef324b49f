use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

use crate::call::OPENING_SIZE;
use crate::failure::Failure;

/// How far back [`Body::recent`] reaches at least: servers cut exceptions at 16 KiB.
const RECENT_SIZE: usize = 32 << 10;

/// How a body ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// As HTTP says it should.
    Whole,
    /// Before that; the reason is a piece of a sentence.
    Cut(&'static str),
    /// By our own will.
    Stopped(Failure),
}

/// A response's body as a blocking reader, fed by a task.
///
/// The reader shows the chunks as they came off the socket, without a copy, and remembers the last bytes. It keeps no
/// chunk that was read: while one lives, hyper cannot read into its memory again.
#[derive(Debug)]
pub(crate) struct Body {
    /// Chunks that are there already.
    early: VecDeque<Bytes>,
    /// Where the others come from.
    chunks: Option<Receiver<Bytes>>,
    /// Set before `chunks` ends.
    end: Arc<OnceLock<End>>,
    chunk: Bytes,
    position: usize,
    /// The last bytes before `chunk`.
    recent: Vec<u8>,
    /// The first bytes, for messages.
    opening: Vec<u8>,
    received: u64,
    /// Until when, and how many bytes further, the rest is still of interest.
    hurry: Option<(Instant, u64)>,
    /// No further chunk will come.
    ended: bool,
}

impl Body {
    /// A body of which `early` is there already and the rest comes through `chunks`.
    pub(crate) fn new(
        early: Vec<Bytes>,
        chunks: Option<Receiver<Bytes>>,
        end: Arc<OnceLock<End>>,
    ) -> Self {
        Self {
            early: early.into(),
            chunks,
            end,
            chunk: Bytes::new(),
            position: 0,
            recent: Vec::new(),
            opening: Vec::new(),
            received: 0,
            hurry: None,
            ended: false,
        }
    }

    /// How many bytes came.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// How it ended; none as long as bytes may come.
    pub(crate) fn end(&self) -> Option<&End> {
        self.end.get().filter(|_| self.ended)
    }

    /// The first bytes.
    pub(crate) fn opening(&self) -> &[u8] {
        &self.opening
    }

    /// The last bytes that came, read or not.
    pub(crate) fn recent(&self) -> Vec<u8> {
        [&self.recent[..], &self.chunk[..]].concat()
    }

    /// The next bytes, as far as they are there already.
    pub(crate) fn unread(&mut self) -> &[u8] {
        if self.position < self.chunk.len() {
            return self.chunk.get(self.position..).unwrap_or_default();
        }
        if self.early.is_empty()
            && let Some(Ok(chunk)) = self.chunks.as_mut().map(Receiver::try_recv)
        {
            self.early.push_back(chunk);
        }
        self.early.front().map(AsRef::as_ref).unwrap_or_default()
    }

    /// Makes the body end soon: after `time` or `size` further bytes.
    pub(crate) fn hurry(&mut self, time: Duration, size: u64) {
        let size = self.received.saturating_add(size);
        self.hurry = Instant::now().checked_add(time).map(|time| (time, size));
    }

    /// The next chunk; none when the body has ended or is no longer of interest.
    fn next_chunk(&mut self) -> Option<Bytes> {
        if let Some(chunk) = self.early.pop_front() {
            return Some(chunk);
        }
        let chunk = match (&mut self.chunks, self.hurry) {
            (None, _) => None,
            (Some(chunks), None) => chunks.blocking_recv(),
            (Some(_), Some((_, size))) if self.received >= size => return None,
            (Some(chunks), Some((time, _))) => {
                Handle::current().block_on(timeout_at(time, chunks.recv())).ok()?
            }
        };
        self.ended = chunk.is_none();
        chunk
    }

    fn remember(&mut self, read: &[u8]) {
        let tail = read.get(read.len().saturating_sub(RECENT_SIZE)..).unwrap_or_default();
        // Not with every small chunk.
        if self.recent.len() > 2 * RECENT_SIZE {
            self.recent.drain(..self.recent.len().saturating_sub(RECENT_SIZE));
        }
        self.recent.extend_from_slice(tail);
    }

    /// Takes the next chunk that holds something.
    fn advance(&mut self) -> io::Result<()> {
        while self.position >= self.chunk.len() {
            let Some(chunk) = self.next_chunk() else {
                return match self.end.get() {
                    Some(End::Whole) => Ok(()),
                    Some(End::Cut(reason)) => {
                        Err(io::Error::new(io::ErrorKind::ConnectionAborted, *reason))
                    }
                    Some(End::Stopped(failure)) => Err(io::Error::other(failure.clone())),
                    None => Err(io::ErrorKind::TimedOut.into()),
                };
            };
            self.received = self.received.saturating_add(chunk.len() as u64);
            let missing = OPENING_SIZE.saturating_sub(self.opening.len());
            self.opening.extend_from_slice(chunk.get(..missing).unwrap_or(&chunk));
            let read = std::mem::replace(&mut self.chunk, chunk);
            self.remember(&read);
            self.position = 0;
        }
        Ok(())
    }
}

impl BufRead for Body {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.advance()?;
        Ok(self.chunk.get(self.position..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.position = self.position.saturating_add(amount).min(self.chunk.len());
    }
}

impl Read for Body {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.fill_buf()?.read(out)?;
        self.consume(size);
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(chunks: &[&'static [u8]], end: End) -> Body {
        let chunks = chunks.iter().map(|chunk| Bytes::from_static(chunk)).collect();
        Body::new(chunks, None, Arc::new(OnceLock::from(end)))
    }

    #[test]
    fn reads_the_chunks_in_order_and_then_the_end() {
        let mut body = body(&[b"ab", b"", b"c"], End::Whole);
        assert_eq!(body.fill_buf().unwrap(), b"ab");
        body.consume(1);
        assert_eq!(body.fill_buf().unwrap(), b"b");
        assert_eq!(body.end(), None);
        body.consume(1);
        assert_eq!(body.fill_buf().unwrap(), b"c");
        body.consume(1);
        for _ in 0..2 {
            assert_eq!(body.fill_buf().unwrap(), b"");
        }
        assert_eq!(body.end(), Some(&End::Whole));
        assert_eq!(
            (body.received(), body.recent(), body.opening()),
            (3, b"abc".to_vec(), &b"abc"[..])
        );
    }

    #[test]
    fn a_cut_body_fails_again_and_again() {
        let mut body = body(&[b"ab"], End::Cut("the connection was reset"));
        let mut out = Vec::new();
        for _ in 0..2 {
            let error = body.read_to_end(&mut out).unwrap_err();
            assert_eq!(error.to_string(), "the connection was reset");
        }
        assert_eq!(out, b"ab");
    }

    #[test]
    fn remembers_the_last_chunks_but_not_all() {
        static CHUNK: [u8; 10_000] = [7; 10_000];
        let mut body = body(&[&CHUNK[..]; 100], End::Whole);
        io::copy(&mut body, &mut io::sink()).unwrap();
        assert_eq!(body.received(), 1_000_000);
        assert!((RECENT_SIZE..=3 * RECENT_SIZE + 10_000).contains(&body.recent().len()));
        assert_eq!(body.opening().len(), OPENING_SIZE);
    }

    #[test]
    fn a_hurried_body_ends_though_the_socket_is_silent() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_time()
            .build()
            .unwrap();
        let (sender, receiver) = tokio::sync::mpsc::channel(4);
        let mut body = Body::new(Vec::new(), Some(receiver), Arc::default());
        sender.try_send(Bytes::from_static(b"abc")).unwrap();
        let reading = runtime.spawn_blocking(move || {
            body.hurry(Duration::from_millis(1), 1000);
            let mut out = Vec::new();
            (body.read_to_end(&mut out).unwrap_err().kind(), out)
        });
        assert_eq!(runtime.block_on(reading).unwrap(), (io::ErrorKind::TimedOut, b"abc".to_vec()));
        drop(sender);
    }
}
