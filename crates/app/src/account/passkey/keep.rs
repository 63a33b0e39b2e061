//! Which passkeys there are, and removing one.

use serde::{Deserialize, Serialize};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{PasskeyId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::passkey::{PasskeyRow, passkey_delete, passkey_of_user};

use crate::account::own_password::own_password;
use crate::account::second_factor::factor_lost;
use crate::core::{App, AppError, Call};

/// Passkeys of one user.
pub const PASSKEYS_MAX: usize = 20;

/// A passkey as its user sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

impl From<PasskeyRow> for PasskeyView {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// A user's passkeys, oldest first.
pub(in crate::account) fn passkeys_of(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<PasskeyView>, AppError> {
    let rows = passkey_of_user(tx, user)?;
    Ok(rows.into_iter().map(PasskeyView::from).collect())
}

/// Removes one of the caller's passkeys.
pub async fn passkey_remove(app: &App, call: &Call, id: PasskeyId, password: &str) -> Result<(), AppError> {
    let proven = own_password(app, call, password).await?;
    app.command(call, move |cx| {
        proven.still(cx)?;
        let user = proven.user.id;
        if !passkey_delete(cx.tx, id, user)? {
            return Err(AppError::NotFound { what: "passkey" });
        }
        factor_lost(cx, user)?;
        cx.emit(Subject::User(user), EventBody::PasskeyRemoved { passkey: id })?;
        Ok(())
    })
    .await
}
