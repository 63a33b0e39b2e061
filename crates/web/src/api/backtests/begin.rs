use axum::extract::State;
use serde::Deserialize;
use touchstone_app::backtest::{self, BacktestPeriod};
use touchstone_domain::id::StandardId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::wire::Backtest;
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// The past to replay: requests received in it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBacktest {
    #[schema(value_type = schema::Time)]
    from: Timestamp,
    /// Not included; the present at the latest.
    #[schema(value_type = schema::Time)]
    to: Timestamp,
}

/// Begins to replay a past period against a version of the standard, whatever state that is in: 201, and the work goes on in
/// the background. It sees the version's text, the log and the calendars as they are now. A version whose calendars are not
/// there: 409 `backtest_unreadable`; ten wait for one another at most (409 `backtest_too_many`).
#[utoipa::path(post, path = "/api/v1/standards/{id}/backtests", tag = "reference", params(("id" = String, Path)),
    request_body = NewBacktest, responses((status = 201, body = Backtest)))]
pub(super) async fn backtest_begin(
    by: Granted<may::BacktestStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<NewBacktest>,
) -> Result<Created<Backtest>, Failure> {
    let period = BacktestPeriod {
        from: body.value.from,
        to: body.value.to,
    };
    let begun = backtest::backtest_begin(&state.app, &by.call_with(&body), id, period).await?;
    Ok(Created {
        location: format!("/api/v1/backtests/{}", begun.id),
        version: Some(begun.version),
        body: begun.into(),
    })
}
