//! Planned work on systems: kept by administrators, told to everybody.

use axum::extract::State;
use serde::Serialize;
use touchstone_app::maintenance::{self, Announcement as Shown, MaintenanceView};
use touchstone_domain::id::MaintenanceId;
use touchstone_domain::maintenance::{Maintenance as Plan, MaintenancePhase};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::{Created, Page, Record};
use super::paging::{Paging, cursor};
use super::schema;
use crate::access::{Granted, PublicCaller, may};
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_maintenance_announced, _, _>(maintenance_announced),
        Route::api_read::<__path_maintenance_list, _, _>(maintenance_list),
        Route::api_write::<__path_maintenance_plan, _, _>(maintenance_plan),
        Route::api_read::<__path_maintenance_read, _, _>(maintenance_read),
        Route::api_update::<__path_maintenance_change, _, _>(maintenance_change),
        Route::api_update::<__path_maintenance_cancel, _, _>(maintenance_cancel),
        Route::api_update::<__path_maintenance_finish, _, _>(maintenance_finish),
    ]
}

/// A plan that users are told of.
#[derive(Debug, Serialize, ToSchema)]
struct Announcement {
    #[schema(value_type = schema::MaintenanceId)]
    id: MaintenanceId,
    /// `{kind, impact, starts_at, ends_at, announced_at, title, text}`; `title` and `text` (Markdown) by language.
    #[schema(value_type = Object)]
    plan: Plan,
    #[schema(value_type = schema::MaintenancePhase)]
    phase: MaintenancePhase,
}

impl From<Shown> for Announcement {
    fn from(shown: Shown) -> Self {
        Self {
            id: shown.id,
            plan: (*shown.plan).clone(),
            phase: shown.phase,
        }
    }
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
struct Maintenance {
    #[schema(value_type = schema::MaintenanceId)]
    id: MaintenanceId,
    /// `{kind, impact, starts_at, ends_at, announced_at, title, text}`; `title` and `text` (Markdown) by language.
    #[schema(value_type = Object)]
    plan: Plan,
    #[schema(value_type = schema::MaintenancePhase)]
    phase: MaintenancePhase,
    #[schema(value_type = Option<schema::Time>)]
    cancelled_at: Option<Timestamp>,
    /// When it was done before its time.
    #[schema(value_type = Option<schema::Time>)]
    finished_at: Option<Timestamp>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    version: i64,
}

impl Maintenance {
    fn of(view: MaintenanceView, now: Timestamp) -> Self {
        Self {
            id: view.id,
            phase: view.phase(now),
            plan: view.plan,
            cancelled_at: view.cancelled_at,
            finished_at: view.finished_at,
            created_at: view.created_at,
            updated_at: view.updated_at,
            version: view.version,
        }
    }
}

fn record(state: &WebState, view: MaintenanceView) -> Record<Maintenance> {
    Record {
        version: view.version,
        body: Maintenance::of(view, state.app.clock.now()),
    }
}

/// What everybody is told: announced and not over for more than a week, by the beginning. All on one page. The same as a
/// calendar to subscribe to: `/maintenance.ics`.
#[utoipa::path(get, path = "/api/v1/public/maintenance", tag = "public",
    responses((status = 200, body = Page<Announcement>)))]
async fn maintenance_announced(
    _: PublicCaller,
    State(state): State<WebState>,
) -> Result<Page<Announcement>, Failure> {
    let shown = maintenance::announcements(&state.app);
    Ok(Page {
        items: shown.into_iter().map(Announcement::from).collect(),
        next_cursor: None,
    })
}

/// Plans, the latest beginning first.
#[utoipa::path(get, path = "/api/v1/maintenance", tag = "operation", params(Paging),
    responses((status = 200, body = Page<Maintenance>)))]
async fn maintenance_list(
    by: Granted<may::ManageSettings>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<Maintenance>, Failure> {
    let (plans, next) =
        maintenance::maintenance_list(&state.app, &by.caller, paging.after()?, Some(paging.limit()?)).await?;
    let now = state.app.clock.now();
    Ok(Page {
        items: plans.into_iter().map(|plan| Maintenance::of(plan, now)).collect(),
        next_cursor: next.as_ref().and_then(cursor),
    })
}

/// Plans something. Users are told from `announced_at`, or at once when that is past.
#[utoipa::path(post, path = "/api/v1/maintenance", tag = "operation", request_body = Object,
    responses((status = 201, body = Maintenance)))]
async fn maintenance_plan(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    body: Json<Plan>,
) -> Result<Created<Maintenance>, Failure> {
    let call = by.call_with(&body);
    let made = maintenance::maintenance_plan(&state.app, &call, body.value).await?;
    Ok(Created {
        location: format!("/api/v1/maintenance/{}", made.id),
        version: Some(made.version),
        body: Maintenance::of(made, state.app.clock.now()),
    })
}

/// One plan.
#[utoipa::path(get, path = "/api/v1/maintenance/{id}", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, body = Maintenance)))]
async fn maintenance_read(
    by: Granted<may::ManageSettings>,
    At(id): At<MaintenanceId>,
    State(state): State<WebState>,
) -> Result<Record<Maintenance>, Failure> {
    let found = maintenance::maintenance_get(&state.app, &by.caller, id).await?;
    Ok(record(&state, found))
}

/// Changes a plan that is not over (409 `maintenance_over` otherwise). Those who were told see the change.
#[utoipa::path(put, path = "/api/v1/maintenance/{id}", tag = "operation", params(("id" = String, Path)),
    request_body = Object, responses((status = 200, body = Maintenance)))]
async fn maintenance_change(
    by: Granted<may::ManageSettings>,
    At(id): At<MaintenanceId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<Plan>,
) -> Result<Record<Maintenance>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let changed = maintenance::maintenance_change(&state.app, &call, id, body.value).await?;
    Ok(record(&state, changed))
}

/// Calls a plan off. Those who were told of it are told.
#[utoipa::path(post, path = "/api/v1/maintenance/{id}/cancel", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, body = Maintenance)))]
async fn maintenance_cancel(
    by: Granted<may::ManageSettings>,
    At(id): At<MaintenanceId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Maintenance>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let cancelled = maintenance::maintenance_cancel(&state.app, &call, id).await?;
    Ok(record(&state, cancelled))
}

/// It is done before its time. What has not begun is called off instead (409 `maintenance_ahead`).
#[utoipa::path(post, path = "/api/v1/maintenance/{id}/finish", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, body = Maintenance)))]
async fn maintenance_finish(
    by: Granted<may::ManageSettings>,
    At(id): At<MaintenanceId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Maintenance>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let finished = maintenance::maintenance_finish(&state.app, &call, id).await?;
    Ok(record(&state, finished))
}
