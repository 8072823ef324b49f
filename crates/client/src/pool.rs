use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

use crate::config::{Config, Origin};
use crate::failure::Failure;
use crate::{tls, transport};

/// How long an unused connection is kept: less than the 10 s after which servers close it.
const IDLE_TIME: Duration = Duration::from_secs(8);

/// The connections, none of which is opened yet.
pub(crate) fn client(config: &Config, origin: &Origin) -> Result<Client, Failure> {
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
        .pool_idle_timeout(IDLE_TIME)
        .pool_max_idle_per_host(config.max_connections)
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .map_err(|error| transport::unprepared(&error, &origin.host))
}
