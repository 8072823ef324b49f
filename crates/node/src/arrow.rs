//! What JavaScript's library of Arrow leaves to others.

use compress::BufferCodec;
use napi::bindgen_prelude::{Error, Result, Uint8Array};
use napi_derive::napi;

use crate::transfer::Arena;

/// Unpacks a buffer of Arrow's IPC, which is of ZSTD or of frames of LZ4.
#[napi(catch_unwind, ts_return_type = "Uint8Array")]
pub fn unpack_buffer(packed: Uint8Array, is_zstd: bool) -> Result<Arena> {
    let codec = if is_zstd { BufferCodec::Zstd } else { BufferCodec::Lz4Frame };
    codec.unpack(&packed).map(Arena).map_err(|error| Error::from_reason(error.to_string()))
}
