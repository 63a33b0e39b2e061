//! What a consumer asks about their own data, on a page of their own below that of their request.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;
use touchstone_app::core::{AppError, FieldError};
use touchstone_app::privacy::package::package_take_own;
use touchstone_app::privacy::request::{self, PrivacyRequest};
use touchstone_domain::id::PrivacyRequestId;
use touchstone_domain::privacy::{PackageState, PrivacyKind, PrivacyPhase, PrivacyState};
use touchstone_render::view::{OwnPrivacyLine, OwnPrivacyView, PrivacyForm};

use super::session::{canonical, track_path};
use super::track::locked_out;
use crate::access::{TrackCaller, TrackSender};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::privacy::package_response;
use crate::state::WebState;

fn path_of(code: &str) -> String {
    format!("{}/privacy", track_path(code))
}

/// `GET /track/{code}/privacy`
pub(super) async fn privacy(by: TrackCaller, State(state): State<WebState>) -> Result<Response, Failure> {
    let code = canonical(&by.code)?;
    if code.as_str() != by.code {
        // The session's cookie belongs to the one written form.
        return Ok(Redirect::to(&path_of(code.as_str())).into_response());
    }
    let view = view(&state, &by.code, &by.token, PrivacyForm::default()).await?;
    Ok(page(&state, &notices(by.frame(&state), &state.renderer), &view)?.into_response())
}

/// `POST /track/{code}/privacy`
pub(super) async fn ask(
    by: TrackSender,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    if by.requester.is_none() {
        return locked_out(&state, &by, Vec::new()).await;
    }
    let (kind, detail) = (typed(&form.typed, "kind"), typed(&form.typed, "detail"));
    let code = canonical(&by.code)?;
    let outcome = match kind.parse::<PrivacyKind>() {
        Ok(kind) => request::own_request(&state.app, &by.call_with(&form), by.token(), kind, &detail)
            .await
            .map_err(Failure::from),
        Err(_) => Err(Failure::fields(vec![FieldError::new("kind", "required")])),
    };
    let Err(failure) = outcome else {
        return Ok(done(&path_of(code.as_str()), "privacy_asked"));
    };
    let failure = about_the_form(failure)?;
    let form = PrivacyForm {
        kind,
        detail,
        problems: problems(&failure, str::to_owned),
        ..PrivacyForm::default()
    };
    let view = view(&state, code.as_str(), by.token(), form).await?;
    again(&state, by.frame(&state), &path_of(code.as_str()), &view, &failure)
}

/// `POST /track/{code}/privacy/{id}/withdraw`
pub(super) async fn withdraw(
    by: TrackSender,
    At((_code, id)): At<(String, PrivacyRequestId)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    if by.requester.is_none() {
        return locked_out(&state, &by, Vec::new()).await;
    }
    request::own_withdraw(&state.app, &by.call_with(&form), by.token(), id).await?;
    Ok(done(&path_of(canonical(&by.code)?.as_str()), "privacy_withdrawn"))
}

/// `GET /track/{code}/privacy/{id}/package`
pub(super) async fn package(
    by: TrackCaller,
    At((_code, id)): At<(String, PrivacyRequestId)>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let package = package_take_own(&state.app, &by.call(), &by.token, id).await?;
    Ok(package_response(package))
}

async fn view(
    state: &WebState,
    code: &str,
    token: &str,
    form: PrivacyForm,
) -> Result<OwnPrivacyView, Failure> {
    let found = request::own_requests(&state.app, token).await;
    let (verified, found) = match found {
        // The page says what to do instead.
        Err(AppError::Conflict { .. }) => (false, Vec::new()),
        found => (true, found?),
    };
    let now = state.app.clock.now();
    let line = |one: PrivacyRequest| {
        let ready = one
            .package
            .filter(|package| package.state == PackageState::Ready && one.state == PrivacyState::Completed);
        OwnPrivacyLine {
            id: one.id.to_string(),
            kind: one.kind.as_str().into(),
            state: one.state.as_str().into(),
            received_at: one.received_at,
            due_at: one.due_at,
            closed_at: one.closed_at,
            extension: one.extension,
            refusal: one.refusal.map(|refusal| refusal.as_str().into()),
            answer: one.answer,
            package_until: ready
                .and_then(|package| package.expires_at)
                .filter(|end| now < *end),
            may_withdraw: one.state.phase() == PrivacyPhase::Open,
        }
    };
    Ok(OwnPrivacyView {
        code: code.to_owned(),
        verified,
        requests: found.into_iter().map(line).collect(),
        form,
    })
}
