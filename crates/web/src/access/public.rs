//! Callers who need not say who they are.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::Method;
use http::request::Parts;
use touchstone_app::Actor;
use touchstone_app::core::UserActor;

use super::party::{Party, public_origin, staff_origin};
use super::{AccessRule, staff};
use crate::context::{Context, RequestContext};
use crate::cookies::{LINK, cookie_value};
use crate::failure::Failure;
use crate::limits::Charge;
use crate::route::Access;
use crate::state::WebState;

/// Nobody is asked anything and nothing is counted: probes, embedded files.
#[derive(Debug, Clone, Copy)]
pub struct Open;

impl AccessRule for Open {
    const ACCESS: Access = Access::Open;
}

impl FromRequestParts<WebState> for Open {
    type Rejection = Failure;

    async fn from_request_parts(_: &mut Parts, _: &WebState) -> Result<Self, Failure> {
        Ok(Self)
    }
}

macro_rules! party_of {
    ($name:ident) => {
        impl Deref for $name {
            type Target = Party;

            fn deref(&self) -> &Party {
                &self.0
            }
        }
    };
}

/// Anybody. Cookies are not looked at: whatever this caller does, the public could do.
#[derive(Debug, Clone)]
pub struct PublicCaller(Party);

party_of!(PublicCaller);

impl AccessRule for PublicCaller {
    const ACCESS: Access = Access::Public;
}

impl FromRequestParts<WebState> for PublicCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let context = Context::take(parts)?;
        state
            .limits
            .count_address(context.address, charge_of(&parts.method))?;
        Ok(Self(nobody(parts, state, &context)))
    }
}

/// Anybody about to show who they are: signing in, asking for or answering a one-time code, the set-up. Counted
/// strictly, so that guessing stays slow.
#[derive(Debug, Clone)]
pub struct CredentialCaller(Party);

party_of!(CredentialCaller);

impl AccessRule for CredentialCaller {
    const ACCESS: Access = Access::Credential;
}

impl FromRequestParts<WebState> for CredentialCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let context = Context::take(parts)?;
        state.limits.count_address(context.address, Charge::Credential)?;
        Ok(Self(nobody(parts, state, &context)))
    }
}

/// Whoever came by the link of an invitation or a password reset: its secret is in a cookie, which vouches for the form
/// that sets the password. Whether it opens anything is the application's to say; empty without the cookie.
#[derive(Debug, Clone)]
pub struct LinkCaller {
    party: Party,
    pub secret: String,
}

impl Deref for LinkCaller {
    type Target = Party;

    fn deref(&self) -> &Party {
        &self.party
    }
}

impl AccessRule for LinkCaller {
    const ACCESS: Access = Access::Credential;
}

impl FromRequestParts<WebState> for LinkCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let context = Context::take(parts)?;
        state.limits.count_address(context.address, Charge::Credential)?;
        let cookie = cookie_value(&parts.headers, LINK).map(str::to_owned);
        let origin = public_origin(&context);
        let party = Party::new(parts, state, context, Actor::Public, origin, cookie.as_deref());
        Ok(Self {
            party,
            secret: cookie.unwrap_or_default(),
        })
    }
}

/// Anybody, while the installation is a demonstration; otherwise there is nothing here.
#[derive(Debug, Clone)]
pub struct DemoCaller(Party);

party_of!(DemoCaller);

impl AccessRule for DemoCaller {
    const ACCESS: Access = Access::Demo;
}

impl FromRequestParts<WebState> for DemoCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        if !state.settings.demo {
            return Err(Failure::not_found());
        }
        let context = Context::take(parts)?;
        state
            .limits
            .count_address(context.address, charge_of(&parts.method))?;
        Ok(Self(nobody(parts, state, &context)))
    }
}

/// Another system, while the installation is a demonstration, to tell or be told something. The signature of what it sends
/// vouches for it, so it is asked nothing else; and it is not counted, because a busy desk has more to tell in a minute than
/// one address may say.
#[derive(Debug, Clone)]
pub struct DemoSystem(Party);

party_of!(DemoSystem);

impl AccessRule for DemoSystem {
    const ACCESS: Access = Access::Demo;
}

impl FromRequestParts<WebState> for DemoSystem {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        if !state.settings.demo {
            return Err(Failure::not_found());
        }
        let context = Context::take(parts)?;
        Ok(Self(nobody(parts, state, &context)))
    }
}

/// A reader of a public page, who may happen to be signed in: the page then shows their name. Only for pages that
/// read; `user` is for show, not for decisions.
#[derive(Debug, Clone)]
pub struct Visitor {
    party: Party,
    pub user: Option<UserActor>,
}

impl Deref for Visitor {
    type Target = Party;

    fn deref(&self) -> &Party {
        &self.party
    }
}

impl AccessRule for Visitor {
    const ACCESS: Access = Access::Public;
}

impl FromRequestParts<WebState> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        let context = Context::take(parts)?;
        let cookie = staff::session_cookie(parts).map(str::to_owned);
        let found = match &cookie {
            Some(secret) => staff::by_cookie(state, &context, secret).await?,
            None => None,
        };
        match found {
            Some((user, _)) => {
                let origin = staff_origin(&context);
                let actor = Actor::User(user.clone());
                let party = Party::new(parts, state, context, actor, origin, cookie.as_deref());
                Ok(Self {
                    party,
                    user: Some(user),
                })
            }
            None => {
                state.limits.count_address(context.address, Charge::Read)?;
                Ok(Self {
                    party: nobody(parts, state, &context),
                    user: None,
                })
            }
        }
    }
}

fn nobody(parts: &mut Parts, state: &WebState, context: &Arc<RequestContext>) -> Party {
    let origin = public_origin(context);
    Party::new(parts, state, Arc::clone(context), Actor::Public, origin, None)
}

pub(super) fn charge_of(method: &Method) -> Charge {
    match *method {
        Method::GET | Method::HEAD => Charge::Read,
        _ => Charge::Write,
    }
}
