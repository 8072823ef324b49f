use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use reqwest::Url;

use crate::config::Origin;
use crate::failure::Failure;
use crate::no_proxy;

/// The proxies for servers without and with TLS.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// For `http:` servers.
    pub http: Option<Proxy>,
    /// For `https:` servers.
    pub https: Option<Proxy>,
}

/// A proxy and when it is used.
#[derive(Clone)]
pub struct Proxy {
    /// Its address, with user and password if it wants them.
    pub url: String,
    /// The hosts that are spoken to without it, as `NO_PROXY` lists them, beside loopback ones; none of it: there is no
    /// such host.
    pub except: Option<String>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("Proxy").field("except", &self.except).finish_non_exhaustive()
    }
}

/// The proxy between here and a server.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) proxy: reqwest::Proxy,
    /// `host:port` of the proxy, for people.
    pub(crate) name: Arc<str>,
    /// Whether the proxy itself is spoken to with TLS.
    pub(crate) secure: bool,
}

impl Proxies {
    /// The proxy on the way to a server, if there is one.
    pub(crate) fn of(&self, origin: &Origin) -> Option<&Proxy> {
        let secure = origin.url.scheme() == "https";
        let proxy = if secure { self.https.as_ref()? } else { self.http.as_ref()? };
        let spared = proxy.except.as_ref().is_some_and(|list| {
            is_loopback(&origin.name) || no_proxy::lists(list, &origin.name, origin.port)
        });
        (!spared).then_some(proxy)
    }
}

impl Route {
    /// Failures never quote the address.
    pub(crate) fn parse(proxy: &Proxy) -> Result<Self, Failure> {
        let address = &proxy.url;
        let unusable = || Failure::invalid("the address of a proxy cannot be used");
        let url = Url::parse(address).map_err(|_| unusable())?;
        let default = match url.scheme() {
            "http" => 80,
            "https" => 443,
            "socks5" | "socks5h" => 1080,
            _ => return Err(unusable()),
        };
        let host = url.host_str().ok_or_else(unusable)?;
        let name = format!("{host}:{}", url.port().unwrap_or(default)).into();
        let proxy = reqwest::Proxy::all(address.as_str()).map_err(|_| unusable())?;
        Ok(Self { proxy, name, secure: url.scheme() == "https" })
    }
}

fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => {
            let address = address.to_canonical();
            address.is_loopback() || address.is_unspecified()
        }
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(proxies: &Proxies, url: &str) -> Option<String> {
        let origin = Origin::parse(url, None).unwrap();
        proxies.of(&origin).map(|proxy| Route::parse(proxy).unwrap().name.to_string())
    }

    fn proxy(url: &str, except: Option<&str>) -> Proxy {
        Proxy { url: url.to_owned(), except: except.map(str::to_owned) }
    }

    #[test]
    fn a_server_with_tls_has_a_proxy_of_its_own() {
        let proxies = Proxies {
            http: Some(proxy("http://a:b@plain:3128", Some(""))),
            https: Some(proxy("socks5h://secure", Some("db.example.com"))),
        };
        assert_eq!(name(&proxies, "http://h:8123").as_deref(), Some("plain:3128"));
        assert_eq!(name(&proxies, "https://h:8443").as_deref(), Some("secure:1080"));
        assert_eq!(name(&proxies, "https://DB.example.com:8443"), None);
        assert_eq!(name(&Proxies::default(), "http://h:8123"), None);
    }

    #[test]
    fn loopback_hosts_have_one_only_when_it_is_theirs_in_any_case() {
        let hosts =
            ["localhost", "a.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]"];
        for host in hosts {
            let url = format!("http://{host}:8123");
            let chosen = Proxies { http: Some(proxy("http://p", None)), https: None };
            assert_eq!(name(&chosen, &url).as_deref(), Some("p:80"));
            let ambient = Proxies { http: Some(proxy("http://p", Some(""))), https: None };
            assert_eq!(name(&ambient, &url), None, "{host}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_its_password() {
        for url in ["", "http://", "ftp://u:secret@p", "http://u:secret@p:99999"] {
            let proxy = proxy(url, None);
            let failure = Route::parse(&proxy).unwrap_err();
            assert!(!format!("{failure:?} {proxy:?}").contains("secret"));
        }
    }
}
