//! Taking an account away from whoever has it: archiving, and giving it another password.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::UserId;
use touchstone_store::Locked;
use touchstone_store::account_link::account_link_clear;
use touchstone_store::handover::handover_user_left;
use touchstone_store::passkey::passkey_clear;
use touchstone_store::team::{team_led_by, team_lock, team_save};
use touchstone_store::token::token_revoke_of_user;
use touchstone_store::user::{UserRow, user_password_set, user_save, user_teams_set};
use zeroize::Zeroizing;

use super::password::{password_accept, password_hash};
use super::session::session_revoke_all;
use super::sign_in::account_guard;
use super::user::{UserView, user_read};
use super::user_change::{administrator_left, user_held};
use crate::core::{App, AppError, Call, Cx};

/// Archives a user: ends their sessions, revokes their tokens, keeps their history.
pub async fn user_archive(app: &App, call: &Call, id: UserId) -> Result<UserView, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    app.command(call, move |cx| {
        let user = user_held(cx, id)?;
        cx.check_version(user.version)?;
        user_leave(cx, user)?;
        user_read(cx.tx, &cx.app.keys, cx.actor(), id, cx.now)
    })
    .await
}

/// Takes a user who is held out of everything. There is always an active administrator left.
pub(crate) fn user_leave(cx: &mut Cx<'_, '_>, mut user: Locked<UserRow>) -> Result<(), AppError> {
    user.archived_at = Some(cx.now);
    user.updated_at = cx.now;
    user.version += 1;
    user_save(cx.tx, &user)?;
    administrator_left(cx)?;
    handover_user_left(cx.tx, user.id, cx.now)?;
    user_teams_leave(cx, &user)?;
    account_link_clear(cx.tx, user.id)?;
    passkey_clear(cx.tx, user.id)?;
    session_revoke_all(cx, user.id)?;
    for token in token_revoke_of_user(cx.tx, user.id, cx.now)? {
        cx.emit(Subject::Token(token), EventBody::TokenRevoked)?;
    }
    cx.emit(Subject::User(user.id), EventBody::UserArchived)?;
    Ok(())
}

/// Gives a user another password, ends their sessions and their lock-out.
pub async fn user_password_reset(
    app: &App,
    call: &Call,
    id: UserId,
    password: Zeroizing<String>,
) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    password_accept("password", &password, &[]).map_err(|error| AppError::Validation(vec![error]))?;
    let phc = password_hash(app, &password).await?;
    app.command(call, move |cx| {
        let user = user_held(cx, id)?;
        password_replace(cx, &user, &phc)
    })
    .await
}

/// Gives a user who is held another password. Links that were sent to set one stop working.
pub(super) fn password_replace(
    cx: &mut Cx<'_, '_>,
    user: &Locked<UserRow>,
    phc: &str,
) -> Result<(), AppError> {
    user_password_set(cx.tx, user.id, phc, cx.now)?;
    account_link_clear(cx.tx, user.id)?;
    account_guard(&cx.app.keys, &user.email_lookup).clear(cx.tx)?;
    session_revoke_all(cx, user.id)?;
    cx.emit(Subject::User(user.id), EventBody::PasswordChanged)?;
    Ok(())
}

/// Takes a user out of every team, and out of the lead of those they led.
fn user_teams_leave(cx: &mut Cx<'_, '_>, user: &Locked<UserRow>) -> Result<(), AppError> {
    user_teams_set(cx.tx, user, &[])?;
    for led in team_led_by(cx.tx, user.id)? {
        let Some(mut team) = team_lock(cx.tx, led.id)?.filter(|team| team.lead == Some(user.id)) else {
            continue;
        };
        team.lead = None;
        team.updated_at = cx.now;
        team.version += 1;
        team_save(cx.tx, &team)?;
        cx.emit(
            Subject::Team(team.id),
            EventBody::TeamUpdated {
                fields: vec![FieldName::Lead],
            },
        )?;
    }
    Ok(())
}
