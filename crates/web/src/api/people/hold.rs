use axum::extract::State;
use http::StatusCode;
use touchstone_app::privacy::{self, HoldOn};
use touchstone_domain::id::PersonId;

use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::wire::{Hold, NewHold};
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Legal holds that stand over a requester, those on their requests included.
#[utoipa::path(get, path = "/api/v1/people/{id}/hold", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, body = Page<Hold>)))]
pub(super) async fn person_holds(
    by: Granted<may::ReadPrivacy>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
) -> Result<Page<Hold>, Failure> {
    let holds = privacy::hold_list(&state.app, &by.caller, HoldOn::Person(id)).await?;
    Ok(Page {
        items: holds.into_iter().map(Hold::from).collect(),
        next_cursor: None,
    })
}

/// Forbids the destruction of what belongs to a requester, or changes reason and end of the hold that does.
#[utoipa::path(post, path = "/api/v1/people/{id}/hold", tag = "privacy", params(("id" = String, Path)),
    request_body = NewHold, responses((status = 200, body = Hold)))]
pub(super) async fn person_hold(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
    body: Json<NewHold>,
) -> Result<Plain<Hold>, Failure> {
    let call = by.call_with(&body);
    let hold = privacy::hold_place(&state.app, &call, HoldOn::Person(id), body.value.into()).await?;
    Ok(Plain(hold.into()))
}

/// Lifts the legal hold on a requester. It has no versions, so no `If-Match` is asked for.
#[utoipa::path(delete, path = "/api/v1/people/{id}/hold", tag = "privacy", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn person_hold_lift(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    privacy::hold_lift(&state.app, &by.call_with(&body), HoldOn::Person(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
