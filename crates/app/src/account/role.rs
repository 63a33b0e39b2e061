//! The built-in roles, as they are shown. What they may do is the domain's.

use serde::Serialize;
use touchstone_domain::access::{Grants, Permission, Role};

use touchstone_store::Lane;
use touchstone_store::role_setting::roles_with_second_factor;

use crate::core::{Actor, App, AppError};

/// A role and what it may do.
#[derive(Debug, Clone, Serialize)]
pub struct RoleView {
    pub role: Role,
    pub grants: Grants,
    /// Those with this role need a second factor.
    pub second_factor_required: bool,
}

/// Every role.
pub async fn role_list(app: &App, actor: &Actor) -> Result<Vec<RoleView>, AppError> {
    actor.holds(Permission::RoleRead)?;
    let required = app
        .query(Lane::Fast, |tx| Ok(roles_with_second_factor(tx)?))
        .await?;
    Ok(Role::ALL
        .iter()
        .map(|role| RoleView {
            role: *role,
            grants: role.grants(),
            second_factor_required: required.contains(role),
        })
        .collect())
}
