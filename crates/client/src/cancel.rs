use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::work::Work;

/// A flag that ends the requests it was passed to; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    token: CancellationToken,
    /// What the server was asked for by the requests.
    works: Arc<Mutex<Vec<Work>>>,
}

impl Cancel {
    /// One that has not been called yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the requests, now and for good. Calling it again changes nothing.
    pub fn cancel(&self) {
        self.token.cancel();
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }

    pub(crate) fn sent(&self, work: Work) {
        self.works.lock().unwrap_or_else(PoisonError::into_inner).push(work);
    }

    pub(crate) fn take_works(&self) -> Vec<Work> {
        mem::take(&mut self.works.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for [`cancel`](Self::cancel).
    pub async fn cancelled(&self) {
        self.token.cancelled().await;
    }
}
