use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use reqwest::Response;
use reqwest::header::{CONNECTION, HeaderMap};
use tokio::sync::mpsc::Sender;
use tokio::time::{Duration, timeout};

use crate::body::End;
use crate::delivery::Delivery;
use crate::place::Place;
use crate::queue::Queue;
use crate::transport;
use crate::watch::Watch;
use crate::work::Listed;

/// Chunks that may wait for the decoder. hyper's grow to about 400 KiB each.
pub(crate) const CHUNKS: usize = 4;

/// A body this small that is there at once needs neither a task nor a thread.
const EARLY_SIZE: usize = 64 << 10;

/// How long the end of a small body is waited for.
const EARLY_TIME: Duration = Duration::from_millis(2);

/// A response whose body has not been read, and its place in the pool.
///
/// Dropping it closes the connection unless the body was read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) response: Response,
    pub(crate) watch: Watch,
    listed: Option<Listed>,
    place: Place,
    /// That of the connection, if it is to be kept.
    generation: Option<u64>,
}

impl Reply {
    pub(crate) fn new(
        response: Response,
        watch: &Watch,
        listed: Option<Listed>,
        place: Place,
        generation: Option<u64>,
    ) -> Self {
        let call = watch.call.answered(response.headers());
        if let Some(Listed { work, .. }) = &listed {
            work.answered(call.query_id.as_ref());
        }
        let watch = Watch { call, ..watch.clone() };
        Self { response, watch, listed, place, generation }
    }

    /// The next bytes of the body, or its end.
    pub(crate) async fn chunk(&mut self) -> Result<Bytes, End> {
        match self.watch.hear(self.response.chunk()).await {
            Ok(Ok(Some(chunk))) => Ok(chunk),
            Ok(Ok(None)) => {
                if let Some(Listed { work, .. }) = &self.listed {
                    work.finish();
                }
                if let Some(generation) = self.generation
                    && !closes(self.response.headers())
                {
                    self.place.keep(generation);
                }
                Err(End::Whole)
            }
            Ok(Err(error)) => Err(End::Cut(transport::reason(&error))),
            Err(silent) => Err(End::Stopped(silent)),
        }
    }

    /// Notes whether the body waits for somebody who reads it.
    pub(crate) fn wait_for_reader(&self, waits: bool) {
        self.place.wait_for_reader(waits);
    }

    /// Takes what comes at once; the end as well, if the body is small.
    pub(crate) async fn early(&mut self) -> (Vec<Bytes>, Option<End>) {
        let mut chunks = Vec::new();
        let taken = timeout(EARLY_TIME, async {
            let mut size = 0_usize;
            while size < EARLY_SIZE {
                match self.chunk().await {
                    Ok(chunk) => {
                        size = size.saturating_add(chunk.len());
                        chunks.push(chunk);
                    }
                    Err(end) => return Some(end),
                }
            }
            None
        });
        let end = taken.await.ok().flatten();
        (chunks, end)
    }
}

/// Whether the server closes the connection behind its answer.
fn closes(headers: &HeaderMap) -> bool {
    headers.get(CONNECTION).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close"))
}

/// Moves the body from the socket to the decoder, and watches over both until the decoder is done. When the request is
/// stopped, or nobody wants anything of it any more, the connection is closed at once.
pub(crate) async fn run<T>(
    reply: Reply,
    chunks: Sender<Bytes>,
    end: Arc<OnceLock<End>>,
    items: Arc<Queue<T>>,
) {
    let watch = reply.watch.clone();
    let delivery = Delivery::new(reply);
    let (stopped, failure) = tokio::select! {
        biased;
        failure = watch.stopped() => (End::Stopped(failure.clone()), Some(failure)),
        () = items.over() => (End::Cut("nobody reads it"), None),
        end = delivery.run(&chunks) => (end, None),
    };
    // The decoder looks for the end once the channel is closed, so the end comes first.
    drop(end.set(stopped));
    drop(chunks);
    if let Some(failure) = failure {
        items.abort(failure);
        return;
    }
    attend(watch, items).await;
}

/// Watches over items whose body is there.
pub(crate) async fn attend<T>(watch: Watch, items: Arc<Queue<T>>) {
    tokio::select! {
        biased;
        () = items.over() => {}
        failure = watch.stopped() => items.abort(failure),
    }
}
