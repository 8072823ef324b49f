use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, io};

use bytes::Bytes;
use compress::{Method, Packer};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::compression::Compression;
use crate::failure::{Failure, FailureKind};

/// Bytes that wait before whoever appends blocks is to wait as well.
const MOST_WAITING: usize = 8 << 20;

/// The blocks of one insert, on their way from whoever builds them to the socket.
///
/// Each is encoded on a thread of its own, and they leave in the order in which they were appended. A content coding is
/// laid over all of them.
pub struct Blocks {
    state: Mutex<State>,
    compression: Compression,
    /// Something to be sent has come, or the end.
    arrived: Notify,
    /// Less waits than before.
    eased: Notify,
    streamed: bool,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Queued>,
    /// Bytes that wait: to be encoded, and to be sent where blocks are streamed.
    waiting: usize,
    /// Rows of the blocks that have left in full.
    sent: u64,
    ended: bool,
    /// Nobody takes any more.
    abandoned: bool,
    /// The last of them was taken.
    drained: bool,
    /// Why they cannot be sent.
    failure: Option<Failure>,
    /// What lays the content coding over them; away while it does so, and gone behind the end.
    packer: Option<Packer>,
}

struct Queued {
    block: Block,
    load: Load,
}

enum Block {
    Made(Bytes),
    Encoding(JoinHandle<native::Result<Vec<Bytes>>>),
}

/// What a block weighs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Load {
    rows: u64,
    bytes: usize,
}

impl Blocks {
    /// No blocks yet; `streamed` ones may leave before the last of them was appended.
    pub fn new(compression: Compression, streamed: bool) -> Arc<Self> {
        let state = State { packer: compression.packer(), ..State::default() };
        Arc::new(Self {
            state: Mutex::new(state),
            compression,
            arrived: Notify::new(),
            eased: Notify::new(),
            streamed,
        })
    }

    /// Appends a block of `rows` rows, which `encode` makes of `bytes` bytes. Needs a tokio runtime.
    pub fn append(
        self: &Arc<Self>,
        rows: u64,
        bytes: usize,
        encode: impl FnOnce() -> native::Result<Vec<Bytes>> + Send + 'static,
    ) {
        let mut state = self.state();
        if state.abandoned {
            return;
        }
        state.waiting = state.waiting.saturating_add(bytes);
        let ease = (!self.streamed).then(|| Ease { blocks: Arc::clone(self), bytes });
        let encoding = spawn_blocking(move || {
            let _ease = ease;
            encode()
        });
        let block = Block::Encoding(encoding);
        state.queue.push_back(Queued { block, load: Load { rows, bytes } });
        drop(state);
        self.arrived.notify_one();
    }

    /// Appends bytes of any format. Needs a tokio runtime.
    pub fn append_bytes(self: &Arc<Self>, bytes: Bytes) {
        let size = bytes.len();
        if let Some(method) = self.compression.method() {
            self.append(0, size, move || Ok(vec![framed(method, &bytes)]));
            return;
        }
        let mut state = self.state();
        if state.abandoned {
            return;
        }
        let mut load = Load::default();
        if self.streamed {
            load.bytes = size;
            state.waiting = state.waiting.saturating_add(size);
        }
        state.queue.push_back(Queued { block: Block::Made(bytes), load });
        drop(state);
        self.arrived.notify_one();
    }

    /// Puts the line of a statement in front of them.
    pub(crate) fn precede(&self, mut line: Bytes) {
        if let Some(method) = self.compression.method() {
            line = framed(method, &line);
        }
        let queued = Queued { block: Block::Made(line), load: Load::default() };
        self.state().queue.push_front(queued);
    }

    /// Waits until few enough bytes wait for one more block; false when nobody takes any more.
    pub async fn ready(&self) -> bool {
        loop {
            // Before the look at the state, so that no change after it is missed.
            let eased = self.eased.notified();
            {
                let state = self.state();
                if state.abandoned {
                    return false;
                }
                if state.waiting <= MOST_WAITING {
                    return true;
                }
            }
            eased.await;
        }
    }

    /// Says that no further blocks come.
    pub fn end(&self) {
        self.state().ended = true;
        self.arrived.notify_one();
    }

    /// The rows of the blocks that have been handed to the socket.
    pub fn sent(&self) -> u64 {
        self.state().sent
    }

    /// Whether they may leave before the last of them is there.
    pub(crate) fn streamed(&self) -> bool {
        self.streamed
    }

    /// Whether blocks may come while others leave.
    pub(crate) fn flow(&self) -> bool {
        self.streamed && !self.state().ended
    }

    /// All of them, once the last is there.
    pub(crate) async fn whole(&self) -> Result<Vec<Bytes>, Failure> {
        let mut all = Vec::new();
        while let Some(next) = self.next().await {
            all.extend(next.map_err(Failure::unsent)?.0);
        }
        Ok(all)
    }

