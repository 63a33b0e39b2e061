//! API tokens: a part of their owner's authority, for programs. The text is shown once, when the token is made; only a
//! keyed hash is kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Grants, Permission, Reach};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, TokenId, UserId};
use touchstone_domain::text::NAME;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::token::{
    TokenActorRow, TokenRow, token_actor, token_actor_by_id, token_by_id, token_insert,
    token_list as rows_of_all, token_of_user as rows_of_user, token_revoke as row_revoke, token_touch,
};
use touchstone_store::user::{user_by_id, user_names};

use super::input::text_required;
use super::role::{role_held, role_of};
use super::session::{SEEN_EVERY, SignedIn, seen_or_logged};
use crate::core::{Actor, App, AppError, Call, Credential, Cx, FieldError, UserActor};
use crate::keys::{Purpose, SecretToken};

/// What every API token starts with, so that a leaked one is recognised by scanners.
pub const TOKEN_PREFIX: &str = "tsk_";
/// Longest life of a token, in days.
pub const TOKEN_DAYS_MAX: u16 = 365;

/// A token to make.
#[derive(Debug, Clone)]
pub struct TokenInput {
    /// Whose authority it carries; one's own without.
    pub user: Option<UserId>,
    pub name: String,
    /// Permissions of the owner's role that it may use.
    pub scopes: Vec<Permission>,
    pub days: u16,
}

/// A token as it is listed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenView {
    pub id: TokenId,
    pub user: UserId,
    /// Name of the user it belongs to.
    pub owner: String,
    pub name: String,
    pub scopes: Vec<Permission>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// A token just made: the only time its text is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenCreated {
    pub view: TokenView,
    pub plaintext: SecretToken,
}

/// Who an API token stands for; `None` when it stands for nobody any more. One indexed read; now and then it also writes
/// the last use.
pub async fn actor_from_token(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    if !token.starts_with(TOKEN_PREFIX) {
        return Ok(None);
    }
    let Some(mac) = app.keys.token_mac(Purpose::ApiToken, token) else {
        return Ok(None);
    };
    let rows = app
        .query(Lane::Fast, move |tx| Ok(token_actor(tx, &mac)?))
        .await?;
    let now = app.clock.now();
    let Some(first) = rows.first().filter(|row| now < row.expires_at) else {
        return Ok(None);
    };
    if first.last_used_at.is_none_or(|last| now - last >= SEEN_EVERY) {
        let id = first.id;
        let touched = app.store.write(move |tx| token_touch(tx, id, now)).await;
        seen_or_logged(touched);
    }
    signed_in(&rows, first).map(Some)
}

/// The same of a token that was shown before; nothing is written.
pub(super) async fn actor_of_token(app: &App, id: TokenId) -> Result<Option<SignedIn>, AppError> {
    let rows = app
        .query(Lane::Fast, move |tx| Ok(token_actor_by_id(tx, id)?))
        .await?;
    let now = app.clock.now();
    let first = rows.first().filter(|row| now < row.expires_at);
    first.map(|first| signed_in(&rows, first)).transpose()
}

fn signed_in(rows: &[TokenActorRow], first: &TokenActorRow) -> Result<SignedIn, AppError> {
    let scopes: BTreeSet<Permission> = scopes_read(&first.scopes)?.into_iter().collect();
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
            grants: held.grants.narrowed(&scopes),
            authority: held.grants,
            reach: Reach {
                user: first.user_id,
                teams,
            },
            credential: Credential::Token(first.id),
        },
        language: first.language,
        // A program has no phone: what it may do is bounded by its scopes instead.
        must_enrol: false,
        expires_at: first.expires_at,
        unread: 0,
    })
}

fn scopes_read(json: &str) -> Result<Vec<Permission>, AppError> {
    // A permission that a later version took away is passed over: it gives nothing.
    let codes: Vec<String> = serde_json::from_str(json)
        .map_err(|error| AppError::Internal(format!("scopes of a token cannot be read: {error}")))?;
    Ok(codes.iter().filter_map(|code| code.parse().ok()).collect())
}

/// Makes a token. For oneself when signed in by a session; for others, or with a token, by those who manage tokens. It
/// never carries more than its owner's role, nor more than the token it was made with.
pub async fn token_create(app: &App, call: &Call, input: TokenInput) -> Result<TokenCreated, AppError> {
    let owner = match (input.user, &call.caller.actor) {
        (Some(user), _) => user,
        (None, actor) => actor.user()?.id,
    };
    token_creator(&call.caller.actor, owner)?;
    let name = text_required("name", &input.name, NAME).map_err(|error| AppError::Validation(vec![error]))?;
    if input.days == 0 || input.days > TOKEN_DAYS_MAX {
        let error = FieldError::new("days", "out_of_range")
            .with("min", 1)
            .with("max", TOKEN_DAYS_MAX);
        return Err(AppError::Validation(vec![error]));
    }
    if input.scopes.is_empty() {
        return Err(AppError::field("scopes", "required"));
    }
    let scopes: BTreeSet<Permission> = input.scopes.into_iter().collect();
    let plaintext = SecretToken::generate(TOKEN_PREFIX);
    let life = Span::days(input.days.into());
    app.command(call, move |cx| {
        token_make(cx, owner, &name, &scopes, life, &plaintext)
    })
    .await
}

