//! A member of staff as they stand now, for work that goes on after they asked for it: with what their role grants now, never more
//! than what the credential carried that they asked with.

use std::collections::BTreeSet;

use touchstone_domain::access::{Permission, Reach};
use touchstone_domain::id::UserId;
use touchstone_store::Tx;
use touchstone_store::user::{user_by_id, user_teams};

use super::role::role_of;
use crate::core::{AppError, Credential, UserActor};

/// The user, if they are still here.
pub(crate) fn user_standing(
    tx: &mut Tx<'_>,
    id: UserId,
    credential: Credential,
    carried: &BTreeSet<Permission>,
) -> Result<Option<UserActor>, AppError> {
    let Some(row) = user_by_id(tx, id)?.filter(|row| row.archived_at.is_none()) else {
        return Ok(None);
    };
    let held = role_of(tx, row.role, row.custom_role)?;
    Ok(Some(UserActor {
        id,
        name: row.name,
        role: row.role,
        custom_role: held.custom,
        grants: held.grants.narrowed(carried),
        authority: held.grants,
        reach: Reach {
            user: id,
            teams: user_teams(tx, id)?,
        },
        credential,
    }))
}
