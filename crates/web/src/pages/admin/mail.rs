//! The mail server: seen, tried, set, taken away; and the letters that wait for one.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::notify::{HeldFate, held_settle};
use touchstone_app::settings::{self, MailInput, MailSecurity, MailView as Kept};
use touchstone_render::view::{MailForm, MailView, Notice, Tone};
use zeroize::Zeroizing;

use super::{record_problems, version_after};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{Sealed, done, notices, typed};
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/mail";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, mail),
        Route::post(PATH, mail_set),
        Route::post("/admin/mail/clear", mail_clear),
        Route::post("/admin/mail/held", held),
    ]
}

async fn mail(by: Granted<may::ManageSettings>, State(state): State<WebState>) -> Page {
    let kept = settings::mail_get(&state.app, &by.call()).await?;
    let form = form_of(&kept);
    page(
        &state,
        &notices(by.frame(&state), &state.renderer),
        &view(kept, form),
    )
}

/// Tries what was typed, or keeps it. Keeping tries it as well.
async fn mail_set(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let input = mail_typed(&state, &form.typed);
    let call = by.call_with(&form);
    let test = typed(&form.typed, "step") == "test";
    let tried = if test {
        settings::mail_test(&state.app, &call, &input).await
    } else {
        let version = typed(&form.typed, "version").parse().unwrap_or_default();
        settings::mail_put(&state.app, &call.expecting(version), &input).await
    };
    let failure = match tried {
        Ok(()) if test => None,
        Ok(()) => return Ok(done(PATH, "mail_set")),
        Err(error) => Some(about_the_form(error.into())?),
    };
    let kept = settings::mail_get(&state.app, &by.call()).await?;
    let mut again_form = mail_form(&state, &form.typed, &input);
    again_form.version = typed(&form.typed, "version").parse().unwrap_or_default();
    let mut frame = by.frame(&state);
    let Some(failure) = failure else {
        PATH.clone_into(&mut frame.path);
        frame.notices.push(Notice::new(Tone::Success, "mail_tested"));
        return Ok(page(&state, &frame, &view(kept, again_form))?.into_response());
    };
    again_form.version = version_after(&failure, &typed(&form.typed, "version"));
    again_form.problems = record_problems(&failure);
    again(&state, frame, PATH, &view(kept, again_form), &failure)
}

async fn mail_clear(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    settings::mail_clear(&state.app, &by.call_with(&form)).await?;
    Ok(done(PATH, "mail_cleared"))
}

async fn held(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (fate, notice) = match typed(&form.typed, "fate").as_str() {
        "release" => (HeldFate::Released, "letters_released"),
        "drop" => (HeldFate::Dropped, "letters_dropped"),
        _ => return Err(Failure::not_found()),
    };
    held_settle(&state.app, &by.call_with(&form), fate).await?;
    Ok(done(PATH, notice))
}

/// What was typed about a mail server. A password that came back sealed counts where none was typed again.
pub(in crate::pages) fn mail_typed(state: &WebState, pairs: &[(String, String)]) -> MailInput {
    let password = Zeroizing::new(typed(pairs, "mail_password"));
    MailInput {
        host: typed(pairs, "mail_host"),
        port: typed(pairs, "mail_port"),
        security: typed(pairs, "mail_security"),
        user: typed(pairs, "mail_user"),
        password: Sealed::MailPassword.or_kept(state, pairs, password),
        from: typed(pairs, "mail_from"),
    }
}

/// The form with what was typed; the password travels sealed.
pub(in crate::pages) fn mail_form(
    state: &WebState,
    pairs: &[(String, String)],
    input: &MailInput,
) -> MailForm {
    MailForm {
        host: typed(pairs, "mail_host"),
        port: typed(pairs, "mail_port"),
        security: typed(pairs, "mail_security"),
        user: typed(pairs, "mail_user"),
        from: typed(pairs, "mail_from"),
        kept_password: Sealed::MailPassword.kept(state, &input.password),
        ..MailForm::empty(securities())
    }
}

/// An empty form.
pub(in crate::pages) fn mail_form_empty() -> MailForm {
    MailForm::empty(securities())
}

fn securities() -> Vec<touchstone_render::view::Code> {
    MailSecurity::ALL.iter().map(|one| one.as_str().into()).collect()
}

fn form_of(kept: &Kept) -> MailForm {
    MailForm {
        host: kept.host.clone(),
        port: Some(kept.port)
            .filter(|port| *port > 0)
            .map(|port| port.to_string())
            .unwrap_or_default(),
        security: kept.security.map(|one| one.to_string()).unwrap_or_default(),
        user: kept.user.clone(),
        from: kept.from.clone(),
        has_password: kept.has_password,
        version: kept.version,
        ..mail_form_empty()
    }
}

fn view(kept: Kept, mut form: MailForm) -> MailView {
    form.has_password = kept.has_password;
    MailView {
        fixed: kept.fixed,
        active: kept.active,
        set: kept.security.is_some(),
        sent_at: kept.health.sent_at,
        problem: kept.health.problem.map(|(at, code)| (at, code.into())),
        held: kept.held.n,
        held_more: kept.held.more,
        form,
    }
}
