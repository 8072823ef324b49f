use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use compress::{Coding, FrameReader};
use tokio::task::spawn_blocking;

use crate::body::{Body, End};
use crate::content::Content;
use crate::exception::Exception;
use crate::failure::Failure;
use crate::head::{self, exception_code};
use crate::pump::Reply;
use crate::source::Source;

/// The most of an answer without blocks that is kept. Servers may put up to 1 MiB of data before an exception.
const ANSWER_SIZE: usize = 4 << 20;

/// The most of it that is read at all.
const PATIENCE: usize = 64 << 20;

/// The most that the answer to a refused request may unpack to.
const UNPACKED_SIZE: u64 = 1 << 30;

/// Reads a body that should be small.
pub(crate) async fn read(reply: &mut Reply) -> (Vec<u8>, End) {
    let mut bytes = Vec::new();
    let mut received = 0_usize;
    while received < PATIENCE {
        match reply.chunk().await {
            Ok(chunk) => {
                received = received.saturating_add(chunk.len());
                append(&mut bytes, &chunk);
            }
            Err(end) => return (bytes, end),
        }
    }
    (bytes, End::Cut("it is too long"))
}

/// An answer that grows beyond the limit keeps its end, where an exception would be.
fn append(bytes: &mut Vec<u8>, chunk: &[u8]) {
    let excess = bytes.len().saturating_add(chunk.len()).saturating_sub(ANSWER_SIZE);
    bytes.drain(..excess.min(bytes.len()));
    bytes.extend_from_slice(chunk);
}

/// Why the server refused the request.
///
/// `framed` says that the body may come in frames; it does not when the server failed before it set up its output. The
/// same goes for what a header says of a content coding.
pub(crate) async fn failure(mut reply: Reply, framed: bool) -> Failure {
    let status = reply.response.status().as_u16();
    let code = exception_code(reply.response.headers());
    let retry_after = head::retry_after(reply.response.headers());
    let (body, end) = read(&mut reply).await;
    let coding = head::content_coding(reply.response.headers());
    let coding = coding.as_deref().and_then(Coding::of);
    let unpacked = if framed || coding.is_some() {
        let packed = Bytes::copy_from_slice(&body);
        spawn_blocking(move || unpack(packed, coding, framed)).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let exception = [&unpacked, &body]
        .into_iter()
        .find_map(|bytes| Exception::parse_body(&String::from_utf8_lossy(bytes), code));
    let call = &reply.watch.call;
    let failure = match (exception, code, end) {
        (Some(exception), ..) => call.exception(exception, status),
        (None, Some(code), _) => {
            let message = "the server gave no more than the number of its error".to_owned();
            call.exception(Exception { code, name: None, message }, status)
        }
        (None, None, End::Stopped(failure)) => failure,
        (None, None, _) => call.status(status, &body),
    };
    Failure { retry_after, ..failure }
}

/// The end of what was packed, as far as it is whole. An exception may follow much data.
fn unpack(packed: Bytes, coding: Option<Coding>, framed: bool) -> Vec<u8> {
    let body = Body::new(vec![packed], None, Arc::new(OnceLock::from(End::Whole)));
    let content = Content::new(body, coding);
    // Once a coding is off, there are no frames: both are never asked for.
    if framed && coding.is_none() { tail(FrameReader::new(content)) } else { tail(content) }
}

fn tail(mut source: impl Source) -> Vec<u8> {
    // An error only means that nothing further is whole.
    drop(io::copy(&mut (&mut source).take(UNPACKED_SIZE), &mut io::sink()));
    source.unpacked().unwrap_or_default().to_vec()
}
