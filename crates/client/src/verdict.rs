//! What it means that a response cannot be read on.

use std::{fmt, io};

use native::ErrorKind;

use crate::body::End;
use crate::call::{Call, printable};
use crate::exception::Exception;
use crate::failure::{Failure, FailureKind};
use crate::head::ResponseHead;
use crate::scan;
use crate::source::Source;

/// What keeps a response from being read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trouble<'a> {
    /// The body is of no format at all.
    Format,
    /// A block of Native.
    Block(&'a native::Error),
    /// The bytes, whatever they mean.
    Bytes(&'a io::Error),
}

type Reason = (FailureKind, &'static str, String);

/// A response and how far it was read.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) call: Call,
    pub(crate) head: ResponseHead,
    /// Whole blocks that were handed out, where there are blocks.
    pub(crate) decoded: Option<u64>,
}

impl Case {
    /// The failure behind `trouble`: the server's exception, wherever it can be found, or else what the bytes say.
    pub(crate) fn judge(&self, source: &mut impl Source, trouble: Trouble<'_>) -> Failure {
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
        let received = source.body().received();
        let (kind, code, message) = match trouble {
            Trouble::Format => return self.unexpected(source.body().opening()),
            Trouble::Bytes(error) => self.unreadable(received, error, error),
            Trouble::Block(error) => match error.kind() {
                ErrorKind::Unsupported(_) => {
                    let message = format!("the response from {host} cannot be read: {error}");
                    (FailureKind::Unsupported, "ERR_UNSUPPORTED_TYPE", message)
                }
                ErrorKind::Truncated => self.cut(received, error),
                ErrorKind::Io(io) => self.unreadable(received, io, error),
                _ => self.malformed(error),
            },
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
        self.thrown(&scan::find(tail, self.head.exception_tag.as_deref(), ended)?)
    }

    /// The server's exception of that text.
    pub(crate) fn thrown(&self, text: &str) -> Option<Failure> {
        Some(self.call.exception(Exception::parse(text)?, 200))
    }

    /// What `io` says, which `error` tells.
    fn unreadable(&self, received: u64, io: &io::Error, error: &dyn fmt::Display) -> Reason {
        match compress::Error::of(io).map(compress::Error::kind) {
            None | Some(compress::ErrorKind::Truncated) => self.cut(received, error),
            Some(_) => self.malformed(error),
        }
    }

    fn cut(&self, received: u64, error: &dyn fmt::Display) -> Reason {
        let host = &self.call.host;
        let blocks = self.decoded.map(|count| format!(" and {count} whole blocks"));
        let message = format!(
            "the response from {host} ended early, after {received} bytes{}: {error}",
            blocks.unwrap_or_default()
        );
        (FailureKind::Transport, "ERR_STREAM_FAILURE", message)
    }

    fn malformed(&self, error: &dyn fmt::Display) -> Reason {
        let message = format!("the response from {} is malformed: {error}", self.call.host);
        (FailureKind::Protocol, "ERR_MALFORMED_RESPONSE", message)
    }
}
