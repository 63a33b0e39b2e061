//! Members of staff: signed in with a browser, or calling with a session's or an API token.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use touchstone_app::Actor;
use touchstone_app::account;
use touchstone_app::core::UserActor;

use super::credentials::{Shown, Unreadable, shown};
use super::party::{Party, staff_origin};
use super::AccessRule;
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
        let (user, cookie) = found.ok_or_else(Failure::unauthenticated)?;
        let (actor, origin) = (Actor::User(user.clone()), staff_origin(&context));
        let party = Party::new(parts, state, context, actor, origin, cookie);
        Ok(Self { party, user })
    }
}

pub(super) fn session_cookie(parts: &Parts) -> Option<&str> {
    cookie_value(&parts.headers, SESSION)
}

/// The user of a session cookie. A browser keeps sending one that has ended, so that is no attempt at guessing.
pub(super) async fn by_cookie(
    state: &WebState,
    context: &Arc<RequestContext>,
    secret: &str,
) -> Result<Option<UserActor>, Failure> {
    let found = account::session_actor(&state.app, secret).await?;
    match found {
        Some(user) => settle(state, context, user).map(Some),
        None => {
            state.limits.count_address(context.address, Charge::Read)?;
            Ok(None)
        }
    }
}

async fn by_bearer(
    state: &WebState,
    context: &Arc<RequestContext>,
    secret: &str,
) -> Result<Option<UserActor>, Failure> {
    let found = account::bearer_actor(&state.app, secret).await?;
    match found {
        Some(user) => settle(state, context, user).map(Some),
        None => {
            state.limits.count_address(context.address, Charge::Credential)?;
            Ok(None)
        }
    }
}

fn settle(state: &WebState, context: &RequestContext, user: UserActor) -> Result<UserActor, Failure> {
    state.limits.count_staff(user.id)?;
    context.settle(user.id, None);
    Ok(user)
}
