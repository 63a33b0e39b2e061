use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::calendar::{self, CalendarDay};
use touchstone_domain::calendar::DayKind;
use utoipa::ToSchema;

use super::wire::Exception;
use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct DaysAsked {
    year: i16,
    /// Number of the version; the latest without it.
    version: Option<u32>,
}

/// One date.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Day {
    #[schema(value_type = schema::Date)]
    date: jiff::civil::Date,
    #[schema(value_type = schema::DayKind)]
    kind: DayKind,
    /// Working time that begins on it, in seconds on the wall.
    seconds: i64,
    /// The public holiday it is, or is worked for, in its country's language.
    name: Option<String>,
}

impl From<CalendarDay> for Day {
    fn from(day: CalendarDay) -> Self {
        Self {
            date: day.date,
            kind: day.kind,
            seconds: day.seconds,
            name: day.name.map(str::to_owned),
        }
    }
}

/// The days of a year by a calendar. All on one page.
#[utoipa::path(get, path = "/api/v1/calendars/{code}/days", tag = "standards",
    params(("code" = String, Path), DaysAsked),
    responses((status = 200, body = Page<Day>)))]
pub(super) async fn calendar_days(
    by: Granted<may::ReadStandards>,
    At(code): At<String>,
    Query(asked): Query<DaysAsked>,
    State(state): State<WebState>,
) -> Result<Page<Day>, Failure> {
    let days = calendar::calendar_days(&state.app, &by.caller, &code, asked.version, asked.year).await?;
    Ok(Page {
        items: days.into_iter().map(Day::from).collect(),
        next_cursor: None,
    })
}

/// A file of days.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Feed {
    /// An iCalendar file (RFC 5545).
    feed: String,
}

/// The days of a file, as exceptions of a calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeedDays {
    exceptions: Vec<Exception>,
}

/// Reads the days of an iCalendar file from today on, to be put among a version's exceptions; days that are worked instead
/// of a holiday have the calendar's shifts of Monday. Keeps nothing.
#[utoipa::path(post, path = "/api/v1/calendars/{code}/feed", tag = "standards", request_body = Feed,
    params(("code" = String, Path, description = "By which standards name it.")),
    responses((status = 200, body = FeedDays)))]
pub(super) async fn calendar_feed(
    by: Granted<may::ManageCalendars>,
    At(code): At<String>,
    State(state): State<WebState>,
    body: Json<Feed>,
) -> Result<Plain<FeedDays>, Failure> {
    let days = calendar::calendar_feed(&state.app, &by.caller, &code, &body.value.feed).await?;
    Ok(Plain(FeedDays {
        exceptions: days.into_iter().map(Exception::from).collect(),
    }))
}
