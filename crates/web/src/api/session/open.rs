use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use touchstone_app::account::{self, SessionOpened, SignIn, SignInInput};
use touchstone_app::core::AppError;
use touchstone_domain::access::Role;
use touchstone_domain::id::{SessionId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::access::CredentialCaller;
use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// What a member of staff signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    email: String,
    password: String,
}

/// A session just opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenedSession {
    /// Sent as `Authorization: Bearer …`.
    token: String,
    #[schema(value_type = schema::SessionId)]
    session: SessionId,
    #[schema(value_type = schema::UserId)]
    user: UserId,
    name: String,
    #[schema(value_type = schema::Role)]
    role: Role,
    #[schema(value_type = schema::Language)]
    language: Language,
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
}

impl From<SessionOpened> for OpenedSession {
    fn from(opened: SessionOpened) -> Self {
        Self {
            token: opened.token.reveal().to_owned(),
            session: opened.session,
            user: opened.user,
            name: opened.name,
            role: opened.role,
            language: opened.language,
            expires_at: opened.expires_at,
        }
    }
}

/// Signs in. A wrong password and an unknown address are told apart by nothing; after several, 429 says when to try
/// again. The idempotency key is not looked at: two sign-ins are two sessions.
#[utoipa::path(post, path = "/api/v1/session", tag = "account", request_body = Credentials,
    responses((status = 201, body = OpenedSession), (status = 401, description = "`sign_in_refused`, or `second_factor_required` with a `challenge` for `POST /api/v1/session/second-factor`.")))]
pub(super) async fn session_open(
    by: CredentialCaller,
    State(state): State<WebState>,
    body: Json<Credentials>,
) -> Result<Created<OpenedSession>, Failure> {
    let Credentials { email, password } = body.value;
    let input = SignInInput {
        email,
        password: Zeroizing::new(password),
        previous: None,
    };
    let outcome = account::sign_in(&state.app, &by.call(), input).await?;
    opened(&state, outcome, "sign_in_refused")
}

/// The answer to an attempt to sign in.
pub(super) fn opened(
    state: &WebState,
    outcome: SignIn,
    refusal: &'static str,
) -> Result<Created<OpenedSession>, Failure> {
    match outcome {
        SignIn::Opened(opened) => Ok(Created {
            location: "/api/v1/me".to_owned(),
            version: None,
            body: opened.into(),
        }),
        SignIn::SecondFactor {
            challenge,
            expires_at,
        } => Err(
            Failure::new(http::StatusCode::UNAUTHORIZED, "second_factor_required")
                .member("challenge", json!(challenge.reveal()))
                .member("expires_at", json!(expires_at)),
        ),
        SignIn::Refused => Err(Failure::new(http::StatusCode::UNAUTHORIZED, refusal)),
        SignIn::Locked { until } => Err(AppError::RateLimited {
            retry_after: until - state.app.clock.now(),
        }
        .into()),
    }
}
