//! Signing in with a passkey alone. Nobody types an address: the authenticator knows whose passkey it is.

use serde_json::{Value, json};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_store::Lane;
use touchstone_store::passkey::{PasskeyRow, passkey_by_credential, passkey_use};
use touchstone_store::user::user_by_id;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential};

use super::ceremony::{Asked, CeremonyAsked, OVER, ceremony_ask, ceremony_open};
use super::register::handle;
use super::relying_party::relying_party;
use crate::account::session::{session_open, session_replace, signed_in_note};
use crate::account::sign_in::{SignIn, address_guard, locked_until, refuse};
use crate::core::{App, AppError, Call};
use crate::keys::SecretToken;

/// What a browser answered.
#[derive(Debug, Clone)]
pub struct PasskeySignIn {
    pub ceremony: String,
    /// `AuthenticationResponseJSON` as the browser writes it.
    pub credential: Value,
    /// Replaced by the new session.
    pub previous: Option<String>,
}

/// A passkey whose signature was right, and what its credential is from now on.
struct Signed {
    row: PasskeyRow,
    credential: String,
}

/// Asks whoever it is for their passkey.
pub fn sign_in_passkey_begin(app: &App) -> Result<CeremonyAsked, AppError> {
    let (options, state) = relying_party(app)?
        .start_discoverable_authentication()
        .map_err(|error| AppError::Internal(format!("no passkey can be asked for: {error}")))?;
    let options = json!(options.public_key);
    ceremony_ask(&app.keys, options, Asked::SignIn(state), app.clock.now())
}

/// Signs in. A refusal is counted for the network address; an account cannot be locked out by it, since a signature
/// cannot be guessed.
pub async fn sign_in_passkey(app: &App, call: &Call, input: PasskeySignIn) -> Result<SignIn, AppError> {
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let ceremony = ceremony_open(&app.keys, &input.ceremony, now)?;
    let Asked::SignIn(state) = &ceremony.asked else {
        return Err(OVER);
    };
    let signed = signed(app, input.credential, state).await?;
    let guards: Vec<_> = address_guard(&app.keys, call).into_iter().collect();
    let (token, previous) = (SecretToken::generate(""), input.previous);
    app.command(call, move |cx| {
        if let Some(until) = locked_until(cx.tx, &guards, cx.now)? {
            return Ok(SignIn::Locked { until });
        }
        let Some(Signed { row, credential }) = &signed else {
            return refuse(cx, &guards, None);
        };
        ceremony.answer(cx)?;
        let user = user_by_id(cx.tx, row.user_id)?.filter(|user| user.archived_at.is_none());
        let Some(user) = user else {
            return refuse(cx, &guards, None);
        };
        if !passkey_use(cx.tx, row, credential, cx.now)? {
            return refuse(cx, &guards, Some(user.id));
        }
        cx.emit(Subject::User(user.id), EventBody::PasskeyUsed { passkey: row.id })?;
        signed_in_note(cx, user.id)?;
        session_replace(cx, previous.as_deref())?;
        let opened = session_open(cx, (user.id, &user.name, user.role, user.language), &token)?;
        Ok(SignIn::Opened(opened))
    })
    .await
}

/// The passkey that signed, if the answer holds: the right question, at the right address, by a verified user, with the
/// key that is known, and with a counter that has not gone back.
async fn signed(
    app: &App,
    credential: Value,
    state: &DiscoverableAuthentication,
) -> Result<Option<Signed>, AppError> {
    let party = relying_party(app)?;
    let Ok(answer) = serde_json::from_value::<PublicKeyCredential>(credential) else {
        return Ok(None);
    };
    let Ok((claimed, id)) = party.identify_discoverable_authentication(&answer) else {
        return Ok(None);
    };
    let id = id.to_vec();
    let row = app
        .query(Lane::Fast, move |tx| Ok(passkey_by_credential(tx, &id)?))
        .await?;
    let Some(row) = row.filter(|row| handle(row.user_id) == claimed) else {
        return Ok(None);
    };
    let mut passkey: Passkey = serde_json::from_str(&row.credential)
        .map_err(|error| AppError::Internal(format!("a passkey cannot be read: {error}")))?;
    let result = match party.finish_discoverable_authentication_v2(&answer, state.clone(), &passkey) {
        Ok(result) => result,
        Err(error) => {
            tracing::info!(%error, passkey = %row.id, "a passkey was refused");
            return Ok(None);
        }
    };
    passkey.update_credential(&result);
    let credential = serde_json::to_string(&passkey)
        .map_err(|error| AppError::Internal(format!("passkey cannot be written: {error}")))?;
    Ok(Some(Signed { row, credential }))
}
