//! How settings are kept: sealed JSON under a name, with a version.

use std::collections::BTreeMap;

use parking_lot::RwLock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::TeamId;
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;
use touchstone_store::Tx;
use touchstone_store::setting::{SettingRow, setting_by_name, setting_lock, setting_put};
use zeroize::Zeroizing;

use super::routing::Routing;
use crate::core::{App, AppError, Cx};

pub(crate) use touchstone_domain::event::SettingName;

/// What this process has taken over so far.
#[derive(Default)]
pub struct SettingsState {
    versions: RwLock<BTreeMap<String, i64>>,
    language: RwLock<Language>,
    routing: RwLock<Routing>,
}

impl SettingsState {
    /// The language for those of whom nothing is known.
    pub fn language(&self) -> Language {
        *self.language.read()
    }

    pub(super) fn language_set(&self, language: Language) {
        *self.language.write() = language;
    }

    /// The team that serves a tier.
    pub(crate) fn team_of(&self, tier: Tier) -> Option<TeamId> {
        self.routing.read().team(tier)
    }

    pub(super) fn routing_set(&self, routing: Routing) {
        *self.routing.write() = routing;
    }

    /// Whether this process has not taken the row over yet.
    pub(super) fn is_news(&self, row: &SettingRow) -> bool {
        self.versions.read().get(&row.name) != Some(&row.version)
    }

    pub(super) fn taken(&self, row: &SettingRow) {
        self.versions.write().insert(row.name.clone(), row.version);
    }
}

/// What a setting is sealed for.
pub(crate) fn setting_purpose(name: &str) -> String {
    format!("setting:{name}")
}

fn purpose(name: SettingName) -> String {
    setting_purpose(name.as_str())
}

/// What a row holds.
pub(super) fn opened<T: DeserializeOwned>(
    app: &App,
    name: SettingName,
    row: &SettingRow,
) -> Result<T, AppError> {
    let unread = |error: String| AppError::Internal(format!("the setting {name} cannot be read: {error}"));
    let plain = app
        .keys
        .open_system(&purpose(name), &row.value)
        .map_err(|error| unread(error.to_string()))?;
    serde_json::from_slice(&plain).map_err(|error| unread(error.to_string()))
}

/// A setting with its version; 0 and nothing as long as it was never set.
pub(super) fn setting_read<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    app: &App,
    name: SettingName,
) -> Result<(Option<T>, i64), AppError> {
    match setting_by_name(tx, name.as_str())? {
        Some(row) => Ok((Some(opened(app, name, &row)?), row.version)),
        None => Ok((None, 0)),
    }
}

/// Keeps a setting in the transaction of a command, and tells so. The caller's version must be the present one.
pub(crate) fn setting_keep<T: Serialize>(
    cx: &mut Cx<'_, '_>,
    name: SettingName,
    value: &T,
) -> Result<(), AppError> {
    let version = setting_lock(cx.tx, name.as_str())?;
    cx.check_version(version)?;
    let plain = serde_json::to_vec(value)
        .map(Zeroizing::new)
        .map_err(|error| AppError::Internal(format!("the setting {name} cannot be kept: {error}")))?;
    let sealed = cx.app.keys.seal_system(&purpose(name), &plain);
    let version = crate::keys::sealed_version(&sealed);
    setting_put(cx.tx, name.as_str(), (&sealed, version), cx.now)?;
    cx.emit(Subject::System, EventBody::SettingChanged { setting: name })?;
    Ok(())
}
