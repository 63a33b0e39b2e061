//! Sessions of staff: who a cookie stands for, which sessions there are, how they end. Opening one is `sign_in`.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Reach, Role};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{SessionId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::session::{
    SessionActorRow, SessionRow, session_actor, session_actor_by_id, session_delete, session_delete_by_mac,
    session_ids_of_user, session_insert, session_of_user, session_touch,
};
use touchstone_store::user::user_signed_in;
use touchstone_store::{Lane, StoreError};

use super::role::role_held;
use super::token::actor_of_token;
use crate::core::{Actor, App, AppError, Call, Credential, Cx, UserActor};
use crate::keys::{KeyRing, Purpose, SecretToken};
use crate::staff_notice::unread_of;

/// A session not used for this long is over: a working day.
pub const SESSION_IDLE: Span = Span::hours(8);
/// A session is over after this long, however busy.
pub const SESSION_LIFE: Span = Span::days(7);
/// The last-seen time is written at most this often.
pub(crate) const SEEN_EVERY: Span = Span::minutes(1);
/// Sessions shown of one user.
const LISTED: u32 = 100;

/// A session just opened. The token goes into the cookie and nowhere else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionOpened {
    pub token: SecretToken,
    pub session: SessionId,
    pub user: UserId,
    pub name: String,
    pub role: Role,
    pub language: Language,
    pub expires_at: Timestamp,
}

/// Who a credential stands for.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub actor: UserActor,
    /// The language the user chose for themselves.
    pub language: Language,
    /// The role needs a second factor and the user has none: nothing else may be done before it is set up.
    pub must_enrol: bool,
    /// The end of the credential, unless it is used less than that.
    pub expires_at: Timestamp,
    /// What they were told and have not read; of a session alone, whose pages show it.
    pub unread: u32,
}

/// A session as its user sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionView {
    pub id: SessionId,
    /// The one the question was asked with.
    pub current: bool,
    pub agent: Option<String>,
    pub address: Option<String>,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The CSRF value that belongs to a session's token; also for tracking sessions.
pub fn csrf_value(keys: &KeyRing, token: &str) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&keys.mac(Purpose::Csrf, &[token.as_bytes()]))
}

/// Whether a form or header carried the CSRF value of this token, in constant time.
pub fn csrf_matches(keys: &KeyRing, token: &str, value: &str) -> bool {
    data_encoding::BASE64URL_NOPAD
        .decode(value.as_bytes())
        .is_ok_and(|mac| keys.mac_matches(Purpose::Csrf, &[token.as_bytes()], &mac))
}

/// Who a session token stands for; `None` when it stands for nobody any more. One indexed read; now and then it also
/// moves the last-seen time.
pub async fn actor_from_session(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    session_found(app, token, true).await
}

/// The same for a page that asks by itself, which is no use of the session: one that is only left open ends in its time.
pub async fn actor_from_session_unattended(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    session_found(app, token, false).await
}

async fn session_found(app: &App, token: &str, used: bool) -> Result<Option<SignedIn>, AppError> {
    let Some(mac) = app.keys.token_mac(Purpose::Session, token) else {
        return Ok(None);
    };
    let (rows, unread) = app
        .query(Lane::Fast, move |tx| {
            let rows = session_actor(tx, &mac)?;
            let unread = match rows.first() {
                Some(first) => unread_of(tx, first.user_id)?,
                None => 0,
            };
            Ok((rows, unread))
        })
        .await?;
    let now = app.clock.now();
    let Some(first) = rows
        .first()
        .filter(|row| alive(row.last_seen_at, row.expires_at, now))
    else {
        return Ok(None);
    };
    if used && now - first.last_seen_at >= SEEN_EVERY {
        let id = first.id;
        let touched = app.store.write(move |tx| session_touch(tx, id, now)).await;
        seen_or_logged(touched);
    }
    let found = signed_in(&rows, first)?;
    Ok(Some(SignedIn { unread, ..found }))
}

/// Who a credential that was shown before stands for now. Asking is no use of it: nothing is moved forward.
pub(crate) async fn actor_now(app: &App, credential: Credential) -> Result<Option<SignedIn>, AppError> {
    let now = app.clock.now();
    match credential {
        Credential::Session(id) => {
            let rows = app
                .query(Lane::Fast, move |tx| Ok(session_actor_by_id(tx, id)?))
                .await?;
            let first = rows
                .first()
                .filter(|row| alive(row.last_seen_at, row.expires_at, now));
            first.map(|first| signed_in(&rows, first)).transpose()
        }
        Credential::Token(id) => actor_of_token(app, id).await,
    }
}

/// A last-seen time that could not be written (disk full, database away) must not keep anybody from reading.
pub(crate) fn seen_or_logged(touched: Result<(), StoreError>) {
    if let Err(error) = touched {
        tracing::warn!(%error, "the last use of a credential could not be written");
    }
}

fn alive(last_seen_at: Timestamp, expires_at: Timestamp, now: Timestamp) -> bool {
    now < expires_at && now < last_seen_at + SESSION_IDLE
}

fn signed_in(rows: &[SessionActorRow], first: &SessionActorRow) -> Result<SignedIn, AppError> {
    let held = role_held(
        first.role,
        first.custom_role,
        first.custom_name.as_deref(),
        first.custom_grants.as_deref(),
    )?;
    let teams = rows.iter().filter_map(|row| row.team).collect();
    Ok(SignedIn {
        actor: UserActor {
            id: first.user_id,
            name: first.name.clone(),
            role: first.role,
            custom_role: held.custom,
            grants: held.grants.clone(),
            authority: held.grants,
            reach: Reach {
                user: first.user_id,
                teams,
            },
            credential: Credential::Session(first.id),
        },
        language: first.language,
        must_enrol: first.second_factor_required == Some(true)
            && first.second_factor_at.is_none()
            && !first.second_factor_elsewhere,
        expires_at: first.expires_at,
        unread: 0,
    })
}

