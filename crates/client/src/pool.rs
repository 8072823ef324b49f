use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use crate::config::Origin;
use crate::failure::Failure;
use crate::lane::{Lane, Metrics};
use crate::opening::Opening;
use crate::{tls, transport};

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
    /// By scheme, host and port.
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
}

impl Pool {
    /// Opens nothing.
    pub fn new(config: PoolConfig) -> Arc<Self> {
        Arc::new(Self { config, lanes: Mutex::default() })
    }

    /// What goes on, by host.
    pub fn metrics(&self) -> Vec<(String, Metrics)> {
        self.lanes().values().map(|lane| (lane.origin.host.clone(), lane.metrics())).collect()
    }

    /// The way to a host, which is made when it is new.
    pub(crate) fn lane(&self, origin: &Origin) -> Result<Arc<Lane>, Failure> {
        let key = format!("{}://{}", origin.url.scheme(), origin.host);
        let mut lanes = self.lanes();
        if let Some(lane) = lanes.get(&key) {
            return Ok(Arc::clone(lane));
        }
        let lane = Arc::new(Lane::new(origin.clone(), self.config.clone())?);
        lanes.insert(key, Arc::clone(&lane));
        Ok(lane)
    }

    /// Closes the connections that no request uses.
    pub(crate) fn close_idle(&self) {
        for lane in self.lanes().values() {
            lane.close_idle();
        }
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<String, Arc<Lane>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connections to a host, none of which is opened yet; unused ones are kept for `idle`.
pub(crate) fn client(
    config: &PoolConfig,
    origin: &Origin,
    idle: Duration,
) -> Result<Client, Failure> {
    builder(config, origin, idle)
        .build()
        .map_err(|error| transport::unprepared(&error, &origin.host))
}

fn builder(config: &PoolConfig, origin: &Origin, idle: Duration) -> ClientBuilder {
    tls::install_provider();
    let mut builder = Client::builder();
    if origin.url.scheme() == "http" {
        // Nobody will be verified, so the system's certificates need neither be read nor be there.
        builder = builder.tls_certs_only([]);
    }
    builder
        .http1_only()
        .tcp_nodelay(true)
        .connect_timeout(config.connect_timeout)
        .connector_layer(Opening)
        .pool_idle_timeout(idle)
        .pool_max_idle_per_host(config.max_connections)
        .redirect(Policy::none())
        .no_proxy()
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
        let origin = Origin::parse(&format!("http://several.test:{port}")).unwrap();
        let client = builder(&config, &origin, Duration::ZERO)
            .resolve_to_addrs("several.test", &addresses)
            .build()
            .unwrap();
        let response = client.get(origin.url).send().await.unwrap();
        assert_eq!(response.bytes().await.unwrap(), "Ok");
        answering.join().unwrap();
    }
}
