//! One's own passkeys. The shapes of options and credentials are those of W3C Web Authentication, level 3, section 5.1.8 ff.

mod add;
mod begin;
mod list;
mod remove;

use serde::Serialize;
use serde_json::Value;
use touchstone_app::account::{CeremonyAsked, PasskeyView};
use touchstone_domain::id::PasskeyId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_passkey_list, _, _>(list::passkey_list),
        Route::api_write::<begin::__path_passkey_begin, _, _>(begin::passkey_begin),
        Route::api_write::<add::__path_passkey_add, _, _>(add::passkey_add),
        Route::api_write::<remove::__path_passkey_remove, _, _>(remove::passkey_remove),
    ]
}

/// A question for an authenticator.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ceremony {
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    #[schema(value_type = Object)]
    options: Value,
    /// To be sent back with the answer.
    ceremony: String,
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
}

impl From<CeremonyAsked> for Ceremony {
    fn from(asked: CeremonyAsked) -> Self {
        Self {
            options: asked.options,
            ceremony: asked.ceremony,
            expires_at: asked.expires_at,
        }
    }
}

/// One of one's own passkeys.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Passkey {
    #[schema(value_type = schema::PasskeyId)]
    id: PasskeyId,
    name: String,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    last_used_at: Option<Timestamp>,
}

impl From<PasskeyView> for Passkey {
    fn from(view: PasskeyView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            created_at: view.created_at,
            last_used_at: view.last_used_at,
        }
    }
}
