//! The built-in roles, as they are shown. What they may do is the domain's.

use serde::Serialize;
use touchstone_domain::access::{Grants, Permission, Role};

use crate::core::{Actor, AppError};

/// A role and what it may do.
#[derive(Debug, Clone, Serialize)]
pub struct RoleView {
    pub role: Role,
    pub grants: Grants,
}

/// Every role.
pub fn role_list(actor: &Actor) -> Result<Vec<RoleView>, AppError> {
    actor.holds(Permission::RoleRead)?;
    Ok(Role::ALL
        .iter()
        .map(|role| RoleView {
            role: *role,
            grants: role.grants(),
        })
        .collect())
}
