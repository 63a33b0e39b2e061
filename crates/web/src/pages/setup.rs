//! The first run: the administrator, let in by the one-time token of the start-up log, says who they are, where the
//! installation is and how it sends mail. Nothing typed is lost: passwords come back sealed.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde_json::Value;
use touchstone_app::account::{self, PASSWORD_MIN, SetupInput};
use touchstone_app::core::AppError;
use touchstone_app::settings::{MailInput, PLATFORM_NAME};
use touchstone_render::view::{Notice, SetupView, Tone};
use zeroize::Zeroizing;

use super::admin::mail::{mail_form, mail_form_empty, mail_typed};
use super::admin::settings::{platform_typed, zones};
use super::again::again;
use super::shared::{Sealed, done, problems, typed};
use super::sign_in::session_keep;
use crate::access::{CredentialCaller, PublicCaller};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/setup";
/// The first thing to do with an empty installation: let others in.
const ONWARD: &str = "/admin/users";

type Pairs = [(String, String)];

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, setup_page), Route::post(PATH, setup)]
}

async fn setup_page(by: PublicCaller, State(state): State<WebState>) -> Result<Response, Failure> {
    if !account::setup_pending(&state.app).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let view = SetupView {
        language: by.language().to_string(),
        zone: state.renderer.zone(),
        mail: mail_form_empty(),
        ..empty(&state)
    };
    Ok(page(&state, &by.frame(&state), &view)?.into_response())
}

fn empty(state: &WebState) -> SetupView {
    SetupView {
        password_min: PASSWORD_MIN,
        platform_max: PLATFORM_NAME,
        zone_fixed: state.app.fixed.zone,
        zones: zones(),
        mail_fixed: state.app.outgoing.is_fixed(),
        ..SetupView::default()
    }
}

async fn setup(
    by: CredentialCaller,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let pairs = &form.typed;
    let read = input(&state, &by, pairs);
    let (mail, email) = (mail_typed(&state, pairs), typed(pairs, "email"));
    let tried = match read {
        Ok(input) if typed(pairs, "step") == "test" => {
            let tested = account::setup_mail_test(&state.app, &by.call(), &input).await;
            match tested {
                Ok(()) => return mail_taken(&state, &by, pairs, &mail),
                Err(error) => Err(error),
            }
        }
        Ok(input) => account::setup_complete(&state.app, &by.call(), input).await,
        Err(error) => Err(error),
    };
    let failure = match tried {
        Ok(opened) => {
            let mut response = done(ONWARD, "setup_done");
            session_keep(response.headers_mut(), &state, &opened);
            return Ok(response);
        }
        // All that is told of a token that does not work.
        Err(AppError::NotFound { .. }) => Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "setup_refused"),
        Err(error) => error.into(),
    };
    let mut view = typed_view(&state, pairs, &mail);
    // What was taken once need not be tried again, unless it was changed since.
    if was_tested(&state, pairs, &mail, &email) {
        view.tested = typed(pairs, "tested");
    }
    view.problems = problems(&failure, str::to_owned);
    again(&state, by.frame(&state), PATH, &view, &failure)
}

/// What was typed, as the application takes it.
fn input(state: &WebState, by: &CredentialCaller, pairs: &Pairs) -> Result<SetupInput, AppError> {
    let again = typed(pairs, "password_again");
    let now = Zeroizing::new(typed(pairs, "password"));
    if *now != again {
        return Err(AppError::field("password_again", "password_differs"));
    }
    let mut platform = platform_typed(pairs)?;
    if typed(pairs, "language").is_empty() {
        platform.language = by.language();
    }
    let (mail, email) = (mail_typed(state, pairs), typed(pairs, "email"));
    Ok(SetupInput {
        token: typed(pairs, "token").trim().to_owned(),
        name: typed(pairs, "name"),
        language: platform.language,
        password: Sealed::Password.or_kept(state, pairs, now),
        mail_tested: was_tested(state, pairs, &mail, &email),
        email,
        platform,
        mail,
    })
}

/// The page after the mail server took the test message.
fn mail_taken(
    state: &WebState,
    by: &CredentialCaller,
    pairs: &Pairs,
    mail: &MailInput,
) -> Result<Response, Failure> {
    let mut view = typed_view(state, pairs, mail);
    view.tested = Sealed::Tested.kept(state, &fingerprint(mail, &typed(pairs, "email")));
    let mut frame = by.frame(state);
    PATH.clone_into(&mut frame.path);
    frame.notices.push(Notice::new(Tone::Success, "mail_tested"));
    Ok(page(state, &frame, &view)?.into_response())
}

fn typed_view(state: &WebState, pairs: &Pairs, mail: &MailInput) -> SetupView {
    let password = Zeroizing::new(typed(pairs, "password"));
    // Two that differ are no password yet.
    let agreed = *password == typed(pairs, "password_again");
    let password = if agreed {
        Sealed::Password.or_kept(state, pairs, password)
    } else {
        Zeroizing::default()
    };
    SetupView {
        token: typed(pairs, "token").trim().to_owned(),
        name: typed(pairs, "name"),
        email: typed(pairs, "email"),
        kept_password: Sealed::Password.kept(state, &password),
        platform: typed(pairs, "platform"),
        zone: if state.app.fixed.zone {
            state.renderer.zone()
        } else {
            typed(pairs, "zone")
        },
        language: typed(pairs, "language"),
        mail: mail_form(state, pairs, mail),
        ..empty(state)
    }
}

fn was_tested(state: &WebState, pairs: &Pairs, mail: &MailInput, email: &str) -> bool {
    let tested = Sealed::Tested.or_kept(state, pairs, Zeroizing::default());
    !tested.is_empty() && *tested == fingerprint(mail, email)
}

/// Everything that the test was about.
fn fingerprint(mail: &MailInput, email: &str) -> String {
    let parts = [
        mail.host.trim(),
        mail.port.trim(),
        &mail.security,
        mail.user.trim(),
        &mail.password,
        mail.from.trim(),
        email.trim(),
    ];
    parts.join("\n")
}
