use std::sync::{Arc, OnceLock};
use std::{fmt, io, thread};

use native::{Block, Revision};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::body::Body;
use crate::call::Call;
use crate::decode;
use crate::failure::{Failure, FailureKind};
use crate::head::ResponseHead;
use crate::pump::{self, CHUNKS, Reply};
use crate::queue::Queue;
use crate::verdict::Case;
use crate::watch::Watch;

/// A response, block by block.
///
/// Dropping it ends the request: the connection is closed unless the response had come to its end.
pub struct QueryStream {
    head: ResponseHead,
    blocks: Arc<Queue<Block>>,
    watch: Watch,
}

impl QueryStream {
    /// `form` is whether the body is in frames, and the revision of the blocks.
    pub(crate) async fn open(
        mut reply: Reply,
        head: ResponseHead,
        form: (bool, Revision),
        buffer_bytes: usize,
    ) -> Self {
        let watch = reply.watch.clone();
        let case = Case { call: watch.call.clone(), head: head.clone(), decoded: 0 };
        let (early, end) = reply.early().await;
        if let Some(end) = end {
            drop(reply);
            // All of it is here: decoding takes less time than waking a thread, and nothing waits for room.
            let blocks = Arc::new(Queue::new(usize::MAX));
            let body = Body::new(early, None, Arc::new(OnceLock::from(end)));
            decode::run(body, form, case, &blocks);
            return Self { head, blocks, watch };
        }
        let blocks = Arc::new(Queue::new(buffer_bytes));
        let (sender, receiver) = mpsc::channel(CHUNKS);
        let end = Arc::new(OnceLock::new());
        let body = Body::new(early, Some(receiver), Arc::clone(&end));
        tokio::spawn(pump::run(reply, sender, end, Arc::clone(&blocks)));
        let queue = Arc::clone(&blocks);
        if let Err(error) = on_thread(move || decode::run(body, form, case, &queue)) {
            blocks.abort(threadless(&watch.call, &error));
        }
        Self { head, blocks, watch }
    }

    /// What the headers told.
    pub fn head(&self) -> &ResponseHead {
        &self.head
    }

    /// `host:port` of the server.
    pub fn host(&self) -> &str {
        &self.watch.call.host
    }

    /// Waits for the first block or the end; what came instead of both.
    pub(crate) async fn begun(&self) -> Option<Failure> {
        self.blocks.begun().await
    }

    /// The next block; none at the end. A failure comes after the blocks before it, and stays.
    pub async fn next(&mut self) -> Result<Option<Block>, Failure> {
        Ok(self.take(1).await?.pop())
    }

    /// Waits for one block and takes all that are ready; none at the end.
    pub async fn ready(&mut self) -> Result<Vec<Block>, Failure> {
        self.take(usize::MAX).await
    }

    async fn take(&self, most: usize) -> Result<Vec<Block>, Failure> {
        self.watch.check()?;
        self.blocks.pop(most).await
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

impl Drop for QueryStream {
    fn drop(&mut self) {
        let message = "the stream was closed";
        self.blocks.abort(self.watch.call.failure(
            FailureKind::Closed,
            "ERR_STREAM_CLOSED",
            message,
        ));
    }
}

impl fmt::Debug for QueryStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueryStream").field("head", &self.head).finish_non_exhaustive()
    }
}
