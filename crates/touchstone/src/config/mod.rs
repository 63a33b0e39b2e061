//! What an operator may set, from a file, the environment and the command line, the later winning. Read once at the
//! start; every mistake is named with its place and reason, and nothing starts.

mod backup;
mod complete;
mod dkim;
mod forms;
mod given;
mod imap;
mod mistake;
mod oidc;
mod settings;
mod source;
mod telemetry;
#[cfg(test)]
mod tests;
mod told;

pub(crate) use dkim::{DkimConfig, mail_intake};
pub(crate) use mistake::Mistakes;
pub(crate) use telemetry::TelemetryConfig;
pub(crate) use told::told;

use crate::backup::KeyArgs;
use crate::shelf::ShelfPlace;
use anyhow::{Context as _, Result};
use source::Source;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use touchstone_app::account::SignOnSettings;
use touchstone_app::core::{Fixed, Limits};
use touchstone_app::mail::MailIntake;
use touchstone_channels::{HookSender, MailerConfig};
use touchstone_domain::time::Span;
use touchstone_store::backup::BucketAccess;
use touchstone_web::address::Network;
use touchstone_web::limits::Rates;
use zeroize::Zeroizing;

/// The file that is read when none is named.
const FILE: &str = "touchstone.toml";

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SmtpSecurity {
    Tls,
    Starttls,
    Plain,
}

impl SmtpSecurity {
    const WORDS: [(&str, Self); 3] = [
        ("tls", Self::Tls),
        ("starttls", Self::Starttls),
        ("plain", Self::Plain),
    ];
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

impl LogFormat {
    const WORDS: [(&str, Self); 2] = [("text", Self::Text), ("json", Self::Json)];
}

#[derive(Clone, Debug)]
pub(crate) struct LogConfig {
    pub(crate) format: LogFormat,
    /// As `tracing` filters are written, e.g. `info,touchstone_store=debug`.
    pub(crate) filter: String,
}

/// Where certificate and key lie, both PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsConfig {
    /// The certificate, followed by those between it and the authority.
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// Bounds of the listener.
#[derive(Clone, Debug)]
pub(crate) struct ServerConfig {
    /// Connections open at once; the longest idle make room for new ones.
    pub(crate) connections: usize,
    /// From the first byte of a request (or the connection) to the end of its header.
    pub(crate) header: Duration,
    /// How long a connection may stay open between requests.
    pub(crate) idle: Duration,
    /// How long a request's body may pause.
    pub(crate) body: Duration,
    /// How long a caller may take no byte of its answer.
    pub(crate) write: Duration,
    /// How long requests that are under way may take to end when the process is told to.
    pub(crate) drain: Duration,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            connections: 10_000,
            header: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            body: Duration::from_secs(20),
            write: Duration::from_secs(60),
            drain: Duration::from_secs(30),
        }
    }
}

/// Who may read the figures of the process.
#[derive(Clone, Default)]
pub(crate) struct MetricsConfig {
    /// A listener of its own; without one they are on the public listener, and only with a token.
    pub(crate) listen: Option<SocketAddr>,
    /// What a reader has to show.
    pub(crate) token: Option<Zeroizing<String>>,
}

/// Everything the product is told by whoever runs it.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    /// Where browsers reach this installation, without a slash at the end.
    pub(crate) public_url: String,
    /// Holds the files, and the embedded database when there is no other.
    pub(crate) data_dir: PathBuf,
    pub(crate) key_ring: PathBuf,
    /// PostgreSQL; without it the embedded database.
    pub(crate) database_url: Option<String>,
    pub(crate) trusted_proxies: Vec<Network>,
    /// Templates and translations that replace the embedded ones.
    pub(crate) overrides_dir: Option<PathBuf>,
    /// IANA name of the zone times are shown in.
    pub(crate) zone: String,
    /// It was said, so that it cannot be changed in the browser.
    pub(crate) zone_given: bool,
    pub(crate) tls: Option<TlsConfig>,
    pub(crate) server: ServerConfig,
    /// Free bytes of the data directory under which writes are refused.
    pub(crate) disk_floor: u64,
    pub(crate) metrics: MetricsConfig,
    pub(crate) smtp: Option<MailerConfig>,
    /// The identity provider that vouches for staff.
    pub(crate) sign_on: Option<SignOnSettings>,
    /// Which mail is taken in.
    pub(crate) mail: MailIntake,
    /// Calls other systems, where they may be called.
    pub(crate) hooks: HookSender,
    /// What letters are signed with.
    pub(crate) dkim: Option<DkimConfig>,
    /// Where mail servers hand mail over.
    pub(crate) mail_listen: Option<SocketAddr>,
    pub(crate) rates: Rates,
    pub(crate) limits: Limits,
    pub(crate) log: LogConfig,
    pub(crate) backup: Option<BackupConfig>,
    pub(crate) telemetry: Option<TelemetryConfig>,
    /// How `s3://` addresses are reached.
    pub(crate) s3: BucketAccess,
}

/// Backups that the product makes itself.
#[derive(Clone)]
pub(crate) struct BackupConfig {
    pub(crate) place: ShelfPlace,
    pub(crate) every: Span,
    pub(crate) keep_daily: u32,
    pub(crate) keep_weekly: u32,
    pub(crate) key: KeyArgs,
}

/// What the command line says about the configuration.
#[derive(Default)]
pub(crate) struct Place {
    pub(crate) file: Option<PathBuf>,
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) listen: Option<SocketAddr>,
}

/// Reads the configuration of this process.
pub(crate) fn read(place: &Place) -> Result<Config> {
    let named = place.file.as_deref();
    let path = named.unwrap_or(Path::new(FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("the configuration {} cannot be read", path.display()));
        }
    };
    Ok(assembled(
        path,
        &text,
        std::env::vars_os().filter_map(readable),
        place,
    )?)
}

/// A variable that is no text is none of ours.
fn readable((name, value): (std::ffi::OsString, std::ffi::OsString)) -> Option<(String, String)> {
    Some((name.into_string().ok()?, value.into_string().ok()?))
}

fn assembled(
    path: &Path,
    text: &str,
    variables: impl Iterator<Item = (String, String)>,
    place: &Place,
) -> Result<Config, Mistakes> {
    let mut source = Source::default();
    source.read_file(path, text);
    source.read_variables(variables);
    complete::complete(source, place)
}

impl Config {
    /// What was said here cannot be changed in the browser.
    pub(crate) fn fixed(&self) -> Fixed {
        Fixed {
            mail: self.smtp.is_some(),
            zone: self.zone_given,
        }
    }
}