/// Opens a session for a user whose password was right, with a token drawn before.
pub(super) fn session_open(
    cx: &mut Cx<'_, '_>,
    user: (UserId, &str, Role, Language),
    token: &SecretToken,
) -> Result<SessionOpened, AppError> {
    let row = SessionRow {
        id: cx.id(),
        user_id: user.0,
        created_at: cx.now,
        last_seen_at: cx.now,
        expires_at: cx.now + SESSION_LIFE,
        address: cx.caller.address.map(|address| address.to_string()),
        agent: cx.caller.agent.clone(),
    };
    let mac = cx.app.keys.mac(Purpose::Session, &[token.reveal().as_bytes()]);
    session_insert(cx.tx, &row, &mac)?;
    Ok(SessionOpened {
        token: token.clone(),
        session: row.id,
        user: user.0,
        name: user.1.to_owned(),
        role: user.2,
        language: user.3,
        expires_at: row.expires_at,
    })
}

/// Remembers that a user has signed in.
pub(super) fn signed_in_note(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), AppError> {
    user_signed_in(cx.tx, user, cx.now)?;
    cx.emit(Subject::User(user), EventBody::UserSignedIn)?;
    Ok(())
}

/// Ends the session of a token, if there is one; without an event, because something else is being recorded.
pub(super) fn session_replace(cx: &mut Cx<'_, '_>, token: Option<&str>) -> Result<(), AppError> {
    if let Some(mac) = token.and_then(|token| cx.app.keys.token_mac(Purpose::Session, token)) {
        session_delete_by_mac(cx.tx, &mac)?;
    }
    Ok(())
}

/// Ends every session of a user, each with its event.
pub(super) fn session_revoke_all(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), AppError> {
    for id in session_ids_of_user(cx.tx, user)? {
        if session_delete(cx.tx, id, user)? {
            cx.emit(Subject::Session(id), EventBody::SessionRevoked)?;
        }
    }
    Ok(())
}

/// Ends the session of this token. Ending one that has ended already is no error.
pub async fn sign_out(app: &App, call: &Call, token: &str) -> Result<(), AppError> {
    let Some(mac) = app.keys.token_mac(Purpose::Session, token) else {
        return Ok(());
    };
    app.command(call, move |cx| {
        if let Some((_, user)) = session_delete_by_mac(cx.tx, &mac)? {
            cx.emit(Subject::User(user), EventBody::UserSignedOut)?;
        }
        Ok(())
    })
    .await
}

/// Sessions of a user that still work, newest first: one's own, or anybody's for those who manage users.
pub async fn session_list(app: &App, call: &Call, user: UserId) -> Result<Vec<SessionView>, AppError> {
    let actor = session_manager(&call.caller.actor, user)?;
    let current = match actor.map(|actor| actor.credential) {
        Some(Credential::Session(id)) => Some(id),
        _ => None,
    };
    let now = app.clock.now();
    let rows = app
        .query(Lane::Fast, move |tx| Ok(session_of_user(tx, user, LISTED)?))
        .await?;
    let views = rows
        .into_iter()
        .filter(|row| alive(row.last_seen_at, row.expires_at, now))
        .map(|row| SessionView {
            id: row.id,
            current: current == Some(row.id),
            agent: row.agent,
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        });
    Ok(views.collect())
}

/// Ends one session: one's own, or anybody's for those who manage users.
pub async fn session_revoke(app: &App, call: &Call, user: UserId, id: SessionId) -> Result<(), AppError> {
    session_manager(&call.caller.actor, user)?;
    app.command(call, move |cx| {
        if !session_delete(cx.tx, id, user)? {
            return Err(AppError::NotFound { what: "session" });
        }
        cx.emit(Subject::Session(id), EventBody::SessionRevoked)?;
        Ok(())
    })
    .await
}

/// Ends every session of one's own but the one that asks.
pub async fn sign_out_elsewhere(app: &App, call: &Call) -> Result<(), AppError> {
    let own = call.caller.actor.user()?;
    let (user, credential) = (own.id, own.credential);
    app.command(call, move |cx| {
        for id in session_ids_of_user(cx.tx, user)? {
            if credential != Credential::Session(id) && session_delete(cx.tx, id, user)? {
                cx.emit(Subject::Session(id), EventBody::SessionRevoked)?;
            }
        }
        Ok(())
    })
    .await
}

/// Passes the user themself and those who manage users.
fn session_manager(actor: &Actor, user: UserId) -> Result<Option<&UserActor>, AppError> {
    match actor {
        Actor::User(own) if own.id == user => Ok(Some(own)),
        other => other.holds(Permission::UserManage).map(|()| other.user().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csrf_value_belongs_to_one_token_of_one_installation() {
        let keys = KeyRing::generate();
        let value = csrf_value(&keys, "a");
        assert!(csrf_matches(&keys, "a", &value));
        assert!(!csrf_matches(&keys, "b", &value));
        assert!(!csrf_matches(&KeyRing::generate(), "a", &value));
        for wrong in ["", "a", "\u{0}", &value[1..], &value.to_uppercase()] {
            assert!(!csrf_matches(&keys, "a", wrong));
        }
    }

    #[test]
    fn a_session_ends_by_rest_and_by_age() {
        let start = Timestamp::from_micros(0);
        let end = start + SESSION_LIFE;
        assert!(alive(start, end, start));
        assert!(!alive(start, end, start + SESSION_IDLE));
        assert!(alive(end, end + Span::seconds(1), end));
        assert!(!alive(end, end, end), "busy to the last, over all the same");
    }
}
