//! What hyper, rustls and the operating system report, in our words.

use std::error::Error;
use std::io;
use std::time::Duration;

use crate::call::Call;
use crate::failure::{Failure, FailureKind};
use crate::tls_failure;

/// Why no response came; `proxy` is on the way.
pub(crate) fn failure(
    error: reqwest::Error,
    call: &Call,
    connect_timeout: Duration,
    proxy: Option<&str>,
) -> Failure {
    // The URL holds the query's parameters.
    let error = error.without_url();
    let host = match proxy {
        Some(proxy) => format!("{} through the proxy {proxy}", call.host),
        None => call.host.clone(),
    };
    if error.is_connect() && error.is_timeout() {
        let message = format!("no connection to {host} within {} ms", connect_timeout.as_millis());
        return call.failure(FailureKind::Timeout, "ERR_CONNECT_TIMEOUT", message).retryable(true);
    }
    if let Some(tls) = find::<rustls::Error>(&error) {
        let (code, why) = tls_failure::explain(tls);
        // With TLS 1.3 a server judges the client's certificate when the request is already on its way.
        let (kind, what) = if error.is_connect() {
            (FailureKind::Connect, "no TLS connection to")
        } else {
            (FailureKind::Transport, "no answer from")
        };
        return call.failure(kind, code, format!("{what} {host}: {why}"));
    }
    if error.is_dns() {
        let text = system_errors(&error).last().map(ToString::to_string).unwrap_or_default();
        let (code, why) = if text.contains("Temporary failure") {
            ("EAI_AGAIN", "the name cannot be resolved at present")
        } else {
            ("ENOTFOUND", "the name is unknown")
        };
        let message = format!("cannot connect to {host}: {why}");
        return call.failure(FailureKind::Connect, code, message).retryable(true);
    }
    let system = system_errors(&error).find_map(system);
    if error.is_connect() {
        let (code, why, passes) = match (system, refused_by_proxy(&error)) {
            (Some((code, why)), _) => (code, why.to_owned(), true),
            (None, Some((why, passes))) => ("ERR_PROXY", why, passes),
            (None, None) if is_cut(&error) => ("ERR_TLS", tls_failure::CUT.to_owned(), true),
            (None, None) => ("ERR_CONNECT", "the connection did not come about".to_owned(), true),
        };
        return call
            .failure(FailureKind::Connect, code, format!("cannot connect to {host}: {why}"))
            .retryable(passes);
    }
    if let Some(error) = find::<hyper::Error>(&error).filter(|error| error.is_parse()) {
        // Clients are told by the text alone.
        let message = if error.to_string().contains("too large") {
            format!("{host} answered with more headers than 2048, or 400 KiB of them")
        } else {
            format!("{host} answered with something other than HTTP")
        };
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

/// Whether the server closed the connection in the middle of its handshake.
fn is_cut(error: &reqwest::Error) -> bool {
    system_errors(error).any(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}

/// What a proxy said when it was asked for a way to the server, and whether that may pass. The errors of hyper-util are
/// known by their texts alone.
fn refused_by_proxy(error: &reqwest::Error) -> Option<(String, bool)> {
    let texts = sources(error).map(ToString::to_string);
    let said = texts.filter_map(|text| {
        let said = text.strip_prefix("tunnel error: ").or(text.strip_prefix("SOCKS error: "));
        said.map(str::to_owned)
    });
    let said = said.last()?;
    Some(match said.as_str() {
        "proxy authorization required"
        | "credentials not accepted"
        | "server does not support user/pass authentication" => (
            "the proxy wants another login: its user and password belong into its URL".to_owned(),
            false,
        ),
        "unsuccessful" => ("the proxy refused to open a tunnel".to_owned(), true),
        _ => (format!("the proxy refused: {said}"), true),
    })
}

/// Why no connection can ever be made.
pub(crate) fn unprepared(error: &reqwest::Error, host: &str) -> Failure {
    let message = format!("no connection to {host} can be made: {error}");
    Failure::new(FailureKind::Connect, "ERR_CONNECT", message).of(host)
}

/// Why a body ended early.
pub(crate) fn reason(error: &reqwest::Error) -> &'static str {
    match system_errors(error).find_map(system) {
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
    sources(error).find_map(|error| error.downcast_ref())
}

/// Those of the operating system among `error` and its sources.
fn system_errors(error: &reqwest::Error) -> impl Iterator<Item = &io::Error> {
    sources(error).filter_map(|error| error.downcast_ref())
}

/// `error` and its sources.
fn sources<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // The source of an io::Error is not the error inside it but that one's source.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}
