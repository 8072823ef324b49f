//! What an `AbortSignal` becomes on this side.

use client::Cancel;
use napi_derive::napi;

/// Ends the requests that it was passed to.
#[napi]
#[derive(Debug, Default)]
pub struct Cancellation {
    pub(crate) cancel: Cancel,
}

#[napi]
impl Cancellation {
    /// One that has not been called yet.
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the requests, now and for good.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.cancel.cancel();
    }
}
