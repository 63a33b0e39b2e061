//! Templates of replies, what they were before, and how often they are used. Who may see or change one is decided above.

use touchstone_domain::id::{ReplyTemplateId, TeamId, UserId};
use touchstone_domain::saved_view::ViewShare;
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A template without its texts, as lists have it.
    #[derive(PartialEq, Eq)]
    pub struct TemplateHeadRow {
        pub id: ReplyTemplateId,
        pub owner: UserId,
        pub share: ViewShare,
        pub team: Option<TeamId>,
        pub name: String,
        pub code: Option<String>,
        pub category: Option<String>,
        /// Codes with commas between.
        pub languages: String,
        pub archived: bool,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub version: i64,
        pub uses: Option<i64>,
        pub last_used_at: Option<Timestamp>,
    }
}

record! {
    /// What of a template its editors change.
    #[derive(PartialEq, Eq)]
    pub struct TemplateRow {
        pub id: ReplyTemplateId,
        pub owner: UserId,
        pub share: ViewShare,
        pub team: Option<TeamId>,
        pub name: String,
        pub code: Option<String>,
        pub category: Option<String>,
        pub languages: String,
        /// JSON: a text by language.
        pub texts: String,
        pub archived: bool,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

record! {
    #[derive(PartialEq, Eq)]
    pub struct TemplateVersionRow {
        pub template: ReplyTemplateId,
        pub version: i64,
        pub author: UserId,
        pub at: Timestamp,
        pub name: String,
        pub texts: String,
    }
}

macro_rules! columns {
    () => {
        "id, owner, share, team, name, code, category, languages, texts, archived, created_at, updated_at, version"
    };
}

macro_rules! heads {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.owner, t.share, t.team, t.name, t.code, t.category, t.languages, t.archived, t.created_at,
            t.updated_at, t.version, u.uses, u.last_used_at
            FROM reply_template t LEFT JOIN reply_template_use u ON u.template = t.id WHERE ",
            $rest
        )
    };
}

