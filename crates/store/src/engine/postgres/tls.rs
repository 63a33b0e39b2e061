//! When a connection to PostgreSQL is encrypted, and whom it trusts.
//!
//! To this machine itself (socket or loopback) it is plain unless `sslmode=require` asks otherwise. To any other it is
//! TLS, the server's certificate checked against the system's roots (or `SSL_CERT_FILE`), unless `sslmode=disable`
//! forbids it. There is no "prefer": an address either means encryption or says that it does not.

use std::net::IpAddr;
use std::sync::Arc;

use postgres::Config;
use postgres::config::{Host, SslMode};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::OpenError;

/// How every connection of a store is made.
#[derive(Clone)]
pub(super) enum Tls {
    Plain,
    Verified(MakeRustlsConnect),
}

impl Tls {
    /// Decides for an address, and tells its configuration.
    pub(super) fn decide(config: &mut Config) -> Result<Self, OpenError> {
        if wanted(config) {
            config.ssl_mode(SslMode::Require);
            Ok(Self::Verified(verifying()?))
        } else {
            config.ssl_mode(SslMode::Disable);
            Ok(Self::Plain)
        }
    }
}

fn wanted(config: &Config) -> bool {
    match config.get_ssl_mode() {
        SslMode::Disable => false,
        SslMode::Require => true,
        _ => {
            !(config.get_hosts().iter().all(is_here)
                && config.get_hostaddrs().iter().all(IpAddr::is_loopback))
        }
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        Host::Unix(_) => true,
    }
}

fn verifying() -> Result<MakeRustlsConnect, OpenError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        return Err(OpenError::Address(
            "the connection must be encrypted, but this machine has no root certificates: install them, name a file \
             in SSL_CERT_FILE, or say sslmode=disable in the address"
                .into(),
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| OpenError::Address(format!("TLS cannot be set up: {e}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn other_machines_are_reached_by_tls_unless_the_address_forbids_it() {
        for (address, expected) in [
            ("postgres://u@127.0.0.1:5432/d", false),
            ("postgres://u@localhost/d", false),
            ("postgres://u@[::1]/d", false),
            ("postgres:///d?host=/run/postgresql", false),
            ("postgres://u@localhost/d?sslmode=require", true),
            ("postgres://u@db.example/d", true),
            ("postgres://u@10.0.0.7/d?sslmode=prefer", true),
            ("postgres://u@10.0.0.7/d?sslmode=disable", false),
            ("postgres://u@localhost,db.example/d", true),
            ("postgres://u@localhost/d?hostaddr=10.0.0.7", true),
        ] {
            assert_eq!(wanted(&address.parse().unwrap()), expected, "{address}");
        }
    }
}
