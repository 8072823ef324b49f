use std::fmt;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The server answered with an exception.
    Server,
    /// No connection came about.
    Connect,
    /// The connection broke.
    Transport,
    /// Something took too long.
    Timeout,
    /// The answer is not what ClickHouse answers.
    Protocol,
    /// The caller cancelled.
    Cancelled,
    /// The session is closed.
    Closed,
    /// Something that this version cannot do.
    Unsupported,
    /// A file that was to be sent cannot be read.
    File,
}

/// Why a request failed: one sentence and the facts that decisions need.
///
/// It holds neither SQL nor credentials nor URLs, save what the server itself quotes in its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind.
    pub kind: FailureKind,
    /// The server's name of the error, a system code such as `ECONNREFUSED`, or ours, `ERR_…`.
    pub code: String,
    /// One sentence: what and where.
    pub message: String,
    /// The server's number of the error.
    pub server_code: Option<i32>,
    /// The status of the response.
    pub http_status: Option<u16>,
    /// The query's id.
    pub query_id: Option<String>,
    /// The server, as `host:port`.
    pub host: Option<String>,
    /// Whether the cause may pass by itself, and nothing of an answer was handed out.
    pub retryable: bool,
    /// Whether it came before anything of the request left.
    pub unsent: bool,
    /// Which attempt of the request failed, from 1; 0 outside of requests.
    pub attempts: u32,
    /// Whether a connection that had been kept was closed before a byte of the answer.
    pub(crate) stale: bool,
    /// After how many seconds the server wants to be asked again.
    pub(crate) retry_after: Option<u16>,
}

impl Failure {
    pub(crate) fn new(
        kind: FailureKind,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            code: code.into(),
            message: message.into(),
            server_code: None,
            http_status: None,
            query_id: None,
            host: None,
            retryable: false,
            unsent: false,
            attempts: 0,
            stale: false,
            retry_after: None,
        }
    }

    /// A value that the caller passed and that cannot be used.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Unsupported, "ERR_INVALID_ARG", message)
    }

    /// A request to a session that was closed.
    pub(crate) fn closed() -> Self {
        Self::new(FailureKind::Closed, "ERR_CLIENT_CLOSED", "the client is closed")
    }

    pub(crate) fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    pub(crate) fn unsent(mut self) -> Self {
        self.unsent = true;
        self
    }

    /// Names the server.
    pub(crate) fn of(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.http_status = Some(status);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Failure {}
