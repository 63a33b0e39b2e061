//! The second step of signing in: a code of the authenticator app, or a recovery code. Each is accepted once; wrong ones are
//! counted for the user and for the network address.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, UserId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::second_factor::{recovery_code_use, second_factor_lock, second_factor_save};
use touchstone_store::user::{UserRow, user_by_id};

use super::guard::{GUESSING_LOCKS, Guard, GuardPolicy};
use super::second_factor::open;
use super::session::{session_open, session_replace, signed_in_note};
use super::sign_in::{SignIn, address_guard, locked_until, refuse};
use crate::core::{App, AppError, Call, Cx};
use crate::keys::{KeyRing, Purpose, SecretToken};

/// How long the second step may take.
pub const CHALLENGE_LIFE: Span = Span::minutes(10);
/// What a challenge is sealed under.
const PURPOSE: &str = "second factor challenge";
/// Longest text that is looked at as a challenge.
const LONGEST: usize = 512;

/// Wrong codes for one user.
static CODE: GuardPolicy = GuardPolicy {
    name: "second factor",
    allowance: 5,
    forget: Span::hours(24),
    locks: GUESSING_LOCKS,
};

/// What somebody whose password was right brings to the second step. Nothing is kept of it here: it is sealed, it ends by
/// itself, and another password ends it too.
#[derive(Serialize, Deserialize)]
struct Challenge {
    user: UserId,
    password_changed_at: Option<Timestamp>,
    expires_at: Timestamp,
}

/// What is typed in the second step.
#[derive(Clone)]
pub struct SecondStep {
    pub challenge: String,
    pub code: String,
    /// Replaced by the new session.
    pub previous: Option<String>,
}

/// What is told of a challenge that does not hold (any more).
const OVER: AppError = AppError::Conflict {
    code: "sign_in_again",
};

/// A challenge for a user whose password was right.
pub(super) fn challenge(
    keys: &KeyRing,
    user: UserId,
    password_changed_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<SecretToken, AppError> {
    let challenge = Challenge {
        user,
        password_changed_at,
        expires_at: now + CHALLENGE_LIFE,
    };
    let plain = serde_json::to_vec(&challenge)
        .map_err(|error| AppError::Internal(format!("challenge cannot be written: {error}")))?;
    let sealed = keys.seal_system(PURPOSE, &plain);
    Ok(SecretToken::of(BASE64URL_NOPAD.encode(&sealed)))
}

fn challenge_open(keys: &KeyRing, text: &str) -> Option<Challenge> {
    if text.len() > LONGEST {
        return None;
    }
    let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let plain = keys.open_system(PURPOSE, &sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// The counter of wrong codes of a user.
pub(super) fn code_guard(keys: &KeyRing, user: UserId) -> Guard {
    CODE.of(keys, &user.raw().to_be_bytes())
}

/// The second step of signing in.
pub async fn sign_in_second(app: &App, call: &Call, step: SecondStep) -> Result<SignIn, AppError> {
    let challenge = challenge_open(&app.keys, &step.challenge).ok_or(OVER)?;
    let mut guards = vec![code_guard(&app.keys, challenge.user)];
    guards.extend(address_guard(&app.keys, call));
    let (typed, token) = (typed_code(&step.code), SecretToken::generate(""));
    app.command(call, move |cx| {
        let user = challenged(cx, &challenge)?;
        if let Some(until) = locked_until(cx.tx, &guards, cx.now)? {
            return Ok(SignIn::Locked { until });
        }
        if !accept(cx, &user, &typed)? {
            return refuse(cx, &guards, Some(user.id));
        }
        if let Some(codes) = guards.first() {
            codes.clear(cx.tx)?;
        }
        signed_in_note(cx, user.id)?;
        session_replace(cx, step.previous.as_deref())?;
        let opened = session_open(cx, (user.id, &user.name, user.role, user.language), &token)?;
        Ok(SignIn::Opened(opened))
    })
    .await
}

/// The user of a challenge that still holds.
fn challenged(cx: &mut Cx<'_, '_>, challenge: &Challenge) -> Result<UserRow, AppError> {
    if cx.now >= challenge.expires_at {
        return Err(OVER);
    }
    user_by_id(cx.tx, challenge.user)?
        .filter(|user| {
            user.archived_at.is_none()
                && user.second_factor_at.is_some()
                && user.password_changed_at == challenge.password_changed_at
        })
        .ok_or(OVER)
}

/// Whether the code is right, which uses it up.
fn accept(cx: &mut Cx<'_, '_>, user: &UserRow, typed: &str) -> Result<bool, AppError> {
    let mut row = second_factor_lock(cx.tx, user.id)?;
    if let Some(sealed) = &row.secret {
        let secret = open(&cx.app.keys, user, sealed)?;
        if let Some(step) = secret.step_of(typed, cx.now, row.last_step) {
            row.last_step = Some(step);
            second_factor_save(cx.tx, &row)?;
            return Ok(true);
        }
    }
    let mac = recovery_mac(&cx.app.keys, user.id, typed);
    let used = recovery_code_use(cx.tx, user.id, &mac)?;
    if used {
        cx.emit(Subject::User(user.id), EventBody::SecondFactorCodeUsed)?;
    }
    Ok(used)
}

/// In whose place a recovery code is not kept.
pub(super) fn recovery_mac(keys: &KeyRing, user: UserId, code: &str) -> [u8; 32] {
    keys.mac(
        Purpose::RecoveryCode,
        &[&user.raw().to_be_bytes(), code.as_bytes()],
    )
}

/// A code as it is compared: without the blanks and hyphens people copy, in lower case, full-width digits made plain.
pub(super) fn typed_code(typed: &str) -> String {
    typed
        .chars()
        .take(64)
        .map(|char| match char {
            '０'..='９' => {
                char::from_u32(u32::from(char) - u32::from('０') + u32::from('0')).unwrap_or(char)
            }
            other => other.to_ascii_lowercase(),
        })
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(typed_code(" 123 456 "), "123456");
        assert_eq!(typed_code("１２３４５６"), "123456");
        assert_eq!(typed_code("AB3DE-fgh89"), "ab3defgh89");
    }

    #[test]
    fn a_challenge_opens_only_as_it_was_sealed() {
        let (keys, now) = (KeyRing::generate(), Timestamp::from_micros(7));
        let user = UserId::from_raw(3);
        let text = challenge(&keys, user, Some(now), now).unwrap();
        let opened = challenge_open(&keys, text.reveal()).unwrap();
        assert_eq!((opened.user, opened.expires_at), (user, now + CHALLENGE_LIFE));
        assert!(challenge_open(&KeyRing::generate(), text.reveal()).is_none());
        for wrong in ["", "abc", &text.reveal()[1..], &"a".repeat(600)] {
            assert!(challenge_open(&keys, wrong).is_none());
        }
    }
}
