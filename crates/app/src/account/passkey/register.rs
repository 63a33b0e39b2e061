//! Adding a passkey: the password is asked for, then the authenticator.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, UserId};
use touchstone_store::Lane;
use touchstone_store::passkey::{PasskeyRow, passkey_insert, passkey_of_user};
use webauthn_rs::prelude::{CredentialID, Passkey, PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

use super::ceremony::{Asked, CeremonyAsked, OVER, ceremony_ask, ceremony_open};
use super::keep::{PASSKEYS_MAX, PasskeyView};
use super::relying_party::relying_party;
use crate::account::input::{Checks, name_accept};
use crate::account::own_password::{own_password, own_session};
use crate::account::second_factor::{factor_gained, recovery_codes};
use crate::account::user::user_email;
use crate::core::{App, AppError, Call, FieldError};

/// What a browser answered.
#[derive(Debug, Clone)]
pub struct PasskeyInput {
    pub ceremony: String,
    pub name: String,
    /// `RegistrationResponseJSON` as the browser writes it.
    pub credential: Value,
}

/// A passkey just added.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasskeyAdded {
    pub passkey: PasskeyView,
    /// Shown once; made when this is the account's first second factor.
    pub recovery_codes: Vec<String>,
}

/// Asks for a new passkey of the caller.
pub async fn passkey_begin(app: &App, call: &Call, password: &str) -> Result<CeremonyAsked, AppError> {
    let party = relying_party(app)?;
    let proven = own_password(app, call, password).await?;
    let user = proven.user.id;
    let known = app
        .query(Lane::Fast, move |tx| Ok(passkey_of_user(tx, user)?))
        .await?;
    room_for_one(known.len())?;
    let exclude = known
        .into_iter()
        .map(|row| CredentialID::from(row.credential_id))
        .collect();
    let email = user_email(&app.keys, &proven.user)?.unwrap_or_default();
    let (options, state) = party
        .start_passkey_registration(handle(user), &email, &proven.user.name, Some(exclude))
        .map_err(|error| AppError::Internal(format!("no passkey can be asked for: {error}")))?;
    let now = call.at.unwrap_or_else(|| app.clock.now());
    ceremony_ask(
        &app.keys,
        discoverable(&json!(options.public_key)),
        Asked::Registration(user, state),
        now,
    )
}

/// Adds the passkey that the caller's authenticator made.
pub async fn passkey_add(app: &App, call: &Call, input: PasskeyInput) -> Result<PasskeyAdded, AppError> {
    let own = own_session(call)?;
    let (id, session) = (own.id, own.credential);
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let ceremony = ceremony_open(&app.keys, &input.ceremony, now)?;
    let Asked::Registration(user, state) = &ceremony.asked else {
        return Err(OVER);
    };
    if *user != id {
        return Err(OVER);
    }
    let mut checks = Checks::default();
    let name = checks.take(name_accept("name", &input.name));
    let passkey = checks.take(judged(app, input.credential, state)?);
    checks.finish()?;
    let (name, passkey) = (name.unwrap_or_default(), passkey.ok_or(OVER)?);
    let credential = serde_json::to_string(&passkey)
        .map_err(|error| AppError::Internal(format!("passkey cannot be written: {error}")))?;
    let codes = recovery_codes();
    app.command(call, move |cx| {
        ceremony.answer(cx)?;
        room_for_one(passkey_of_user(cx.tx, id)?.len())?;
        let row = PasskeyRow {
            id: cx.id(),
            user_id: id,
            credential_id: passkey.cred_id().as_slice().to_vec(),
            credential: credential.clone(),
            name: name.clone(),
            created_at: cx.now,
            last_used_at: None,
        };
        if !passkey_insert(cx.tx, &row)? {
            return Err(AppError::Conflict {
                code: "passkey_known",
            });
        }
        let first = factor_gained(cx, id, session, &codes)?;
        cx.emit(Subject::User(id), EventBody::PasskeyAdded { passkey: row.id })?;
        Ok(PasskeyAdded {
            passkey: row.into(),
            recovery_codes: if first { codes.clone() } else { Vec::new() },
        })
    })
    .await
}

fn room_for_one(held: usize) -> Result<(), AppError> {
    if held < PASSKEYS_MAX {
        Ok(())
    } else {
        Err(AppError::Conflict {
            code: "passkeys_too_many",
        })
    }
}

/// Whether what the browser sent answers the question.
fn judged(
    app: &App,
    credential: Value,
    state: &PasskeyRegistration,
) -> Result<Result<Passkey, FieldError>, AppError> {
    let party = relying_party(app)?;
    let read = serde_json::from_value::<RegisterPublicKeyCredential>(credential)
        .map_err(|error| tracing::info!(%error, "an answer of an authenticator cannot be read"));
    let passkey = read.and_then(|answer| {
        party
            .finish_passkey_registration(&answer, state)
            .map_err(|error| tracing::info!(%error, "an answer of an authenticator does not hold"))
    });
    Ok(passkey.map_err(|()| FieldError::new("credential", "passkey_refused")))
}

/// How authenticators know a user: by the id, which says nothing about the person.
pub(super) fn handle(user: UserId) -> Uuid {
    Uuid::from_u64_pair(0, user.raw().cast_unsigned())
}

/// The library leaves it to authenticators whether they remember whose passkey it is. Ours must, because nobody types an
/// address before signing in with one.
fn discoverable(options: &Value) -> Value {
    let mut options = options.clone();
    if let Some(selection) = options.get_mut("authenticatorSelection") {
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
    }
    options
}
