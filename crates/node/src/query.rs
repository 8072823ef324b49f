//! A response that is being read.

use std::sync::Arc;

use client::QueryStream;
use napi::bindgen_prelude::{Either, Env, PromiseRaw, Result, Unknown};
use napi::tokio::sync::Mutex;
use napi_derive::napi;
use native::{ColumnHeader, Gather};

use crate::failure::Failure;
use crate::head::ResponseHead;
use crate::transfer::{Gathered, Transfer, handed};

/// A response that is being read.
#[napi]
#[derive(Debug)]
pub struct Query {
    head: client::ResponseHead,
    host: String,
    cancel: client::Cancel,
    /// Overlapping calls of `next` take their turns.
    stream: Arc<Mutex<Reading>>,
}

#[derive(Debug)]
struct Reading {
    stream: Option<QueryStream>,
    /// The header that JavaScript has.
    header: Arc<[ColumnHeader]>,
}

impl Query {
    pub(crate) fn new(stream: QueryStream, cancel: client::Cancel) -> Self {
        let head = stream.head().clone();
        let host = stream.host().to_owned();
        let reading = Reading { stream: Some(stream), header: Arc::new([]) };
        Self { head, host, cancel, stream: Arc::new(Mutex::new(reading)) }
    }
}

#[napi]
impl Query {
    /// What the headers told.
    #[napi(catch_unwind)]
    pub fn head(&self) -> ResponseHead {
        (&self.head).into()
    }

    /// `host:port` of the server that answers.
    #[napi(getter, catch_unwind)]
    pub fn host(&self) -> String {
        self.host.clone()
    }

    /// The blocks that are ready, at least one; none when the response has ended.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | Transfer[]>")]
    pub fn next<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let reading = Arc::clone(&self.stream);
        let ready = async move {
            let mut reading = reading.lock().await;
            Ok(reading.ready().await)
        };
        env.spawn_future_with_callback(ready, handed)
    }

    /// The rest of the response in one piece; fails for a column of more than `largest` bytes.
    #[napi(catch_unwind, ts_return_type = "Promise<Failure | Gathered>")]
    pub fn gather<'env>(
        &self,
        env: &'env Env,
        largest: f64,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let reading = Arc::clone(&self.stream);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number beyond the range means no limit"
        )]
        let largest = largest as usize;
        let gathered = async move {
            let mut reading = reading.lock().await;
            Ok(reading.gather(largest).await)
        };
        env.spawn_future_with_callback(gathered, handed)
    }

    /// Ends the response: frees the connection and the memory.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.cancel.cancel();
        if let Ok(mut reading) = self.stream.try_lock() {
            reading.stream = None;
        }
    }
}

impl Reading {
    async fn gather(&mut self, largest: usize) -> Either<Failure, Gathered> {
        let mut gather = Gather::new(largest);
        if let Some(mut stream) = self.stream.take() {
            loop {
                match stream.next().await {
                    Ok(Some(block)) => {
                        if let Err(error) = gather.push(block) {
                            return Either::A(Failure::too_large(&error.to_string()));
                        }
                    }
                    Ok(None) => break,
                    Err(failure) => return Either::A(failure.into()),
                }
            }
        }
        Either::B(gather.into())
    }

    async fn ready(&mut self) -> Either<Failure, Vec<Transfer>> {
        let Some(stream) = &mut self.stream else { return Either::B(Vec::new()) };
        let blocks = match stream.ready().await {
            Ok(blocks) => blocks,
            Err(failure) => {
                self.stream = None;
                return Either::A(failure.into());
            }
        };
        if blocks.is_empty() {
            self.stream = None;
        }
        let transfers = blocks.into_iter().map(|block| {
            let known = !self.header.is_empty() && Arc::ptr_eq(&self.header, &block.header);
            self.header = Arc::clone(&block.header);
            Transfer::new(block, known)
        });
        Either::B(transfers.collect())
    }
}
