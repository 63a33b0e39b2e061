//! How buckets are called: with the certificates the machine trusts and those of one more authority, and never longer
//! than a limit.

use std::fmt;
use std::time::Duration;

use object_store::client::{ClientOptions, HttpClient, HttpConnector};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::bucket::SILENCE;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// Calls with the certificates the machine trusts, and those of one more authority.
#[derive(Clone)]
pub(super) struct Connector(pub(super) Option<Vec<u8>>);

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        self.client()
            .map(HttpClient::new)
            .map_err(|source| object_store::Error::Generic { store: "S3", source })
    }
}

impl Connector {
    fn client(&self) -> Result<reqwest::Client, Box<dyn std::error::Error + Send + Sync>> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(pem) = &self.0 {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                roots.add(certificate?)?;
            }
        }
        let provider = rustls::crypto::ring::default_provider();
        let tls = rustls::ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .user_agent(concat!("Touchstone/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(client)
    }
}
