//! What an operator may set, from a file, the environment and the command line, the later winning. Read once at the
//! start; what is wrong is named with its line and reason, and nothing starts.

mod env;
mod file;
#[cfg(test)]
mod tests;

use anyhow::{Context as _, Result, bail};
use file::{ConfigFile, LimitsFile, SmtpFile};
use serde::Deserialize;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;
use touchstone_app::core::Limits;
use touchstone_channels::{MailerConfig, Security};
use touchstone_web::address::Network;
use touchstone_web::limits::Rates;

/// The file that is read when none is named.
const FILE: &str = "touchstone.toml";

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SmtpSecurity {
    Tls,
    Starttls,
    Plain,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Debug)]
pub(crate) struct LogConfig {
    pub(crate) format: LogFormat,
    /// As `tracing` filters are written, e.g. `info,touchstone_store=debug`.
    pub(crate) filter: String,
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
    pub(crate) smtp: Option<MailerConfig>,
    pub(crate) rates: Rates,
    pub(crate) limits: Limits,
    pub(crate) log: LogConfig,
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
    assembled(path, &text, std::env::vars(), place)
}

fn assembled(
    path: &Path,
    text: &str,
    variables: impl Iterator<Item = (String, String)>,
    place: &Place,
) -> Result<Config> {
    let mut file = file::parse(path, text)?;
    env::apply(&mut file, variables)?;
    complete(file, place)
}

fn complete(file: ConfigFile, place: &Place) -> Result<Config> {
    let default = SocketAddr::from(([127, 0, 0, 1], 8080));
    let listen = place
        .listen
        .or(file.listen.map(|listen| listen.0.0))
        .unwrap_or(default);
    let data_dir = place
        .data_dir
        .clone()
        .or(file.data_dir)
        .unwrap_or_else(|| "touchstone-data".into());
    let zone = file.zone.unwrap_or_else(|| "Asia/Shanghai".to_owned());
    if jiff::tz::TimeZone::get(&zone).is_err() {
        bail!("zone `{zone}` is not the IANA name of a time zone, such as Asia/Shanghai");
    }
    if file.database_url.as_deref().is_some_and(|url| !is_postgres(url)) {
        bail!(
            "database_url must begin with postgres:// or postgresql://; leave it out for the embedded database"
        );
    }
    Ok(Config {
        listen,
        public_url: file
            .public_url
            .map_or_else(|| format!("http://{listen}"), |url| url.0.0),
        key_ring: file.key_ring.unwrap_or_else(|| beside(&data_dir)),
        data_dir,
        database_url: file.database_url,
        trusted_proxies: file
            .trusted_proxies
            .unwrap_or_default()
            .into_iter()
            .map(|proxy| proxy.0)
            .collect(),
        overrides_dir: file.overrides_dir,
        zone,
        smtp: smtp(file.smtp)?,
        rates: rates(&file.limits),
        limits: limits(&file.limits),
        log: LogConfig {
            format: file.log.format.unwrap_or(LogFormat::Text),
            filter: file.log.filter.unwrap_or_else(|| "info".to_owned()),
        },
    })
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The key ring lies beside the data directory, never in it: a backup of the data must not hold the keys to it.
fn beside(data_dir: &Path) -> PathBuf {
    let mut name = data_dir.as_os_str().to_owned();
    name.push("-keys");
    Path::new(&name).join("key-ring.toml")
}

fn smtp(file: SmtpFile) -> Result<Option<MailerConfig>> {
    let Some(host) = file.host else {
        if file.from.is_some() || file.user.is_some() || file.password.is_some() {
            bail!("smtp.host is missing: without it no mail can be sent");
        }
        return Ok(None);
    };
    let from = file
        .from
        .context("smtp.from is missing: mail needs a sender, such as `Service <care@shop.example>`")?;
    let security = file.security.unwrap_or(SmtpSecurity::Starttls);
    let (security, port) = match security {
        SmtpSecurity::Tls => (Security::Tls, 465),
        SmtpSecurity::Starttls => (Security::StartTls, 587),
        SmtpSecurity::Plain => (Security::Plain, 25),
    };
    let credentials = match (file.user, file.password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => bail!("smtp.user and smtp.password belong together: give both or neither"),
    };
    Ok(Some(MailerConfig {
        host,
        port: file.port.unwrap_or(port),
        security,
        credentials,
        from,
        connections: file.connections.map_or(4, NonZeroU32::get),
        timeout: Duration::from_secs(20),
    }))
}

fn rates(file: &LimitsFile) -> Rates {
    let usual = Rates::default();
    Rates {
        reads: file.reads_per_minute.unwrap_or(usual.reads),
        writes: file.writes_per_minute.unwrap_or(usual.writes),
        credentials: file.credentials_per_minute.unwrap_or(usual.credentials),
        staff: file.staff_calls_per_minute.unwrap_or(usual.staff),
        ..usual
    }
}

fn limits(file: &LimitsFile) -> Limits {
    let usual = Limits::default();
    let megabytes = |set: Option<NonZeroU32>, usual: u64| set.map_or(usual, |set| u64::from(set.get()) << 20);
    let hashes = file
        .password_hashes_at_once
        .and_then(|set| usize::try_from(set.get()).ok());
    Limits {
        anonymous_upload_bytes: megabytes(file.anonymous_upload_megabytes, usual.anonymous_upload_bytes),
        anonymous_upload_bytes_per_address: megabytes(
            file.anonymous_upload_megabytes_per_address,
            usual.anonymous_upload_bytes_per_address,
        ),
        password_hashes_at_once: hashes.unwrap_or(usual.password_hashes_at_once),
    }
}

/// What the configuration comes to, without its secrets, and what is unusual about it.
pub(crate) fn told(config: &Config) -> String {
    let mut told = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(told, "{name:<16} {value}");
    };
    line("listen", &config.listen.to_string());
    line("public_url", &config.public_url);
    line("data_dir", &config.data_dir.display().to_string());
    line("key_ring", &config.key_ring.display().to_string());
    line(
        "database",
        config
            .database_url
            .as_ref()
            .map_or("embedded, in data_dir", |_| "PostgreSQL, from database_url"),
    );
    let smtp = config
        .smtp
        .as_ref()
        .map(|smtp| format!("{}:{} from {}", smtp.host, smtp.port, smtp.from));
    line(
        "smtp",
        smtp.as_deref()
            .unwrap_or("none: notifications stay in the outbox"),
    );
    line("zone", &config.zone);
    if !config.listen.ip().is_loopback() && !config.public_url.starts_with("https://") {
        line(
            "note",
            "public_url is not https: passwords and sessions travel unprotected",
        );
    }
    told.push_str("the configuration is sound");
    told
}
