use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_domain::id::{SessionId, UserId};

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::session::list::Session;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Where a user is signed in, newest first. All on one page.
#[utoipa::path(get, path = "/api/v1/users/{id}/sessions", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Page<Session>)))]
pub(super) async fn user_session_list(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
) -> Result<Page<Session>, Failure> {
    let call = by.call();
    account::user_get(&state.app, &call, id).await?;
    let sessions = account::session_list(&state.app, &call, id).await?;
    Ok(Page {
        items: sessions.into_iter().map(Session::from).collect(),
        next_cursor: None,
    })
}

/// Ends one session of a user.
#[utoipa::path(delete, path = "/api/v1/users/{id}/sessions/{session}", tag = "administration",
    params(("id" = String, Path), ("session" = String, Path)), responses((status = 204)))]
pub(super) async fn user_session_revoke(
    by: Granted<may::ManageUsers>,
    At((user, session)): At<(UserId, SessionId)>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    account::session_revoke(&state.app, &by.call_with(&body), user, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
