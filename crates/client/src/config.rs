use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use native::Revision;
use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::failure::Failure;
use crate::hosts::HostPolicy;
use crate::pool::{Pool, PoolConfig};
use crate::proxy::Proxies;
use crate::tls::TlsOptions;
use crate::way::Way;

/// Where and how to connect.
#[derive(Clone)]
pub struct Config {
    /// Scheme, host, port and path of the server, without credentials.
    pub base_url: String,
    /// The same of further servers that serve equally.
    pub further_urls: Vec<String>,
    /// Which of the servers a request goes to.
    pub host_policy: HostPolicy,
    /// Sent with every request; credentials belong here.
    pub headers: Vec<(String, String)>,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// How long the socket may stay silent while something is expected from it.
    pub request_timeout: Duration,
    /// The form of the blocks that queries ask for.
    pub revision: Revision,
    /// How many requests may be under way to each host; further ones wait in line.
    pub max_connections: usize,
    /// How old a connection may become; zero is no limit.
    pub max_connection_age: Duration,
    /// Connections that others use as well; its limits are in place of those above.
    pub pool: Option<Arc<Pool>>,
    /// How many bytes of decoded blocks may wait for the consumer of a stream.
    pub buffer_bytes: usize,
    /// How many characters of a server's message are shown; 0 shows all.
    pub max_error_size: usize,
    /// For `https:` servers and proxies.
    pub tls: TlsOptions,
    /// Which proxies are on the way.
    pub proxies: Proxies,
}

impl Config {
    /// The defaults, for the server at `base_url`.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            further_urls: Vec::new(),
            host_policy: HostPolicy::Failover,
            headers: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(300),
            revision: Revision::CLIENT,
            max_connections: 32,
            max_connection_age: Duration::from_secs(600),
            pool: None,
            buffer_bytes: 10 << 20,
            max_error_size: 1024,
            tls: TlsOptions::default(),
            proxies: Proxies::default(),
        }
    }

    /// The pool that is given, or one of its own.
    pub(crate) fn pool(&self) -> Arc<Pool> {
        self.pool.clone().unwrap_or_else(|| {
            Pool::new(PoolConfig {
                max_connections: self.max_connections,
                max_connection_age: self.max_connection_age,
                connect_timeout: self.connect_timeout,
            })
        })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the URL nor the headers: both may hold credentials.
        f.debug_struct("Config")
            .field("host_policy", &self.host_policy)
            .field("connect_timeout", &self.connect_timeout)
            .field("request_timeout", &self.request_timeout)
            .field("revision", &self.revision)
            .field("max_connections", &self.max_connections)
            .field("max_connection_age", &self.max_connection_age)
            .field("buffer_bytes", &self.buffer_bytes)
            .field("max_error_size", &self.max_error_size)
            .finish_non_exhaustive()
    }
}

/// A server's address, checked.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Where requests go. Its host is the name in the server's certificate.
    pub(crate) url: Url,
    /// `host:port` of the server, for people.
    pub(crate) host: String,
    /// The server's own name, or its IP address without brackets.
    pub(crate) name: String,
    pub(crate) port: u16,
    /// What is between here and there, once a pool has prepared it.
    pub(crate) way: Way,
}

impl Origin {
    /// `server_name` is the name in the server's certificate, if it is not that of its address.
    pub(crate) fn parse(base_url: &str, server_name: Option<&str>) -> Result<Self, Failure> {
        // The parser's errors quote nothing of the URL; ours must not either.
        let mut url =
            Url::parse(base_url).map_err(|error| Failure::invalid(format!("url: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Failure::invalid(format!(
                "url: scheme {} is neither http nor https",
                url.scheme()
            )));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::invalid("url: credentials belong in headers"));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(Failure::invalid("url: no host"));
        };
        let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let host = format!("{host}:{port}");
        if let Some(server_name) = server_name
            && url.scheme() == "https"
            && (url.set_host(Some(server_name)).is_err() || url.domain().is_none())
        {
            return Err(Failure::invalid("option 'tls.serverHostName' must be the name of a host"));
        }
        Ok(Self { url, host, name, port, way: Way::default() })
    }

    /// What tells it from other servers, and from other paths of a proxy in front of it.
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.url, self.host)
    }

    /// The header for a server that is called by a name that is not its own.
    pub(crate) fn host_header(&self) -> Option<HeaderValue> {
        self.is_alias().then(|| HeaderValue::from_str(&self.host).ok()).flatten()
    }

    /// Whether the server is called by a name that is not its own.
    pub(crate) fn is_alias(&self) -> bool {
        self.url.host_str().is_some_and(|host| host.trim_matches(['[', ']']) != self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_host_with_its_port() {
        for (url, host) in [
            ("http://localhost", "localhost:80"),
            ("https://ch.example.com/path", "ch.example.com:443"),
            ("http://[::1]:8123/", "[::1]:8123"),
        ] {
            assert_eq!(Origin::parse(url, None).unwrap().host, host);
        }
    }

    #[test]
    fn refuses_what_is_no_address_without_repeating_it() {
        for url in [
            "",
            "localhost",
            "ftp://secret@localhost",
            "http://user:secret@localhost:8123",
            "http://",
        ] {
            let failure = Origin::parse(url, None).unwrap_err();
            assert_eq!(failure.code, "ERR_INVALID_ARG");
            assert!(!failure.message.contains("secret"), "{}", failure.message);
        }
    }

    #[test]
    fn its_debug_text_hides_the_credentials() {
        let mut config = Config::new("http://user:secret@localhost");
        config.headers.push(("X-ClickHouse-Key".to_owned(), "secret".to_owned()));
        assert!(!format!("{config:?}").contains("secret"));
    }
}
