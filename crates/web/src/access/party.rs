//! The caller together with the circumstances of the request: what every access extractor hands to a handler.

use std::sync::Arc;

use http::Method;
use http::request::Parts;
use touchstone_app::account::csrf_value;
use touchstone_app::{Actor, Call, Caller};
use touchstone_domain::event::Origin;
use touchstone_domain::language::Language;

use super::csrf::CsrfProof;
use crate::body::WriteBody;
use crate::context::{Face, RequestContext};
use crate::state::WebState;

/// Who calls, and how.
#[derive(Debug, Clone)]
pub struct Party {
    pub caller: Caller,
    pub context: Arc<RequestContext>,
    csrf: Option<String>,
}

impl Party {
    /// Puts the party together and leaves what the body extractors must know.
    pub(super) fn new(
        parts: &mut Parts,
        state: &WebState,
        context: Arc<RequestContext>,
        actor: Actor,
        origin: Origin,
        cookie: Option<&str>,
    ) -> Self {
        let writes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        let proof = match cookie {
            Some(secret) if writes => CsrfProof::of_cookie(parts, &state.app.keys, secret),
            _ => CsrfProof::NotNeeded,
        };
        parts.extensions.insert(proof);
        let caller = Caller {
            actor,
            origin,
            address: context.address,
            agent: context.agent.clone(),
            language: context.language(),
        };
        Self {
            caller,
            context,
            csrf: cookie.map(|secret| csrf_value(&state.app.keys, secret)),
        }
    }

    /// A call without a body.
    pub fn call(&self) -> Call {
        Call::by(self.caller.clone())
    }

    /// A call with this body, under its idempotency key.
    pub fn call_with(&self, body: &impl WriteBody) -> Call {
        let mut call = self.call();
        call.idempotency = body.mark().idempotency();
        call
    }

    pub fn language(&self) -> Language {
        self.caller.language
    }

    /// The token that forms of this party carry; empty when no cookie vouches for it.
    pub fn csrf(&self) -> &str {
        self.csrf.as_deref().unwrap_or_default()
    }
}

/// Where a call of the staff comes from.
pub(super) fn staff_origin(context: &RequestContext) -> Origin {
    match context.face {
        Face::Api => Origin::Api,
        Face::Page => Origin::Desk,
    }
}

/// Where a call of the public comes from: a form, a tracking page that asks for a code, or a program of somebody's own.
pub(super) fn public_origin(context: &RequestContext) -> Origin {
    match context.face {
        Face::Api => Origin::Api,
        Face::Page if context.target.starts_with("/track/") => Origin::TrackingPage,
        Face::Page => Origin::PublicForm,
    }
}
