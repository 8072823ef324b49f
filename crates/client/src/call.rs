use reqwest::header::HeaderMap;

use crate::codes;
use crate::exception::Exception;
use crate::failure::{Failure, FailureKind};
use crate::head;

/// Statuses of proxies and overloaded servers, which pass by themselves.
const TRANSIENT: [u16; 4] = [429, 502, 503, 504];

/// Which request it is, for the failures that it may have.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) host: String,
    pub(crate) query_id: Option<String>,
    pub(crate) max_error_size: usize,
    /// Which attempt, from 1.
    pub(crate) attempts: u32,
}

impl Call {
    /// The same once a response is there, whose headers know the query's id even when the caller chose none.
    pub(crate) fn answered(&self, headers: &HeaderMap) -> Self {
        let query_id =
            head::text(headers, "x-clickhouse-query-id").or_else(|| self.query_id.clone());
        Self { query_id, ..self.clone() }
    }

    pub(crate) fn failure(
        &self,
        kind: FailureKind,
        code: &str,
        message: impl Into<String>,
    ) -> Failure {
        self.sign(Failure::new(kind, code, message))
    }

    /// Adds the host, the query's id and the attempts.
    pub(crate) fn sign(&self, mut failure: Failure) -> Failure {
        failure.host = Some(self.host.clone());
        failure.query_id.clone_from(&self.query_id);
        failure.attempts = self.attempts;
        failure
    }

    /// What the server refused or gave up, in its own words.
    pub(crate) fn exception(&self, exception: Exception, status: u16) -> Failure {
        let name = exception.name.or_else(|| codes::name(exception.code).map(str::to_owned));
        let code = name.unwrap_or_else(|| "ERR_SERVER".to_owned());
        let message = self.shorten(exception.message);
        let mut failure = self.failure(FailureKind::Server, &code, message);
        failure.server_code = Some(exception.code);
        failure.status(status).retryable(TRANSIENT.contains(&status))
    }

    /// A status that no server's exception explains; `opening` is how the body begins.
    pub(crate) fn status(&self, status: u16, opening: &[u8]) -> Failure {
        if status == 407 {
            let message = format!(
                "the proxy on the way to {} wants another login: its user and password belong into its URL",
                self.host
            );
            return self.failure(FailureKind::Connect, "ERR_PROXY", message).status(status);
        }
        let transient = TRANSIENT.contains(&status);
        let kind =
            if transient || status >= 500 { FailureKind::Transport } else { FailureKind::Protocol };
        let host = &self.host;
        let message = match printable(opening) {
            text if text.is_empty() => format!("{host} answered with status {status} and no text"),
            text => {
                format!("{host} answered with status {status} and not as ClickHouse does: {text}")
            }
        };
        self.failure(kind, "ERR_UNEXPECTED_STATUS", message).status(status).retryable(transient)
    }

    fn shorten(&self, message: String) -> String {
        match self.max_error_size {
            0 => message,
            size => match message.char_indices().nth(size) {
                Some((end, _)) => message.get(..end).unwrap_or_default().to_owned() + "…",
                None => message,
            },
        }
    }
}

/// How many bytes of an unexpected body a message shows.
pub(crate) const OPENING_SIZE: usize = 80;

/// The start of a body as a piece of a sentence.
pub(crate) fn printable(bytes: &[u8]) -> String {
    let bytes = bytes.get(..OPENING_SIZE).unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let text: String =
        text.chars().map(|c| if c.is_control() || c == '\u{fffd}' { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(max_error_size: usize) -> Call {
        Call { host: "h:1".to_owned(), query_id: Some("q".to_owned()), max_error_size, attempts: 1 }
    }

    fn exception(code: i32, name: Option<&str>, message: &str) -> Exception {
        Exception { code, name: name.map(str::to_owned), message: message.to_owned() }
    }

    #[test]
    fn an_exception_keeps_what_the_server_said() {
        let failure = call(0).exception(exception(60, Some("UNKNOWN_TABLE"), "no table."), 404);
        assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Server, "UNKNOWN_TABLE"));
        assert_eq!((failure.server_code, failure.http_status), (Some(60), Some(404)));
        assert_eq!(
            (failure.host.as_deref(), failure.query_id.as_deref()),
            (Some("h:1"), Some("q"))
        );
        assert!(!failure.retryable);
    }

    #[test]
    fn an_exception_without_a_name_gets_the_one_of_its_number() {
        assert_eq!(call(0).exception(exception(60, None, ""), 404).code, "UNKNOWN_TABLE");
        assert_eq!(call(0).exception(exception(99_999, None, ""), 500).code, "ERR_SERVER");
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        for (size, message) in [(0, "äöü€😀"), (5, "äöü€😀"), (4, "äöü€…"), (1, "ä…")]
        {
            assert_eq!(call(size).exception(exception(1, None, "äöü€😀"), 500).message, message);
        }
    }

    #[test]
    fn only_statuses_that_pass_by_themselves_are_retryable() {
        let retryable = |status| call(0).status(status, b"").retryable;
        assert_eq!([429, 502, 503, 504].map(retryable), [true; 4]);
        assert_eq!([301, 400, 403, 404, 500, 501].map(retryable), [false; 6]);
    }

    #[test]
    fn an_unexpected_body_is_shown_short_and_printable() {
        let failure = call(0).status(404, b"<html>\r\n\x00\xff  <body>Not here</body>");
        let message =
            "h:1 answered with status 404 and not as ClickHouse does: <html> <body>Not here</body>";
        assert_eq!(failure.message, message);
        assert_eq!(printable(&[b'x'; 1000]).len(), OPENING_SIZE);
    }
}
