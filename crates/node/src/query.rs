//! A response that is being read.

use std::sync::Arc;

use client::QueryStream;
use napi::bindgen_prelude::{Either, Env, PromiseRaw, Result, Unknown};
use napi::tokio::sync::Mutex;
use napi_derive::napi;
use native::{Block, ColumnHeader};

use crate::failure::Failure;
use crate::head::ResponseHead;
use crate::transfer::{Transfer, handed};

/// A response that has begun.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
pub struct Response {
    /// What the headers told.
    pub head: ResponseHead,
    /// `host:port` of the server that answers.
    pub host: String,
    /// The blocks that had arrived by then: most answers come in one piece, and another call costs as much as the first.
    pub first: Vec<Transfer>,
    /// What follows; absent when that was all.
    pub rest: Option<Query>,
}

impl Response {
    pub(crate) fn new(stream: QueryStream, cancel: client::Cancel) -> Self {
        let head = stream.head().into();
        let host = stream.host().to_owned();
        let mut reading = Reading { stream: Some(stream), header: Arc::new([]) };
        let first = reading.arrived();
        let rest = reading
            .stream
            .is_some()
            .then(|| Query { cancel, stream: Arc::new(Mutex::new(reading)) });
        Self { head, host, first, rest }
    }
}

/// The rest of a response that is being read.
#[napi]
#[derive(Debug)]
pub struct Query {
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

#[napi]
impl Query {
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
        Either::B(self.transfers(blocks))
    }

    fn arrived(&mut self) -> Vec<Transfer> {
        let Some(stream) = &mut self.stream else { return Vec::new() };
        let (blocks, whole) = stream.arrived();
        if whole {
            self.stream = None;
        }
        self.transfers(blocks)
    }

    fn transfers(&mut self, blocks: Vec<Block>) -> Vec<Transfer> {
        let transfers = blocks.into_iter().map(|block| {
            let known = !self.header.is_empty() && Arc::ptr_eq(&self.header, &block.header);
            self.header = Arc::clone(&block.header);
            Transfer::new(block, known)
        });
        transfers.collect()
    }
}
