use axum::extract::State;
use serde::Deserialize;
use touchstone_app::calendar::{self, CalendarInput};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::wire::{Calendar, Document};
use crate::access::{Granted, may};
use crate::api::answer::{Created, Plain};
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A new calendar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCalendar {
    /// 1 to 60 lower-case letters, digits and hyphens.
    code: String,
    name: String,
    document: Document,
    #[serde(default)]
    note: String,
}

/// The next version of a calendar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVersion {
    /// Number of the version it is made from; another latest one refuses it.
    based_on: i64,
    name: String,
    document: Document,
    #[serde(default)]
    note: String,
    /// Clocks that start from then on count by it; from now on without it.
    #[schema(value_type = Option<schema::Time>)]
    effective_from: Option<Timestamp>,
    /// Clocks that run already count by it too, as if from their start: a correction. What was judged stays judged.
    #[serde(default)]
    reaches_running: bool,
}

/// Makes a calendar that standards can name.
#[utoipa::path(post, path = "/api/v1/calendars", tag = "standards", request_body = NewCalendar,
    responses((status = 201, body = Calendar)))]
pub(super) async fn calendar_create(
    by: Granted<may::ManageCalendars>,
    State(state): State<WebState>,
    body: Json<NewCalendar>,
) -> Result<Created<Calendar>, Failure> {
    let call = by.call_with(&body);
    let NewCalendar {
        code,
        name,
        document,
        note,
    } = body.value;
    let input = CalendarInput {
        name,
        document: document.into(),
        note,
        effective_from: None,
        reaches_running: false,
    };
    let made = calendar::calendar_create(&state.app, &call, &code, &input).await?;
    Ok(Created {
        location: format!("/api/v1/calendars/{code}"),
        version: None,
        body: made.into(),
    })
}

/// Makes the next version of a calendar.
#[utoipa::path(post, path = "/api/v1/calendars/{code}/versions", tag = "standards", request_body = NewVersion,
    params(("code" = String, Path, description = "By which standards name it.")),
    responses((status = 200, body = Calendar)))]
pub(super) async fn calendar_revise(
    by: Granted<may::ManageCalendars>,
    At(code): At<String>,
    State(state): State<WebState>,
    body: Json<NewVersion>,
) -> Result<Plain<Calendar>, Failure> {
    let call = by.call_with(&body).expecting(body.value.based_on);
    let version = body.value;
    let input = CalendarInput {
        name: version.name,
        document: version.document.into(),
        note: version.note,
        effective_from: version.effective_from,
        reaches_running: version.reaches_running,
    };
    let revised = calendar::calendar_revise(&state.app, &call, &code, &input).await?;
    Ok(Plain(revised.into()))
}
