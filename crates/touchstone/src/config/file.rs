//! The configuration as it is written: a TOML file in which everything may be missing.

use super::{LogFormat, SmtpSecurity};
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use touchstone_web::address::Network;

/// A value written as text, understood while the file is read so that errors name its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written<T>(pub(super) T);

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

/// Where browsers reach the installation: scheme, host and port, no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicUrl(pub(super) String);

impl FromStr for PublicUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let url = text.trim_end_matches('/');
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
                Ok(Self(url.to_owned()))
            }
            _ => Err(format!(
                "`{text}` is not an address such as https://service.example without a path"
            )),
        }
    }
}

/// A listening address that says what one looks like when it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listen(pub(super) SocketAddr);

impl FromStr for Listen {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |_| format!("`{text}` is not an address and a port such as 127.0.0.1:8080");
        text.parse().map(Self).map_err(wrong)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigFile {
    pub(super) listen: Option<Written<Listen>>,
    pub(super) public_url: Option<Written<PublicUrl>>,
    pub(super) data_dir: Option<PathBuf>,
    pub(super) key_ring: Option<PathBuf>,
    pub(super) database_url: Option<String>,
    pub(super) trusted_proxies: Option<Vec<Written<Network>>>,
    pub(super) overrides_dir: Option<PathBuf>,
    pub(super) zone: Option<String>,
    #[serde(default)]
    pub(super) smtp: SmtpFile,
    #[serde(default)]
    pub(super) limits: LimitsFile,
    #[serde(default)]
    pub(super) log: LogFile,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SmtpFile {
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) security: Option<SmtpSecurity>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) from: Option<String>,
    pub(super) connections: Option<NonZeroU32>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsFile {
    pub(super) reads_per_minute: Option<NonZeroU32>,
    pub(super) writes_per_minute: Option<NonZeroU32>,
    pub(super) credentials_per_minute: Option<NonZeroU32>,
    pub(super) staff_calls_per_minute: Option<NonZeroU32>,
    pub(super) anonymous_upload_megabytes: Option<NonZeroU32>,
    pub(super) anonymous_upload_megabytes_per_address: Option<NonZeroU32>,
    pub(super) password_hashes_at_once: Option<NonZeroU32>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogFile {
    pub(super) format: Option<LogFormat>,
    pub(super) filter: Option<String>,
}

/// Reads the text of a configuration file. The error names file, line and reason.
pub(super) fn parse(path: &Path, text: &str) -> Result<ConfigFile, anyhow::Error> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|span| text[..span.start.min(text.len())].lines().count().max(1));
        let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
        anyhow::anyhow!("{}{line}: {}", path.display(), error.message().trim_end())
    })
}
