//! The border between Rust and JavaScript.
//!
//! This is the only crate that knows N-API. It holds handles, turns options into the types of the
//! inner crates and turns their failures into plain objects; it decides nothing. On the other side
//! of the border `src/native.ts` is the only importer.

#![allow(clippy::needless_pass_by_value, reason = "N-API hands arguments over by value")]

mod allocator;
pub mod arrow;
pub mod attachments;
pub mod build;
pub mod cancellation;
pub mod datatype;
pub mod failure;
pub mod gathered;
pub mod head;
pub mod insertion;
pub mod local;
pub mod pool;
pub mod proxy;
pub mod query;
mod raw_query;
mod runtime;
pub mod session;
pub mod tls;
pub mod transfer;
