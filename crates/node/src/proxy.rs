//! A proxy on its way in.

use std::fmt;

use napi_derive::napi;

/// A proxy.
#[napi(object)]
#[allow(missing_docs, reason = "the fields of client::Proxy")]
pub struct Proxy {
    pub url: String,
    pub except: Option<String>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("Proxy").field("except", &self.except).finish_non_exhaustive()
    }
}

impl From<Proxy> for client::Proxy {
    fn from(Proxy { url, except }: Proxy) -> Self {
        Self { url, except }
    }
}
