//! Back from the provider: who it is, which role they have by now, and in.

use std::str::FromStr as _;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use touchstone_domain::contact::{NORMALISATION_VERSION, email_normalise};
use touchstone_domain::event::{EventBody, Subject, SystemActor};
use touchstone_domain::id::UserId;
use touchstone_domain::language::Language;
use touchstone_domain::role::RoleChoice;
use touchstone_domain::sign_on::role_by_rules;
use touchstone_store::identity::{identity_by_subject, identity_insert, identity_used};
use touchstone_store::session::session_factor_elsewhere;
use touchstone_store::user::{UserRow, user_by_id, user_save};
use touchstone_store::{Lane, Tx};

use super::SignOnSettings;
use super::begin::{kept_open, provider, return_address};
use super::provider::Vouched;
use crate::account::input::user_by_lookup;
use crate::account::second_step::{CHALLENGE_LIFE, challenge};
use crate::account::session::{session_open, session_replace, signed_in_note};
use crate::account::sign_in::SignIn;
use crate::account::user_change::{administrator_left, role_change, user_held};
use crate::account::user_create::{UserDraft, UserInput};
use crate::core::{Actor, App, AppError, Call, Cx};
use crate::keys::{KeyRing, Lookup, Purpose, SecretToken};

/// What the browser brings back.
pub struct SignOnReturn {
    pub code: String,
    pub state: String,
    /// As [`super::sign_on_begin`] gave it.
    pub kept: String,
    /// The language of a user who is new and of whom the provider says none.
    pub language: Language,
    /// Replaced by the new session.
    pub previous: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum SignOnOutcome {
    /// A session, or the second step before it; and where to go on to.
    Known { sign_in: SignIn, next: String },
    /// The provider vouches for somebody who has no account here.
    Unknown,
    /// The provider's groups give no role here.
    NoRole,
}

/// What is told of an answer that belongs to no question of this browser.
const OVER: AppError = AppError::Conflict {
    code: "sign_in_again",
};

/// An account at the provider: issuer and hashed subject.
#[derive(Clone)]
struct Account {
    issuer: String,
    subject: [u8; 32],
    /// Hash of the verified address, by which a user is known before the first time.
    email: Option<Lookup>,
}

/// Signs in whom the provider vouches for.
pub async fn sign_on_finish(app: &App, call: &Call, back: SignOnReturn) -> Result<SignOnOutcome, AppError> {
    let provider = provider(app)?;
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let kept = kept_open(&app.keys, &back.kept, now).ok_or(OVER)?;
    if !bool::from(kept.state.as_bytes().ct_eq(back.state.as_bytes())) {
        return Err(OVER);
    }
    let proof = (back.code.as_str(), kept.verifier.as_str(), kept.nonce.as_str());
    let vouched = provider.redeem(&return_address(app), proof, now).await?;
    let settings = provider.settings.clone();
    let role = role_by_rules(&settings.roles, &vouched.groups, settings.default_role);
    if role.is_none() && !settings.roles.is_empty() {
        return Ok(SignOnOutcome::NoRole);
    }
    let account = account(&app.keys, &settings, &vouched);
    let asked = account.clone();
    let known = app.query(Lane::Fast, move |tx| user_of(tx, &asked)).await?;
    let draft = match (&known, role, vouched.email.clone()) {
        (None, Some(role), Some(email)) if settings.create_users => {
            Some(UserDraft::new(app, call, newcomer(&vouched, email, role, back.language)).await?)
        }
        _ => None,
    };
    // Without rules the role is given here, and stays.
    let role = role.filter(|_| !settings.roles.is_empty());
    let mut vouching = call.clone();
    vouching.caller.actor = Actor::System(SystemActor::Provider);
    let (token, next, previous) = (SecretToken::generate(""), kept.next, back.previous);
    app.command(&vouching, move |cx| {
        let Some(id) = user_linked(cx, &account, draft.as_ref())? else {
            return Ok(SignOnOutcome::Unknown);
        };
        let user = role_follow(cx, id, role)?;
        let sign_in = open(cx, &user, (&settings, &token, previous.as_deref()))?;
        Ok(SignOnOutcome::Known {
            sign_in,
            next: next.clone(),
        })
    })
    .await
}

fn account(keys: &KeyRing, settings: &SignOnSettings, vouched: &Vouched) -> Account {
    let parts = [settings.issuer.as_bytes(), vouched.subject.as_bytes()];
    let address = vouched
        .email
        .as_deref()
        .and_then(|email| email_normalise(email).ok());
    Account {
        issuer: settings.issuer.clone(),
        subject: keys.mac(Purpose::Identity, &parts),
        email: address.map(|email| keys.lookup("email", NORMALISATION_VERSION, &email)),
    }
}

/// The user of an account: linked before, archived or not, or known by the address the provider has verified.
fn user_of(tx: &mut Tx<'_>, account: &Account) -> Result<Option<UserId>, AppError> {
    if let Some(identity) = identity_by_subject(tx, &account.issuer, &account.subject)? {
        return Ok(Some(identity.user_id));
    }
    match &account.email {
        Some(email) => Ok(user_by_lookup(tx, email)?.map(|user| user.id)),
        None => Ok(None),
    }
}

/// The user of an account, linked to it or made for it now.
fn user_linked(
    cx: &mut Cx<'_, '_>,
    account: &Account,
    draft: Option<&UserDraft>,
) -> Result<Option<UserId>, AppError> {
    let key = (account.issuer.as_str(), &account.subject[..]);
    let found = user_of(cx.tx, account)?;
    let id = match (found, draft) {
        (Some(id), _) => id,
        (None, Some(draft)) => draft.insert(cx)?,
        (None, None) => return Ok(None),
    };
    // Who was archived does not come back, nor as somebody else.
    let active = user_by_id(cx.tx, id)?.is_some_and(|user| user.archived_at.is_none());
    if !active {
        return Ok(None);
    }
    if identity_by_subject(cx.tx, key.0, key.1)?.is_some() {
        identity_used(cx.tx, key, cx.now)?;
    } else if identity_insert(cx.tx, key, id, cx.now)? {
        cx.emit(Subject::User(id), EventBody::IdentityLinked)?;
    } else {
        // The user has another account at this provider: the address has gone to somebody else there.
        return Ok(None);
    }
    Ok(Some(id))
}

/// Gives the user the role the provider's groups lead to. The last administrator keeps theirs.
fn role_follow(cx: &mut Cx<'_, '_>, id: UserId, role: Option<RoleChoice>) -> Result<UserRow, AppError> {
    let mut user = user_held(cx, id)?;
    if let Some(choice) = role
        && let Some(field) = role_change(cx, &mut user, choice)?
    {
        user.updated_at = cx.now;
        user.version += 1;
        user_save(cx.tx, &user)?;
        administrator_left(cx)?;
        let fields = vec![field];
        cx.emit(Subject::User(id), EventBody::UserUpdated { fields })?;
    }
    Ok(user.clone())
}

/// A session; or the challenge for our own second factor, where the user has one and the provider asks for none.
fn open(
    cx: &mut Cx<'_, '_>,
    user: &UserRow,
    (settings, token, previous): (&SignOnSettings, &SecretToken, Option<&str>),
) -> Result<SignIn, AppError> {
    if user.second_factor_at.is_some() && !settings.second_factor {
        return Ok(SignIn::SecondFactor {
            challenge: challenge(&cx.app.keys, user.id, user.password_changed_at, cx.now)?,
            expires_at: cx.now + CHALLENGE_LIFE,
        });
    }
    signed_in_note(cx, user.id)?;
    session_replace(cx, previous)?;
    let opened = session_open(cx, (user.id, &user.name, user.role, user.language), token)?;
    if settings.second_factor {
        session_factor_elsewhere(cx.tx, opened.session)?;
    }
    Ok(SignIn::Opened(opened))
}

fn newcomer(vouched: &Vouched, email: String, role: RoleChoice, otherwise: Language) -> UserInput {
    let local = email.split('@').next().unwrap_or_default().to_owned();
    let language = vouched.locale.as_deref().and_then(language_of);
    UserInput {
        name: vouched.name.clone().unwrap_or(local),
        email,
        language: language.unwrap_or(otherwise),
        role,
        teams: Vec::new(),
        password: None,
    }
}

/// The product's language for a BCP 47 tag.
fn language_of(tag: &str) -> Option<Language> {
    let tag = tag.replace('_', "-");
    Language::from_str(&tag).ok().or_else(|| {
        let primary = tag.split('-').next()?;
        Language::ALL
            .iter()
            .find(|language| language.as_str().split('-').next() == Some(primary))
            .copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_leads_to_the_language_that_is_there() {
        assert_eq!(language_of("zh-CN"), Some(Language::ZhCn));
        assert_eq!(language_of("zh_TW"), Some(Language::ZhCn));
        assert_eq!(language_of("en-GB"), Some(Language::En));
        assert_eq!(language_of("ja"), Some(Language::Ja));
        assert_eq!(language_of("fr"), None);
        assert_eq!(language_of(""), None);
    }
}
