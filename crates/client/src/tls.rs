use std::sync::Once;

/// Makes ring the process's TLS provider, unless it has one; reqwest panics when there is none.
pub(crate) fn install_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that another provider is there, which serves as well.
        drop(rustls::crypto::ring::default_provider().install_default());
    });
}
