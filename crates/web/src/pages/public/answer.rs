//! The requester's word on a solution: agreeing with it, or disagreeing.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::ticket::{self, Fields};
use touchstone_render::view::ObjectionForm;

use super::session::{canonical, track_path};
use super::track::{Returned, locked_out, track_again};
use crate::access::TrackSender;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::about_the_form;
use crate::pages::shared::{done, problems, typed};
use crate::state::WebState;

/// `POST /track/{code}/confirm`
pub(super) async fn confirm(
    by: TrackSender,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let Some(requester) = by.requester else {
        return locked_out(&state, &by, Vec::new()).await;
    };
    match ticket::confirm(&state.app, &by.call_with(&form), requester.ticket).await {
        Ok(()) => Ok(done(&track_path(canonical(&by.code)?.as_str()), "confirmed")),
        Err(error) => {
            let failure = about_the_form(error.into())?;
            let returned = Returned {
                problems: problems(&failure, str::to_owned),
                ..Returned::default()
            };
            track_again(&state, by.frame(&state), &by.caller, &by.code, returned, &failure).await
        }
    }
}

/// `POST /track/{code}/object`
pub(super) async fn object(
    by: TrackSender,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let Some(requester) = by.requester else {
        return locked_out(&state, &by, form.typed).await;
    };
    let call = by.call_with(&form);
    match ticket::object(
        &state.app,
        &call,
        requester.ticket,
        Fields::from_pairs(form.pairs()),
    )
    .await
    {
        Ok(said) => {
            let path = track_path(canonical(&by.code)?.as_str());
            Ok(done(&format!("{path}#{}", said.message), "objected"))
        }
        Err(error) => {
            let failure = about_the_form(error.into())?;
            let objection = ObjectionForm {
                reason: typed(&form.typed, "reason"),
                open: true,
                problems: problems(&failure, str::to_owned),
            };
            let returned = Returned {
                objection,
                ..Returned::default()
            };
            track_again(&state, by.frame(&state), &by.caller, &by.code, returned, &failure).await
        }
    }
}
