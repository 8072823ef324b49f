//! Which build this binary is, so that a stale one is noticed when it is loaded.

use napi_derive::napi;

/// The version of the package that this binary was built for.
#[napi(catch_unwind)]
pub fn build_id() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
