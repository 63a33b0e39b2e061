//! What must be remembered between asking an authenticator and its answer: sealed, given along with the question and brought
//! back with the answer. It ends by itself, and an answer to it counts once.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::UserId;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::passkey::ceremony_answer;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

use crate::core::{AppError, Cx};
use crate::keys::{KeyRing, Purpose};

/// How long an answer may take: a sign-in page may lie open for a while.
pub const CEREMONY_LIFE: Span = Span::minutes(30);
/// What it is sealed under.
const PURPOSE: &str = "webauthn ceremony";
/// Longest text that is looked at.
const LONGEST: usize = 16 << 10;

/// A question for an authenticator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CeremonyAsked {
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`, for the browser.
    pub options: Value,
    /// To be brought back with the answer.
    pub ceremony: String,
    pub expires_at: Timestamp,
}

/// What the question was for.
#[derive(Serialize, Deserialize)]
pub(super) enum Asked {
    /// A new passkey of this user.
    Registration(UserId, PasskeyRegistration),
    SignIn(DiscoverableAuthentication),
}

/// A ceremony that was brought back and has not ended.
pub(super) struct Ceremony {
    pub(super) asked: Asked,
    mac: [u8; 32],
    expires_at: Timestamp,
}

/// What is told of a ceremony that does not hold (any more).
pub(super) const OVER: AppError = AppError::Conflict {
    code: "ceremony_over",
};

#[derive(Serialize, Deserialize)]
struct Kept {
    asked: Asked,
    expires_at: Timestamp,
}

/// Seals what must be remembered of a question, for the way there and back.
pub(super) fn ceremony_ask(
    keys: &KeyRing,
    options: Value,
    asked: Asked,
    now: Timestamp,
) -> Result<CeremonyAsked, AppError> {
    let expires_at = now + CEREMONY_LIFE;
    let plain = serde_json::to_vec(&Kept { asked, expires_at })
        .map_err(|error| AppError::Internal(format!("ceremony cannot be written: {error}")))?;
    Ok(CeremonyAsked {
        options,
        ceremony: BASE64URL_NOPAD.encode(&keys.seal_system(PURPOSE, &plain)),
        expires_at,
    })
}

/// What was asked, if this is a ceremony of ours that has not ended.
pub(super) fn ceremony_open(keys: &KeyRing, text: &str, now: Timestamp) -> Result<Ceremony, AppError> {
    if text.len() > LONGEST {
        return Err(OVER);
    }
    let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| OVER)?;
    let plain = keys.open_system(PURPOSE, &sealed).map_err(|_| OVER)?;
    let kept: Kept = serde_json::from_slice(&plain).map_err(|_| OVER)?;
    if now >= kept.expires_at {
        return Err(OVER);
    }
    Ok(Ceremony {
        asked: kept.asked,
        mac: keys.mac(Purpose::Ceremony, &[&sealed]),
        expires_at: kept.expires_at,
    })
}

impl Ceremony {
    /// Uses the ceremony up; refuses when it was used before.
    pub(super) fn answer(&self, cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
        if ceremony_answer(cx.tx, &self.mac, self.expires_at)? {
            Ok(())
        } else {
            Err(OVER)
        }
    }
}
