//! A block on its way to JavaScript: one buffer, which the columns are views of.

use std::ptr;

use napi::bindgen_prelude::{ToNapiValue, Uint8Array};
use napi::{Result, check_status, sys};
use napi_derive::napi;
use native::{ALIGNMENT, Block, Gather};

/// Below this, copying into memory of V8's own is cheaper than a finalizer (measured: 64 KB external 38 µs,
/// copied 7 µs; 1 MB 0.57 ms against 1.17 ms).
const EXTERNAL_BYTES: usize = 256 * 1024;

/// One block.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
pub struct Transfer {
    /// How many rows.
    pub rows: u32,
    /// The columns' names; absent when they and the types are those of the block before.
    pub names: Option<Vec<String>>,
    /// The columns' types.
    pub types: Option<Vec<String>>,
    /// The block's memory.
    #[napi(ts_type = "Uint8Array")]
    pub arena: Arena,
    /// Where in the memory the layout starts: see docs/transfer-layout.md.
    pub layout_start: u32,
}

impl Transfer {
    /// `known` says that JavaScript has the header already.
    pub(crate) fn new(mut block: Block, known: bool) -> Self {
        let layout_start = number(block.put_layout());
        let header = (!known).then_some(&block.header);
        Self {
            rows: number(block.rows),
            names: header.map(|header| header.iter().map(|column| column.name.clone()).collect()),
            types: header
                .map(|header| header.iter().map(|column| column.type_name.clone()).collect()),
            arena: Arena(block.arena),
            layout_start,
        }
    }
}

/// A whole result, its columns of one width in one piece each.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
pub struct Gathered {
    /// How many rows.
    pub rows: u32,
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

impl From<Gather> for Gathered {
    fn from(gather: Gather) -> Self {
        let header = gather.header.unwrap_or_default();
        Self {
            rows: number(gather.rows),
            names: header.iter().map(|column| column.name.clone()).collect(),
            types: header.iter().map(|column| column.type_name.clone()).collect(),
            columns: gather.columns.into_iter().map(|column| column.map(Arena)).collect(),
            blocks: gather.blocks.into_iter().map(|block| Transfer::new(block, true)).collect(),
        }
    }
}

/// The decoder's limits make everything fit.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Memory that becomes an `ArrayBuffer` under a `Uint8Array`.
#[derive(Debug)]
pub struct Arena(Vec<u8>);

impl ToNapiValue for Arena {
    unsafe fn to_napi_value(env: sys::napi_env, arena: Self) -> Result<sys::napi_value> {
        let aligned = arena.0.as_ptr().align_offset(ALIGNMENT) == 0;
        if arena.0.len() >= EXTERNAL_BYTES && aligned {
            // SAFETY: `env` is the caller's, whose promise this function passes on.
            return unsafe { Uint8Array::to_napi_value(env, Uint8Array::from(arena.0)) };
        }
        copied(env, &arena.0)
    }
}

fn copied(env: sys::napi_env, bytes: &[u8]) -> Result<sys::napi_value> {
    let (mut data, mut buffer, mut array) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: `env` is alive in the call that it came with, and the pointers are to locals.
    let status =
        unsafe { sys::napi_create_arraybuffer(env, bytes.len(), &raw mut data, &raw mut buffer) };
    check_status!(status, "no memory for a block of {} bytes", bytes.len())?;
    // SAFETY: the new buffer has as many bytes as are copied; without bytes `data` may be null and is not used.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data.cast(), bytes.len()) };
    let kind = sys::TypedarrayType::uint8_array;
    // SAFETY: as above; the array covers the buffer from its start to its end.
    let status =
        unsafe { sys::napi_create_typedarray(env, kind, bytes.len(), buffer, 0, &raw mut array) };
    check_status!(status, "no array over a block")?;
    Ok(array)
}