fn token_creator(actor: &Actor, owner: UserId) -> Result<(), AppError> {
    match actor {
        Actor::User(own) if own.id == owner && matches!(own.credential, Credential::Session(_)) => Ok(()),
        other => other.holds(Permission::TokenManage),
    }
}

fn token_make(
    cx: &mut Cx<'_, '_>,
    owner: UserId,
    name: &str,
    scopes: &BTreeSet<Permission>,
    life: Span,
    plaintext: &SecretToken,
) -> Result<TokenCreated, AppError> {
    let user = user_by_id(cx.tx, owner)?.filter(|user| user.archived_at.is_none());
    let user = user.ok_or(AppError::NotFound { what: "user" })?;
    let owned = role_of(cx.tx, user.role, user.custom_role)?.grants;
    scopes_allowed(cx.actor(), &owned, scopes)?;
    let row = TokenRow {
        id: cx.id(),
        user_id: owner,
        name: name.to_owned(),
        scopes: serde_json::to_string(scopes).map_err(|error| AppError::Internal(error.to_string()))?,
        created_at: cx.now,
        expires_at: cx.now + life,
        last_used_at: None,
        revoked_at: None,
    };
    token_insert(
        cx.tx,
        &row,
        &cx.app
            .keys
            .mac(Purpose::ApiToken, &[plaintext.reveal().as_bytes()]),
    )?;
    let permissions = scopes.iter().copied().collect();
    cx.emit(
        Subject::Token(row.id),
        EventBody::TokenCreated {
            user: owner,
            permissions,
        },
    )?;
    Ok(TokenCreated {
        view: token_view(row, user.name)?,
        plaintext: plaintext.clone(),
    })
}

/// Refuses scopes that the owner's role, or the token this one is made with, does not have, or that reach further for the
/// owner than for whoever makes it.
fn scopes_allowed(actor: &Actor, owned: &Grants, scopes: &BTreeSet<Permission>) -> Result<(), AppError> {
    let lent = match actor {
        Actor::User(UserActor {
            credential: Credential::Token(_),
            grants,
            ..
        }) => Some(grants),
        _ => None,
    };
    let beyond = actor.exceeded_by(&owned.narrowed(scopes));
    let too_much: Vec<FieldError> = scopes
        .iter()
        .filter(|scope| {
            !owned.holds(**scope) || lent.is_some_and(|lent| !lent.holds(**scope)) || beyond.contains(scope)
        })
        .map(|scope| FieldError::new("scopes", "not_in_role").with("permission", scope))
        .collect();
    if too_much.is_empty() {
        Ok(())
    } else {
        Err(AppError::Validation(too_much))
    }
}

fn token_view(row: TokenRow, owner: String) -> Result<TokenView, AppError> {
    Ok(TokenView {
        id: row.id,
        user: row.user_id,
        owner,
        name: row.name,
        scopes: scopes_read(&row.scopes)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    })
}

/// Tokens, newest first, before `before`: of one user (oneself, or anybody for those who manage tokens), or of
/// everybody.
pub async fn token_list(
    app: &App,
    call: &Call,
    user: Option<UserId>,
    before: Option<TokenId>,
    limit: u32,
) -> Result<Vec<TokenView>, AppError> {
    token_manager(&call.caller.actor, user)?;
    let before = before.unwrap_or(TokenId::from_raw(i64::MAX));
    app.query(Lane::Fast, move |tx| {
        let rows = match user {
            Some(user) => rows_of_user(tx, user, before, limit)?,
            None => rows_of_all(tx, before, limit)?,
        };
        let owners: Vec<UserId> = rows
            .iter()
            .map(|row| row.user_id)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let names: std::collections::BTreeMap<UserId, String> =
            user_names(tx, &owners)?.into_iter().collect();
        let owner = |row: &TokenRow| names.get(&row.user_id).cloned().unwrap_or_default();
        rows.into_iter()
            .map(|row| {
                let owner = owner(&row);
                token_view(row, owner)
            })
            .collect()
    })
    .await
}

fn token_manager(actor: &Actor, user: Option<UserId>) -> Result<(), AppError> {
    match actor {
        Actor::User(own) if user == Some(own.id) => Ok(()),
        other => other.holds(Permission::TokenManage),
    }
}

/// Revokes a token: one's own, or anybody's for those who manage tokens. Revoking twice is no error.
pub async fn token_revoke(app: &App, call: &Call, id: TokenId) -> Result<(), AppError> {
    app.command(call, move |cx| {
        let row = token_by_id(cx.tx, id)?.ok_or(AppError::NotFound { what: "token" })?;
        if token_manager(cx.actor(), Some(row.user_id)).is_err() {
            // Other people's tokens are not there for those who may not manage them.
            cx.actor().user()?;
            return Err(AppError::NotFound { what: "token" });
        }
        if row_revoke(cx.tx, id, cx.now)? {
            cx.emit(Subject::Token(id), EventBody::TokenRevoked)?;
        }
        Ok(())
    })
    .await
}
