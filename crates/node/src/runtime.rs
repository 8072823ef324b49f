//! The threads that the connections of a process live on.

use std::thread;

use napi::bindgen_prelude::create_custom_tokio_runtime;
use napi::tokio::runtime::Builder;
use napi_derive::module_init;

/// Half of the cores: the others are for decoding and for JavaScript. A connection wakes its neighbours' threads for
/// every chunk that it reads, and on two cores a second one costs a third of the time of a query.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2))
}

/// Without it, Node-API makes its own with a thread for each core.
#[module_init]
fn start() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads())
        .thread_name("clickhouse-network")
        .enable_all()
        .build();
    if let Ok(runtime) = runtime {
        create_custom_tokio_runtime(runtime);
    }
}
