//! ClickHouse compression frames and the content codings of HTTP, both ways.
//!
//! With `compress=1` the server cuts the body into independent frames of at most 1 MiB of data,
//! and with `decompress=1` it accepts the same from us:
//!
//! ```text
//! 16 bytes  CityHash128 v1.0.2 of everything below: low half, high half
//!  1 byte   method: 0x82 LZ4 block, 0x90 ZSTD frame, 0x02 stored
//!  4 bytes  compressed size, these nine header bytes included
//!  4 bytes  uncompressed size
//!  …        payload
//! ```
//!
//! All numbers are little-endian. There is no end marker: a stream may end only at a frame border.
//!
//! - [`FrameReader`] turns a `BufRead` of frames into a `BufRead` of data, with [`Helpers`] on several threads.
//! - [`compress_frames`] turns data into LZ4 frames, [`compress_frames_by`] into those of another method.
//! - [`CodingReader`] turns a `BufRead` in a [`Coding`] into a `BufRead` of data, [`Packer`] does the reverse.
//! - [`BufferCodec`] unpacks the buffers of Arrow's IPC.
//!
//! The bytes are not trusted. Sizes are compared with named limits before memory is reserved, the
//! checksum is compared before anything is decompressed, and every violation is a typed [`Error`].
#![forbid(unsafe_code)]

mod ahead;
mod buffer;
mod checksum;
mod coding;
mod coding_reader;
mod error;
mod frame;
mod frames;
mod inflater;
mod method;
mod packer;
mod reader;
mod window;
mod writer;

pub use ahead::{Helpers, Task};
pub use buffer::BufferCodec;
pub use coding::Coding;
pub use coding_reader::CodingReader;
pub use error::{Error, ErrorKind};
pub use frame::{MAX_COMPRESSED_SIZE, MAX_UNCOMPRESSED_SIZE};
pub use method::Method;
pub use packer::Packer;
pub use reader::FrameReader;
pub use window::HISTORY_SIZE;
pub use writer::{FRAME_DATA_SIZE, compress_frames, compress_frames_by};
