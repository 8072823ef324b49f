//! What it means that a response cannot be read on.

use native::ErrorKind;

use crate::body::End;
use crate::call::{Call, printable};
use crate::exception::Exception;
use crate::failure::{Failure, FailureKind};
use crate::head::ResponseHead;
use crate::scan;
use crate::source::Source;

/// A response and how far it was read.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) call: Call,
    pub(crate) head: ResponseHead,
    /// Whole blocks that were handed out.
    pub(crate) decoded: u64,
}

impl Case {
    /// The failure behind `error`: the server's exception, wherever it can be found, or else what the bytes say.
    /// Without `error` the body is of no format at all.
    pub(crate) fn judge(&self, source: &mut impl Source, error: Option<&native::Error>) -> Failure {
        source.drain();
        let ended = source.body().end() == Some(&End::Whole);
        if let Some(failure) = source.unpacked().and_then(|tail| self.exception(tail, ended)) {
            return failure;
        }
        if let Some(failure) = self.exception(&source.body().recent(), ended) {
            return failure;
        }
        if let Some(End::Stopped(failure)) = source.body().end() {
            return failure.clone();
        }
        let Call { host, .. } = &self.call;
        let Some(error) = error else { return self.unexpected(source.body().opening()) };
        let (kind, code, message) = match error.kind() {
            ErrorKind::Unsupported(_) => {
                let message = format!("the response from {host} cannot be read: {error}");
                (FailureKind::Unsupported, "ERR_UNSUPPORTED_TYPE", message)
            }
            ErrorKind::Truncated => self.cut(source.body().received(), error),
            ErrorKind::Io(io) => match compress::Error::of(io).map(compress::Error::kind) {
                None | Some(compress::ErrorKind::Truncated) => {
                    self.cut(source.body().received(), error)
                }
                Some(_) => self.malformed(error),
            },
            _ => self.malformed(error),
        };
        self.call.failure(kind, code, message).status(200)
    }

    /// A body that no server of ours wrote.
    pub(crate) fn unexpected(&self, opening: &[u8]) -> Failure {
        let (host, text) = (&self.call.host, printable(opening));
        let message = format!("{host} answered without naming a format, and with this: {text}");
        self.call.failure(FailureKind::Protocol, "ERR_UNEXPECTED_RESPONSE", message).status(200)
    }

    /// The server's exception at the end of `tail`.
    pub(crate) fn exception(&self, tail: &[u8], ended: bool) -> Option<Failure> {
        let text = scan::find(tail, self.head.exception_tag.as_deref(), ended)?;
        Some(self.call.exception(Exception::parse(&text)?, 200))
    }

    fn cut(&self, received: u64, error: &native::Error) -> (FailureKind, &'static str, String) {
        let (host, decoded) = (&self.call.host, self.decoded);
        let message = format!(
            "the response from {host} ended early, after {received} bytes and {decoded} whole blocks: {error}"
        );
        (FailureKind::Transport, "ERR_STREAM_FAILURE", message)
    }

    fn malformed(&self, error: &native::Error) -> (FailureKind, &'static str, String) {
        let message = format!("the response from {} is malformed: {error}", self.call.host);
        (FailureKind::Protocol, "ERR_MALFORMED_RESPONSE", message)
    }
}
