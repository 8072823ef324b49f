use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use rustls::ClientConfig;

use crate::config::Origin;
use crate::failure::Failure;
use crate::lane::{Lane, Metrics};
use crate::names::Alias;
use crate::opening::Opening;
use crate::proxy::{Proxies, Route};
use crate::tls::{self, TlsOptions};
use crate::transport;
use crate::way::Way;

/// What connections are made like.
#[derive(Debug, Clone)]
pub struct PoolConfig {
    /// How many requests may be under way to each host; further ones wait in line.
    pub max_connections: usize,
    /// How old a connection may become; zero is no limit.
    pub max_connection_age: Duration,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
}

/// Connections to hosts, which sessions may share.
pub struct Pool {
    config: PoolConfig,
    lanes: Mutex<Lanes>,
}

/// The ways to hosts, and what those with TLS share.
#[derive(Default)]
struct Lanes {
    lanes: HashMap<Key, Arc<Lane>>,
    tls: HashMap<TlsOptions, ClientConfig>,
}

/// Sessions share the connections to an address that are made alike: the address, the options of TLS, the proxy.
type Key = (String, TlsOptions, Option<String>);

impl Pool {
    /// Opens nothing.
    pub fn new(config: PoolConfig) -> Arc<Self> {
        Arc::new(Self { config, lanes: Mutex::default() })
    }

    /// What goes on, by host.
    pub fn metrics(&self) -> Vec<(String, Metrics)> {
        let lanes = self.lanes();
        lanes.lanes.values().map(|lane| (lane.origin.host.clone(), lane.metrics())).collect()
    }

    /// The way to a host, which is made when it is new.
    pub(crate) fn lane(
        &self,
        origin: &Origin,
        tls: &TlsOptions,
        proxies: &Proxies,
    ) -> Result<Arc<Lane>, Failure> {
        let secure = origin.url.scheme() == "https";
        let proxy = proxies.of(origin);
        let route = proxy.map(Route::parse).transpose()?;
        let needed = secure || route.as_ref().is_some_and(|route| route.secure);
        let used = if needed { tls.clone() } else { TlsOptions::default() };
        let url = proxy.map(|proxy| proxy.url.clone());
        let key = (origin.key(), used, url);
        let mut lanes = self.lanes();
        if let Some(lane) = lanes.lanes.get(&key) {
            return Ok(Arc::clone(lane));
        }
        if origin.is_alias() && route.is_some() {
            let message = "option 'tls.serverHostName' cannot be used through a proxy";
            return Err(Failure::invalid(message));
        }
        let tls =
            needed.then(|| lanes.tls(tls)).transpose().map_err(|error| error.of(&origin.host))?;
        let origin = Origin { way: Way { tls, route }, ..origin.clone() };
        let lane = Arc::new(Lane::new(origin, self.config.clone()));
        lanes.lanes.insert(key, Arc::clone(&lane));
        Ok(lane)
    }

    /// Closes the connections that no request uses.
    pub(crate) fn close_idle(&self) {
        for lane in self.lanes().lanes.values() {
            lane.close_idle();
        }
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lanes {
    /// What the connections with these options share.
    fn tls(&mut self, options: &TlsOptions) -> Result<ClientConfig, Failure> {
        if let Some(config) = self.tls.get(options) {
            return Ok(config.clone());
        }
        let config = tls::config(options)?;
        self.tls.insert(options.clone(), config.clone());
        Ok(config)
    }
}

/// The most headers of an answer. A server that tells the progress in headers repeats one every 100 ms; hyper reads 100
/// unless told otherwise, and at most some 400 KiB.
const MOST_HEADERS: usize = 2048;

/// The connections to a host, none of which is opened yet; unused ones are kept for `idle`.
pub(crate) fn client(
    config: &PoolConfig,
    origin: &Origin,
    idle: Duration,
) -> Result<Client, Failure> {
    builder(config, origin, idle)?
        .build()
        .map_err(|error| transport::unprepared(&error, &origin.host))
}

fn builder(config: &PoolConfig, origin: &Origin, idle: Duration) -> Result<ClientBuilder, Failure> {
    let Way { tls, route } = &origin.way;
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls.clone().map_or_else(tls::unused, Ok)?)
        .http1_only()
        .http1_max_headers(MOST_HEADERS)
        .tcp_nodelay(true)
        .connect_timeout(config.connect_timeout)
        .connector_layer(Opening)
        .pool_idle_timeout(idle)
        .pool_max_idle_per_host(config.max_connections)
        .redirect(Policy::none())
        .no_proxy();
    if let Some(route) = route {
        builder = builder.proxy(route.proxy.clone());
    }
    if origin.is_alias() {
        builder = builder.dns_resolver(Arc::new(Alias { server: origin.name.clone() }));
    }
    Ok(builder)
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("config", &self.config).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::thread;

    use super::*;

    #[tokio::test]
    async fn the_addresses_of_a_name_are_tried_within_one_limit() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answering = thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            drop(stream.read(&mut [0; 1024]));
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOk").unwrap();
        });
        // The first two answer nothing (RFC 5737), the third refuses.
        let addresses = ["192.0.2.1", "192.0.2.2", "127.0.0.2", "127.0.0.1"];
        let addresses: Vec<_> =
            addresses.map(|ip| SocketAddr::new(ip.parse().unwrap(), port)).into();
        let connect_timeout = Duration::from_secs(4);
        let config =
            PoolConfig { max_connections: 1, max_connection_age: Duration::ZERO, connect_timeout };
        let origin = Origin::parse(&format!("http://several.test:{port}"), None).unwrap();
        let client = builder(&config, &origin, Duration::ZERO)
            .unwrap()
            .resolve_to_addrs("several.test", &addresses)
            .build()
            .unwrap();
        let response = client.get(origin.url).send().await.unwrap();
        assert_eq!(response.bytes().await.unwrap(), "Ok");
        answering.join().unwrap();
    }
}
