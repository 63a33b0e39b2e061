//! Consumers on the tracking page of one request: anybody with the code, and the one who has shown that it is theirs.

use std::ops::Deref;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use touchstone_app::Actor;
use touchstone_app::core::RequesterActor;
use touchstone_app::person::actor_from_track;
use touchstone_app::ticket::track_ticket;
use touchstone_domain::event::Origin;

use super::AccessRule;
use super::credentials::{Shown, shown};
use super::party::Party;
use super::public::charge_of;
use crate::context::{Context, Face, RequestContext};
use crate::cookies::TRACK;
use crate::failure::Failure;
use crate::limits::Charge;
use crate::route::Access;
use crate::state::WebState;

/// The consumer whose tracking session belongs to the `{code}` of the path.
#[derive(Debug, Clone)]
pub struct TrackCaller {
    party: Party,
    pub code: String,
    pub requester: RequesterActor,
    /// The session's own secret, to end it.
    pub token: String,
}

impl Deref for TrackCaller {
    type Target = Party;

    fn deref(&self) -> &Party {
        &self.party
    }
}

impl AccessRule for TrackCaller {
    const ACCESS: Access = Access::TrackSession;
}

impl FromRequestParts<WebState> for TrackCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let visitor = TrackVisitor::from_request_parts(parts, state).await?;
        let TrackVisitor {
            party,
            code,
            requester,
            token,
        } = visitor;
        match requester {
            Some(requester) => Ok(Self {
                party,
                code,
                requester,
                token,
            }),
            None => Err(Failure::unauthenticated()),
        }
    }
}

/// Whoever sends a form of the tracking page. Their session may have ended since the page was shown; then `requester` is
/// empty, nothing can be done in their name, and the form comes back with what was typed.
#[derive(Debug, Clone)]
pub struct TrackSender(TrackVisitor);

impl Deref for TrackSender {
    type Target = TrackVisitor;

    fn deref(&self) -> &TrackVisitor {
        &self.0
    }
}

impl TrackVisitor {
    /// The secret that was shown, to end its session.
    pub fn token(&self) -> &str {
        &self.token
    }
}

impl AccessRule for TrackSender {
    const ACCESS: Access = Access::TrackSession;
}

impl FromRequestParts<WebState> for TrackSender {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        TrackVisitor::from_request_parts(parts, state).await.map(Self)
    }
}

/// Anybody with a tracking code; `requester` when a session for it was shown.
#[derive(Debug, Clone)]
pub struct TrackVisitor {
    party: Party,
    pub code: String,
    pub requester: Option<RequesterActor>,
    token: String,
}

impl Deref for TrackVisitor {
    type Target = Party;

    fn deref(&self) -> &Party {
        &self.party
    }
}

impl AccessRule for TrackVisitor {
    const ACCESS: Access = Access::Public;
}

impl FromRequestParts<WebState> for TrackVisitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let context = Context::take(parts)?;
        state
            .limits
            .count_address(context.address, charge_of(&parts.method))?;
        let code = code_of(parts, state).await?;
        let headers = parts.headers.clone();
        let credential = shown(&headers, TRACK).map_err(|_| Failure::unauthenticated())?;
        let requester = match credential {
            Some(shown) => track_session(state, &context, &code, shown).await?,
            None => None,
        };
        let actor = requester.map_or(Actor::Public, Actor::Requester);
        let cookie = credential.filter(|_| requester.is_some()).and_then(Shown::cookie);
        let origin = origin_of(&context);
        let party = Party::new(parts, state, context, actor, origin, cookie);
        let token = credential
            .map(|shown| shown.secret().to_owned())
            .unwrap_or_default();
        Ok(Self {
            party,
            code,
            requester,
            token,
        })
    }
}

async fn code_of(parts: &mut Parts, state: &WebState) -> Result<String, Failure> {
    let params = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|_| Failure::not_found())?;
    params
        .iter()
        .find(|(name, _)| *name == "code")
        .map(|(_, code)| code.to_owned())
        .ok_or_else(|| Failure::internal("a tracking route has no {code}"))
}

async fn track_session(
    state: &WebState,
    context: &RequestContext,
    code: &str,
    shown: Shown<'_>,
) -> Result<Option<RequesterActor>, Failure> {
    let ticket = track_ticket(&state.app, code).await?;
    let found = actor_from_track(&state.app, shown.secret()).await?;
    // A session opens one ticket; shown with the code of another it says nothing.
    let found = found
        .map(|tracked| tracked.actor)
        .filter(|requester| requester.ticket == ticket);
    if found.is_none() && matches!(shown, Shown::Bearer(_)) {
        state.limits.count_address(context.address, Charge::Credential)?;
    }
    Ok(found)
}

fn origin_of(context: &RequestContext) -> Origin {
    match context.face {
        Face::Api => Origin::Api,
        Face::Page => Origin::TrackingPage,
    }
}
