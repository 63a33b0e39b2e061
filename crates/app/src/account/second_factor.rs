//! One's second factor: an authenticator app, set up, replaced, switched off; recovery codes; and what an administrator may
//! do about others. Passkeys are another second factor (`passkey`): with either, the password alone lets nobody in. Signing
//! in with a code is `second_step`.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Role};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::UserId;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::passkey::{passkey_clear, passkey_of_user};
use touchstone_store::role_setting::{role_second_factor_set, roles_with_second_factor};
use touchstone_store::second_factor::{
    recovery_codes_left, recovery_codes_set, second_factor_by_user, second_factor_lock, second_factor_save,
    second_factor_since,
};
use touchstone_store::session::{session_delete, session_ids_of_user};
use touchstone_store::user::{UserRow, user_by_id, user_lock};
use touchstone_store::{Lane, Tx};

use super::own_password::{own_password, own_session};
use super::passkey::{PasskeyView, passkey_origin, passkeys_of};
use super::second_step::{code_guard, recovery_mac, typed_code};
use super::sign_in::{SignIn, locked_until, refuse};
use super::totp::TotpSecret;
use super::user::user_email;
use super::user_change::user_held;
use crate::core::{App, AppError, Call, Credential, Cx};
use crate::keys::{KeyRing, SecretToken};

/// Recovery codes made at a time.
pub const RECOVERY_CODES: usize = 10;
/// A secret that was shown and not confirmed is forgotten after this long.
pub const ENROLMENT_LIFE: Span = Span::minutes(30);
/// What the secret is sealed under, with the user's own key.
const FIELD: &str = "second_factor";
/// How authenticator apps name the account's house.
const ISSUER: &str = "Touchstone";

/// How one's second factor stands.
#[derive(Debug, Clone)]
pub struct SecondFactorView {
    /// Since when there is one: an authenticator app, or passkeys.
    pub since: Option<Timestamp>,
    /// An authenticator app is in use.
    pub app: bool,
    pub passkeys: Vec<PasskeyView>,
    /// Where passkeys of this installation work, if they can at all.
    pub passkey_origin: Option<String>,
    pub recovery_codes_left: usize,
    /// One's role needs it.
    pub required: bool,
    /// Shown and not confirmed yet.
    pub pending: Option<Enrolment>,
}

/// A secret to put into an authenticator app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enrolment {
    /// `otpauth://` address, shown as a QR code.
    pub uri: String,
    /// The same secret to be typed.
    pub key: String,
}

/// What came of a code that confirms a new secret. A wrong one is counted, so it is no error of the command.
#[derive(Clone, Serialize, Deserialize)]
enum Confirmed {
    Right { codes: Vec<String> },
    Wrong,
    Locked { until: Timestamp },
    Nothing,
}

/// How the caller's second factor stands.
pub async fn second_factor(app: &App, call: &Call) -> Result<SecondFactorView, AppError> {
    let own = own_session(call)?;
    let (id, role, keys, now) = (own.id, own.role, app.keys.clone(), app.clock.now());
    let passkey_origin = passkey_origin(app);
    app.query(Lane::Fast, move |tx| {
        let user = user_by_id(tx, id)?.ok_or(AppError::Unauthenticated)?;
        Ok(SecondFactorView {
            since: user.second_factor_at,
            app: second_factor_by_user(tx, id)?.is_some_and(|row| row.secret.is_some()),
            passkeys: passkeys_of(tx, id)?,
            passkey_origin,
            recovery_codes_left: recovery_codes_left(tx, id)?,
            required: roles_with_second_factor(tx)?.contains(&role),
            pending: pending(tx, &keys, &user, now)?
                .map(|secret| enrolment(&keys, &user, &secret))
                .transpose()?,
        })
    })
    .await
}

/// Draws a new secret for the caller. What is in force stays so until the new one is confirmed.
pub async fn second_factor_begin(app: &App, call: &Call, password: &str) -> Result<Enrolment, AppError> {
    let proven = own_password(app, call, password).await?;
    let secret = TotpSecret::generate();
    let sealed = seal(&app.keys, &proven.user, &secret)?;
    let shown = enrolment(&app.keys, &proven.user, &secret)?;
    app.command(call, move |cx| {
        proven.still(cx)?;
        let mut row = second_factor_lock(cx.tx, proven.user.id)?;
        row.pending = Some(sealed.clone());
        row.pending_at = Some(cx.now);
        second_factor_save(cx.tx, &row)?;
        Ok(shown.clone())
    })
    .await
}

