//! What an installation decides about roles beside their permissions.

use touchstone_domain::access::Role;

use crate::{StoreError, Tx, sql};

sql!(
    ROLE_SETTING_PUT = "INSERT INTO role_setting (role, second_factor_required) VALUES (?1, ?2)
     ON CONFLICT (role) DO UPDATE SET second_factor_required = excluded.second_factor_required"
);
sql!(ROLE_SETTINGS = "SELECT role, second_factor_required FROM role_setting ORDER BY role");

/// Decides whether those with this role need a second factor.
pub fn role_second_factor_set(tx: &mut Tx<'_>, role: Role, required: bool) -> Result<(), StoreError> {
    tx.execute(&ROLE_SETTING_PUT, &[&role, &required])?;
    Ok(())
}

/// Roles that need a second factor.
pub fn roles_with_second_factor(tx: &mut Tx<'_>) -> Result<Vec<Role>, StoreError> {
    let rows = tx.query(&ROLE_SETTINGS, &[], |row| {
        Ok((
            row.get::<Role>("role")?,
            row.get::<bool>("second_factor_required")?,
        ))
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|(role, required)| required.then_some(role))
        .collect())
}
