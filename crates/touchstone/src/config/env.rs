//! Settings from the environment: `TOUCHSTONE_` and the setting's place in the file, `TOUCHSTONE_SMTP_HOST` for
//! `smtp.host`. They win over the file.

use super::file::{ConfigFile, Written};
use anyhow::{Result, anyhow};
use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error, StrDeserializer};
use std::fmt::Display;
use std::str::FromStr;

const PREFIX: &str = "TOUCHSTONE_";

/// Variables of tests and benches, which are not settings.
const OTHERS: [&str; 2] = ["TEST_", "BENCH_"];

/// Takes every setting found in `variables`. A name that starts like one and is none is refused: it is a typing error.
pub(super) fn apply(file: &mut ConfigFile, variables: impl Iterator<Item = (String, String)>) -> Result<()> {
    for (name, value) in variables {
        let Some(setting) = name.strip_prefix(PREFIX) else {
            continue;
        };
        if OTHERS.iter().any(|other| setting.starts_with(other)) {
            continue;
        }
        match set(file, setting, &value) {
            Ok(true) => {}
            Ok(false) => {
                return Err(anyhow!(
                    "the environment variable {name} is not a setting of Touchstone"
                ));
            }
            Err(reason) => return Err(anyhow!("the environment variable {name}: {reason}")),
        }
    }
    Ok(())
}

fn set(file: &mut ConfigFile, setting: &str, value: &str) -> Result<bool, String> {
    let text = || Some(value.to_owned());
    match setting {
        "LISTEN" => file.listen = written(value)?,
        "PUBLIC_URL" => file.public_url = written(value)?,
        "DATA_DIR" => file.data_dir = Some(value.into()),
        "KEY_RING" => file.key_ring = Some(value.into()),
        "DATABASE_URL" => file.database_url = text(),
        "TRUSTED_PROXIES" => {
            let proxies = value.split(',').map(str::trim).filter(|proxy| !proxy.is_empty());
            let proxies = proxies.map(|proxy| proxy.parse().map(Written).map_err(|error| format!("{error}")));
            file.trusted_proxies = Some(proxies.collect::<Result<_, String>>()?);
        }
        "OVERRIDES_DIR" => file.overrides_dir = Some(value.into()),
        "ZONE" => file.zone = text(),
        "SMTP_HOST" => file.smtp.host = text(),
        "SMTP_PORT" => file.smtp.port = number(value)?,
        "SMTP_SECURITY" => file.smtp.security = word(value)?,
        "SMTP_USER" => file.smtp.user = text(),
        "SMTP_PASSWORD" => file.smtp.password = text(),
        "SMTP_FROM" => file.smtp.from = text(),
        "SMTP_CONNECTIONS" => file.smtp.connections = number(value)?,
        "LIMITS_READS_PER_MINUTE" => file.limits.reads_per_minute = number(value)?,
        "LIMITS_WRITES_PER_MINUTE" => file.limits.writes_per_minute = number(value)?,
        "LIMITS_CREDENTIALS_PER_MINUTE" => file.limits.credentials_per_minute = number(value)?,
        "LIMITS_STAFF_CALLS_PER_MINUTE" => file.limits.staff_calls_per_minute = number(value)?,
        "LIMITS_ANONYMOUS_UPLOAD_MEGABYTES" => file.limits.anonymous_upload_megabytes = number(value)?,
        "LIMITS_ANONYMOUS_UPLOAD_MEGABYTES_PER_ADDRESS" => {
            file.limits.anonymous_upload_megabytes_per_address = number(value)?;
        }
        "LIMITS_PASSWORD_HASHES_AT_ONCE" => file.limits.password_hashes_at_once = number(value)?,
        "LOG_FORMAT" => file.log.format = word(value)?,
        "LOG_FILTER" => file.log.filter = text(),
        _ => return Ok(false),
    }
    Ok(true)
}

fn written<T: FromStr<Err: Display>>(value: &str) -> Result<Option<Written<T>>, String> {
    value
        .parse()
        .map(|value| Some(Written(value)))
        .map_err(|error| format!("{error}"))
}

fn number<T: FromStr<Err: Display>>(value: &str) -> Result<Option<T>, String> {
    value
        .parse()
        .map(Some)
        .map_err(|error| format!("`{value}` is not a fitting number ({error})"))
}

/// One of a fixed set of words, as in the file.
fn word<'de, T: Deserialize<'de>>(value: &'de str) -> Result<Option<T>, String> {
    let from: StrDeserializer<'de, Error> = value.into_deserializer();
    T::deserialize(from).map(Some).map_err(|error| error.to_string())
}
