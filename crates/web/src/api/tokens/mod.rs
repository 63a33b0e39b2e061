//! API tokens: a part of their owner's authority, for programs.

mod create;
mod list;
mod revoke;

use serde::Serialize;
use touchstone_app::account::TokenView;
use touchstone_domain::access::Permission;
use touchstone_domain::id::{TokenId, UserId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_token_list, _, _>(list::token_list),
        Route::api_write::<create::__path_token_create, _, _>(create::token_create),
        Route::api_write::<revoke::__path_token_revoke, _, _>(revoke::token_revoke),
    ]
}

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Token {
    #[schema(value_type = schema::TokenId)]
    id: TokenId,
    #[schema(value_type = schema::UserId)]
    user: UserId,
    /// Name of the user it belongs to.
    owner: String,
    name: String,
    #[schema(value_type = Vec<schema::Permission>)]
    scopes: Vec<Permission>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    last_used_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    revoked_at: Option<Timestamp>,
}

impl From<TokenView> for Token {
    fn from(view: TokenView) -> Self {
        Self {
            id: view.id,
            user: view.user,
            owner: view.owner,
            name: view.name,
            scopes: view.scopes,
            created_at: view.created_at,
            expires_at: view.expires_at,
            last_used_at: view.last_used_at,
            revoked_at: view.revoked_at,
        }
    }
}
