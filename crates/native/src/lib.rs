//! ClickHouse's Native format: blocks of columns, in bytes and in memory.
//!
//! A response is blocks until the bytes end; an INSERT's body is the same. Each block carries the names and types
//! of its columns, and each column its values one behind another. `SELECT 1 AS a, 'x' AS s`:
//!
//! ```text
//! 01 00 02 ff ff ff ff 00    BlockInfo: is_overflows 0, bucket_num -1, end   (from Revision 1 on)
//! 02 01                      2 columns, 1 row
//! 01 61  05 55 49 6e 74 38   "a", "UInt8"
//! 01                         1
//! 01 73  06 53 74 72 69 6e 67  "s", "String"
//! 01 78                      "x"
//! ```
//!
//! Nothing in the bytes is aligned, and nothing says where a block ends: a column must be understood to be passed.
//! A column has two phases, the state prefixes of its whole type tree and then its data; `LowCardinality`,
//! `Variant`, `Dynamic` and `JSON` have one. A column without rows has neither.
//!
//! What else a [`Revision`] adds to these bytes, its gates name.
//!
//! [`Decoder`] reads blocks from any [`std::io::BufRead`]. The values of a block go into one arena, aligned to
//! [`ALIGNMENT`] bytes, where JavaScript lays typed arrays over them; a [`Column`] says what lies where.
//! [`encode_block`] writes columns of the same form, [`encode_parts`] without copying those of one width.
//!
//! The bytes may come from anywhere: every length is checked against a named limit and against the bytes that are
//! really there before memory is reserved for it, types nest to [`datatype::MAX_DEPTH`], and nothing panics.

#![forbid(unsafe_code)]

mod arena;
mod block;
mod column;
pub mod datatype;
mod error;
mod gather;
mod layout;
mod read;
mod recycle;
mod revision;
mod state;
mod write;
mod zone;

pub use arena::{ALIGNMENT, MAX_ARENA_BYTES, Span};
pub use block::{
    Block, ColumnHeader, ColumnInput, Decoder, MAX_COLUMNS, MAX_NAME_BYTES, MAX_ROWS, encode_block,
};
pub use column::{
    BadState, Column, Dynamic, Json, Member, Part, Paths, Sections, Shared, Text, Texts, bad_state,
    encode_parts, parse_uuids, texts,
};
pub use datatype::DataType;
pub use error::{Error, ErrorKind, Result};
pub use gather::Gather;
pub use recycle::{Reader, recycle};
pub use revision::Revision;
pub use zone::instants;
