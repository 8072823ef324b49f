use std::fmt;
use std::sync::{Arc, Once};

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier, client::WantsClientCert};

use crate::failure::{Failure, FailureKind};
use crate::judge::Judge;

/// How servers prove who they are, and this client to them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TlsOptions {
    /// Whom a server's certificate must come from.
    pub trust: Trust,
    /// What this client shows to servers that ask who it is.
    pub identity: Option<Identity>,
    /// The name in the server's certificate, when it is not that of its address.
    pub server_name: Option<String>,
}

/// Whose certificates are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Trust {
    /// Those that the system trusts.
    #[default]
    System,
    /// Those that Mozilla trusts, as this version of the client knows them.
    Bundled,
    /// Those in a text of PEM.
    Given(String),
    /// Anybody's.
    Anyone,
}

/// A certificate, those above it, and the key that belongs to it, as texts of PEM.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The certificate first.
    pub certificates: String,
    /// Without it, the key is among the certificates.
    pub key: Option<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// The provider of reqwest and of everything here. reqwest panics when there is none.
fn provider() -> Arc<CryptoProvider> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that another provider is there, which serves as well.
        drop(ring::default_provider().install_default());
    });
    CryptoProvider::get_default().map_or_else(|| ring::default_provider().into(), Arc::clone)
}

/// One for connections without TLS: nobody will be verified, so no certificates need be read or be there.
pub(crate) fn unused() -> Result<ClientConfig, Failure> {
    let builder = versions(provider())?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// What the connections of a pool share.
pub(crate) fn config(options: &TlsOptions) -> Result<ClientConfig, Failure> {
    let builder = trusting(&options.trust)?;
    let mut config = match &options.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let (certificates, key) = identity.read()?;
            builder.with_client_auth_cert(certificates, key).map_err(|error| mismatch(&error))?
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn trusting(trust: &Trust) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Failure> {
    let provider = provider();
    let builder = versions(Arc::clone(&provider))?;
    let judge = match trust {
        Trust::System => Judge::system(provider),
        Trust::Bundled => {
            let roots = webpki_roots::TLS_SERVER_ROOTS.to_vec();
            return Ok(builder.with_root_certificates(RootCertStore { roots }));
        }
        Trust::Given(pem) => Judge::issuers(provider, certificates(pem, "tls.caCert")?)?,
        Trust::Anyone => Judge::anyone(provider),
    };
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(judge)))
}

fn versions(
    provider: Arc<CryptoProvider>,
) -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, Failure> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::new(FailureKind::Connect, "ERR_TLS", format!("no TLS: {error}")))
}

impl Identity {
    /// Errors of the parser may quote what they read, so they are not told.
    fn read(&self) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Failure> {
        let certificates = certificates(&self.certificates, "tls.clientCert")?;
        let (text, option) = match &self.key {
            Some(key) => (key, "tls.clientCertKey"),
            None => (&self.certificates, "tls.clientCert"),
        };
        let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| {
            Failure::invalid(if text.contains("ENCRYPTED") {
                format!(
                    "option '{option}' holds a key that is encrypted; only plain keys can be used, \
                     which `openssl pkey` makes of encrypted ones"
                )
            } else if self.key.is_some() {
                format!("option '{option}' holds no private key in PEM")
            } else {
                "option 'tls.clientCert' holds no private key, so the option 'tls.clientCertKey' is needed"
                    .to_owned()
            })
        })?;
        Ok((certificates, key))
    }
}

fn certificates(pem: &str, option: &str) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(Failure::invalid(format!("option '{option}' holds no certificate in PEM"))),
    }
}

fn mismatch(error: &rustls::Error) -> Failure {
    Failure::invalid(match error {
        rustls::Error::InconsistentKeys(_) => {
            "the private key does not belong to the certificate of the option 'tls.clientCert'"
                .to_owned()
        }
        error => format!("option 'tls.clientCert' cannot be used with its key: {error}"),
    })
}
