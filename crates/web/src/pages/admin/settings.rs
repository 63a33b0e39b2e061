//! What the installation is called, its zone, its language, and which team serves which tier.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::core::AppError;
use touchstone_app::settings::{self, PLATFORM_NAME, PlatformInput, Routing};
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;
use touchstone_render::view::{RoutingForm, SettingsView, TierTeam};

use super::{record_problems, version_after};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::desk::people::team_choices;
use crate::pages::shared::{done, notices, typed};
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/settings";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, platform),
        Route::post(PATH, platform_set),
        Route::post("/admin/settings/routing", routing_set),
    ]
}

async fn platform(by: Granted<may::ManageSettings>, State(state): State<WebState>) -> Page {
    let view = settings_view(&state, &by).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn platform_set(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let version = typed(&form.typed, "version");
    let call = by.call_with(&form).expecting(version.parse().unwrap_or_default());
    let set = match platform_typed(&form.typed) {
        Ok(input) => settings::platform_put(&state.app, &call, &input).await,
        Err(error) => Err(error),
    };
    let Err(error) = set else {
        return Ok(done(PATH, "saved"));
    };
    let failure = about_the_form(error.into())?;
    let kept = settings::platform_get(&state.app, &by.call()).await?;
    let view = SettingsView {
        platform: typed(&form.typed, "platform"),
        platform_max: PLATFORM_NAME,
        zone: if kept.zone_fixed {
            kept.zone
        } else {
            typed(&form.typed, "zone")
        },
        zone_fixed: kept.zone_fixed,
        zones: zones(),
        language: typed(&form.typed, "language"),
        version: version_after(&failure, &version),
        problems: record_problems(&failure),
        routing: routing(&state, &by).await?,
    };
    again(&state, by.frame(&state), PATH, &view, &failure)
}

/// All of it as it is kept.
async fn settings_view(state: &WebState, by: &Granted<may::ManageSettings>) -> Result<SettingsView, Failure> {
    let kept = settings::platform_get(&state.app, &by.call()).await?;
    Ok(SettingsView {
        platform: kept.name,
        platform_max: PLATFORM_NAME,
        zone: kept.zone,
        zone_fixed: kept.zone_fixed,
        zones: zones(),
        language: kept.language.to_string(),
        version: kept.version,
        problems: Default::default(),
        routing: routing(state, by).await?,
    })
}

/// Which team serves which tier.
async fn routing(state: &WebState, by: &Granted<may::ManageSettings>) -> Result<RoutingForm, Failure> {
    let (routing, version) = settings::routing_get(&state.app, &by.call()).await?;
    let team = |tier| routing.team(tier).map(|team| team.to_string());
    let tiers = Tier::ALL.iter().map(|&tier| TierTeam {
        tier: tier.as_str().into(),
        team: team(tier).unwrap_or_default(),
    });
    Ok(RoutingForm {
        tiers: tiers.collect(),
        teams: team_choices(state, &by.call()).await?,
        version,
        problems: Default::default(),
    })
}

/// `POST /admin/settings/routing`
async fn routing_set(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let version = typed(&form.typed, "version");
    let call = by.call_with(&form).expecting(version.parse().unwrap_or_default());
    let set = match routing_typed(&form.typed) {
        Ok(routing) => settings::routing_put(&state.app, &call, routing).await,
        Err(error) => Err(error),
    };
    let Err(error) = set else {
        return Ok(done(PATH, "saved"));
    };
    let failure = about_the_form(error.into())?;
    let mut view = settings_view(&state, &by).await?;
    for one in &mut view.routing.tiers {
        one.team = typed(&form.typed, &one.tier);
    }
    view.routing.version = version_after(&failure, &version);
    view.routing.problems = record_problems(&failure);
    again(&state, by.frame(&state), PATH, &view, &failure)
}

fn routing_typed(pairs: &[(String, String)]) -> Result<Routing, AppError> {
    let mut teams = Vec::new();
    for &tier in Tier::ALL {
        let team = typed(pairs, tier.as_str());
        if !team.is_empty() {
            let team = team
                .parse()
                .map_err(|_| AppError::field(tier.as_str(), "not_found"))?;
            teams.push((tier, team));
        }
    }
    Ok(teams.into_iter().collect())
}

/// What was typed about the installation.
pub(in crate::pages) fn platform_typed(pairs: &[(String, String)]) -> Result<PlatformInput, AppError> {
    let language = typed(pairs, "language");
    let language: Language = match language.as_str() {
        "" => Language::default(),
        code => code
            .parse()
            .map_err(|_| AppError::field("language", "unknown_value"))?,
    };
    Ok(PlatformInput {
        name: typed(pairs, "platform"),
        zone: typed(pairs, "zone"),
        language,
    })
}

/// Names of zones that a browser offers while one is typed.
pub(in crate::pages) fn zones() -> Vec<String> {
    settings::zones()
}
