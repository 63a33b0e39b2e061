//! Members of staff: signed in with a browser, or calling with a session's or an API token.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::header::HeaderName;
use http::request::Parts;
use touchstone_app::Actor;
use touchstone_app::account::{
    SignedIn as Found, actor_from_session, actor_from_session_unattended, actor_from_token,
};
use touchstone_app::core::UserActor;

use super::AccessRule;
use super::credentials::{Shown, Unreadable, shown};
use super::party::{Party, staff_origin};
use crate::context::{Context, RequestContext};
use crate::cookies::{SESSION, cookie_value};
use crate::failure::Failure;
use crate::limits::Charge;
use crate::route::Access;
use crate::state::WebState;

/// A member of staff, whoever they are.
#[derive(Debug, Clone)]
pub struct SignedIn {
    party: Party,
    pub user: UserActor,
}

impl Deref for SignedIn {
    type Target = Party;

    fn deref(&self) -> &Party {
        &self.party
    }
}

impl AccessRule for SignedIn {
    const ACCESS: Access = Access::SignedIn;
}

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let context = Context::take(parts)?;
        let headers = parts.headers.clone();
        let found = match shown(&headers, SESSION) {
            Ok(Some(credential)) => match credential {
                Shown::Bearer(secret) => by_bearer(state, &context, secret).await?,
                Shown::Cookie(secret) if is_unattended(parts) => {
                    let found = actor_from_session_unattended(&state.app, secret).await?;
                    settle(state, &context, found, Charge::Read)?
                }
                Shown::Cookie(secret) => by_cookie(state, &context, secret).await?,
            }
            .map(|user| (user, credential.cookie())),
            Ok(None) => {
                state.limits.count_address(context.address, Charge::Read)?;
                None
            }
            Err(Unreadable) => {
                state.limits.count_address(context.address, Charge::Credential)?;
                None
            }
        };
        let ((user, must_enrol), cookie) = found.ok_or_else(Failure::unauthenticated)?;
        if must_enrol && !leads_to_enrolment(parts.uri.path()) {
            return Err(Failure::new(
                StatusCode::FORBIDDEN,
                "second_factor_enrolment_required",
            ));
        }
        let (actor, origin) = (Actor::User(user.clone()), staff_origin(&context));
        let party = Party::new(parts, state, context, actor, origin, cookie);
        Ok(Self { party, user })
    }
}

pub(super) fn session_cookie(parts: &Parts) -> Option<&str> {
    cookie_value(&parts.headers, SESSION)
}

/// What an open page asks by itself says so; so does a stream, which nobody opens by hand.
static UNATTENDED: HeaderName = HeaderName::from_static("x-unattended");

fn is_unattended(parts: &Parts) -> bool {
    parts.headers.contains_key(&UNATTENDED) || parts.uri.path() == "/api/v1/stream"
}

/// The user of a session cookie. A browser keeps sending one that has ended, so that is no attempt at guessing.
pub(super) async fn by_cookie(
    state: &WebState,
    context: &Arc<RequestContext>,
    secret: &str,
) -> Result<Option<(UserActor, bool)>, Failure> {
    let found = actor_from_session(&state.app, secret).await?;
    settle(state, context, found, Charge::Read)
}

/// The user of an API token, or of a session that a program opened.
async fn by_bearer(
    state: &WebState,
    context: &Arc<RequestContext>,
    secret: &str,
) -> Result<Option<(UserActor, bool)>, Failure> {
    let found = match actor_from_token(&state.app, secret).await? {
        None => actor_from_session(&state.app, secret).await?,
        found => found,
    };
    settle(state, context, found, Charge::Credential)
}

/// Counts the call for whoever it turned out to come from, and settles the language. Beside the user: whether a second
/// factor must be set up before anything else.
fn settle(
    state: &WebState,
    context: &RequestContext,
    found: Option<Found>,
    refused_as: Charge,
) -> Result<Option<(UserActor, bool)>, Failure> {
    let Some(Found {
        actor,
        language,
        must_enrol,
        unread,
        ..
    }) = found
    else {
        state.limits.count_address(context.address, refused_as)?;
        return Ok(None);
    };
    state.limits.count_staff(actor.id)?;
    context.settle(actor.id, Some(language), unread);
    Ok(Some((actor, must_enrol)))
}

/// What may be done before a second factor that is required was set up: setting it up, seeing who one is, leaving.
fn leads_to_enrolment(path: &str) -> bool {
    matches!(
        path,
        "/api/v1/me" | "/api/v1/session" | "/sign-out" | "/account/security"
    ) || path.starts_with("/account/security/")
        || path == "/api/v1/me/second-factor"
        || path.starts_with("/api/v1/me/second-factor/")
        || path == "/api/v1/me/passkeys"
        || path == "/api/v1/me/passkeys/begin"
}
