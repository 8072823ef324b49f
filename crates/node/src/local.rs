//! Runs a `clickhouse-local` out of a shared library: the engine of the embedded server.
//!
//! `libchdb` holds a whole ClickHouse behind one function that takes a command line. The call
//! blocks for as long as that program runs, needs a deep stack and may take its process down, so it
//! gets a thread of its own here and a process of its own in `src/embedded`.
//!
//! The declarations below follow `programs/local/chdb.h` of libchdb 26.7.

use std::error::Error as _;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::mem::ManuallyDrop;
use std::ptr;
use std::thread;

use libloading::{Library, Symbol};
use napi::bindgen_prelude::{Error, Result};
use napi::tokio::sync::oneshot;
use napi_derive::napi;

/// The parser and the planner recurse on the stack of the calling thread; 8 MiB is what a program's
/// main thread has, and the limits inside ClickHouse are cut for that.
const STACK_BYTES: usize = 64 * 1024 * 1024;

type Answer = *mut c_void;
type Run = unsafe extern "C" fn(argc: c_int, argv: *mut *mut c_char) -> Answer;
type ReadBytes = unsafe extern "C" fn(answer: Answer) -> *const c_char;
type ReadSize = unsafe extern "C" fn(answer: Answer) -> usize;
type Destroy = unsafe extern "C" fn(answer: Answer);

/// Runs `clickhouse-local` with `args` (the program's name first) and resolves to what it printed.
///
/// # Errors
/// Rejects when the library cannot be used and when the program reports an error.
#[napi(js_name = "runClickHouseLocal")]
pub async fn run_clickhouse_local(library: String, args: Vec<String>) -> Result<String> {
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new()
        .name("clickhouse-local".to_owned())
        .stack_size(STACK_BYTES)
        // The receiver is gone only when Node is shutting down: nobody is left to be told.
        .spawn(move || drop(sender.send(run(&library, args))))
        .map_err(|error| Error::from_reason(format!("thread: {error}")))?;
    let outcome =
        receiver.await.map_err(|_| Error::from_reason("the thread ended without an answer"))?;
    outcome.map_err(Error::from_reason)
}

fn run(path: &str, args: Vec<String>) -> std::result::Result<String, String> {
    // SAFETY: loading runs the library's constructors; the path comes from the installed package
    // `@chdb/lib-*`, whose constructors start nothing that depends on this process.
    let library = unsafe { Library::new(path) }.map_err(|error| failure(&error))?;
    // ClickHouse leaves threads and atexit handlers behind, so its code must stay mapped.
    let library = ManuallyDrop::new(library);
    let functions = Functions::find(&library).map_err(|error| failure(&error))?;

    let mut words = args
        .into_iter()
        .map(|arg| CString::new(arg).map(CString::into_bytes_with_nul))
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|error| format!("argument: {error}"))?;
    let count = c_int::try_from(words.len()).map_err(|error| format!("arguments: {error}"))?;
    let mut pointers: Vec<*mut c_char> =
        words.iter_mut().map(|word| word.as_mut_ptr().cast()).collect();
    // As main() gets it: argv[argc] is null.
    pointers.push(ptr::null_mut());

    // SAFETY: `pointers` holds `count` writable NUL-terminated strings and a null; all outlive the call.
    let answer = unsafe { (functions.run)(count, pointers.as_mut_ptr()) };
    functions.read(answer)
}

/// The linker's own words are only in the source.
fn failure(error: &libloading::Error) -> String {
    match error.source() {
        Some(source) => format!("library: {source}"),
        None => format!("library: {error}"),
    }
}

struct Functions<'library> {
    run: Symbol<'library, Run>,
    error: Symbol<'library, ReadBytes>,
    buffer: Symbol<'library, ReadBytes>,
    length: Symbol<'library, ReadSize>,
    destroy: Symbol<'library, Destroy>,
}

impl<'library> Functions<'library> {
    fn find(library: &'library Library) -> std::result::Result<Self, libloading::Error> {
        // SAFETY: the types are those of chdb.h, unchanged since libchdb 3.
        let (run, destroy) = unsafe {
            (library.get(c"chdb_query_cmdline")?, library.get(c"chdb_destroy_query_result")?)
        };
        // SAFETY: as above.
        let (error, buffer) =
            unsafe { (library.get(c"chdb_result_error")?, library.get(c"chdb_result_buffer")?) };
        // SAFETY: as above.
        let length = unsafe { library.get(c"chdb_result_length")? };
        Ok(Self { run, error, buffer, length, destroy })
    }

    /// Copies the text out of an answer and frees it.
    fn read(&self, answer: Answer) -> std::result::Result<String, String> {
        if answer.is_null() {
            return Err("no answer".to_owned());
        }
        let outcome = self.failure(answer).map_or_else(|| Ok(self.text(answer)), Err);
        // SAFETY: the answer is not null, belongs to us and is not used after this line.
        unsafe { (self.destroy)(answer) };
        outcome
    }

    fn failure(&self, answer: Answer) -> Option<String> {
        // SAFETY: the answer is alive; null means that there was no error.
        let message = unsafe { (self.error)(answer) };
        if message.is_null() {
            return None;
        }
        // SAFETY: chdb.h promises NUL-terminated text that lives as long as the answer.
        Some(unsafe { CStr::from_ptr(message) }.to_string_lossy().into_owned())
    }

    fn text(&self, answer: Answer) -> String {
        // SAFETY: the answer is alive.
        let (start, length) = unsafe { ((self.buffer)(answer), (self.length)(answer)) };
        if start.is_null() {
            return String::new();
        }
        // SAFETY: the buffer holds `length` initialised bytes and lives as long as the answer.
        let bytes = unsafe { std::slice::from_raw_parts(start.cast::<u8>(), length) };
        String::from_utf8_lossy(bytes).into_owned()
    }
}
