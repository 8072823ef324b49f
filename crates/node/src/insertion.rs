//! Blocks on their way from JavaScript to the body of an INSERT.

use std::sync::Arc;

use bytes::Bytes;
use client::{Blocks, Encoder};
use napi::bindgen_prelude::{Env, Error, PromiseRaw, Result, Uint8Array};
use napi_derive::napi;

use crate::{runtime, session};

/// The body of one INSERT, block by block.
#[napi]
#[derive(Debug)]
pub struct Insertion {
    encoder: Arc<Encoder>,
    pub(crate) blocks: Arc<Blocks>,
}

#[napi]
impl Insertion {
    /// An empty body for columns of these names and types, or for bytes; a `streamed` one may be sent before its end.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        names: Vec<String>,
        types: Vec<String>,
        compression: Option<String>,
        streamed: bool,
    ) -> Result<Self> {
        let compression = session::compression(compression.as_deref());
        let encoder = Encoder::new(names, types, compression.method())
            .map_err(|error| Error::from_reason(error.to_string()))?;
        Ok(Self { encoder: Arc::new(encoder), blocks: Blocks::new(compression, streamed) })
    }

    /// Appends a block of `rows` rows, whose columns lie in `sections` in the order of their types.
    ///
    /// The memory is read until the insert has ended. JavaScript must not change it before; above all it must not transfer
    /// it, which frees it for others while it is read here.
    #[napi(catch_unwind)]
    pub fn append(&self, rows: u32, sections: Vec<Uint8Array>) -> Result<()> {
        let bytes = sections.iter().map(|section| section.len()).sum();
        let sections: Vec<_> = sections.into_iter().map(Bytes::from_owner).collect();
        let encoder = Arc::clone(&self.encoder);
        runtime::within(|| {
            let encode = move || encoder.block(rows as usize, &sections);
            self.blocks.append(u64::from(rows), bytes, encode);
        })
    }

    /// Appends bytes of the format that the statement names. As with blocks, JavaScript must not change or transfer their
    /// memory.
    #[napi(catch_unwind)]
    pub fn append_bytes(&self, bytes: Uint8Array) -> Result<()> {
        runtime::within(|| self.blocks.append_bytes(Bytes::from_owner(bytes)))
    }

    /// Resolves when few enough bytes wait for one more block; to false when nobody takes any more.
    #[napi(catch_unwind, ts_return_type = "Promise<boolean>")]
    pub fn ready<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, bool>> {
        let blocks = Arc::clone(&self.blocks);
        env.spawn_future(async move { Ok(blocks.ready().await) })
    }

    /// Says that no further blocks come.
    #[napi(catch_unwind)]
    pub fn end(&self) {
        self.blocks.end();
    }

    /// Lets go of what waits and cuts off what is being sent.
    #[napi(catch_unwind)]
    pub fn abandon(&self) {
        self.blocks.abandon();
    }

    /// The rows of the blocks that have been handed to the socket.
    #[napi(getter, catch_unwind)]
    #[allow(clippy::cast_precision_loss, reason = "nobody inserts 2^53 rows")]
    pub fn sent_rows(&self) -> f64 {
        self.blocks.sent() as f64
    }
}
