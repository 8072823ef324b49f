//! A whole result, in as few pieces as there can be.

use client::QueryStream;
use napi::bindgen_prelude::Either;
use napi_derive::napi;
use native::Gather;

use crate::failure::Failure;
use crate::head::ResponseHead;
use crate::transfer::{Arena, Transfer};

/// A whole result, its columns of one width in one piece each.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
pub struct Gathered {
    /// What the headers told.
    pub head: ResponseHead,
    /// `host:port` of the server that answered.
    pub host: String,
    /// How many rows: more than 32 bits count when the columns are narrow.
    pub rows: f64,
    /// The columns' names; none when there was no block.
    pub names: Vec<String>,
    /// The columns' types.
    pub types: Vec<String>,
    /// The memory of each column; `null` for those that have no single width.
    #[napi(ts_type = "(Uint8Array | null)[]")]
    pub columns: Vec<Option<Arena>>,
    /// The blocks, when there is a column without memory of its own.
    pub blocks: Vec<Transfer>,
}

impl Gathered {
    /// Fails for a column of more than `largest` bytes.
    pub(crate) async fn read(
        mut stream: QueryStream,
        largest: usize,
        alike: bool,
    ) -> Either<Failure, Self> {
        let head = stream.head().into();
        let host = stream.host().to_owned();
        let mut gather = Gather::new(largest).alike(alike);
        loop {
            match stream.next().await {
                Ok(Some(block)) => {
                    if let Err(error) = gather.push(block) {
                        return Either::A(Failure::too_large(&error.to_string()));
                    }
                }
                Ok(None) => return Either::B(Self::new(head, host, gather)),
                Err(failure) => return Either::A(failure.into()),
            }
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "rows in memory are far below 2^53")]
    fn new(head: ResponseHead, host: String, gather: Gather) -> Self {
        let header = gather.header.unwrap_or_default();
        Self {
            head,
            host,
            rows: gather.rows as f64,
            names: header.iter().map(|column| column.name.clone()).collect(),
            types: header.iter().map(|column| column.type_name.clone()).collect(),
            columns: gather.columns.into_iter().map(|column| column.map(Arena)).collect(),
            blocks: gather.blocks.into_iter().map(|block| Transfer::new(block, true)).collect(),
        }
    }
}
