use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::account::{self, TokenInput};
use touchstone_domain::access::Permission;
use touchstone_domain::id::UserId;
use utoipa::ToSchema;

use super::Token;
use crate::access::SignedIn;
use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewToken {
    /// Whose authority it carries; one's own without.
    #[schema(value_type = Option<schema::UserId>)]
    user: Option<UserId>,
    name: String,
    /// Permissions of the owner's role that it may use.
    #[schema(value_type = Vec<schema::Permission>)]
    scopes: Vec<Permission>,
    /// Days it works, 1 to 365; 90 without.
    days: Option<u16>,
}

/// A token just made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IssuedToken {
    #[serde(flatten)]
    token: Token,
    /// What a program sends as `Authorization: Bearer …`. Shown this once.
    secret: String,
}

const DAYS: u16 = 90;

/// Makes a token: for oneself with a session, for others with `token.manage`.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "administration", request_body = NewToken,
    responses((status = 201, body = IssuedToken)))]
pub(super) async fn token_create(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<NewToken>,
) -> Result<Created<IssuedToken>, Failure> {
    let call = by.call_with(&body);
    let NewToken {
        user,
        name,
        scopes,
        days,
    } = body.value;
    let input = TokenInput {
        user,
        name,
        scopes,
        days: days.unwrap_or(DAYS),
    };
    let made = account::token_create(&state.app, &call, input).await?;
    let location = format!("/api/v1/tokens/{}", made.view.id);
    let secret = made.plaintext.reveal().to_owned();
    Ok(Created {
        location,
        version: None,
        body: IssuedToken {
            token: made.view.into(),
            secret,
        },
    })
}
