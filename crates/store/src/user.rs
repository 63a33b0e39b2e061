//! Staff accounts. The e-mail address is sealed with a key of the user's own and found by a keyed hash; the password is
//! kept as an argon2id string that only [`user_password`] hands out.

use touchstone_domain::access::Role;
use touchstone_domain::id::{Id, RoleId, TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A member of staff. Archived users cannot sign in and keep their history.
    pub struct UserRow {
        pub id: UserId,
        pub name: String,
        /// The user's own key, wrapped; none once erased.
        pub data_key: Option<Vec<u8>>,
        /// Version of the master key it is wrapped under.
        pub master_version: u32,
        pub email_sealed: Option<Vec<u8>>,
        pub email_lookup: Vec<u8>,
        /// Normalisation the look-up hash was made under.
        pub lookup_version: u16,
        /// Version of the key the look-up hash was made with.
        pub lookup_key: u32,
        pub language: Language,
        /// The built-in role, or the one that `custom_role` was copied from.
        pub role: Role,
        /// The role of the installation's own that decides what the user may do, instead of `role`.
        pub custom_role: Option<RoleId>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        /// Last sign-in; written by [`user_signed_in`] alone.
        pub signed_in_at: Option<Timestamp>,
        /// When the password was set last; none as long as there is no password. Written with it alone.
        pub password_changed_at: Option<Timestamp>,
        /// Since when there is a second factor; written by `second_factor` alone.
        pub second_factor_at: Option<Timestamp>,
        pub version: i64,
    }
}

record! {
    /// What decides whether somebody can be chosen in a form.
    pub struct UserChoiceRow {
        pub id: UserId,
        pub name: String,
        pub role: Role,
        pub custom_role: Option<RoleId>,
    }
}

record! {
    /// What a sign-in needs to know of the active user with an e-mail address.
    pub struct UserSignInRow {
        pub id: UserId,
        pub name: String,
        pub role: Role,
        pub language: Language,
        pub password_changed_at: Option<Timestamp>,
        pub second_factor_at: Option<Timestamp>,
    }
}

record! {
    /// One membership.
    #[derive(PartialEq, Eq)]
    pub struct MemberRow {
        pub user_id: UserId,
        pub team: TeamId,
    }
}

macro_rules! columns {
    () => {
        "id, name, data_key, master_version, email_sealed, email_lookup, lookup_version, lookup_key, language, role, custom_role, created_at,
         updated_at, archived_at, signed_in_at, password_changed_at,
         second_factor_at, version"
    };
}

sql!(USER_INSERT =
    "INSERT INTO user_account (id, name, data_key, master_version, email_sealed, email_lookup, lookup_version,
                               language, role, custom_role, password, password_changed_at, created_at,
                               updated_at, version, lookup_key)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
     ON CONFLICT (email_lookup) WHERE archived_at IS NULL DO NOTHING");
sql!(USER_BY_ID = concat!("SELECT ", columns!(), " FROM user_account WHERE id = ?1"));
sql_lock!(USER_LOCK = concat!("SELECT ", columns!(), " FROM user_account WHERE id = ?1"));
sql!(USER_SAVE =
    "UPDATE user_account SET name = ?2, data_key = ?3, master_version = ?4, email_sealed = ?5, email_lookup = ?6,
            lookup_version = ?7, language = ?8, role = ?9, custom_role = ?10, updated_at = ?11, archived_at = ?12,
            version = ?13, lookup_key = ?14
     WHERE id = ?1");
sql!(
    USER_BY_EMAIL = "SELECT id, name, role, language, password_changed_at, second_factor_at FROM user_account
         WHERE email_lookup = ?1 AND archived_at IS NULL"
);
sql!(USER_BY_NAME = "SELECT id FROM user_account WHERE name = ?1 ORDER BY id LIMIT 2");
sql!(USER_PASSWORD = "SELECT password FROM user_account WHERE id = ?1");
sql!(USER_PASSWORD_SET = "UPDATE user_account SET password = ?2, password_changed_at = ?3 WHERE id = ?1");
sql!(USER_PASSWORD_RENEW = "UPDATE user_account SET password = ?3 WHERE id = ?1 AND password = ?2");
sql!(USER_SIGNED_IN = "UPDATE user_account SET signed_in_at = ?2 WHERE id = ?1");
sql!(USER_ANY = "SELECT id FROM user_account LIMIT 1");
sql_list!(
    USER_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM user_account WHERE (name, id) > (?1, ?2) ORDER BY name, id LIMIT ?3"
    )
);
sql_list!(
    USER_CHOICES = "SELECT id, name, role, custom_role FROM user_account
     WHERE (name, id) > (?1, ?2) AND archived_at IS NULL ORDER BY name, id LIMIT ?3"
);
sql!(USER_OF = sqlite
    concat!("SELECT ", columns!(), " FROM user_account WHERE id IN (SELECT value FROM json_each(?1))"),
    postgres
    concat!("SELECT ", columns!(), " FROM user_account
     WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))"));
