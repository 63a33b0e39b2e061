//! Changing one's own password.

use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::UserId;
use touchstone_store::account_link::account_link_clear;
use touchstone_store::user::{UserRow, user_password, user_password_set};
use zeroize::Zeroizing;

use super::guard::Guard;
use super::own_password::{Asked, own_account, own_session};
use super::password::{PasswordCheck, password_accept, password_check, password_hash};
use super::session::{session_open, session_revoke_all};
use super::sign_in::{SignIn, locked_until, refuse};
use crate::core::{App, AppError, Call, Cx};
use crate::keys::SecretToken;

/// Changes one's own password. Every session of the user ends, the one that asks too, and a new one is opened in its
/// place. A wrong current password counts like a refused sign-in. API tokens are not let in.
pub async fn password_change(
    app: &App,
    call: &Call,
    current: Zeroizing<String>,
    new: Zeroizing<String>,
) -> Result<SignIn, AppError> {
    let own = own_session(call)?;
    password_accept("new_password", &new, &[&own.name]).map_err(|error| AppError::Validation(vec![error]))?;
    let Asked {
        user,
        stored,
        guard,
        locked,
    } = own_account(app, call).await?;
    let id = user.id;
    if let Some(until) = locked {
        return Ok(SignIn::Locked { until });
    }
    let hash = match password_check(app, &current, Some(&stored)).await? {
        PasswordCheck::Right { .. } => Some(password_hash(app, &new).await?),
        PasswordCheck::Wrong => None,
    };
    let token = SecretToken::generate("");
    app.command(call, move |cx| match &hash {
        Some(hash) if still(cx, id, &stored)? => replace(cx, &user, guard, hash, &token),
        _ => refuse(cx, &[guard], Some(id)),
    })
    .await
}

/// Whether nobody changed the password while it was being checked.
fn still(cx: &mut Cx<'_, '_>, id: UserId, stored: &str) -> Result<bool, AppError> {
    Ok(user_password(cx.tx, id)?.as_deref() == Some(stored))
}

fn replace(
    cx: &mut Cx<'_, '_>,
    user: &UserRow,
    guard: Guard,
    hash: &str,
    token: &SecretToken,
) -> Result<SignIn, AppError> {
    if let Some(until) = locked_until(cx.tx, &[guard], cx.now)? {
        return Ok(SignIn::Locked { until });
    }
    user_password_set(cx.tx, user.id, hash, cx.now)?;
    account_link_clear(cx.tx, user.id)?;
    guard.clear(cx.tx)?;
    session_revoke_all(cx, user.id)?;
    cx.emit(Subject::User(user.id), EventBody::PasswordChanged)?;
    session_open(cx, (user.id, &user.name, user.role, user.language), token).map(SignIn::Opened)
}
