use bytes::Bytes;
use tokio::sync::mpsc::error::SendError;
use tokio::sync::mpsc::{Permit, Sender};
use tokio::time::{Duration, Instant, timeout, timeout_at};

use crate::body::End;
use crate::pump::Reply;
use crate::spill::Spill;

/// A server hangs up when it cannot send anything for its `http_send_timeout`, 30 s by default. Within each such period it
/// gets rid of at least so many bytes: systems let a sender go on when a third of its buffer is free, and those grow to
/// 4 MiB, rarely 16.
const PERIOD: Duration = Duration::from_secs(10);
const LEAST_BYTES: usize = 4 << 20;

/// How long bytes that are to be put aside are waited for: what does not come by then is not being held up.
const QUIET: Duration = Duration::from_millis(100);

/// A place in the channel, unless nobody reads it any more.
type Room<'a> = Result<Permit<'a, Bytes>, SendError<()>>;

/// Moves a body from the socket to the decoder.
///
/// A full channel stops it, which in turn stops the server. When that lasts, some of what the server sends is put aside
/// in a file: otherwise it would give the query up.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// Gone when its body has ended.
    reply: Option<Reply>,
    end: End,
    spill: Spill,
    /// What was received since then.
    received: usize,
    since: Instant,
}

impl Delivery {
    pub(crate) fn new(reply: Reply) -> Self {
        let end = End::Whole;
        Self {
            reply: Some(reply),
            end,
            spill: Spill::default(),
            received: 0,
            since: Instant::now(),
        }
    }

    /// Delivers until the body ends, and tells how.
    pub(crate) async fn run(mut self, chunks: &Sender<Bytes>) -> End {
        loop {
            let chunk = match self.spill.pop().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => match self.receive().await {
                    Some(chunk) => chunk,
                    None => return self.end,
                },
                Err(_) => return End::Cut("what was put aside cannot be read again"),
            };
            match self.room(chunks).await {
                Some(room) => room.send(chunk),
                None => return End::Cut("nobody reads it"),
            }
        }
    }

    /// The next bytes from the socket. While they are waited for, nothing holds the server up.
    async fn receive(&mut self) -> Option<Bytes> {
        let asked = Instant::now();
        let next = self.reply.as_mut()?.chunk().await;
        if asked.elapsed() > QUIET {
            (self.received, self.since) = (0, Instant::now());
        }
        match next {
            Ok(chunk) => {
                self.received = self.received.saturating_add(chunk.len());
                Some(chunk)
            }
            Err(end) => {
                self.reply = None;
                self.end = end;
                None
            }
        }
    }

    /// Waits until the decoder takes one more chunk; none when it takes no more.
    async fn room<'a>(&mut self, chunks: &'a Sender<Bytes>) -> Option<Permit<'a, Bytes>> {
        if let Ok(room) = chunks.try_reserve() {
            return Some(room);
        }
        self.wait_for_reader(true);
        let room = self.later_room(chunks).await;
        self.wait_for_reader(false);
        room
    }

    fn wait_for_reader(&self, waits: bool) {
        if let Some(reply) = &self.reply {
            reply.wait_for_reader(waits);
        }
    }

    async fn later_room<'a>(&mut self, chunks: &'a Sender<Bytes>) -> Option<Permit<'a, Bytes>> {
        loop {
            let due = self.since.checked_add(PERIOD)?;
            if let Ok(room) = timeout_at(due, chunks.reserve()).await {
                return room.ok();
            }
            let room = self.put_aside(chunks).await;
            (self.received, self.since) = (0, Instant::now());
            if let Some(room) = room {
                return room.ok();
            }
        }
    }

    /// Puts aside what comes until the decoder has room.
    async fn put_aside<'a>(&mut self, chunks: &'a Sender<Bytes>) -> Option<Room<'a>> {
        while self.received < LEAST_BYTES && self.spill.takes_more() {
            let chunk = tokio::select! {
                biased;
                room = chunks.reserve() => return Some(room),
                chunk = timeout(QUIET, self.receive()) => chunk,
            };
            let Ok(Some(chunk)) = chunk else { return None };
            self.spill.push(chunk).await;
        }
        None
    }
}
