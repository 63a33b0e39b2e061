//! The installation's name, the zone its times are shown in, and the language for those of whom nothing is known.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::language::Language;
use touchstone_domain::text::bounded;
use touchstone_store::Lane;

use super::apply::settings_apply;
use super::kept::{SettingName, setting_keep, setting_read};
use crate::account::text_refused;
use crate::core::{App, AppError, Call, FieldError};

/// Characters of an installation's name.
pub const PLATFORM_NAME: usize = 40;

/// What is typed. Empty texts leave it at what the product brings along.
#[derive(Debug, Clone, Default)]
pub struct PlatformInput {
    pub name: String,
    pub zone: String,
    pub language: Language,
}

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Platform {
    pub(super) name: Option<String>,
    pub(super) zone: Option<String>,
    pub(super) language: Language,
}

/// As it is shown.
#[derive(Debug, Clone)]
pub struct PlatformView {
    pub name: String,
    /// The zone in use.
    pub zone: String,
    /// The configuration decides about it.
    pub zone_fixed: bool,
    pub language: Language,
    /// 0 as long as nothing was set.
    pub version: i64,
}

/// What the installation is called, and where it is.
pub async fn platform_get(app: &App, call: &Call) -> Result<PlatformView, AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let (kept, version) = setting_read::<Platform>(tx, &handle, SettingName::Platform)?;
        let kept = kept.unwrap_or_default();
        Ok(PlatformView {
            name: kept.name.unwrap_or_default(),
            zone: handle.renderer.zone(),
            zone_fixed: handle.fixed.zone,
            language: kept.language,
            version,
        })
    })
    .await
}

/// Changes it; every process follows within seconds, this one at once.
pub async fn platform_put(app: &App, call: &Call, input: &PlatformInput) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let platform = input.read()?;
    app.command(call, move |cx| setting_keep(cx, SettingName::Platform, &platform))
        .await?;
    settings_apply(app).await
}

impl PlatformInput {
    /// Reads what was typed; every problem is named at its field.
    pub(crate) fn read(&self) -> Result<Platform, AppError> {
        let mut problems = Vec::new();
        let name = match self.name.trim() {
            "" => None,
            typed => match bounded("platform", typed, PLATFORM_NAME) {
                Ok(name) => Some(name),
                Err(error) => {
                    problems.push(text_refused(&error));
                    None
                }
            },
        };
        let zone = Some(self.zone.trim().to_owned()).filter(|zone| !zone.is_empty());
        if zone
            .as_deref()
            .is_some_and(|zone| jiff::tz::TimeZone::get(zone).is_err())
        {
            problems.push(FieldError::new("zone", "unknown_zone"));
        }
        if problems.is_empty() {
            Ok(Platform {
                name,
                zone,
                language: self.language,
            })
        } else {
            Err(AppError::Validation(problems))
        }
    }
}

/// Names of the zones there are, for those who choose one.
pub fn zones() -> Vec<String> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let of_a_place = |name: &String| {
        name.split_once('/')
            .is_some_and(|(area, _)| !matches!(area, "Etc" | "posix" | "right" | "SystemV"))
    };
    let mut zones: Vec<String> = names.filter(of_a_place).collect();
    zones.sort_unstable();
    zones.dedup();
    zones
}
