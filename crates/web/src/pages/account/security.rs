//! One's own second factor: set up, replaced, switched off; recovery codes.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::account::{self, PasskeyView};
use touchstone_render::qr::qr;
use touchstone_render::view::{EnrolmentView, PasskeyLine, SecurityView};

use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed};
use crate::route::Route;
use crate::state::WebState;

pub(super) const PATH: &str = "/account/security";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, security_page),
        Route::post("/account/security/begin", begin),
        Route::post("/account/security/confirm", confirm),
        Route::post("/account/security/codes", codes),
        Route::post("/account/security/disable", disable),
    ]
}

async fn security_page(by: SignedIn, State(state): State<WebState>) -> Page {
    let view = security_view(&state, &by).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn begin(by: SignedIn, State(state): State<WebState>, form: Form<Value>) -> Result<Response, Failure> {
    let password = typed(&form.typed, "current_password");
    match account::second_factor_begin(&state.app, &by.call(), &password).await {
        Ok(_) => Ok(done(PATH, "second_factor_begun")),
        Err(error) => refused(&state, &by, "begin", error.into()).await,
    }
}

async fn confirm(
    by: SignedIn,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let code = typed(&form.typed, "code");
    match account::second_factor_confirm(&state.app, &by.call(), &code).await {
        Ok(codes) => shown(&state, &by, codes).await,
        Err(error) => refused(&state, &by, "confirm", error.into()).await,
    }
}

async fn codes(by: SignedIn, State(state): State<WebState>, form: Form<Value>) -> Result<Response, Failure> {
    let password = typed(&form.typed, "current_password");
    match account::recovery_codes_renew(&state.app, &by.call(), &password).await {
        Ok(codes) => shown(&state, &by, codes).await,
        Err(error) => refused(&state, &by, "codes", error.into()).await,
    }
}

async fn disable(
    by: SignedIn,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let password = typed(&form.typed, "current_password");
    match account::second_factor_disable(&state.app, &by.call(), &password).await {
        Ok(()) => Ok(done(PATH, "second_factor_disabled")),
        Err(error) => refused(&state, &by, "disable", error.into()).await,
    }
}

/// The page with empty forms.
pub(super) async fn security_view(state: &WebState, by: &SignedIn) -> Result<SecurityView, Failure> {
    let call = by.call();
    let factor = account::second_factor(&state.app, &call).await?;
    let me = account::me(&state.app, &call).await?.user;
    Ok(SecurityView {
        email: me.email.unwrap_or_default(),
        since: factor.since,
        app: factor.app,
        passkeys: factor.passkeys.into_iter().map(passkey_line).collect(),
        passkey_origin: factor.passkey_origin,
        codes_left: factor.recovery_codes_left,
        required: factor.required,
        enrolment: factor.pending.map(|enrolment| EnrolmentView {
            qr: qr(&enrolment.uri),
            key: grouped(&enrolment.key),
        }),
        ..SecurityView::default()
    })
}

fn passkey_line(view: PasskeyView) -> PasskeyLine {
    PasskeyLine {
        id: view.id.to_string(),
        name: view.name,
        created_at: view.created_at,
        used_at: view.last_used_at,
    }
}

/// The page with recovery codes on it, the only time they are shown.
pub(super) async fn shown(state: &WebState, by: &SignedIn, codes: Vec<String>) -> Result<Response, Failure> {
    let mut view = security_view(state, by).await?;
    view.codes = codes;
    let mut frame = by.frame(state);
    PATH.clone_into(&mut frame.path);
    Ok(page(state, &frame, &view)?.into_response())
}

pub(super) async fn refused(
    state: &WebState,
    by: &SignedIn,
    form: &str,
    failure: Failure,
) -> Result<Response, Failure> {
    let view = security_view(state, by).await?;
    refused_in(state, by, view, form, failure)
}

/// The page as prepared, with what is wrong about one of its forms.
pub(super) fn refused_in(
    state: &WebState,
    by: &SignedIn,
    mut view: SecurityView,
    form: &str,
    failure: Failure,
) -> Result<Response, Failure> {
    let failure = about_the_form(failure)?;
    form.clone_into(&mut view.form);
    view.problems = problems(&failure, str::to_owned);
    again(state, by.frame(state), PATH, &view, &failure)
}

/// In groups of four characters.
fn grouped(key: &str) -> String {
    let mut text = String::new();
    for (index, char) in key.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push(' ');
        }
        text.push(char);
    }
    text
}
