use tokio_util::sync::CancellationToken;

/// A flag that ends the requests it was passed to; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    token: CancellationToken,
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

    /// Waits for [`cancel`](Self::cancel).
    pub async fn cancelled(&self) {
        self.token.cancelled().await;
    }
}
