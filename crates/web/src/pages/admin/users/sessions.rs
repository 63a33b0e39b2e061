//! Where somebody is signed in, their tokens, who vouches for them: seen and ended by those who manage users.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::account::{self, IdentityView};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{SessionId, UserId};
use touchstone_render::view::{IdentityLine, UserSessionsView};

use super::PATH;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::account::session_line;
use crate::pages::shared::{done, notices};
use crate::pages::token_form::token_line;
use crate::path::At;
use crate::state::WebState;

/// Tokens shown, newest first.
const TOKENS: u32 = 100;

pub(super) async fn user_sessions(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
) -> Page {
    let call = by.call();
    let user = account::user_get(&state.app, &call, id).await?;
    let sessions = account::session_list(&state.app, &call, id).await?;
    let tokens = if by.user.grants.holds(Permission::TokenManage) {
        account::token_list(&state.app, &call, Some(id), None, TOKENS).await?
    } else {
        Vec::new()
    };
    let identities = account::identity_list(&state.app, &call, id).await?;
    let view = UserSessionsView {
        id: id.to_string(),
        name: user.name,
        sessions: sessions.into_iter().map(session_line).collect(),
        tokens: tokens.into_iter().map(token_line).collect(),
        identities: identities.into_iter().map(identity_line).collect(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

pub(super) async fn session_revoke(
    by: Granted<may::ManageUsers>,
    At((user, session)): At<(UserId, SessionId)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::session_revoke(&state.app, &by.call_with(&form), user, session).await?;
    Ok(done(&format!("{PATH}/{user}/sessions"), "session_revoked"))
}

pub(super) async fn identity_unlink(
    by: Granted<may::ManageUsers>,
    At(user): At<UserId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::identity_unlink(&state.app, &by.call_with(&form), user).await?;
    Ok(done(&format!("{PATH}/{user}/sessions"), "identity_unlinked"))
}

fn identity_line(view: IdentityView) -> IdentityLine {
    IdentityLine {
        issuer: view.issuer,
        linked_at: view.linked_at,
        last_used_at: view.last_used_at,
    }
}
