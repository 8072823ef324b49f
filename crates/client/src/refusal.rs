use std::io::Read;

use compress::FrameReader;

use crate::body::End;
use crate::exception::Exception;
use crate::failure::Failure;
use crate::head::{self, exception_code};
use crate::pump::Reply;

/// The most of an answer without blocks that is kept. Servers may put up to 1 MiB of data before an exception.
const ANSWER_SIZE: usize = 4 << 20;

/// The most of it that is read at all.
const PATIENCE: usize = 64 << 20;

/// The most that the frames of a refused request may unpack to.
const UNPACKED_SIZE: u64 = 16 << 20;

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
/// `framed` says that the body may come in frames; it does not when the server failed before it set up its output.
pub(crate) async fn failure(mut reply: Reply, framed: bool) -> Failure {
    let status = reply.response.status().as_u16();
    let code = exception_code(reply.response.headers());
    let retry_after = head::retry_after(reply.response.headers());
    let (body, end) = read(&mut reply).await;
    let unpacked = if framed { unpack(&body) } else { Vec::new() };
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

/// What the frames hold, as far as they are whole.
fn unpack(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // An error only means that no further frame is whole.
    drop(FrameReader::new(body).take(UNPACKED_SIZE).read_to_end(&mut bytes));
    bytes
}
