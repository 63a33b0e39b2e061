//! Showing that a request is one's own with a one-time code, and locking its page again.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde_json::Value;
use touchstone_app::account::csrf_value;
use touchstone_app::core::{AppError, FieldError};
use touchstone_app::person::{CodeChecked, CodeSent, TrackOpened, actor_from_track, track_end};
use touchstone_app::{Actor, Caller, ticket};
use touchstone_domain::contact::ContactKind;
use touchstone_render::view::{Notice, Tone};

use super::kept::{kept, restored};
use super::session::{canonical, session_drop, session_keep, track_path};
use super::track::{Returned, Shown, locked_out, track_again, track_view};
use crate::access::{CredentialCaller, TrackSender};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::again::about_the_form;
use crate::pages::shared::{done, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// `POST /track/{code}/otp`
pub(super) async fn code_send(
    by: CredentialCaller,
    At(code): At<String>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let code = canonical(&code)?;
    let wanted = typed(&form.typed, "way").parse::<ContactKind>();
    let way = wanted.map_err(|_| Failure::from(AppError::field("way", "unknown_value")));
    let sent = match &way {
        Ok(way) => {
            let sent = ticket::track_code_send(&state.app, &by.call_with(&form), code.as_str(), *way).await;
            sent.map_err(Failure::from)
        }
        Err(refused) => Err(refused.clone()),
    };
    let mut shown = Shown {
        sent: way.ok(),
        kept: kept(&form.typed),
        ..Shown::default()
    };
    let refusal = match sent {
        Ok(CodeSent::Sent { .. }) => return code_sent(&state, &by, code.as_str(), shown).await,
        Ok(CodeSent::Wait { until }) => {
            let wait = until - state.app.clock.now();
            shown.wait = Some(wait);
            Failure::from(AppError::RateLimited { retry_after: wait })
        }
        Err(failure) => {
            shown.sent = None;
            about_the_form(failure)?
        }
    };
    shown.problems = problems(&refusal, str::to_owned);
    let returned = Returned {
        ownership: shown,
        ..Returned::default()
    };
    track_again(
        &state,
        by.frame(&state),
        &by.caller,
        code.as_str(),
        returned,
        &refusal,
    )
    .await
}

/// On to the field for the code. What is kept cannot go through an address, so then the answer is the page itself.
async fn code_sent(
    state: &WebState,
    by: &CredentialCaller,
    code: &str,
    shown: Shown,
) -> Result<Response, Failure> {
    let way = shown.sent.map_or("", |way| way.as_str());
    if shown.kept.is_empty() {
        return Ok(done(
            &format!("{}?sent={way}#ownership-box", track_path(code)),
            "code_sent",
        ));
    }
    let returned = Returned {
        ownership: shown,
        ..Returned::default()
    };
    let view = track_view(state, &by.caller, code, returned).await?;
    let mut frame = by.frame(state);
    frame.path = track_path(code);
    frame.notices.push(Notice::new(Tone::Success, "code_sent"));
    Ok(page(state, &frame, &view)?.into_response())
}

/// `POST /track/{code}/session`
pub(super) async fn code_check(
    by: CredentialCaller,
    At(code): At<String>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let code = canonical(&code)?;
    let otp = typed(&form.typed, "otp");
    // No idempotency key: every try counts.
    let wrong = match ticket::track_code_check(&state.app, &by.call(), code.as_str(), &otp).await? {
        CodeChecked::Right(opened) => {
            return let_in(&state, &by, code.as_str(), &opened, &kept(&form.typed)).await;
        }
        CodeChecked::Wrong { tries_left } if tries_left > 0 => {
            FieldError::new("otp", "code_wrong").with("left", tries_left)
        }
        CodeChecked::Wrong { .. } | CodeChecked::Expired => FieldError::new("otp", "code_expired"),
    };
    let ownership = Shown {
        sent: typed(&form.typed, "way").parse().ok(),
        kept: kept(&form.typed),
        problems: problems(&Failure::fields(vec![wrong]), str::to_owned),
        ..Shown::default()
    };
    let returned = Returned {
        ownership,
        ..Returned::default()
    };
    let refusal = Failure::new(StatusCode::UNAUTHORIZED, "code_refused");
    track_again(
        &state,
        by.frame(&state),
        &by.caller,
        code.as_str(),
        returned,
        &refusal,
    )
    .await
}

/// The page of the request, open; with what was typed before the session ended, if something was.
async fn let_in(
    state: &WebState,
    by: &CredentialCaller,
    code: &str,
    opened: &TrackOpened,
    kept: &[(String, String)],
) -> Result<Response, Failure> {
    let mut response = if kept.is_empty() {
        done(&track_path(code), "ownership_shown")
    } else {
        page_of_owner(state, by, code, opened, restored(state, kept).await?)
            .await?
            .into_response()
    };
    session_keep(state, code, opened, response.headers_mut());
    Ok(response)
}

/// The page as the session just opened will show it; its cookie is still on the way.
async fn page_of_owner(
    state: &WebState,
    by: &CredentialCaller,
    code: &str,
    opened: &TrackOpened,
    returned: Returned,
) -> Result<Html<String>, Failure> {
    let token = opened.token.reveal();
    let owner = actor_from_track(&state.app, token)
        .await?
        .ok_or_else(Failure::unauthenticated)?;
    let caller = Caller {
        actor: Actor::Requester(owner.actor),
        ..by.caller.clone()
    };
    let view = track_view(state, &caller, code, returned).await?;
    let mut frame = by.frame(state);
    frame.path = track_path(code);
    frame.csrf = csrf_value(&state.app.keys, token);
    frame.notices.push(Notice::new(Tone::Success, "ownership_shown"));
    page(state, &frame, &view)
}

/// `POST /track/{code}/session/end`
pub(super) async fn lock(
    by: TrackSender,
    State(state): State<WebState>,
    _: Form<Value>,
) -> Result<Response, Failure> {
    if by.requester.is_none() {
        return locked_out(&state, &by, Vec::new()).await;
    }
    track_end(&state.app, by.token()).await?;
    let code = canonical(&by.code)?;
    let mut response = done(&track_path(code.as_str()), "track_locked");
    session_drop(&state, code.as_str(), response.headers_mut());
    Ok(response)
}