/// Puts the new secret in force when the code is its own. The caller's other sessions end; the recovery codes in the answer
/// are shown once and replace all former ones.
pub async fn second_factor_confirm(app: &App, call: &Call, code: &str) -> Result<Vec<String>, AppError> {
    let own = own_session(call)?;
    let (id, credential, typed) = (own.id, own.credential, typed_code(code));
    let (codes, guard) = (recovery_codes(), code_guard(&app.keys, id));
    let outcome = app.command(call, move |cx| {
        if let Some(until) = locked_until(cx.tx, &[guard], cx.now)? {
            return Ok(Confirmed::Locked { until });
        }
        let user = user_by_id(cx.tx, id)?.ok_or(AppError::Unauthenticated)?;
        let mut row = second_factor_lock(cx.tx, id)?;
        let Some(secret) = pending(cx.tx, &cx.app.keys, &user, cx.now)? else {
            return Ok(Confirmed::Nothing);
        };
        let Some(step) = secret.step_of(&typed, cx.now, None) else {
            return Ok(match refuse(cx, &[guard], None)? {
                SignIn::Locked { until } => Confirmed::Locked { until },
                _ => Confirmed::Wrong,
            });
        };
        row.secret = row.pending.take();
        row.pending_at = None;
        row.last_step = Some(step);
        second_factor_save(cx.tx, &row)?;
        guard.clear(cx.tx)?;
        if !factor_gained(cx, id, credential, &codes)? {
            recovery_replace(cx, id, &codes)?;
            others_out(cx, id, credential)?;
        }
        cx.emit(Subject::User(id), EventBody::SecondFactorEnabled)?;
        Ok(Confirmed::Right { codes: codes.clone() })
    });
    match outcome.await? {
        Confirmed::Right { codes } => Ok(codes),
        Confirmed::Wrong => Err(AppError::field("code", "second_code_wrong")),
        Confirmed::Nothing => Err(AppError::Conflict {
            code: "enrolment_expired",
        }),
        Confirmed::Locked { until } => Err(AppError::RateLimited {
            retry_after: until - app.clock.now(),
        }),
    }
}

/// New recovery codes for the caller, in place of all former ones. Shown once.
pub async fn recovery_codes_renew(app: &App, call: &Call, password: &str) -> Result<Vec<String>, AppError> {
    let proven = own_password(app, call, password).await?;
    let codes = recovery_codes();
    app.command(call, move |cx| {
        proven.still(cx)?;
        if proven.user.second_factor_at.is_none() {
            return Err(OFF);
        }
        recovery_replace(cx, proven.user.id, &codes)?;
        cx.emit(Subject::User(proven.user.id), EventBody::SecondFactorCodesMade)?;
        Ok(codes.clone())
    })
    .await
}

/// Switches the caller's authenticator app off. With a passkey there still is a second factor.
pub async fn second_factor_disable(app: &App, call: &Call, password: &str) -> Result<(), AppError> {
    let proven = own_password(app, call, password).await?;
    app.command(call, move |cx| {
        proven.still(cx)?;
        let user = proven.user.id;
        if second_factor_lock(cx.tx, user)?.secret.is_none() {
            return Err(OFF);
        }
        app_forget(cx, user)?;
        factor_lost(cx, user)?;
        cx.emit(Subject::User(user), EventBody::SecondFactorDisabled)?;
        Ok(())
    })
    .await
}

/// Takes somebody's second factor away, who has lost it: the password alone lets them in, until they set up another.
pub async fn second_factor_reset(app: &App, call: &Call, id: UserId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    app.command(call, move |cx| {
        let user = user_held(cx, id)?;
        app_forget(cx, user.id)?;
        passkey_clear(cx.tx, user.id)?;
        factor_lost(cx, user.id)?;
        code_guard(&cx.app.keys, id).clear(cx.tx)?;
        cx.emit(Subject::User(id), EventBody::SecondFactorReset)?;
        Ok(())
    })
    .await
}

/// Decides whether those with a role need a second factor. Who has none is led to set one up before anything else.
pub async fn role_second_factor(app: &App, call: &Call, role: Role, required: bool) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    app.command(call, move |cx| {
        role_second_factor_set(cx.tx, role, required)?;
        cx.emit(Subject::System, EventBody::RoleSecondFactorSet { role, required })?;
        Ok(())
    })
    .await
}

/// Told to somebody who has no second factor.
const OFF: AppError = AppError::Conflict {
    code: "second_factor_off",
};

