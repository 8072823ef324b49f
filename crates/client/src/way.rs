use std::fmt;

use rustls::ClientConfig;

use crate::proxy::Route;

/// What is between here and a server.
#[derive(Clone, Default)]
pub(crate) struct Way {
    /// For servers and proxies with TLS.
    pub(crate) tls: Option<ClientConfig>,
    /// The proxy on it.
    pub(crate) route: Option<Route>,
}

impl Way {
    /// The proxy's name, for people.
    pub(crate) fn proxy(&self) -> Option<&str> {
        self.route.as_ref().map(|route| &*route.name)
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A proxy's address may hold a password.
        f.debug_struct("Way").field("proxy", &self.proxy()).finish_non_exhaustive()
    }
}
