//! Reading templates: those somebody has, by what they typed.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::codes::Code;
use touchstone_domain::id::{ReplyTemplateId, TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::reply_template::{ReplyTexts, likeness};
use touchstone_domain::saved_view::{ViewAudience, ViewShare};
use touchstone_domain::time::Timestamp;
use touchstone_store::reply_template::{
    TemplateHeadRow, template_head, template_texts, template_versions as version_rows, templates_of_all,
    templates_of_owner, templates_of_team,
};
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Caller, UserActor};
use crate::ticket::{Named, Names};

/// Templates read of one sharing, and had by one person.
const SHOWN: u32 = 500;
/// Versions of one template that are told.
const VERSIONS_SHOWN: u32 = 100;

/// Which templates are asked for.
#[derive(Debug, Clone, Default)]
pub struct TemplateQuery {
    /// Words of the name or category, or a short code.
    pub typed: String,
    /// Those put aside instead of those in use.
    pub archived: bool,
}

/// A template without its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateHead {
    pub id: ReplyTemplateId,
    pub owner: Option<Named<UserId>>,
    pub share: ViewShare,
    pub team: Option<Named<TeamId>>,
    pub name: String,
    pub code: Option<String>,
    pub category: Option<String>,
    pub languages: Vec<Language>,
    pub archived: bool,
    /// The reader may change it and put it aside.
    pub may_change: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    pub uses: u64,
    pub last_used_at: Option<Timestamp>,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyTemplate {
    pub head: TemplateHead,
    pub texts: ReplyTexts,
}

/// What a template was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateVersion {
    pub version: i64,
    pub author: Option<Named<UserId>>,
    pub at: Timestamp,
    pub name: String,
    pub texts: ReplyTexts,
}

/// The caller's templates, their teams' and everybody's: what answers best to what was typed first, else by category and name.
pub async fn templates(
    app: &App,
    caller: &Caller,
    query: TemplateQuery,
) -> Result<Vec<TemplateHead>, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let user = actor.user()?;
        let found = heads_of(tx, user, query.archived)?;
        Ok(sorted(found, &query.typed))
    })
    .await
}

/// One template the caller has, or may change.
pub async fn template_get(
    app: &App,
    caller: &Caller,
    id: ReplyTemplateId,
) -> Result<ReplyTemplate, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| one(tx, actor.user()?, id)).await
}

/// What it was, version by version, the newest first.
pub async fn template_versions(
    app: &App,
    caller: &Caller,
    id: ReplyTemplateId,
) -> Result<Vec<TemplateVersion>, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        head(tx, actor.user()?, id)?;
        let rows = version_rows(tx, id, VERSIONS_SHOWN)?;
        let users = Names::of_users(tx, rows.iter().map(|row| Some(row.author)))?;
        rows.into_iter()
            .map(|row| {
                Ok(TemplateVersion {
                    version: row.version,
                    author: users.named(Some(row.author)),
                    at: row.at,
                    name: row.name,
                    texts: texts_read(&row.texts)?,
                })
            })
            .collect()
    })
    .await
}

pub(super) fn one(tx: &mut Tx<'_>, user: &UserActor, id: ReplyTemplateId) -> Result<ReplyTemplate, AppError> {
    let head = head(tx, user, id)?;
    let texts = template_texts(tx, id)?.unwrap_or_default();
    Ok(ReplyTemplate {
        head,
        texts: texts_read(&texts)?,
    })
}

/// A template the reader has, or may change; any other is not there.
fn head(tx: &mut Tx<'_>, user: &UserActor, id: ReplyTemplateId) -> Result<TemplateHead, AppError> {
    let missing = AppError::NotFound {
        what: "reply_template",
    };
    let row = template_head(tx, id)?.ok_or(missing.clone())?;
    let audience = ViewAudience::of(row.owner, row.share, row.team);
    if !audience.includes(&user.reach) && row.owner != user.id && !may_change(audience, user) {
        return Err(missing);
    }
    told(tx, user, vec![row])?.pop().ok_or(missing)
}

pub(super) fn may_change(audience: ViewAudience, user: &UserActor) -> bool {
    audience.may_be_given(Permission::TemplateShare, &user.grants, &user.reach)
}

fn heads_of(tx: &mut Tx<'_>, user: &UserActor, archived: bool) -> Result<Vec<TemplateHead>, AppError> {
    let mut rows = templates_of_owner(tx, user.id, archived, SHOWN)?;
    for team in &user.reach.teams {
        rows.extend(templates_of_team(tx, *team, archived, SHOWN)?);
    }
    rows.extend(templates_of_all(tx, archived, SHOWN)?);
    rows.sort_unstable_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    rows.truncate(SHOWN as usize);
    told(tx, user, rows)
}

fn sorted(mut found: Vec<TemplateHead>, typed: &str) -> Vec<TemplateHead> {
    let by_name = |one: &TemplateHead| (one.category.is_none(), one.category.clone(), one.name.clone());
    if typed.trim().is_empty() {
        found.sort_by_cached_key(by_name);
        return found;
    }
    let like = |one: &TemplateHead| likeness(typed, &one.name, one.code.as_deref(), one.category.as_deref());
    found.retain(|one| like(one).is_some());
    found.sort_by_cached_key(|one| (like(one), std::cmp::Reverse(one.uses), by_name(one)));
    found
}

fn told(
    tx: &mut Tx<'_>,
    user: &UserActor,
    rows: Vec<TemplateHeadRow>,
) -> Result<Vec<TemplateHead>, AppError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let users = Names::of_users(tx, rows.iter().map(|row| Some(row.owner)))?;
    let teams = Names::of_teams(tx, rows.iter().map(|row| row.team))?;
    let one = |row: TemplateHeadRow| TemplateHead {
        may_change: may_change(ViewAudience::of(row.owner, row.share, row.team), user),
        id: row.id,
        owner: users.named(Some(row.owner)),
        share: row.share,
        team: teams.named(row.team),
        name: row.name,
        code: row.code,
        category: row.category,
        languages: row
            .languages
            .split(',')
            .filter_map(|code| Language::from_code(code).ok())
            .collect(),
        archived: row.archived,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        uses: row
            .uses
            .and_then(|uses| u64::try_from(uses).ok())
            .unwrap_or_default(),
        last_used_at: row.last_used_at,
    };
    Ok(rows.into_iter().map(one).collect())
}

fn texts_read(json: &str) -> Result<ReplyTexts, AppError> {
    serde_json::from_str(json)
        .map_err(|error| AppError::Internal(format!("texts of a template cannot be read: {error}")))
}
