use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::account::{self, OwnPatch};
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::language::Language;
use utoipa::ToSchema;

use crate::access::SignedIn;
use crate::api::answer::Record;
use crate::api::schema;
use crate::api::users::User;
use crate::body::Json;
use crate::failure::Failure;
use crate::precondition::IfMatch;
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
pub(super) async fn me(by: SignedIn, State(state): State<WebState>) -> Result<Record<Me>, Failure> {
    record(&state, &by).await
}

/// What to change about oneself; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnChange {
    name: Option<String>,
    #[schema(value_type = Option<schema::Language>)]
    language: Option<Language>,
}

/// Changes one's own name and language. With a session only: a token is not its owner.
#[utoipa::path(patch, path = "/api/v1/me", tag = "account", request_body = OwnChange,
    responses((status = 200, body = Me)))]
pub(super) async fn me_change(
    by: SignedIn,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<OwnChange>,
) -> Result<Record<Me>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let patch = OwnPatch {
        name: body.value.name,
        language: body.value.language,
    };
    account::own_update(&state.app, &call, patch).await?;
    record(&state, &by).await
}

async fn record(state: &WebState, by: &SignedIn) -> Result<Record<Me>, Failure> {
    let me = account::me(&state.app, &by.call()).await?;
    Ok(Record {
        version: me.user.version,
        body: Me {
            user: me.user.into(),
            grants: me.grants.iter().collect(),
        },
    })
}
