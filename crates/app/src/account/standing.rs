//! A member of staff as they stand now, for work that goes on after they asked for it: with what their role grants now, never more
//! than what the credential carried that they asked with.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_domain::access::{Grants, Permission, Place, Reach};
use touchstone_domain::id::{Id, TeamId, UserId};
use touchstone_store::Tx;
use touchstone_store::user::{UserRow, user_by_id, user_list, user_of, user_teams, user_teams_of};

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
    Ok(users_reach(tx, &[id], permission, place)?.contains(&id))
}

/// Those of several users who are still here and may do this at that place, in as many reads as for one.
pub(crate) fn users_reach(
    tx: &mut Tx<'_>,
    ids: &[UserId],
    permission: Permission,
    place: &Place,
) -> Result<BTreeSet<UserId>, AppError> {
    let rows = user_of(tx, ids)?;
    let mut teams: BTreeMap<UserId, Vec<TeamId>> = BTreeMap::new();
    for member in user_teams_of(tx, ids)? {
        teams.entry(member.user_id).or_default().push(member.team);
    }
    let roles = HeldRoles::read(tx, rows.iter().map(|row| row.custom_role))?;
    let mut reaching = BTreeSet::new();
    for row in rows.into_iter().filter(|row| row.archived_at.is_none()) {
        let reach = Reach {
            user: row.id,
            teams: teams.remove(&row.id).unwrap_or_default(),
        };
        if roles
            .of(row.role, row.custom_role)?
            .grants
            .reaches(permission, &reach, place)
        {
            reaching.insert(row.id);
        }
    }
    Ok(reaching)
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
