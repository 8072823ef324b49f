//! Certificates and keys on their way in.

use std::fmt;

use client::{Identity, TlsOptions, Trust};
use napi_derive::napi;

/// How servers prove who they are, and the client to them; texts are PEM.
#[napi(object)]
#[allow(missing_docs, reason = "the fields of client::TlsOptions")]
pub struct Tls {
    pub verify: bool,
    pub bundled: bool,
    pub ca_cert: Option<String>,
    pub client_cert: Option<String>,
    pub client_cert_key: Option<String>,
    pub server_host_name: Option<String>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("verify", &self.verify).finish_non_exhaustive()
    }
}

impl From<Tls> for TlsOptions {
    fn from(tls: Tls) -> Self {
        let key = tls.client_cert_key;
        Self {
            trust: match tls.ca_cert {
                _ if !tls.verify => Trust::Anyone,
                _ if tls.bundled => Trust::Bundled,
                Some(pem) => Trust::Given(pem),
                None => Trust::System,
            },
            identity: tls.client_cert.map(|certificates| Identity { certificates, key }),
            server_name: tls.server_host_name,
        }
    }
}
