use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

/// Since when the server has been the one to act.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    /// Nothing while the rest of the request is still being made.
    since: Arc<watch::Sender<Option<Instant>>>,
}

impl Activity {
    /// Since now.
    pub(crate) fn new() -> Self {
        Self { since: Arc::new(watch::Sender::new(Some(Instant::now()))) }
    }

    /// A part of the request leaves: since now.
    pub(crate) fn note(&self) {
        self.since.send_replace(Some(Instant::now()));
    }

    /// The next part of the request is not there yet: the server waits for us.
    pub(crate) fn pause(&self) {
        self.since.send_replace(None);
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Option<Instant>> {
        self.since.subscribe()
    }
}