/// Notes that a user has a second factor from now on. When it is the first, whoever was signed in without it is not any more,
/// and the recovery codes are put in force: `true`.
pub(super) fn factor_gained(
    cx: &mut Cx<'_, '_>,
    id: UserId,
    credential: Credential,
    codes: &[String],
) -> Result<bool, AppError> {
    let user = user_lock(cx.tx, id)?.ok_or(AppError::Unauthenticated)?;
    if user.second_factor_at.is_some() {
        return Ok(false);
    }
    second_factor_since(cx.tx, id, Some(cx.now))?;
    recovery_replace(cx, id, codes)?;
    others_out(cx, id, credential)?;
    Ok(true)
}

/// Notes that a user has no second factor any more, when neither an app nor a passkey is left.
pub(super) fn factor_lost(cx: &mut Cx<'_, '_>, id: UserId) -> Result<(), AppError> {
    let app = second_factor_lock(cx.tx, id)?.secret.is_some();
    if !app && passkey_of_user(cx.tx, id)?.is_empty() {
        second_factor_since(cx.tx, id, None)?;
        recovery_codes_set(cx.tx, id, &[])?;
    }
    Ok(())
}

fn app_forget(cx: &mut Cx<'_, '_>, id: UserId) -> Result<(), AppError> {
    let mut row = second_factor_lock(cx.tx, id)?;
    row.secret = None;
    row.pending = None;
    row.pending_at = None;
    row.last_step = None;
    second_factor_save(cx.tx, &row)?;
    Ok(())
}

/// The secret that was shown and may still be confirmed.
fn pending(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    user: &UserRow,
    now: Timestamp,
) -> Result<Option<TotpSecret>, AppError> {
    let row = second_factor_by_user(tx, user.id)?
        .filter(|row| row.pending_at.is_some_and(|at| now < at + ENROLMENT_LIFE));
    match row.and_then(|row| row.pending) {
        Some(sealed) => open(keys, user, &sealed).map(Some),
        None => Ok(None),
    }
}

fn seal(keys: &KeyRing, user: &UserRow, secret: &TotpSecret) -> Result<Vec<u8>, AppError> {
    let wrapped = user.data_key.as_ref().ok_or(AppError::Unauthenticated)?;
    Ok(keys.data_key_open(user.id, wrapped)?.seal(FIELD, &secret.text()))
}

/// The secret of a user.
pub(super) fn open(keys: &KeyRing, user: &UserRow, sealed: &[u8]) -> Result<TotpSecret, AppError> {
    let wrapped = user.data_key.as_ref().ok_or(AppError::Unauthenticated)?;
    let text = keys.data_key_open(user.id, wrapped)?.open(FIELD, sealed)?;
    TotpSecret::from_text(&text)
        .ok_or_else(|| AppError::Internal("a second factor cannot be read".to_owned()))
}

/// Key URI format of authenticator apps; what they do not need to be told is left at its default.
fn enrolment(keys: &KeyRing, user: &UserRow, secret: &TotpSecret) -> Result<Enrolment, AppError> {
    let email = user_email(keys, user)?.unwrap_or_default();
    let account: String = email
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    let key = secret.text();
    Ok(Enrolment {
        uri: format!("otpauth://totp/{ISSUER}:{account}?secret={key}&issuer={ISSUER}"),
        key,
    })
}

/// 50 random bits each, in two groups that are easy to copy.
pub(super) fn recovery_codes() -> Vec<String> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let token = SecretToken::generate("");
            let text = token.reveal();
            format!("{}-{}", &text[..5], &text[5..10])
        })
        .collect()
}

fn recovery_replace(cx: &mut Cx<'_, '_>, id: UserId, codes: &[String]) -> Result<(), AppError> {
    let macs: Vec<[u8; 32]> = codes
        .iter()
        .map(|code| recovery_mac(&cx.app.keys, id, &typed_code(code)))
        .collect();
    recovery_codes_set(cx.tx, id, &macs)?;
    Ok(())
}

/// Whoever was signed in without the second factor is not any more.
fn others_out(cx: &mut Cx<'_, '_>, id: UserId, credential: Credential) -> Result<(), AppError> {
    for session in session_ids_of_user(cx.tx, id)? {
        if credential != Credential::Session(session) && session_delete(cx.tx, session, id)? {
            cx.emit(Subject::Session(session), EventBody::SessionRevoked)?;
        }
    }
    Ok(())
}