sql!(USER_NAMES = sqlite
    "SELECT id, name FROM user_account WHERE id IN (SELECT value FROM json_each(?1))",
    postgres
    "SELECT id, name FROM user_account
     WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))");
sql_lock!(
    USER_ADMINISTRATORS = "SELECT id FROM user_account
         WHERE role = 'administrator' AND custom_role IS NULL AND archived_at IS NULL ORDER BY id"
);
sql!(MEMBER_INSERT = "INSERT INTO team_member (user_id, team) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
sql!(MEMBER_CLEAR = "DELETE FROM team_member WHERE user_id = ?1");
sql!(MEMBER_OF_USER = "SELECT user_id, team FROM team_member WHERE user_id = ?1 ORDER BY team");
sql!(MEMBER_OF_USERS = sqlite
    "SELECT user_id, team FROM team_member WHERE user_id IN (SELECT value FROM json_each(?1)) ORDER BY user_id, team",
    postgres
    "SELECT user_id, team FROM team_member
     WHERE user_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))
     ORDER BY user_id, team");

/// Adds a user; `false`, and nothing done, when an active user has this e-mail address.
pub fn user_insert(tx: &mut Tx<'_>, row: &UserRow, password: Option<&str>) -> Result<bool, StoreError> {
    let changed = password.map(|_| row.created_at);
    let inserted = tx.execute(
        &USER_INSERT,
        &[
            &row.id,
            &row.name,
            &row.data_key,
            &row.master_version,
            &row.email_sealed,
            &row.email_lookup,
            &row.lookup_version,
            &row.language,
            &row.role,
            &row.custom_role,
            &password,
            &changed,
            &row.created_at,
            &row.updated_at,
            &row.version,
            &row.lookup_key,
        ],
    )?;
    Ok(inserted == 1)
}

pub fn user_by_id(tx: &mut Tx<'_>, id: UserId) -> Result<Option<UserRow>, StoreError> {
    tx.query_one(&USER_BY_ID, &[&id], UserRow::from_row)
}

pub fn user_lock(tx: &mut Tx<'_>, id: UserId) -> Result<Option<Locked<UserRow>>, StoreError> {
    Ok(tx
        .query_one(&USER_LOCK, &[&id], UserRow::from_row)?
        .map(Locked::new))
}

/// Saves everything but the password and the last sign-in. The caller has raised `version`.
pub fn user_save(tx: &mut Tx<'_>, user: &Locked<UserRow>) -> Result<(), StoreError> {
    tx.execute(
        &USER_SAVE,
        &[
            &user.id,
            &user.name,
            &user.data_key,
            &user.master_version,
            &user.email_sealed,
            &user.email_lookup,
            &user.lookup_version,
            &user.language,
            &user.role,
            &user.custom_role,
            &user.updated_at,
            &user.archived_at,
            &user.version,
            &user.lookup_key,
        ],
    )?;
    Ok(())
}

/// The active user with this e-mail address.
pub fn user_by_email(tx: &mut Tx<'_>, lookup: &[u8]) -> Result<Option<UserSignInRow>, StoreError> {
    tx.query_one(&USER_BY_EMAIL, &[&lookup], UserSignInRow::from_row)
}

