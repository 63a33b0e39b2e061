use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::calendar::{self, FEED_BYTES};
use touchstone_app::core::{AppError, FieldError};
use touchstone_render::view::{CalendarForm, CalendarNewView};

use super::PATH;
use super::form::{exceptions_merged, form_new, form_problems, form_typed, input_typed};
use super::look::{Asked, view};
use crate::access::{Granted, SignedIn, may};
use crate::body::{FilePart, Form, FormParts};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::state::WebState;

/// `GET /admin/calendars/new`
pub(super) async fn new(by: Granted<may::ManageCalendars>, State(state): State<WebState>) -> Page {
    let form = form_new(state.renderer.zone());
    page(&state, &by.frame(&state), &CalendarNewView { form })
}

/// `POST /admin/calendars`
pub(super) async fn create(
    by: Granted<may::ManageCalendars>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let code = typed(&form.typed, "code");
    let made = match input_typed(&form.typed) {
        Ok(input) => calendar::calendar_create(&state.app, &by.call_with(&form), code.trim(), &input)
            .await
            .map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let failure = match made {
        Ok(made) => return Ok(done(&format!("{PATH}/{}", made.code), "calendar_made")),
        Err(failure) => about_the_form(failure)?,
    };
    let form = CalendarForm {
        problems: form_problems(&failure),
        ..form_typed(&form.typed, true)
    };
    let here = format!("{PATH}/new");
    again(
        &state,
        by.frame(&state),
        &here,
        &CalendarNewView { form },
        &failure,
    )
}

/// `POST /admin/calendars/{code}`: keeps the next version, or reads a file's days into the form.
pub(super) async fn revise(
    by: Granted<may::ManageCalendars>,
    At(code): At<String>,
    State(state): State<WebState>,
    mut parts: FormParts,
) -> Result<Response, Failure> {
    let mut feed = None;
    while let Some(file) = parts.next_file().await? {
        feed = Some(text_of(file).await);
    }
    let pairs = parts.typed.clone();
    if typed(&pairs, "do") == "read" {
        return read(&state, &by, &code, &pairs, feed).await;
    }
    let call = by.call_with(&parts).expecting(form_typed(&pairs, false).based_on);
    let kept = match input_typed(&pairs) {
        Ok(input) => calendar::calendar_revise(&state.app, &call, &code, &input)
            .await
            .map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    match kept {
        Ok(_) => Ok(done(&format!("{PATH}/{code}"), "calendar_kept")),
        Err(failure) => back(&state, &by, &code, &pairs, failure).await,
    }
}

/// The form with the days of the file among its exceptions; nothing is kept.
async fn read(
    state: &WebState,
    by: &SignedIn,
    code: &str,
    pairs: &[(String, String)],
    feed: Option<Result<String, Failure>>,
) -> Result<Response, Failure> {
    let missing = || Failure::fields(vec![FieldError::new("feed", "required")]);
    let days = match feed.ok_or_else(missing).and_then(|feed| feed) {
        Ok(text) => calendar::calendar_feed(&state.app, &by.caller, code, &text)
            .await
            .map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let days = match days {
        Ok(days) => days,
        Err(failure) => return back(state, by, code, pairs, failure).await,
    };
    let mut form = form_typed(pairs, false);
    form.days_read = i64::try_from(days.len()).ok();
    form.exceptions = exceptions_merged(&form.exceptions, days);
    let view = view(state, by, code, Asked::default(), Some(form)).await?;
    let mut frame = notices(by.frame(state), &state.renderer);
    frame.path = format!("{PATH}/{code}");
    Ok(page(state, &frame, &view)?.into_response())
}

async fn back(
    state: &WebState,
    by: &SignedIn,
    code: &str,
    pairs: &[(String, String)],
    failure: Failure,
) -> Result<Response, Failure> {
    let failure = about_the_form(failure)?;
    let form = CalendarForm {
        problems: form_problems(&failure),
        based_on: super::super::version_after(&failure, &typed(pairs, "based_on")),
        ..form_typed(pairs, false)
    };
    let view = view(state, by, code, Asked::default(), Some(form)).await?;
    again(state, by.frame(state), &format!("{PATH}/{code}"), &view, &failure)
}

/// A chosen file as text, if it is not too large.
async fn text_of(mut file: FilePart) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = futures::StreamExt::next(&mut file).await {
        let piece = piece.map_err(|_| Failure::fields(vec![FieldError::new("feed", "feed_unreadable")]))?;
        if bytes.len() + piece.len() > FEED_BYTES {
            let limit = FEED_BYTES as u64;
            return Err(AppError::TooLarge { limit }.into());
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Failure::fields(vec![FieldError::new("feed", "feed_unreadable")]))
}
