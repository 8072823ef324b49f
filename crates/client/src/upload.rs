use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use tokio::time::Instant;

/// Bytes handed to the socket at once: few enough that each hand-over says that the upload goes on.
const PIECE_SIZE: usize = 256 << 10;

/// When a part of the request last left.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    last: Arc<Mutex<Instant>>,
}

impl Activity {
    /// Something happened now.
    pub(crate) fn new() -> Self {
        Self { last: Arc::new(Mutex::new(Instant::now())) }
    }

    pub(crate) fn last(&self) -> Instant {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// The body of an insert, in pieces and without copies.
#[derive(Debug)]
pub(crate) struct Upload {
    parts: VecDeque<Bytes>,
    activity: Activity,
}

impl Upload {
    pub(crate) fn new(parts: Vec<Bytes>, activity: Activity) -> Self {
        Self { parts: parts.into(), activity }
    }

    /// Bytes still to be sent.
    pub(crate) fn size(&self) -> u64 {
        self.parts.iter().fold(0, |size, part| size.saturating_add(part.len() as u64))
    }
}

impl Stream for Upload {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.activity.note();
        let Some(part) = self.parts.front_mut() else { return Poll::Ready(None) };
        let piece = part.split_to(part.len().min(PIECE_SIZE));
        if part.is_empty() {
            self.parts.pop_front();
        }
        Poll::Ready(Some(Ok(piece)))
    }
}