/// Up to two users of this name, archived ones included.
pub fn user_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Vec<UserId>, StoreError> {
    tx.query(&USER_BY_NAME, &[&name], |row| row.get("id"))
}

/// The argon2id string, if the user has a password.
pub fn user_password(tx: &mut Tx<'_>, id: UserId) -> Result<Option<String>, StoreError> {
    Ok(tx
        .query_one(&USER_PASSWORD, &[&id], |row| {
            row.get::<Option<String>>("password")
        })?
        .flatten())
}

pub fn user_password_set(tx: &mut Tx<'_>, id: UserId, phc: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&USER_PASSWORD_SET, &[&id, &phc, &now])?;
    Ok(())
}

/// Replaces the string of an unchanged password by one of today's cost; does nothing when it was changed meanwhile.
pub fn user_password_renew(tx: &mut Tx<'_>, id: UserId, old: &str, new: &str) -> Result<(), StoreError> {
    tx.execute(&USER_PASSWORD_RENEW, &[&id, &old, &new])?;
    Ok(())
}

/// Remembers a sign-in. It is no change of the user: the version stays.
pub fn user_signed_in(tx: &mut Tx<'_>, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&USER_SIGNED_IN, &[&id, &now])?;
    Ok(())
}

/// Whether there is any user, archived ones included.
pub fn user_any(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx
        .query_one(&USER_ANY, &[], |row| row.get::<UserId>("id"))?
        .is_some())
}

/// Users by name after `(name, id)`, archived ones included.
pub fn user_list(tx: &mut Tx<'_>, after: (&str, UserId), limit: u32) -> Result<Vec<UserRow>, StoreError> {
    tx.query(&USER_LIST, &[&after.0, &after.1, &limit], UserRow::from_row)
}

/// Active users by name, the first so many.
pub fn user_choices(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<UserChoiceRow>, StoreError> {
    tx.query(&USER_CHOICES, &[&"", &0_i64, &limit], UserChoiceRow::from_row)
}

/// Several users at once, in no order.
pub fn user_of(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<Vec<UserRow>, StoreError> {
    tx.query(&USER_OF, &[&id_array(ids)], UserRow::from_row)
}

/// Display names of several users at once, in no order.
pub fn user_names(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<Vec<(UserId, String)>, StoreError> {
    tx.query(&USER_NAMES, &[&id_array(ids)], |row| {
        Ok((row.get("id")?, row.get("name")?))
    })
}

/// All active administrators, held: who removes one sees whether another is left. A role of the installation's own, whatever
/// it was copied from, makes nobody an administrator: only the built-in role surely holds everything.
pub fn user_administrators_lock(tx: &mut Tx<'_>) -> Result<Vec<UserId>, StoreError> {
    tx.query(&USER_ADMINISTRATORS, &[], |row| row.get("id"))
}

/// Makes these the teams of a user. The user must be held.
pub fn user_teams_set(tx: &mut Tx<'_>, user: &Locked<UserRow>, teams: &[TeamId]) -> Result<(), StoreError> {
    tx.execute(&MEMBER_CLEAR, &[&user.id])?;
    user_teams_add(tx, user.id, teams)
}

/// Adds a user to teams.
pub fn user_teams_add(tx: &mut Tx<'_>, user: UserId, teams: &[TeamId]) -> Result<(), StoreError> {
    for team in teams {
        tx.execute(&MEMBER_INSERT, &[&user, team])?;
    }
    Ok(())
}

/// Teams of one user.
pub fn user_teams(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<TeamId>, StoreError> {
    tx.query(&MEMBER_OF_USER, &[&user], |row| row.get("team"))
}

/// Memberships of several users at once.
pub fn user_teams_of(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<MemberRow>, StoreError> {
    tx.query(&MEMBER_OF_USERS, &[&id_array(users)], MemberRow::from_row)
}

/// Ids as a JSON array of integers: the one parameter type for "any of these" that both engines take.
pub(crate) fn id_array<I: Id>(ids: &[I]) -> String {
    let numbers: Vec<String> = ids.iter().map(|id| id.raw().to_string()).collect();
    format!("[{}]", numbers.join(","))
}
