//! TLS of our own: certificate and key from PEM files, read again when they change. A replacement that does not work
//! leaves the old one in use and is named in the log; connections that are open keep what they have agreed on.

use crate::config::TlsConfig;
use anyhow::{Context as _, Result, anyhow, bail};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert, ServerConfig};
use rustls::sign::CertifiedKey;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use touchstone_domain::time::{Clock, Timestamp};
use x509_cert::der::Decode as _;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(2);
const DAY_MICROS: i64 = 86_400_000_000;
/// A certificate that ends within this many days is named in the log.
const SOON_DAYS: i64 = 14;

/// The bytes of both files.
#[derive(PartialEq, Eq)]
struct Files {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// What works, and until when.
struct Identity {
    key: CertifiedKey,
    ends: Timestamp,
}

pub(crate) struct Tls {
    config: TlsConfig,
    acceptor: TlsAcceptor,
    in_use: Arc<InUse>,
    clock: Arc<dyn Clock>,
    seen: Mutex<Seen>,
}

/// What was last found in the files.
struct Seen {
    files: Option<Files>,
    /// Whether these files were put to use, or refused and named in the log.
    settled: bool,
}

#[derive(Debug)]
struct InUse(RwLock<Arc<CertifiedKey>>);

impl InUse {
    fn get(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, key: CertifiedKey) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
    }
}

impl ResolvesServerCert for InUse {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.get())
    }
}

/// Whether certificate and key work; the instant the certificate ends.
pub(crate) fn check(config: &TlsConfig) -> Result<Timestamp> {
    Ok(identity(config, &read(config)?)?.ends)
}

impl Tls {
    /// Reads both files; they must work.
    pub(crate) fn open(config: &TlsConfig, clock: Arc<dyn Clock>) -> Result<Self> {
        let files = read(config)?;
        let identity = identity(config, &files)?;
        tell_end(config, identity.ends, clock.now());
        let in_use = Arc::new(InUse(RwLock::new(Arc::new(identity.key))));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .context("TLS cannot be set up")?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&in_use) as Arc<dyn ResolvesServerCert>);
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            config: config.clone(),
            acceptor: TlsAcceptor::from(Arc::new(server)),
            in_use,
            clock,
            seen: Mutex::new(Seen {
                files: Some(files),
                settled: true,
            }),
        })
    }

    pub(super) async fn accept(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }

    /// Follows the files, for ever.
    pub(super) async fn follow(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            self.look().await;
        }
    }

    /// Looks at the files once. Two files are never replaced in one instant, so what does not work is believed only
    /// when it has stayed the same until the next look.
    async fn look(&self) {
        let mut seen = self.seen.lock().await;
        let files = read(&self.config);
        let same = match (&files, &seen.files) {
            (Ok(now), Some(before)) => now == before,
            (Err(_), None) => true,
            _ => false,
        };
        if same && seen.settled {
            return;
        }
        let (files, found) = match files {
            Ok(files) => {
                let found = self.usable(&files);
                (Some(files), found)
            }
            Err(error) => (None, Err(error)),
        };
        seen.files = files;
        match found {
            Ok(identity) => {
                tell_end(&self.config, identity.ends, self.clock.now());
                tracing::info!(certificate = %self.config.certificate.display(), ends = %identity.ends, "the certificate was replaced");
                self.in_use.set(identity.key);
                seen.settled = true;
            }
            Err(error) if same => {
                tracing::error!("the new certificate is not used, the old one stays: {error:#}");
                seen.settled = true;
            }
            Err(_) => seen.settled = false,
        }
    }

    /// A replacement must work now; the certificate of the start may be over, since there is no better one.
    fn usable(&self, files: &Files) -> Result<Identity> {
        let identity = identity(&self.config, files)?;
        if identity.ends <= self.clock.now() {
            bail!(
                "the certificate {} ended at {}",
                self.config.certificate.display(),
                identity.ends
            );
        }
        Ok(identity)
    }
}

fn read(config: &TlsConfig) -> Result<Files> {
    let bytes =
        |path: &Path| std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()));
    Ok(Files {
        certificate: bytes(&config.certificate)?,
        key: bytes(&config.key)?,
    })
}

fn identity(config: &TlsConfig, files: &Files) -> Result<Identity> {
    let place = config.certificate.display();
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&files.certificate)
        .collect::<Result<_, _>>()
        .map_err(|error| anyhow!("{place} is not PEM: {error}"))?;
    let Some(first) = chain.first() else {
        bail!("{place} holds no certificate (-----BEGIN CERTIFICATE-----)");
    };
    let ends =
        ends(first).with_context(|| format!("the first certificate in {place} cannot be understood"))?;
    let key = PrivateKeyDer::from_pem_slice(&files.key)
        .map_err(|error| anyhow!("{} holds no private key: {error}", config.key.display()))?;
    let key = rustls::crypto::ring::sign::any_supported_type(&key)
        .map_err(|error| anyhow!("the key in {} cannot be used: {error}", config.key.display()))?;
    let key = CertifiedKey::new(chain, key);
    match key.keys_match() {
        Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {}
        Err(_) => bail!("the key in {} is not the one of {place}", config.key.display()),
    }
    Ok(Identity { key, ends })
}

/// When a certificate ends.
fn ends(certificate: &CertificateDer<'_>) -> Result<Timestamp> {
    let certificate = x509_cert::Certificate::from_der(certificate)?;
    let seconds = certificate
        .tbs_certificate
        .validity
        .not_after
        .to_unix_duration()
        .as_secs();
    let micros = i64::try_from(seconds)?.saturating_mul(1_000_000);
    Ok(Timestamp::from_micros(micros.min(Timestamp::MAX.as_micros())))
}

fn tell_end(config: &TlsConfig, ends: Timestamp, now: Timestamp) {
    let left = ends.as_micros().saturating_sub(now.as_micros());
    let place = config.certificate.display();
    if left <= 0 {
        tracing::error!("the certificate {place} ended at {ends}: browsers refuse it");
    } else if left < SOON_DAYS * DAY_MICROS {
        tracing::warn!("the certificate {place} ends at {ends}");
    }
}
