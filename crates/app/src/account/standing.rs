//! A member of staff as they stand now, for work that goes on after they asked for it: with what their role grants now, never more
//! than what the credential carried that they asked with.

use std::collections::BTreeSet;

use touchstone_domain::access::{Grants, Permission, Place, Reach};
use touchstone_domain::id::{Id, UserId};
use touchstone_store::Tx;
use touchstone_store::user::{UserRow, user_by_id, user_list, user_teams};

use super::role::{HeldRoles, role_of};
use crate::core::{AppError, Credential, UserActor};

/// Users looked at together.
const USERS_AT_ONCE: u32 = 500;

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

/// Whether a user, if they are still here, may do this at that place.
pub(crate) fn user_reaches(
    tx: &mut Tx<'_>,
    id: UserId,
    permission: Permission,
    place: &Place,
) -> Result<bool, AppError> {
    let Some(row) = user_by_id(tx, id)?.filter(|row| row.archived_at.is_none()) else {
        return Ok(false);
    };
    let reach = Reach {
        user: id,
        teams: user_teams(tx, id)?,
    };
    let held = role_of(tx, row.role, row.custom_role)?;
    Ok(held.grants.reaches(permission, &reach, place))
}

/// Every user in service of whom this holds, by name: with the row, and what their role grants.
pub(crate) fn users_who(
    tx: &mut Tx<'_>,
    holds: impl Fn(&UserRow, &Grants) -> bool,
) -> Result<Vec<UserId>, AppError> {
    let (mut found, mut after) = (Vec::new(), (String::new(), UserId::from_raw(0)));
    loop {
        let rows = user_list(tx, (&after.0, after.1), USERS_AT_ONCE)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = (last.name.clone(), last.id);
        let roles = HeldRoles::read(tx, rows.iter().map(|row| row.custom_role))?;
        for row in rows.into_iter().filter(|row| row.archived_at.is_none()) {
            if holds(&row, &roles.of(row.role, row.custom_role)?.grants) {
                found.push(row.id);
            }
        }
    }
}
