//! On the way to the provider.

use data_encoding::BASE64URL_NOPAD;
use openidconnect::core::CoreResponseType;
use openidconnect::{AuthenticationFlow, CsrfToken, Nonce, PkceCodeChallenge, Scope};
use serde::{Deserialize, Serialize};
use touchstone_domain::time::{Span, Timestamp};

use super::SignOn;
use crate::core::{App, AppError};
use crate::keys::{KeyRing, SecretToken};

/// How long signing in at the provider may take.
pub const SIGN_ON_LIFE: Span = Span::minutes(20);
/// What is sealed under.
const PURPOSE: &str = "sign-on";
/// Longest text that is looked at.
const LONGEST: usize = 4096;

/// Where to send the browser, and what it must bring back beside the provider's answer.
pub struct SignOnBegun {
    pub address: String,
    pub kept: SecretToken,
}

/// What is remembered while the browser is away.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    /// Local path to go on to.
    pub(super) next: String,
    expires_at: Timestamp,
}

/// The provider of this installation.
pub(super) fn provider(app: &App) -> Result<&SignOn, AppError> {
    app.sign_on.as_deref().ok_or(AppError::NotFound { what: "page" })
}

/// Where the provider sends browsers back to.
pub(super) fn return_address(app: &App) -> String {
    format!("{}/sign-in/sso/return", app.public_url)
}

/// Begins: the provider is asked who the browser's user is.
pub async fn sign_on_begin(app: &App, next: &str) -> Result<SignOnBegun, AppError> {
    let (provider, now) = (provider(app)?, app.clock.now());
    let party = provider.party(&return_address(app), now).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let mut asked = party
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .set_pkce_challenge(challenge);
    for scope in &provider.settings.scopes {
        asked = asked.add_scope(Scope::new(scope.clone()));
    }
    let (address, state, nonce) = asked.url();
    let kept = Kept {
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        next: next.to_owned(),
        expires_at: now + SIGN_ON_LIFE,
    };
    let plain = serde_json::to_vec(&kept)
        .map_err(|error| AppError::Internal(format!("sign-on cannot be kept: {error}")))?;
    Ok(SignOnBegun {
        address: address.into(),
        kept: SecretToken::of(BASE64URL_NOPAD.encode(&app.keys.seal_system(PURPOSE, &plain))),
    })
}

/// What was kept, if it was by us and not too long ago.
pub(super) fn kept_open(keys: &KeyRing, text: &str, now: Timestamp) -> Option<Kept> {
    if text.len() > LONGEST {
        return None;
    }
    let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let plain = keys.open_system(PURPOSE, &sealed).ok()?;
    let kept: Kept = serde_json::from_slice(&plain).ok()?;
    (now < kept.expires_at).then_some(kept)
}
