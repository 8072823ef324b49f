use rustls::{AlertDescription, CertificateError, Error, OtherError};

use crate::judge::NoIssuers;

/// Servers that do not like the client's certificate may say no more than that.
pub(crate) const CUT: &str = "it was closed in the middle of the TLS handshake; perhaps the server wants another certificate \
     of the client (tls.clientCert)";

/// A code and a reason for a TLS connection that did not come about.
pub(crate) fn explain(error: &Error) -> (&'static str, String) {
    match error {
        Error::InvalidCertificate(error) => ("ERR_TLS_CERTIFICATE", certificate(error)),
        Error::AlertReceived(alert) => ("ERR_TLS", refusal(*alert)),
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => {
            ("ERR_TLS", "its port does not speak TLS".to_owned())
        }
        Error::Other(OtherError(why)) if why.is::<NoIssuers>() => {
            ("ERR_TLS_CERTIFICATE", why.to_string())
        }
        error => ("ERR_TLS", error.to_string()),
    }
}

/// What is wrong with the certificate of the server.
fn certificate(error: &CertificateError) -> String {
    use CertificateError as Why;
    match error {
        Why::UnknownIssuer => {
            "nobody who is trusted has issued its certificate; the option tls.caCert names \
             further issuers"
                .to_owned()
        }
        Why::Expired | Why::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        Why::NotValidYet | Why::NotValidYetContext { .. } => {
            "its certificate is not valid yet".to_owned()
        }
        Why::NotValidForName => {
            "its certificate is for another host; the option tls.serverHostName says \
             whose it must be"
                .to_owned()
        }
        Why::NotValidForNameContext { presented, .. } => {
            let names =
                if presented.is_empty() { "no host".to_owned() } else { presented.join(", ") };
            format!(
                "its certificate is for another host ({names}); the option tls.serverHostName says \
                 whose it must be"
            )
        }
        Why::Revoked => "its certificate was revoked".to_owned(),
        error => format!("its certificate cannot be used: {error}"),
    }
}

/// What the server does not like.
fn refusal(alert: AlertDescription) -> String {
    use AlertDescription as Alert;
    match alert {
        Alert::CertificateRequired => {
            "it wants a certificate of the client; the options tls.clientCert and \
             tls.clientCertKey hold it"
                .to_owned()
        }
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied => {
            format!("it refuses the certificate of the option tls.clientCert ({alert:?})")
        }
        Alert::HandshakeFailure => {
            "it refuses the connection; perhaps it wants a certificate of the client \
             (tls.clientCert)"
                .to_owned()
        }
        Alert::ProtocolVersion => "it speaks no version of TLS from 1.2 on".to_owned(),
        Alert::UnrecognisedName => {
            "it has no certificate for that name; the option tls.serverHostName says \
             whose it must be"
                .to_owned()
        }
        alert => format!("it refuses the connection ({alert:?})"),
    }
}

#[cfg(test)]
mod tests {
    use rustls::InvalidMessage;
    use rustls::pki_types::ServerName;

    use super::*;

    #[test]
    fn a_certificate_that_is_not_believed_names_the_option_that_helps() {
        let names = CertificateError::NotValidForNameContext {
            expected: ServerName::try_from("a").unwrap(),
            presented: vec!["b".to_owned(), "c".to_owned()],
        };
        for (error, part) in [
            (CertificateError::UnknownIssuer, "tls.caCert"),
            (CertificateError::NotValidForName, "tls.serverHostName"),
            (names, "(b, c); the option tls.serverHostName"),
            (CertificateError::Expired, "expired"),
            (CertificateError::NotValidYet, "not valid yet"),
            (CertificateError::Revoked, "revoked"),
            (CertificateError::BadEncoding, "cannot be used"),
        ] {
            let (code, why) = explain(&Error::InvalidCertificate(error));
            assert!(code == "ERR_TLS_CERTIFICATE" && why.contains(part), "{why}");
        }
    }

    #[test]
    fn a_server_that_refuses_is_told_with_what_it_may_want() {
        for (error, part) in [
            (Error::AlertReceived(AlertDescription::CertificateRequired), "tls.clientCert and"),
            (Error::AlertReceived(AlertDescription::UnknownCA), "refuses the certificate"),
            (Error::AlertReceived(AlertDescription::HandshakeFailure), "(tls.clientCert)"),
            (Error::AlertReceived(AlertDescription::ProtocolVersion), "TLS from 1.2"),
            (Error::AlertReceived(AlertDescription::UnrecognisedName), "tls.serverHostName"),
            (Error::AlertReceived(AlertDescription::InternalError), "InternalError"),
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), "does not speak TLS"),
            (Error::DecryptError, "decrypt"),
        ] {
            let (code, why) = explain(&error);
            assert!(code == "ERR_TLS" && why.contains(part), "{why}");
        }
    }
}
