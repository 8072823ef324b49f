//! What hyper, rustls and the operating system report, in our words.

use std::error::Error;
use std::io;
use std::time::Duration;

use crate::call::Call;
use crate::failure::{Failure, FailureKind};

/// Why no response came.
pub(crate) fn failure(error: reqwest::Error, call: &Call, connect_timeout: Duration) -> Failure {
    // The URL holds the query's parameters.
    let error = error.without_url();
    let host = &call.host;
    if error.is_connect() && error.is_timeout() {
        let message = format!("no connection to {host} within {} ms", connect_timeout.as_millis());
        return call.failure(FailureKind::Timeout, "ERR_CONNECT_TIMEOUT", message).retryable(true);
    }
    if let Some(error) = find::<rustls::Error>(&error) {
        let code = match error {
            rustls::Error::InvalidCertificate(_) => "ERR_TLS_CERTIFICATE",
            _ => "ERR_TLS",
        };
        return call.failure(
            FailureKind::Connect,
            code,
            format!("no TLS connection to {host}: {error}"),
        );
    }
    if error.is_dns() {
        let text = find::<io::Error>(&error).map(ToString::to_string).unwrap_or_default();
        let (code, why) = if text.contains("Temporary failure") {
            ("EAI_AGAIN", "the name cannot be resolved at present")
        } else {
            ("ENOTFOUND", "the name is unknown")
        };
        let message = format!("cannot connect to {host}: {why}");
        return call.failure(FailureKind::Connect, code, message).retryable(true);
    }
    let system = find::<io::Error>(&error).and_then(system);
    if error.is_connect() {
        let (code, why) = system.unwrap_or(("ERR_CONNECT", "the connection did not come about"));
        return call
            .failure(FailureKind::Connect, code, format!("cannot connect to {host}: {why}"))
            .retryable(true);
    }
    if find::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        let message = format!("{host} answered with something other than HTTP");
        return call.failure(FailureKind::Protocol, "ERR_UNEXPECTED_RESPONSE", message);
    }
    if error.is_builder() {
        return call
            .sign(Failure::invalid(format!("the request cannot be sent to {host}: {error}")));
    }
    let (code, why) = system.unwrap_or(("ECONNRESET", "the connection was closed"));
    call.failure(FailureKind::Transport, code, format!("no answer from {host}: {why}"))
        .retryable(true)
}

/// Why no connection can ever be made.
pub(crate) fn unprepared(error: &reqwest::Error, host: &str) -> Failure {
    let (code, why) = match find::<rustls::Error>(error) {
        // What rustls-platform-verifier says when it finds none.
        Some(rustls::Error::General(_)) => {
            ("ERR_TLS_CERTIFICATE", "the system has no CA certificates".to_owned())
        }
        Some(error) => ("ERR_TLS", error.to_string()),
        None => ("ERR_CONNECT", error.to_string()),
    };
    let message = format!("no connection to {host} can be made: {why}");
    let mut failure = Failure::new(FailureKind::Connect, code, message);
    failure.host = Some(host.to_owned());
    failure
}

/// Why a body ended early.
pub(crate) fn reason(error: &reqwest::Error) -> &'static str {
    match find::<io::Error>(error).and_then(system) {
        Some((_, why)) => why,
        None if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) => {
            "its chunks are malformed"
        }
        None => "the connection was closed",
    }
}

/// The system's code and what it means.
fn system(error: &io::Error) -> Option<(&'static str, &'static str)> {
    use io::ErrorKind as Kind;
    Some(match error.kind() {
        Kind::ConnectionRefused => ("ECONNREFUSED", "the connection was refused"),
        Kind::ConnectionReset => ("ECONNRESET", "the connection was reset"),
        Kind::ConnectionAborted => ("ECONNABORTED", "the connection was aborted"),
        Kind::BrokenPipe => ("EPIPE", "the connection was closed"),
        Kind::TimedOut => ("ETIMEDOUT", "the connection timed out"),
        Kind::HostUnreachable => ("EHOSTUNREACH", "the host is unreachable"),
        Kind::NetworkUnreachable => ("ENETUNREACH", "the network is unreachable"),
        Kind::AddrNotAvailable => ("EADDRNOTAVAIL", "no local address is available"),
        Kind::PermissionDenied => ("EACCES", "the system does not permit it"),
        _ => return None,
    })
}

/// The first error of type `T` among `error` and its sources.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // The source of an io::Error is not the error inside it but that one's source.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
