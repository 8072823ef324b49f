//! What goes with a query beside its statement: tables, or data.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use client::{Attachment, Request, Segment};
use napi::bindgen_prelude::{ClassInstance, Either3, Uint8Array};
use napi_derive::napi;

use crate::insertion::Insertion;
use crate::session::pairs;

/// Bytes, the path of a file, or what comes through an insertion.
type Content<'a> = Either3<Uint8Array, String, ClassInstance<'a, Insertion>>;

/// What goes with one request.
#[napi]
#[derive(Debug, Default)]
pub struct Attachments {
    tables: Vec<Attachment>,
    data: Option<Segment>,
}

#[napi]
impl Attachments {
    /// Nothing yet.
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a table; `fields` are those that tell its format and columns. Its memory is read until the request has ended: as
    /// with insertions, JavaScript must not change or transfer it.
    #[napi(catch_unwind)]
    pub fn add_table(
        &mut self,
        name: String,
        fields: Vec<Vec<String>>,
        mime_type: String,
        #[napi(ts_arg_type = "Uint8Array | string | Insertion")] content: Content<'_>,
    ) {
        let content = segment(content);
        self.tables.push(Attachment { name, fields: pairs(fields), mime_type, content });
    }

    /// Sets what stands behind the statement.
    #[napi(catch_unwind)]
    pub fn set_data(
        &mut self,
        #[napi(ts_arg_type = "Uint8Array | string | Insertion")] content: Content<'_>,
    ) {
        self.data = Some(segment(content));
    }
}

impl Attachments {
    /// The request with what goes with it.
    pub(crate) fn join(this: Option<ClassInstance<'_, Self>>, request: Request) -> Request {
        match this {
            Some(this) => {
                Request { attachments: this.tables.clone(), data: this.data.clone(), ..request }
            }
            None => request,
        }
    }
}

fn segment(content: Content<'_>) -> Segment {
    match content {
        Either3::A(bytes) => Segment::Bytes(Bytes::from_owner(bytes)),
        Either3::B(path) => Segment::File(PathBuf::from(path)),
        Either3::C(insertion) => Segment::Blocks(Arc::clone(&insertion.blocks)),
    }
}