    /// The next block, encoded; nothing after the last. What is abandoned has no last one: its end would look like that
    /// of a whole insert.
    pub(crate) async fn next(&self) -> Option<Result<(Vec<Bytes>, Load), Failure>> {
        let Queued { block, load } = loop {
            let last = {
                let mut state = self.state();
                if state.abandoned {
                    return Some(Err(abandoned()));
                }
                if let Some(queued) = state.queue.pop_front() {
                    break queued;
                }
                let last = state.ended.then(|| state.packer.take());
                state.drained = matches!(last, Some(None));
                last
            };
            match last {
                None => self.arrived.notified().await,
                Some(None) => return None,
                Some(Some(packer)) => {
                    let end = packer.finish().map(|bytes| vec![bytes.into()]);
                    let end = end.map_err(|error| self.failed(internal(&error)));
                    return Some(end.map(|parts| (parts, Load::default())));
                }
            }
        };
        let parts = match block {
            Block::Made(bytes) => Ok(vec![bytes]),
            Block::Encoding(encoding) => match encoding.await {
                Ok(Ok(parts)) => Ok(parts),
                Ok(Err(error)) => Err(match error.kind() {
                    native::ErrorKind::Unsupported(_) => Failure::new(
                        FailureKind::Unsupported,
                        "ERR_UNSUPPORTED_TYPE",
                        error.to_string(),
                    ),
                    _ => internal(&error),
                }),
                Err(error) => Err(internal(&error)),
            },
        };
        let parts = match parts {
            Ok(parts) => self.packed(parts).await,
            Err(failure) => Err(failure),
        };
        Some(parts.map(|parts| (parts, load)).map_err(|failure| self.failed(failure)))
    }

    /// Lays the content coding over a block, if there is one.
    async fn packed(&self, parts: Vec<Bytes>) -> Result<Vec<Bytes>, Failure> {
        let Some(mut packer) = self.state().packer.take() else { return Ok(parts) };
        let packing = spawn_blocking(move || {
            let parts: io::Result<_> =
                parts.iter().map(|part| packer.pack(part).map(Bytes::from)).collect();
            parts.map(|parts| (parts, packer))
        });
        let made = packing.await.map_err(|error| internal(&error))?;
        let (parts, packer) = made.map_err(|error| internal(&error))?;
        self.state().packer = Some(packer);
        Ok(parts)
    }

    fn failed(&self, failure: Failure) -> Failure {
        self.state().failure = Some(failure.clone());
        failure
    }

    /// Notes that the last of a block leaves, which it must not when nobody takes any more.
    pub(crate) fn leave(&self, load: Load) -> Result<(), Failure> {
        let mut state = self.state();
        if state.abandoned {
            return Err(abandoned());
        }
        state.sent = state.sent.saturating_add(load.rows);
        drop(state);
        if self.streamed {
            self.ease(load.bytes);
        }
        Ok(())
    }

    /// Whoever takes them; gone with what is returned.
    pub(crate) fn taker(self: &Arc<Self>) -> Taker {
        Taker { blocks: Arc::clone(self) }
    }

    /// Drops what waits and refuses everything further; what is being sent is cut off.
    pub fn abandon(&self) {
        let mut state = self.state();
        state.abandoned = true;
        let queue = std::mem::take(&mut state.queue);
        drop(state);
        for Queued { block, .. } in queue {
            if let Block::Encoding(encoding) = block {
                // Those that have begun go on to their end.
                encoding.abort();
            }
        }
        self.eased.notify_waiters();
        self.arrived.notify_one();
    }

    /// Whether all of them were taken.
    pub(crate) fn drained(&self) -> bool {
        self.state().drained
    }

    /// Why they could not be sent.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.state().failure.clone()
    }

    fn ease(&self, bytes: usize) {
        let mut state = self.state();
        state.waiting = state.waiting.saturating_sub(bytes);
        drop(state);
        self.eased.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A block that waits to be encoded, until it is dropped: also by a panic.
struct Ease {
    blocks: Arc<Blocks>,
    bytes: usize,
}

impl Drop for Ease {
    fn drop(&mut self) {
        self.blocks.ease(self.bytes);
    }
}

fn framed(method: Method, data: &[u8]) -> Bytes {
    let mut frames = Vec::new();
    compress::compress_frames_by(method, data, &mut frames);
    frames.into()
}

fn internal(error: &dyn fmt::Display) -> Failure {
    Failure::new(FailureKind::Protocol, "ERR_INTERNAL", format!("a block: {error}"))
}

/// What nobody is told: whoever abandons an insert knows why.
fn abandoned() -> Failure {
    Failure::new(FailureKind::Cancelled, "ERR_CANCELLED", "the insert was abandoned")
}

/// As long as it lives, blocks are taken.
pub(crate) struct Taker {
    blocks: Arc<Blocks>,
}

impl Drop for Taker {
    fn drop(&mut self) {
        self.blocks.abandon();
    }
}

impl fmt::Debug for Blocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocks").field("streamed", &self.streamed).finish_non_exhaustive()
    }
}
