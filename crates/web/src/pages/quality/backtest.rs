//! Backtests: begun for a version, watched, read, stopped, taken away.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::backtest::{
    self as app, BacktestPeriod, backtest_begin, backtest_cancel, backtest_remove, backtest_resume,
};
use touchstone_app::standard::standard_read;
use touchstone_domain::backtest::{BacktestState, LateChange};
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::{BacktestId, StandardId};
use touchstone_domain::time::Timestamp;
use touchstone_render::view::{BacktestChangesView, BacktestForm, BacktestsView};

use super::address;
use super::backtest_view::{backtest_view, change_line, line};
use super::standard::document_line;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::export;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::outbox_line::next_address;
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::{WebState, platform_zone};

const PATH: &str = "/quality/backtests";
/// Backtests on a page.
const LINES: u32 = 20;
/// Changes on a page.
const CHANGES: u32 = 50;
/// Days that a period offered begins before today.
const OFFERED_DAYS: i64 = 91;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/quality/standards/{id}/backtests", of_standard),
        Route::post("/quality/standards/{id}/backtests", begin),
        Route::get(PATH, all),
        Route::get("/quality/backtests/{id}", look),
        Route::get("/quality/backtests/{id}/changes", changes),
        Route::get("/quality/backtests/{id}/file", file),
        Route::post("/quality/backtests/{id}/cancel", cancel),
        Route::post("/quality/backtests/{id}/resume", resume),
        Route::post("/quality/backtests/{id}/remove", remove),
    ]
}

#[derive(Debug, Deserialize)]
struct Asked {
    cursor: Option<BacktestId>,
}

type By = Granted<may::BacktestStandards>;

fn at(id: BacktestId) -> String {
    format!("{PATH}/{id}")
}

async fn all(by: By, Query(asked): Query<Asked>, State(state): State<WebState>) -> Page {
    let view = list(&state, &by, None, asked.cursor, BacktestForm::default()).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn of_standard(
    by: By,
    At(id): At<StandardId>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let view = list(&state, &by, Some(id), asked.cursor, offered(&state)).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// The last quarter, as far as days go.
fn offered(state: &WebState) -> BacktestForm {
    let now = jiff::Timestamp::from_microsecond(state.app.clock.now().as_micros()).unwrap_or_default();
    let today = now.to_zoned(platform_zone(state)).date();
    let from = today
        .checked_sub(jiff::Span::new().days(OFFERED_DAYS))
        .unwrap_or(today);
    let to = today.yesterday().unwrap_or(today);
    BacktestForm {
        from: from.to_string(),
        to: to.to_string(),
        ..BacktestForm::default()
    }
}

async fn list(
    state: &WebState,
    by: &By,
    standard: Option<StandardId>,
    cursor: Option<BacktestId>,
    form: BacktestForm,
) -> Result<BacktestsView, Failure> {
    let found = app::backtest_list(&state.app, &by.caller, standard, cursor, LINES).await?;
    let of = match standard {
        Some(id) => Some(document_line(&standard_read(&state.app, &by.caller, id).await?)),
        None => None,
    };
    let path = standard.map_or_else(|| PATH.to_owned(), |id| format!("{}/backtests", address(id)));
    let running = |one: &app::BacktestView| one.state == BacktestState::Running;
    Ok(BacktestsView {
        standard: of,
        under_way: found.items.iter().any(running),
        tests: found.items.iter().map(line).collect(),
        next: next_address(&path, found.next.map(|next| next.to_string())),
        form,
    })
}

async fn begin(
    by: By,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (from, to) = (typed(&form.typed, "from"), typed(&form.typed, "to"));
    let outcome = match period(&state, &from, &to) {
        Ok(period) => backtest_begin(&state.app, &by.call_with(&form), id, period).await,
        Err(error) => Err(error),
    };
    let error = match outcome {
        Ok(begun) => return Ok(done(&at(begun.id), "backtest_begun")),
        Err(error) => error,
    };
    let failure = about_the_form(error.into())?;
    let kept = BacktestForm {
        from,
        to,
        problems: problems(&failure, str::to_owned),
    };
    let view = list(&state, &by, Some(id), None, kept).await?;
    let path = format!("{}/backtests", address(id));
    again(&state, by.frame(&state), &path, &view, &failure)
}

/// Whole days of the platform's zone, the last one included.
fn period(state: &WebState, from: &str, to: &str) -> Result<BacktestPeriod, AppError> {
    let day = |field: &'static str, text: &str| -> Result<Date, AppError> {
        if text.is_empty() {
            return Err(AppError::field(field, "required"));
        }
        text.parse().map_err(|_| AppError::field(field, "malformed"))
    };
    let begins = |field: &'static str, date: Date| -> Result<Timestamp, AppError> {
        let begins = date.to_zoned(platform_zone(state));
        let begins = begins.map_err(|_| AppError::field(field, "malformed"))?;
        Ok(Timestamp::from_micros(begins.timestamp().as_microsecond()))
    };
    let (first, last) = (day("from", from)?, day("to", to)?);
    let behind = last.tomorrow().map_err(|_| AppError::field("to", "malformed"))?;
    Ok(BacktestPeriod {
        from: begins("from", first)?,
        to: begins("to", behind)?,
    })
}

async fn look(by: By, At(id): At<BacktestId>, State(state): State<WebState>) -> Page {
    let found = app::backtest_read(&state.app, &by.caller, id).await?;
    page(
        &state,
        &notices(by.frame(&state), &state.renderer),
        &backtest_view(found),
    )
}

#[derive(Debug, Deserialize)]
struct Changes {
    #[serde(default = "newly")]
    change: LateChange,
    cursor: Option<String>,
}

const fn newly() -> LateChange {
    LateChange::NewlyLate
}

async fn changes(
    by: By,
    At(id): At<BacktestId>,
    Query(asked): Query<Changes>,
    State(state): State<WebState>,
) -> Page {
    let test = app::backtest_read(&state.app, &by.caller, id).await?;
    let cursor = asked.cursor.as_deref();
    let found = app::backtest_changes(&state.app, &by.caller, id, asked.change, cursor, CHANGES).await?;
    let first = format!("{}/changes?change={}", at(id), asked.change);
    let view = BacktestChangesView {
        line: line(&test),
        change: asked.change.as_str().into(),
        changes: found.items.into_iter().map(change_line).collect(),
        next: found.next_cursor.map(|next| format!("{first}&cursor={next}")),
        first: asked.cursor.map(|_| first).unwrap_or_default(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

#[derive(Debug, Deserialize)]
struct Shape {
    #[serde(default = "newly")]
    change: LateChange,
    #[serde(default)]
    format: TableFormat,
}

async fn file(
    by: By,
    At(id): At<BacktestId>,
    Query(asked): Query<Shape>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::backtest(&by, &state, id, asked.change, asked.format).await
}

async fn cancel(
    by: By,
    At(id): At<BacktestId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    backtest_cancel(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&at(id), "backtest_cancelled"))
}

async fn resume(
    by: By,
    At(id): At<BacktestId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    backtest_resume(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&at(id), "backtest_resumed"))
}

async fn remove(
    by: By,
    At(id): At<BacktestId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "version").parse().ok();
    backtest_remove(&state.app, &call, id).await?;
    Ok(done(PATH, "backtest_removed"))
}
