//! The threads that the connections of a process live on: none before the first of them has something to do.

use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use napi::bindgen_prelude::{
    AsyncRuntime, AsyncRuntimeRejection, AsyncRuntimeTask, Error, Result, register_async_runtime,
};
use napi::tokio::runtime::{Builder, Handle, Runtime};
use napi_derive::module_init;

/// How long the end of the process waits for the threads. Idle ones end at once.
const FAREWELL: Duration = Duration::from_millis(100);

static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

/// Half of the cores: the others are for decoding and for JavaScript. A connection wakes its neighbours' threads for
/// every chunk that it reads, and on two cores a second one costs a third of the time of a query.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2))
}

fn runtime() -> MutexGuard<'static, Option<Runtime>> {
    RUNTIME.lock().unwrap_or_else(PoisonError::into_inner)
}

fn handle() -> Result<Handle> {
    let mut runtime = runtime();
    if let Some(running) = &*runtime {
        return Ok(running.handle().clone());
    }
    let started = Builder::new_multi_thread()
        .worker_threads(threads())
        .thread_name("clickhouse-network")
        .enable_all()
        .build()
        .map_err(|error| Error::from_reason(format!("no threads for the network: {error}")))?;
    let handle = started.handle().clone();
    *runtime = Some(started);
    Ok(handle)
}

/// Runs what starts tasks without being one.
pub(crate) fn within<T>(work: impl FnOnce() -> T) -> Result<T> {
    let handle = handle()?;
    let _entered = handle.enter();
    Ok(work())
}

struct Network;

// SAFETY: registering it keeps this library in memory for good, so that a thread which is still at work after
// `shutdown` finds its code.
unsafe impl AsyncRuntime for Network {
    fn spawn(
        &self,
        task: AsyncRuntimeTask,
    ) -> std::result::Result<(), AsyncRuntimeRejection<AsyncRuntimeTask>> {
        match handle() {
            Ok(handle) => {
                drop(handle.spawn(task));
                Ok(())
            }
            Err(error) => Err(AsyncRuntimeRejection::new(task, error)),
        }
    }

    fn block_on(&self, future: Pin<&mut dyn Future<Output = ()>>) -> Result<()> {
        handle()?.block_on(future);
        Ok(())
    }

    fn shutdown(&self) -> Result<()> {
        let ended = runtime().take();
        if let Some(runtime) = ended {
            runtime.shutdown_timeout(FAREWELL);
        }
        Ok(())
    }
}

/// Without it, Node-API starts a thread for each core as soon as it loads this library.
#[module_init]
fn register() {
    register_async_runtime(Network);
}
