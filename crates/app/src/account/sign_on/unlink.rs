//! Which providers vouch for a user, and that they do no longer.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::identity::{IdentityRow, identity_clear, identity_of_user};

use crate::account::user_change::user_held;
use crate::core::{App, AppError, Call};

/// A user's account at an identity provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IdentityView {
    pub issuer: String,
    pub linked_at: Timestamp,
    pub last_used_at: Timestamp,
}

impl From<IdentityRow> for IdentityView {
    fn from(row: IdentityRow) -> Self {
        Self {
            issuer: row.issuer,
            linked_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Providers that vouch for a user.
pub async fn identity_list(app: &App, call: &Call, user: UserId) -> Result<Vec<IdentityView>, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    app.query(Lane::Fast, move |tx| {
        let rows = identity_of_user(tx, user)?;
        Ok(rows.into_iter().map(IdentityView::from).collect())
    })
    .await
}

/// Cuts a user off from the provider's accounts; the next sign-on with the same verified address links them anew.
pub async fn identity_unlink(app: &App, call: &Call, id: UserId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    app.command(call, move |cx| {
        let user = user_held(cx, id)?;
        if identity_clear(cx.tx, user.id)? > 0 {
            cx.emit(Subject::User(id), EventBody::IdentityUnlinked)?;
        }
        Ok(())
    })
    .await
}
