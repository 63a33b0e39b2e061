use axum::extract::State;
use serde::Serialize;
use touchstone_app::account::{self, SessionView};
use touchstone_domain::id::SessionId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::SignedIn;
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;
use crate::state::WebState;

/// A session of a member of staff.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Session {
    #[schema(value_type = schema::SessionId)]
    id: SessionId,
    /// The one this call was made with.
    current: bool,
    /// The program, as it named itself.
    agent: Option<String>,
    address: Option<String>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    last_seen_at: Timestamp,
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
}

impl From<SessionView> for Session {
    fn from(view: SessionView) -> Self {
        Self {
            id: view.id,
            current: view.current,
            agent: view.agent,
            address: view.address,
            created_at: view.created_at,
            last_seen_at: view.last_seen_at,
            expires_at: view.expires_at,
        }
    }
}

/// One's sessions that still work, newest first. All on one page.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "account", responses((status = 200, body = Page<Session>)))]
pub(super) async fn session_list(
    by: SignedIn,
    State(state): State<WebState>,
) -> Result<Page<Session>, Failure> {
    let sessions = account::session_list(&state.app, &by.call(), by.user.id).await?;
    Ok(Page {
        items: sessions.into_iter().map(Session::from).collect(),
        next_cursor: None,
    })
}
