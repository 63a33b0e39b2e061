//! Signing in with e-mail and password. A refusal is remembered, so it is an outcome and no error; it looks and takes the
//! same whether or not there is such an account.

use serde::{Deserialize, Serialize};
use touchstone_domain::contact::{NORMALISATION_VERSION, email_normalise};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::UserId;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::user::{UserSignInRow, user_password, user_password_renew};
use touchstone_store::{Lane, Tx};
use zeroize::Zeroizing;

use super::guard::{Counted, GUESSING_LOCKS, Guard, GuardPolicy};
use super::input::user_by_lookup;
use super::password::{PasswordCheck, password_check};
use super::second_step::{CHALLENGE_LIFE, challenge};
use super::session::{SessionOpened, session_open, session_replace, signed_in_note};
use crate::core::{App, AppError, Call, Cx};
use crate::keys::{KeyRing, Lookup, SecretToken};

/// Wrong passwords for one e-mail address.
static ACCOUNT: GuardPolicy = GuardPolicy {
    name: "sign-in account",
    allowance: 5,
    forget: Span::hours(24),
    locks: GUESSING_LOCKS,
};
/// Wrong passwords from one network address, behind which there may be a whole office.
static ADDRESS: GuardPolicy = GuardPolicy {
    name: "sign-in address",
    allowance: 20,
    forget: Span::hours(1),
    locks: GUESSING_LOCKS,
};

/// What was typed, and the session the browser still has.
#[derive(Clone)]
pub struct SignInInput {
    pub email: String,
    pub password: Zeroizing<String>,
    /// Replaced by the new session.
    pub previous: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum SignIn {
    Opened(SessionOpened),
    /// The password was right; a code is wanted too, together with this, before it ends.
    SecondFactor {
        challenge: SecretToken,
        expires_at: Timestamp,
    },
    /// Wrong password or no such account.
    Refused,
    /// Too many wrong ones; until then a right one is refused too.
    Locked {
        until: Timestamp,
    },
}

/// Signs in. The password is checked outside the transaction; whether it may count is decided inside.
pub async fn sign_in(app: &App, call: &Call, input: SignInInput) -> Result<SignIn, AppError> {
    let attempt = Attempt::new(&app.keys, call, &input.email);
    let (lookup, guards) = (attempt.lookup.clone(), attempt.guards.clone());
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let (known, until) = app
        .query(Lane::Fast, move |tx| {
            let user = user_by_lookup(tx, &lookup)?;
            let stored = user
                .as_ref()
                .map(|user| user_password(tx, user.id))
                .transpose()?
                .flatten();
            Ok((user.zip(stored), locked_until(tx, &guards, now)?))
        })
        .await?;
    if let Some(until) = until {
        return Ok(SignIn::Locked { until });
    }
    let stored = known.as_ref().map(|(_, stored)| stored.as_str());
    let check = password_check(app, &input.password, stored).await?;
    let challenge = match &known {
        Some((user, _)) => Some(challenge(&app.keys, user.id, user.password_changed_at, now)?),
        None => None,
    };
    let token = SecretToken::generate("");
    let previous = input.previous;
    app.command(call, move |cx| match (&known, &check) {
        (Some((user, stored)), PasswordCheck::Right { renewed }) => {
            let outcome =
                attempt.succeed(cx, user, stored, renewed.as_deref(), (&token, challenge.as_ref()))?;
            if matches!(outcome, SignIn::Opened(_)) {
                session_replace(cx, previous.as_deref())?;
            }
            Ok(outcome)
        }
        _ => refuse(cx, &attempt.guards, known.as_ref().map(|(user, _)| user.id)),
    })
    .await
}

/// Until when the last of the guards is locked.
pub(super) fn locked_until(
    tx: &mut Tx<'_>,
    guards: &[Guard],
    now: Timestamp,
) -> Result<Option<Timestamp>, AppError> {
    let mut until = None;
    for guard in guards {
        until = until.max(guard.locked_until(tx, now)?);
    }
    Ok(until)
}

/// The counters that guard an account: those of its e-mail address.
pub(super) fn account_guard(keys: &KeyRing, email_lookup: &[u8]) -> Guard {
    ACCOUNT.of(keys, email_lookup)
}

/// The counter of the network address a call comes from.
pub(super) fn address_guard(keys: &KeyRing, call: &Call) -> Option<Guard> {
    let address = call.caller.address?;
    Some(ADDRESS.of(keys, address.to_string().as_bytes()))
}

struct Attempt {
    lookup: Lookup,
    /// In the order in which they are taken everywhere.
    guards: Vec<Guard>,
}

impl Attempt {
    fn new(keys: &KeyRing, call: &Call, email: &str) -> Self {
        // What is no address finds nobody, at the same price.
        let email = email_normalise(email).unwrap_or_default();
        let lookup = keys.lookup("email", NORMALISATION_VERSION, &email);
        let mut guards = vec![account_guard(keys, &lookup.hash)];
        guards.extend(address_guard(keys, call));
        Self { lookup, guards }
    }

    fn succeed(
        &self,
        cx: &mut Cx<'_, '_>,
        user: &UserSignInRow,
        stored: &str,
        renewed: Option<&str>,
        (token, challenge): (&SecretToken, Option<&SecretToken>),
    ) -> Result<SignIn, AppError> {
        // Guesses made at the same moment were let in before any of them was counted; they end here.
        if let Some(until) = locked_until(cx.tx, &self.guards, cx.now)? {
            return Ok(SignIn::Locked { until });
        }
        // Archived, renamed or given another password while the hash was computed: then it was not right after all.
        let found = user_by_lookup(cx.tx, &self.lookup)?;
        let unchanged = found.as_ref().is_some_and(|now| now.id == user.id)
            && user_password(cx.tx, user.id)?.as_deref() == Some(stored);
        if !unchanged {
            return refuse(cx, &self.guards, None);
        }
        if let Some(renewed) = renewed {
            user_password_renew(cx.tx, user.id, stored, renewed)?;
        }
        if let Some(account) = self.guards.first() {
            account.clear(cx.tx)?;
        }
        let second = found.is_some_and(|now| now.second_factor_at.is_some());
        if let Some(challenge) = challenge.filter(|_| second) {
            return Ok(SignIn::SecondFactor {
                challenge: challenge.clone(),
                expires_at: cx.now + CHALLENGE_LIFE,
            });
        }
        signed_in_note(cx, user.id)?;
        let opened = session_open(cx, (user.id, &user.name, user.role, user.language), token)?;
        Ok(SignIn::Opened(opened))
    }
}

/// Counts a wrong password and remembers it with the user it was tried for, if there is one.
pub(super) fn refuse(
    cx: &mut Cx<'_, '_>,
    guards: &[Guard],
    user: Option<UserId>,
) -> Result<SignIn, AppError> {
    let mut until = None;
    for (n, guard) in guards.iter().enumerate() {
        match guard.count(cx.tx, cx.now)? {
            Counted::Free => {}
            Counted::Refused { until: end } => until = until.max(Some(end)),
            Counted::Locked { until: end } => {
                until = until.max(Some(end));
                if let Some(user) = user.filter(|_| n == 0) {
                    cx.emit(Subject::User(user), EventBody::UserLocked { until: end })?;
                }
            }
        }
    }
    if let Some(user) = user {
        cx.emit(Subject::User(user), EventBody::UserSignInRefused)?;
    }
    Ok(until.map_or(SignIn::Refused, |until| SignIn::Locked { until }))
}
