use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::failure::{Failure, FailureKind};

/// Bytes that wait before whoever appends blocks is to wait as well.
const MOST_WAITING: usize = 8 << 20;

/// The blocks of one insert, on their way from whoever builds them to the socket.
///
/// Each is encoded on a thread of its own, and they leave in the order in which they were appended.
pub struct Blocks {
    state: Mutex<State>,
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
}

struct Queued {
    encoding: JoinHandle<native::Result<Vec<Bytes>>>,
    load: Load,
}

/// What a block weighs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Load {
    rows: u64,
    bytes: usize,
}

impl Blocks {
    /// No blocks yet; `streamed` ones may leave before the last of them was appended.
    pub fn new(streamed: bool) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
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
        state.queue.push_back(Queued { encoding, load: Load { rows, bytes } });
        drop(state);
        self.arrived.notify_one();
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
        let Queued { encoding, load } = loop {
            {
                let mut state = self.state();
                if state.abandoned {
                    return Some(Err(abandoned()));
                }
                if let Some(queued) = state.queue.pop_front() {
                    break queued;
                }
                if state.ended {
                    state.drained = true;
                    return None;
                }
            }
            self.arrived.notified().await;
        };
        let failure = match encoding.await {
            Ok(Ok(parts)) => return Some(Ok((parts, load))),
            Ok(Err(error)) => match error.kind() {
                native::ErrorKind::Unsupported(_) => Failure::new(
                    FailureKind::Unsupported,
                    "ERR_UNSUPPORTED_TYPE",
                    error.to_string(),
                ),
                _ => Failure::new(FailureKind::Protocol, "ERR_INTERNAL", error.to_string()),
            },
            Err(error) => {
                Failure::new(FailureKind::Protocol, "ERR_INTERNAL", format!("a block: {error}"))
            }
        };
        self.state().failure = Some(failure.clone());
        Some(Err(failure))
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
        for Queued { encoding, .. } in queue {
            // Those that have begun go on to their end.
            encoding.abort();
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
