use axum::extract::State;
use touchstone_app::calendar;

use super::wire::Calendar;
use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Every calendar with its versions. All on one page.
#[utoipa::path(get, path = "/api/v1/calendars", tag = "standards", responses((status = 200, body = Page<Calendar>)))]
pub(super) async fn calendar_list(
    by: Granted<may::ReadStandards>,
    State(state): State<WebState>,
) -> Result<Page<Calendar>, Failure> {
    let calendars = calendar::calendar_list(&state.app, &by.caller).await?;
    Ok(Page {
        items: calendars.into_iter().map(Calendar::from).collect(),
        next_cursor: None,
    })
}

/// One calendar with its versions.
#[utoipa::path(get, path = "/api/v1/calendars/{code}", tag = "standards",
    params(("code" = String, Path, description = "By which standards name it.")),
    responses((status = 200, body = Calendar)))]
pub(super) async fn calendar_read(
    by: Granted<may::ReadStandards>,
    At(code): At<String>,
    State(state): State<WebState>,
) -> Result<Plain<Calendar>, Failure> {
    let calendar = calendar::calendar_get(&state.app, &by.caller, &code).await?;
    Ok(Plain(calendar.into()))
}
