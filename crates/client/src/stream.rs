use std::sync::{Arc, OnceLock};
use std::{fmt, io, thread};

use native::Block;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::body::Body;
use crate::call::Call;
use crate::failure::{Failure, FailureKind};
use crate::head::ResponseHead;
use crate::pump::{self, CHUNKS, Reply};
use crate::queue::Queue;
use crate::verdict::Case;
use crate::watch::Watch;

/// A response, block by block.
pub type QueryStream = ResponseStream<Block>;

/// A response in any format, piece by piece.
pub type ByteStream = ResponseStream<Vec<u8>>;

/// A response, item by item.
///
/// Dropping it ends the request: the connection is closed unless the response had come to its end.
pub struct ResponseStream<T> {
    head: ResponseHead,
    items: Arc<Queue<T>>,
    watch: Watch,
}

impl<T: Send + 'static> ResponseStream<T> {
    /// `read` makes the items of a body until it ends, fails, or nobody wants more; it may block. What a body in a
    /// content coding unpacks to has no bound but that of the queue.
    pub(crate) async fn open(
        mut reply: Reply,
        head: ResponseHead,
        (coded, buffer_bytes): (bool, usize),
        read: impl FnOnce(Body, Case, &Arc<Queue<T>>) + Send + 'static,
    ) -> Self {
        let watch = reply.watch.clone();
        let case = Case { call: watch.call.clone(), head: head.clone(), decoded: None };
        let (early, end) = reply.early().await;
        if let Some(end) = end.clone().filter(|_| !coded) {
            drop(reply);
            // All of it is here: reading takes less time than waking a thread, and nothing waits for room.
            let items = Arc::new(Queue::new(usize::MAX));
            let body = Body::new(early, None, Arc::new(OnceLock::from(end)));
            read(body, case, &items);
            return Self { head, items, watch };
        }
        let items = Arc::new(Queue::new(buffer_bytes));
        let body = if let Some(end) = end {
            drop(reply);
            tokio::spawn(pump::attend(watch.clone(), Arc::clone(&items)));
            Body::new(early, None, Arc::new(OnceLock::from(end)))
        } else {
            let (sender, receiver) = mpsc::channel(CHUNKS);
            let end = Arc::new(OnceLock::new());
            tokio::spawn(pump::run(reply, sender, Arc::clone(&end), Arc::clone(&items)));
            Body::new(early, Some(receiver), end)
        };
        let queue = Arc::clone(&items);
        if let Err(error) = on_thread(move || read(body, case, &queue)) {
            items.abort(threadless(&watch.call, &error));
        }
        Self { head, items, watch }
    }
}

impl<T> ResponseStream<T> {
    /// What the headers told.
    pub fn head(&self) -> &ResponseHead {
        &self.head
    }

    /// `host:port` of the server.
    pub fn host(&self) -> &str {
        &self.watch.call.host
    }

    /// Waits for the first item or the end; what came instead of both.
    pub(crate) async fn begun(&self) -> Option<Failure> {
        self.items.begun().await
    }

    /// The next item; none at the end. A failure comes after the items before it, and stays.
    pub async fn next(&mut self) -> Result<Option<T>, Failure> {
        Ok(self.take(1).await?.pop())
    }

    /// Waits for one item and takes all that are ready; none at the end.
    pub async fn ready(&mut self) -> Result<Vec<T>, Failure> {
        self.take(usize::MAX).await
    }

    /// What is there already, and whether nothing will follow.
    pub fn arrived(&mut self) -> (Vec<T>, bool) {
        self.items.arrived()
    }

    async fn take(&self, most: usize) -> Result<Vec<T>, Failure> {
        self.watch.check()?;
        self.items.pop(most).await
    }

    /// Ends the request; the same as dropping the stream.
    pub fn close(self) {
        drop(self);
    }
}

/// Runs `work` on a thread of its own: a consumer that stalls keeps it, and would keep one of the runtime's, which are
/// few and serve others too.
fn on_thread(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let runtime = Handle::current();
    thread::Builder::new().name("clickhouse-decoder".to_owned()).spawn(move || {
        let _entered = runtime.enter();
        work();
    })?;
    Ok(())
}

fn threadless(call: &Call, error: &io::Error) -> Failure {
    let message =
        format!("the system has no thread to read the response from {}: {error}", call.host);
    call.failure(FailureKind::Transport, "EAGAIN", message).retryable(true)
}

impl<T> Drop for ResponseStream<T> {
    fn drop(&mut self) {
        let message = "the stream was closed";
        self.items.abort(self.watch.call.failure(
            FailureKind::Closed,
            "ERR_STREAM_CLOSED",
            message,
        ));
    }
}

impl<T> fmt::Debug for ResponseStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseStream").field("head", &self.head).finish_non_exhaustive()
    }
}
