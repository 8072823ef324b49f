//! A block on its way to JavaScript: one buffer, which the columns are views of.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use napi::bindgen_prelude::{Either, Env, JsValue, ToNapiValue, Unknown};
use napi::{Result, check_status, sys};
use napi_derive::napi;
use native::{ALIGNMENT, Block, recycle};

use crate::failure::Failure;

/// Below this, copying into memory of V8's own is cheaper than a finalizer (measured: 64 KB external 38 µs,
/// copied 7 µs; 1 MB 0.57 ms against 1.17 ms).
const EXTERNAL_BYTES: usize = 256 * 1024;

/// Whether all memory is copied, however large.
static COPYING: AtomicBool = AtomicBool::new(false);

/// Copies the memory of blocks into V8's own from now on, as runtimes want it that have no room for anybody else's.
#[napi(catch_unwind)]
pub fn copy_memory() {
    COPYING.store(true, Ordering::Relaxed);
}

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

/// The decoder's limits make everything fit.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Memory that becomes an `ArrayBuffer` under a `Uint8Array`.
#[derive(Debug)]
pub struct Arena(pub(crate) Vec<u8>);

impl ToNapiValue for Arena {
    unsafe fn to_napi_value(env: sys::napi_env, arena: Self) -> Result<sys::napi_value> {
        let aligned = arena.0.as_ptr().align_offset(ALIGNMENT) == 0;
        let copying = COPYING.load(Ordering::Relaxed);
        if arena.0.len() >= EXTERNAL_BYTES && aligned && !copying {
            return external(env, arena.0);
        }
        let array = copied(env, &arena.0);
        recycle(arena.0);
        array
    }
}

/// Hands an answer over; what V8 has no room for becomes a failure. An exception that stays pending would leave the
/// promise unsettled for ever.
pub(crate) fn handed<T: ToNapiValue>(env: &Env, answer: Either<Failure, T>) -> Result<Unknown<'_>> {
    let value = match answer {
        Either::A(failure) => failure,
        // SAFETY: `env` is alive in the call that it came with.
        Either::B(value) => match unsafe { T::to_napi_value(env.raw(), value) } {
            // SAFETY: the value was just made in `env`.
            Ok(value) => return Ok(unsafe { Unknown::from_raw_unchecked(env.raw(), value) }),
            Err(error) => {
                let mut exception = ptr::null_mut();
                // SAFETY: as above; a failure only means that no exception is pending.
                unsafe { sys::napi_get_and_clear_last_exception(env.raw(), &raw mut exception) };
                Failure::too_large(&error.reason)
            }
        },
    };
    value.into_unknown(env)
}

/// An array over memory that stays Rust's until the garbage collector or [`release`] gives it back.
fn external(env: sys::napi_env, bytes: Vec<u8>) -> Result<sys::napi_value> {
    let mut buffer = ptr::null_mut();
    let memory = Box::into_raw(Box::new(bytes));
    // SAFETY: `memory` is a Vec that nobody else knows; its bytes stay in place until `finalize` takes it back.
    let (data, length) = unsafe { ((*memory).as_mut_ptr(), (*memory).len()) };
    // First, because Node calls `finalize` at once for an array beyond its limit.
    // SAFETY: `env` is alive in the call that it came with; `data` holds `length` bytes until `finalize` is called.
    let status = unsafe {
        sys::napi_create_external_arraybuffer(
            env,
            data.cast(),
            length,
            Some(finalize),
            memory.cast(),
            &raw mut buffer,
        )
    };
    if matches!(
        status,
        sys::Status::napi_no_external_buffers_allowed
            | sys::Status::napi_pending_exception
            | sys::Status::napi_cannot_run_js
            | sys::Status::napi_invalid_arg
    ) {
        // SAFETY: these come before Node takes the memory, so `finalize` is not called and the Vec is still ours alone.
        let bytes = unsafe { Box::from_raw(memory) };
        if status == sys::Status::napi_no_external_buffers_allowed {
            return copied(env, &bytes);
        }
    }
    check_status!(status, "no array of {length} bytes")?;
    let array = over(env, buffer, length)?;
    collect_young(env);
    Ok(array)
}

/// Asks V8 for memory of its own: then it looks how much young arrays hold, and collects them beyond 32 MB. What Rust
/// holds alone makes it mark the whole heap at 64 MB (measured: 4 times in 240 MB, 9 ms each, against 0.4 ms).
fn collect_young(env: sys::napi_env) {
    let (mut data, mut buffer) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: `env` is alive in the call that it came with, and the pointers are to locals. Nothing uses the array, so
    // a failure is of no interest.
    let _ = unsafe { sys::napi_create_arraybuffer(env, ALIGNMENT, &raw mut data, &raw mut buffer) };
}

extern "C" fn finalize(_env: sys::napi_env, _data: *mut c_void, memory: *mut c_void) {
    // SAFETY: `memory` is the Vec of `external`, and Node-API calls this once for it.
    recycle(unsafe { *Box::from_raw(memory.cast::<Vec<u8>>()) });
}

/// Gives the memory of a block back at once, which its views must not outlive; otherwise the garbage collector does
/// so, and late.
#[napi(catch_unwind)]
pub fn release(env: &Env, arena: Unknown<'_>) -> Result<()> {
    let (env, mut buffer) = (env.raw(), ptr::null_mut());
    let (length, kind, data, offset) =
        (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: `arena` is a value of this call, and of its parts only the buffer is asked for.
    let status = unsafe {
        sys::napi_get_typedarray_info(env, arena.raw(), kind, length, data, &raw mut buffer, offset)
    };
    check_status!(status, "the memory of a block is a typed array")?;
    // SAFETY: the buffer is alive, and no Rust code looks into it.
    let status = unsafe { sys::napi_detach_arraybuffer(env, buffer) };
    check_status!(status, "the memory of a block cannot be released")
}

fn copied(env: sys::napi_env, bytes: &[u8]) -> Result<sys::napi_value> {
    let (mut data, mut buffer) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: `env` is alive in the call that it came with, and the pointers are to locals.
    let status =
        unsafe { sys::napi_create_arraybuffer(env, bytes.len(), &raw mut data, &raw mut buffer) };
    check_status!(status, "no array of {} bytes", bytes.len())?;
    // SAFETY: the new buffer has as many bytes as are copied; without bytes `data` may be null and is not used.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data.cast(), bytes.len()) };
    over(env, buffer, bytes.len())
}

/// An array over a whole buffer.
fn over(env: sys::napi_env, buffer: sys::napi_value, length: usize) -> Result<sys::napi_value> {
    let mut array = ptr::null_mut();
    let kind = sys::TypedarrayType::uint8_array;
    // SAFETY: `buffer` was made in this call and has `length` bytes.
    let status =
        unsafe { sys::napi_create_typedarray(env, kind, length, buffer, 0, &raw mut array) };
    check_status!(status, "no array over a block")?;
    Ok(array)
}
