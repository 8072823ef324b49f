use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use crate::failure::Failure;

/// Judges the certificates of servers; their holders must always have the keys that belong to them.
#[derive(Debug)]
pub(crate) struct Judge {
    provider: Arc<CryptoProvider>,
    trusted: Trusted,
}

#[derive(Debug)]
enum Trusted {
    Anyone,
    System,
    Issuers { judge: Arc<WebPkiServerVerifier>, certificates: Vec<CertificateDer<'static>> },
}

impl Judge {
    /// Believes every certificate.
    pub(crate) fn anyone(provider: Arc<CryptoProvider>) -> Self {
        Self { provider, trusted: Trusted::Anyone }
    }

    /// Believes whom the system believes.
    pub(crate) fn system(provider: Arc<CryptoProvider>) -> Self {
        Self { provider, trusted: Trusted::System }
    }

    /// Believes those whom the holders of `certificates` have issued, and these themselves.
    pub(crate) fn issuers(
        provider: Arc<CryptoProvider>,
        certificates: Vec<CertificateDer<'static>>,
    ) -> Result<Self, Failure> {
        let unusable = |error: &dyn fmt::Display| {
            Failure::invalid(format!(
                "option 'tls.caCert' holds a certificate that cannot be used: {error}"
            ))
        };
        let mut roots = RootCertStore::empty();
        for certificate in certificates.clone() {
            roots.add(certificate).map_err(|error| unusable(&error))?;
        }
        let judge =
            WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(&provider))
                .build()
                .map_err(|error| unusable(&error))?;
        Ok(Self { provider, trusted: Trusted::Issuers { judge, certificates } })
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judge: Arc<dyn ServerCertVerifier> = match &self.trusted {
            Trusted::Anyone => return Ok(ServerCertVerified::assertion()),
            Trusted::System => system(&self.provider)?,
            Trusted::Issuers { judge, .. } => Arc::clone(judge) as _,
        };
        let judged =
            judge.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match (judged, &self.trusted) {
            // What `openssl req -x509` makes is an authority of its own. Its dates are good: they are looked at first.
            (Err(error), Trusted::Issuers { certificates, .. }) if is_authority(&error) => {
                if !certificates.contains(end_entity) {
                    return Err(CertificateError::UnknownIssuer.into());
                }
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            (Err(error), Trusted::System) if is_authority(&error) => {
                Err(CertificateError::UnknownIssuer.into())
            }
            (judged, _) => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Whether a server shows the certificate of an authority as its own.
fn is_authority(error: &Error) -> bool {
    let Error::InvalidCertificate(CertificateError::Other(other)) = error else { return false };
    matches!(other.0.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

/// Reading the system's certificates takes some milliseconds: the first server that shows one waits for it.
fn system(provider: &Arc<CryptoProvider>) -> Result<Arc<Verifier>, Error> {
    static VERIFIER: OnceLock<Arc<Verifier>> = OnceLock::new();
    if let Some(verifier) = VERIFIER.get() {
        return Ok(Arc::clone(verifier));
    }
    let verifier = Verifier::new(Arc::clone(provider))
        .map_err(|_| Error::Other(OtherError(Arc::new(NoIssuers))))?;
    Ok(Arc::clone(VERIFIER.get_or_init(|| Arc::new(verifier))))
}

/// There is nobody whom the system believes.
#[derive(Debug)]
pub(crate) struct NoIssuers;

impl fmt::Display for NoIssuers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the system has no CA certificates; name some with the option tls.caCert, or take those that this \
             package brings: tls: { caCert: 'bundled' }",
        )
    }
}

impl std::error::Error for NoIssuers {}
