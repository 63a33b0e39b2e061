//! Saved lists.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_app::saved_view::{self, SavedView, ViewContent};
use touchstone_app::ticket::{Fields, Sort};
use touchstone_domain::id::SavedViewId;
use touchstone_domain::saved_view::{ListColumn, ViewShare};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::{Created, Page, Record};
use super::schema;
use super::wire::{NamedTeam, NamedUser};
use crate::access::{Granted, may};
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_view_list, _, _>(view_list),
        Route::api_write::<__path_view_create, _, _>(view_create),
        Route::api_write::<__path_view_order, _, _>(view_order),
        Route::api_read::<__path_view_read, _, _>(view_read),
        Route::api_update::<__path_view_replace, _, _>(view_replace),
        Route::api_update::<__path_view_remove, _, _>(view_remove),
    ]
}

/// A saved list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct View {
    #[schema(value_type = schema::SavedViewId)]
    id: SavedViewId,
    owner: Option<NamedUser>,
    #[schema(value_type = schema::ViewShare)]
    share: ViewShare,
    /// With whom it is shared, for `team`.
    team: Option<NamedTeam>,
    name: String,
    /// The query of the list behind it: `status`, `assignee`, `team`, `when`.
    filter: BTreeMap<String, String>,
    #[schema(value_type = schema::Sort)]
    sort: Sort,
    #[schema(value_type = Vec<schema::ListColumn>)]
    columns: Vec<ListColumn>,
    /// It has headings where its order enters another stretch.
    grouped: bool,
    /// The caller may change it.
    may_change: bool,
    /// How many tickets it shows the caller, at most 99; `null` where it was not counted.
    count: Option<u32>,
    /// There may be more than `count`.
    more: bool,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    version: i64,
}

impl From<SavedView> for View {
    fn from(view: SavedView) -> Self {
        Self {
            id: view.id,
            owner: view.owner.map(NamedUser::from),
            share: view.share,
            team: view.team.map(NamedTeam::from),
            name: view.name,
            filter: view.filter,
            sort: view.sort,
            columns: view.columns,
            grouped: view.grouped,
            may_change: view.may_change,
            count: view.count.map(|found| found.count),
            more: view.count.is_some_and(|found| found.more),
            created_at: view.created_at,
            updated_at: view.updated_at,
            version: view.version,
        }
    }
}

fn record(view: SavedView) -> Record<View> {
    Record {
        version: view.version,
        body: view.into(),
    }
}

fn all(views: Vec<SavedView>) -> Page<View> {
    Page {
        items: views.into_iter().map(View::from).collect(),
        next_cursor: None,
    }
}

/// A saved list as it is to be.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct ViewBody {
    /// At most 60 characters.
    name: String,
    /// `own` without one; sharing needs `view.share`, with everybody at the scope `all`.
    #[schema(value_type = Option<schema::ViewShare>)]
    share: Option<String>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<String>,
    filter: Option<ViewFilter>,
    #[schema(value_type = Option<schema::Sort>)]
    sort: Option<String>,
    #[schema(value_type = Option<Vec<schema::ListColumn>>)]
    columns: Option<Vec<String>>,
    /// `false` without one.
    grouped: Option<bool>,
}

/// Which tickets a list shows; everything else stands in the condition.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct ViewFilter {
    #[schema(value_type = Option<Vec<schema::Status>>)]
    status: Option<Vec<String>>,
    /// A user's id, `me` or `none`.
    assignee: Option<String>,
    /// A team's id, `mine` or `none`.
    team: Option<String>,
    #[schema(value_type = Option<schema::Condition>)]
    when: Option<Value>,
}

/// The order of the caller's own desk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewOrder {
    #[schema(value_type = Vec<schema::SavedViewId>)]
    views: Vec<SavedViewId>,
}

/// The saved lists on the caller's desk, theirs, their teams' and everybody's, in their order, with counts. All on one page.
#[utoipa::path(get, path = "/api/v1/views", tag = "tickets", responses((status = 200, body = Page<View>)))]
pub(super) async fn view_list(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
) -> Result<Page<View>, Failure> {
    Ok(all(saved_view::views(&state.app, &by.caller).await?))
}

/// Saves a list.
#[utoipa::path(post, path = "/api/v1/views", tag = "tickets", request_body = ViewBody,
    responses((status = 201, body = View)))]
pub(super) async fn view_create(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Created<View>, Failure> {
    let call = by.call_with(&body);
    let content = ViewContent::read(Fields::from_json(body.value)?)?;
    let made = saved_view::view_create(&state.app, &call, content).await?;
    Ok(Created {
        location: format!("/api/v1/views/{}", made.id),
        version: Some(made.version),
        body: made.into(),
    })
}

/// Sets the order of the lists on the caller's own desk; those not named come behind.
#[utoipa::path(post, path = "/api/v1/views/order", tag = "tickets", request_body = ViewOrder,
    responses((status = 200, body = Page<View>)))]
pub(super) async fn view_order(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
    body: Json<ViewOrder>,
) -> Result<Page<View>, Failure> {
    let call = by.call_with(&body);
    Ok(all(
        saved_view::views_order(&state.app, &call, body.value.views).await?
    ))
}

/// One saved list.
#[utoipa::path(get, path = "/api/v1/views/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = View)))]
pub(super) async fn view_read(
    by: Granted<may::ReadTickets>,
    At(id): At<SavedViewId>,
    State(state): State<WebState>,
) -> Result<Record<View>, Failure> {
    Ok(record(saved_view::view_get(&state.app, &by.caller, id).await?))
}

/// Replaces a saved list, for everybody who has it.
#[utoipa::path(put, path = "/api/v1/views/{id}", tag = "tickets", params(("id" = String, Path)),
    request_body = ViewBody, responses((status = 200, body = View)))]
pub(super) async fn view_replace(
    by: Granted<may::ReadTickets>,
    At(id): At<SavedViewId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Record<View>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let content = ViewContent::read(Fields::from_json(body.value)?)?;
    Ok(record(
        saved_view::view_replace(&state.app, &call, id, content).await?,
    ))
}

/// Takes a saved list away from everybody who has it; answers what it was.
#[utoipa::path(delete, path = "/api/v1/views/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = View)))]
pub(super) async fn view_remove(
    by: Granted<may::ReadTickets>,
    At(id): At<SavedViewId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<View>, Failure> {
    let call = by.call_with(&body).expecting(version);
    Ok(record(saved_view::view_remove(&state.app, &call, id).await?))
}
