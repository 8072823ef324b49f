//! What an answer with status 200 is worth.

use compress::Coding;
use native::Revision;

use crate::body::End;
use crate::call::Call;
use crate::failure::{Failure, FailureKind};
use crate::head::{self, ResponseHead};
use crate::pump::Reply;
use crate::verdict::Case;

/// A failure that leaves open what became of an insert.
pub(crate) fn doubt(failure: Failure) -> Failure {
    let message = format!("{}; it is unknown whether the rows are stored", failure.message);
    Failure { message, ..failure }
}

/// An answer to half of a request, of which the rest can mean nothing any more.
pub(crate) fn premature(call: &Call) -> Failure {
    let message = format!("{} answered before it was sent all of the request", call.host);
    call.failure(FailureKind::Protocol, "ERR_UNEXPECTED_RESPONSE", message).status(200)
}

/// The content coding of a body; fails for one that cannot be read, and for other formats where blocks are wanted.
pub(crate) fn readable(
    head: &ResponseHead,
    reply: &Reply,
    revision: Option<Revision>,
) -> Result<Option<Coding>, Failure> {
    let call = &reply.watch.call;
    let host = &call.host;
    let refuse = |code, message: String| {
        Err(call.failure(FailureKind::Unsupported, code, message).status(200))
    };
    let other = head.format.as_deref().filter(|&format| format != "Native");
    if let Some(format) = other.filter(|_| revision.is_some()) {
        let message = format!(
            "the query chose FORMAT {format} by itself, and {host} obeyed; only Native can be read, rawQuery() and rawStream() give any format"
        );
        return refuse("ERR_UNEXPECTED_FORMAT", message);
    }
    let Some(name) = head::content_coding(reply.response.headers()) else { return Ok(None) };
    Coding::of(&name).map(Some).map_or_else(
        || {
            let message =
                format!("{host} answered with Content-Encoding {name}, which cannot be read");
            refuse("ERR_UNEXPECTED_ENCODING", message)
        },
        Ok,
    )
}

/// An insert's answer with status 200 says nothing, unless the server failed after its headers had left.
pub(crate) fn acknowledged(
    reply: &Reply,
    (body, end): (Vec<u8>, End),
) -> Result<ResponseHead, Failure> {
    let head = ResponseHead::read(reply.response.headers());
    let case = Case { call: reply.watch.call.clone(), head, decoded: None };
    if let Some(failure) = case.exception(&body, end == End::Whole) {
        return Err(failure);
    }
    match end {
        End::Stopped(failure) => Err(failure),
        End::Cut(reason) => {
            let message =
                format!("the answer of {} to the insert ended early: {reason}", case.call.host);
            Err(case
                .call
                .failure(FailureKind::Transport, "ERR_STREAM_FAILURE", message)
                .status(200))
        }
        End::Whole if body.is_empty() => Ok(case.head),
        End::Whole => Err(case.unexpected(&body)),
    }
}