sql!(
    TEMPLATE_INSERT = concat!(
        "INSERT INTO reply_template (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    )
);
sql!(
    TEMPLATE_SAVE = "UPDATE reply_template SET share = ?2, team = ?3, name = ?4, code = ?5, category = ?6,
        languages = ?7, texts = ?8, archived = ?9, updated_at = ?10, version = ?11 WHERE id = ?1"
);
sql_lock!(TEMPLATE_LOCK = concat!("SELECT ", columns!(), " FROM reply_template WHERE id = ?1"));
sql!(TEMPLATE_TEXTS = "SELECT texts FROM reply_template WHERE id = ?1");
sql!(TEMPLATE_HEAD = heads!("t.id = ?1"));
sql_list!(
    TEMPLATES_OF_OWNER =
        heads!("t.owner = ?1 AND t.archived = ?2 ORDER BY t.owner, t.archived, t.id LIMIT ?3")
);
sql_list!(
    TEMPLATES_OF_TEAM = heads!(
        "t.team = ?1 AND t.archived = ?2 AND t.share = 'team' ORDER BY t.team, t.archived, t.id LIMIT ?3"
    )
);
sql_list!(
    TEMPLATES_OF_ALL =
        heads!("t.share = 'all' AND t.archived = ?1 ORDER BY t.share, t.archived, t.id LIMIT ?2")
);
sql!(
    TEMPLATE_VERSION_INSERT =
        "INSERT INTO reply_template_version (template, version, author, at, name, texts)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
);
sql_list!(
    TEMPLATE_VERSIONS = "SELECT template, version, author, at, name, texts FROM reply_template_version
        WHERE template = ?1 ORDER BY template, version DESC LIMIT ?2"
);
sql!(
    TEMPLATE_USED = "INSERT INTO reply_template_use (template, uses, last_used_at) VALUES (?1, 1, ?2)
        ON CONFLICT (template) DO UPDATE SET uses = reply_template_use.uses + 1, last_used_at = excluded.last_used_at"
);

pub fn template_insert(tx: &mut Tx<'_>, row: &TemplateRow) -> Result<(), StoreError> {
    tx.execute(
        &TEMPLATE_INSERT,
        &[
            &row.id,
            &row.owner,
            &row.share,
            &row.team,
            &row.name,
            &row.code,
            &row.category,
            &row.languages,
            &row.texts,
            &row.archived,
            &row.created_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

pub fn template_lock(
    tx: &mut Tx<'_>,
    id: ReplyTemplateId,
) -> Result<Option<Locked<TemplateRow>>, StoreError> {
    let found = tx.query_one(&TEMPLATE_LOCK, &[&id], TemplateRow::from_row)?;
    Ok(found.map(Locked::new))
}

/// Saves what its editors may change.
pub fn template_save(tx: &mut Tx<'_>, row: &Locked<TemplateRow>) -> Result<(), StoreError> {
    tx.execute(
        &TEMPLATE_SAVE,
        &[
            &row.id,
            &row.share,
            &row.team,
            &row.name,
            &row.code,
            &row.category,
            &row.languages,
            &row.texts,
            &row.archived,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

pub fn template_head(tx: &mut Tx<'_>, id: ReplyTemplateId) -> Result<Option<TemplateHeadRow>, StoreError> {
    tx.query_one(&TEMPLATE_HEAD, &[&id], TemplateHeadRow::from_row)
}

/// The texts of a template, as JSON.
pub fn template_texts(tx: &mut Tx<'_>, id: ReplyTemplateId) -> Result<Option<String>, StoreError> {
    tx.query_one(&TEMPLATE_TEXTS, &[&id], |row| row.get("texts"))
}

/// What somebody has made, shared or not, the oldest first.
pub fn templates_of_owner(
    tx: &mut Tx<'_>,
    owner: UserId,
    archived: bool,
    limit: u32,
) -> Result<Vec<TemplateHeadRow>, StoreError> {
    let params: [&dyn crate::ToValue; 3] = [&owner, &archived, &limit];
    tx.query(&TEMPLATES_OF_OWNER, &params, TemplateHeadRow::from_row)
}

/// What is shared with a team.
pub fn templates_of_team(
    tx: &mut Tx<'_>,
    team: TeamId,
    archived: bool,
    limit: u32,
) -> Result<Vec<TemplateHeadRow>, StoreError> {
    let params: [&dyn crate::ToValue; 3] = [&team, &archived, &limit];
    tx.query(&TEMPLATES_OF_TEAM, &params, TemplateHeadRow::from_row)
}

/// What is shared with everybody.
pub fn templates_of_all(
    tx: &mut Tx<'_>,
    archived: bool,
    limit: u32,
) -> Result<Vec<TemplateHeadRow>, StoreError> {
    tx.query(&TEMPLATES_OF_ALL, &[&archived, &limit], TemplateHeadRow::from_row)
}

/// Keeps what a template is at this version, and who made it so.
pub fn template_version_insert(tx: &mut Tx<'_>, row: &TemplateVersionRow) -> Result<(), StoreError> {
    tx.execute(
        &TEMPLATE_VERSION_INSERT,
        &[
            &row.template,
            &row.version,
            &row.author,
            &row.at,
            &row.name,
            &row.texts,
        ],
    )?;
    Ok(())
}

/// What a template was, the newest first.
pub fn template_versions(
    tx: &mut Tx<'_>,
    id: ReplyTemplateId,
    limit: u32,
) -> Result<Vec<TemplateVersionRow>, StoreError> {
    tx.query(&TEMPLATE_VERSIONS, &[&id, &limit], TemplateVersionRow::from_row)
}

/// Counts one use.
pub fn template_used(tx: &mut Tx<'_>, id: ReplyTemplateId, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(&TEMPLATE_USED, &[&id, &at])?;
    Ok(())
}
