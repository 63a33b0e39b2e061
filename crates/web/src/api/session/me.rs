use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use touchstone_app::account;
use touchstone_domain::access::{Permission, Scope};
use utoipa::ToSchema;

use crate::access::SignedIn;
use crate::api::answer::Plain;
use crate::api::schema;
use crate::api::users::User;
use crate::failure::Failure;
use crate::state::WebState;

/// Oneself, and what the credential of this call may do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    #[serde(flatten)]
    user: User,
    /// Permissions and how far each reaches; a token's are narrowed to its scopes.
    #[schema(value_type = BTreeMap<String, schema::Scope>)]
    grants: BTreeMap<Permission, Scope>,
}

/// Who am I, what may I.
#[utoipa::path(get, path = "/api/v1/me", tag = "account", responses((status = 200, body = Me)))]
pub(super) async fn me(by: SignedIn, State(state): State<WebState>) -> Result<Plain<Me>, Failure> {
    let me = account::me(&state.app, &by.call()).await?;
    Ok(Plain(Me {
        user: me.user.into(),
        grants: me.grants.iter().collect(),
    }))
}
