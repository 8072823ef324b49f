//! Failures as plain objects; `src/errors.ts` makes errors of them where the caller's stack is.

use client::FailureKind;
use napi_derive::napi;

/// What went wrong.
#[napi(object)]
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields of client::Failure")]
pub struct Failure {
    /// The kind; its presence is what tells a failure from a result.
    pub failure: String,
    pub code: String,
    pub message: String,
    pub server_code: Option<i32>,
    pub http_status: Option<u16>,
    pub query_id: Option<String>,
    pub host: Option<String>,
    pub retryable: bool,
    pub unsent: bool,
    /// Requests that were made.
    pub attempts: u32,
}

impl From<client::Failure> for Failure {
    fn from(failure: client::Failure) -> Self {
        Self {
            failure: kind(failure.kind).to_owned(),
            code: failure.code,
            message: failure.message,
            server_code: failure.server_code,
            http_status: failure.http_status,
            query_id: failure.query_id,
            host: failure.host,
            retryable: failure.retryable,
            unsent: failure.unsent,
            attempts: failure.attempts.saturating_sub(u32::from(failure.unsent)),
        }
    }
}

impl Failure {
    /// A result beyond what one array of JavaScript holds.
    pub(crate) fn too_large(why: &str) -> Self {
        let message =
            format!("the result is too large to be read in one piece, read it as a stream: {why}");
        Self::local("unsupported", "ERR_RESULT_TOO_LARGE", message)
    }

    /// A failure that no server has to do with.
    pub(crate) fn local(failure: &str, code: &str, message: String) -> Self {
        Self {
            failure: failure.to_owned(),
            code: code.to_owned(),
            message,
            server_code: None,
            http_status: None,
            query_id: None,
            host: None,
            retryable: false,
            unsent: false,
            attempts: 1,
        }
    }
}

fn kind(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Server => "server",
        FailureKind::Connect => "connect",
        FailureKind::Transport => "transport",
        FailureKind::Timeout => "timeout",
        FailureKind::Protocol => "protocol",
        FailureKind::Cancelled => "cancelled",
        FailureKind::Closed => "closed",
        FailureKind::Unsupported => "unsupported",
        FailureKind::File => "file",
    }
}
