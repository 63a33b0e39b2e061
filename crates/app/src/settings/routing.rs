//! Which team serves which tier: where new requests go by themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::TeamId;
use touchstone_domain::ticket::Tier;
use touchstone_store::Lane;
use touchstone_store::team::team_active;

use super::apply::settings_apply;
use super::kept::{SettingName, setting_keep, setting_read};
use crate::core::{App, AppError, Call, FieldError};

/// The team of each tier; a tier that is not named has none, and its requests wait to be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Routing(BTreeMap<Tier, TeamId>);

impl Routing {
    /// The team that serves a tier.
    pub fn team(&self, tier: Tier) -> Option<TeamId> {
        self.0.get(&tier).copied()
    }
}

impl FromIterator<(Tier, TeamId)> for Routing {
    fn from_iter<I: IntoIterator<Item = (Tier, TeamId)>>(teams: I) -> Self {
        Self(teams.into_iter().collect())
    }
}

/// The routing with its version, 0 as long as nothing was set.
pub async fn routing_get(app: &App, call: &Call) -> Result<(Routing, i64), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let (kept, version) = setting_read::<Routing>(tx, &handle, SettingName::Routing)?;
        Ok((kept.unwrap_or_default(), version))
    })
    .await
}

/// Changes it; every process follows within seconds, this one at once. Requests that are there stay where they are.
pub async fn routing_put(app: &App, call: &Call, routing: Routing) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    app.command(call, move |cx| {
        let teams: Vec<TeamId> = routing.0.values().copied().collect();
        let known = team_active(cx.tx, &teams)?;
        let gone = routing.0.iter().filter(|(_, team)| !known.contains(team));
        let gone: Vec<FieldError> = gone
            .map(|(tier, _)| FieldError::new(tier.as_str(), "not_found"))
            .collect();
        if !gone.is_empty() {
            return Err(AppError::Validation(gone));
        }
        setting_keep(cx, SettingName::Routing, &routing)
    })
    .await?;
    settings_apply(app).await
}
