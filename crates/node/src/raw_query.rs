//! A response in any format that is being read.

use std::sync::Arc;

use client::ByteStream;
use napi::bindgen_prelude::{Either, Env, PromiseRaw, Result, Unknown};
use napi::tokio::sync::Mutex;
use napi_derive::napi;

use crate::failure::Failure;
use crate::head::{ResponseHead, header_pairs};
use crate::transfer::{Arena, handed};

/// A response in any format that is being read.
#[napi]
#[derive(Debug)]
pub struct RawQuery {
    head: client::ResponseHead,
    cancel: client::Cancel,
    /// Overlapping calls of `next` take their turns.
    stream: Arc<Mutex<Option<ByteStream>>>,
}

impl RawQuery {
    pub(crate) fn new(stream: ByteStream, cancel: client::Cancel) -> Self {
        let head = stream.head().clone();
        Self { head, cancel, stream: Arc::new(Mutex::new(Some(stream))) }
    }
}

#[napi]
impl RawQuery {
    /// What the headers told.
    #[napi(catch_unwind)]
    pub fn head(&self) -> ResponseHead {
        (&self.head).into()
    }

    /// All headers: pairs of name and value.
    #[napi(catch_unwind)]
    pub fn headers(&self) -> Vec<Vec<String>> {
        header_pairs(&self.head)
    }

    /// The pieces that are ready, at least one; none when the response has ended.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | Uint8Array[]>")]
    pub fn next<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let stream = Arc::clone(&self.stream);
        let ready = async move { Ok(ready(&mut *stream.lock().await).await) };
        env.spawn_future_with_callback(ready, handed)
    }

    /// The rest of the response in one piece; fails for more than `largest` bytes.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | Uint8Array>")]
    pub fn gather<'env>(
        &self,
        env: &'env Env,
        largest: f64,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let stream = Arc::clone(&self.stream);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number beyond the range means no limit"
        )]
        let largest = largest as usize;
        let gathered = async move { Ok(gather(stream.lock().await.take(), largest).await) };
        env.spawn_future_with_callback(gathered, handed)
    }

    /// Ends the response: frees the connection and the memory.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.cancel.cancel();
        if let Ok(mut stream) = self.stream.try_lock() {
            *stream = None;
        }
    }
}

async fn ready(reading: &mut Option<ByteStream>) -> Either<Failure, Vec<Arena>> {
    let Some(stream) = reading else { return Either::B(Vec::new()) };
    let pieces = stream.ready().await;
    if !matches!(&pieces, Ok(pieces) if !pieces.is_empty()) {
        *reading = None;
    }
    match pieces {
        Ok(pieces) => Either::B(pieces.into_iter().map(Arena).collect()),
        Err(failure) => Either::A(failure.into()),
    }
}

async fn gather(stream: Option<ByteStream>, largest: usize) -> Either<Failure, Arena> {
    let mut all = Vec::new();
    let Some(mut stream) = stream else { return Either::B(Arena(all)) };
    loop {
        match stream.next().await {
            Ok(Some(piece)) if all.is_empty() => all = piece,
            Ok(Some(piece)) => all.extend_from_slice(&piece),
            Ok(None) => return Either::B(Arena(all)),
            Err(failure) => return Either::A(failure.into()),
        }
        if all.len() > largest {
            return Either::A(Failure::too_large("the response"));
        }
    }
}
