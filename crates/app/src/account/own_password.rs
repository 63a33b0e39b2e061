//! One's own password asked again, before something about the account is changed that a borrowed session must not change.

use touchstone_domain::access::Permission;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::user::{UserRow, user_by_id, user_password};

use super::guard::Guard;
use super::password::{PasswordCheck, password_check};
use super::sign_in::{SignIn, account_guard, locked_until, refuse};
use crate::core::{App, AppError, Call, Credential, Cx, UserActor};

/// A user whose password was right.
#[derive(Clone)]
pub(super) struct Proven {
    pub(super) user: UserRow,
    stored: String,
}

impl Proven {
    /// Refuses when the password was changed while it was being checked.
    pub(super) fn still(&self, cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
        if user_password(cx.tx, self.user.id)?.as_deref() == Some(&self.stored) {
            Ok(())
        } else {
            Err(AppError::Unauthenticated)
        }
    }
}

/// The user of a session; API tokens do not change how their owner signs in.
pub(super) fn own_session(call: &Call) -> Result<&UserActor, AppError> {
    let own = call.caller.actor.user()?;
    match own.credential {
        Credential::Session(_) => Ok(own),
        Credential::Token(_) => Err(AppError::Forbidden {
            permission: Permission::UserManage,
        }),
    }
}

/// What a typed password is checked against.
pub(super) struct Asked {
    pub(super) user: UserRow,
    pub(super) stored: String,
    pub(super) guard: Guard,
    /// Until when nothing is checked.
    pub(super) locked: Option<Timestamp>,
}

/// The caller's own account, before their password is checked.
pub(super) async fn own_account(app: &App, call: &Call) -> Result<Asked, AppError> {
    let id = own_session(call)?.id;
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let keys = app.keys.clone();
    app.query(Lane::Fast, move |tx| {
        let user = user_by_id(tx, id)?.ok_or(AppError::Unauthenticated)?;
        let stored = user_password(tx, id)?.ok_or(AppError::Unauthenticated)?;
        let guard = account_guard(&keys, &user.email_lookup);
        let locked = locked_until(tx, &[guard], now)?;
        Ok(Asked {
            user,
            stored,
            guard,
            locked,
        })
    })
    .await
}

/// Checks the caller's own password. A wrong one counts like a refused sign-in.
pub(super) async fn own_password(app: &App, call: &Call, typed: &str) -> Result<Proven, AppError> {
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let Asked {
        user,
        stored,
        guard,
        locked,
    } = own_account(app, call).await?;
    let id = user.id;
    if let Some(until) = locked {
        return Err(AppError::RateLimited {
            retry_after: until - now,
        });
    }
    if let PasswordCheck::Right { .. } = password_check(app, typed, Some(&stored)).await? {
        return Ok(Proven { user, stored });
    }
    let counted = Call {
        idempotency: None,
        ..call.clone()
    };
    match app
        .command(&counted, move |cx| refuse(cx, &[guard], Some(id)))
        .await?
    {
        SignIn::Locked { until } => Err(AppError::RateLimited {
            retry_after: until - now,
        }),
        _ => Err(AppError::field("current_password", "password_wrong")),
    }
}
