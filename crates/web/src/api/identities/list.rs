use axum::extract::State;
use serde::Serialize;
use touchstone_app::account::{self, IdentityView};
use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A user's account at an identity provider.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Identity {
    /// Address of the provider.
    issuer: String,
    #[schema(value_type = schema::Time)]
    linked_at: Timestamp,
    #[schema(value_type = schema::Time)]
    last_used_at: Timestamp,
}

impl From<IdentityView> for Identity {
    fn from(view: IdentityView) -> Self {
        Self {
            issuer: view.issuer,
            linked_at: view.linked_at,
            last_used_at: view.last_used_at,
        }
    }
}

/// Identity providers that vouch for a user. All on one page.
#[utoipa::path(get, path = "/api/v1/users/{id}/identities", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Page<Identity>)))]
pub(super) async fn identity_list(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
) -> Result<Page<Identity>, Failure> {
    let held = account::identity_list(&state.app, &by.call(), id).await?;
    Ok(Page {
        items: held.into_iter().map(Identity::from).collect(),
        next_cursor: None,
    })
}
