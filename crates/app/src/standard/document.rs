//! Versions of the standard as they are looked at.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id, StandardId, StandardRemarkId, UserId};
use touchstone_domain::standard::diff::{Difference, difference};
use touchstone_domain::standard::lifecycle::{
    Lifecycle, RemarkKind, StandardAction, StandardPhase, StandardState,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::standard_document::{
    DocumentBrief, DocumentRow, RemarkRow, authors, document_by_id, document_by_number, document_in_force,
    document_list, document_published, remark_list,
};
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use crate::core::{Actor, App, AppError, Caller};
use crate::ticket::Named;

/// A version with everything that was said about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StandardDocument {
    pub id: StandardId,
    /// The name of the pack, the same in all versions.
    pub key: String,
    pub number: i64,
    pub state: StandardState,
    /// The version it was begun from, with its number.
    pub basis: Option<(StandardId, i64)>,
    /// None when it has been in force from the beginning, or has no instant yet.
    pub effective_from: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    pub authors: Vec<Named<UserId>>,
    /// Oldest first.
    pub remarks: Vec<Remark>,
    /// Approvals that count.
    pub approvals: usize,
    /// What the caller may do with it now.
    pub actions: Vec<StandardAction>,
    /// The whole text, TOML.
    pub pack: String,
}

/// What somebody said about a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub id: StandardRemarkId,
    pub kind: RemarkKind,
    pub author: Named<UserId>,
    pub body: String,
    pub at: Timestamp,
    /// An approval that counts no more.
    pub void: bool,
}

/// A version in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardLine {
    pub id: StandardId,
    pub key: String,
    pub number: i64,
    pub state: StandardState,
    pub effective_from: Option<Timestamp>,
    pub updated_at: Timestamp,
}

/// Versions newest first, those begun before the one of this id; at most `limit`.
pub async fn standard_list(
    app: &App,
    caller: &Caller,
    before: Option<StandardId>,
    limit: u32,
) -> Result<Vec<StandardLine>, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let current = document_in_force(tx, now)?.map(|row| row.id);
        let before = before.unwrap_or_else(|| StandardId::from_raw(i64::MAX));
        let rows = document_list(tx, before, limit)?;
        Ok(rows.into_iter().map(|row| line(row, current, now)).collect())
    })
    .await
}

/// Versions that are or were in force, the last first: nobody's secret.
pub async fn standard_published(app: &App, limit: u32) -> Result<Vec<StandardLine>, AppError> {
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let rows = document_published(tx, now, limit)?;
        let current = rows.first().map(|row| row.id);
        Ok(rows.into_iter().map(|row| line(row, current, now)).collect())
    })
    .await
}

pub(super) fn line(row: DocumentBrief, current: Option<StandardId>, now: Timestamp) -> StandardLine {
    let life = Lifecycle {
        phase: row.phase,
        effective_from: row.effective_from,
        replaced: current != Some(row.id),
        authors: BTreeSet::new(),
        approvals: BTreeSet::new(),
    };
    StandardLine {
        id: row.id,
        key: row.key,
        number: row.number,
        state: life.state(now),
        effective_from: shown(row.effective_from),
        updated_at: row.updated_at,
    }
}

/// What has been in force from the beginning has no instant for people.
fn shown(from: Option<Timestamp>) -> Option<Timestamp> {
    from.filter(|from| *from != Timestamp::MIN)
}

/// One version.
pub async fn standard_read(app: &App, caller: &Caller, id: StandardId) -> Result<StandardDocument, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    let (now, actor) = (app.clock.now(), caller.actor.clone());
    app.query(Lane::Fast, move |tx| document(tx, &actor, id, now))
        .await
}

/// The version of this number, of the key that is in force: for everybody, once it is or was in force.
pub async fn standard_by_number(app: &App, number: i64) -> Result<StandardDocument, AppError> {
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let missing = AppError::NotFound { what: "standard" };
        let Some(current) = document_in_force(tx, now)? else {
            return Err(missing);
        };
        let row = document_by_number(tx, &current.key, number)?;
        let was_in_force = |row: &DocumentRow| {
            row.phase == StandardPhase::Adopted && row.effective_from.is_some_and(|from| from <= now)
        };
        let row = row.filter(was_in_force).ok_or(missing)?;
        document(tx, &Actor::Public, row.id, now)
    })
    .await
}

/// A version as this actor sees it.
pub(super) fn document(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: StandardId,
    now: Timestamp,
) -> Result<StandardDocument, AppError> {
    let row = document_by_id(tx, id)?.ok_or(AppError::NotFound { what: "standard" })?;
    let remarks = remark_list(tx, id)?;
    let life = life(tx, &row, &remarks, now)?;
    let basis = match row.basis {
        Some(basis) => document_by_id(tx, basis)?.map(|found| (basis, found.number)),
        None => None,
    };
    let names = names(tx, &life, &remarks)?;
    let named = |id: UserId| Named {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
    };
    let allowed = life.allows(now).iter().copied();
    Ok(StandardDocument {
        id,
        key: row.key,
        number: row.number,
        state: life.state(now),
        basis,
        effective_from: shown(row.effective_from),
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        authors: life.authors.iter().map(|author| named(*author)).collect(),
        approvals: life.approvals.len(),
        actions: allowed.filter(|action| may(actor, *action, &life)).collect(),
        remarks: remarks
            .into_iter()
            .map(|row| Remark {
                id: row.id,
                kind: row.kind,
                author: named(row.author),
                body: row.body,
                at: row.at,
                void: row.void,
            })
            .collect(),
        pack: row.pack,
    })
}

/// What the rules look at.
pub(super) fn life(
    tx: &mut Tx<'_>,
    row: &DocumentRow,
    remarks: &[RemarkRow],
    now: Timestamp,
) -> Result<Lifecycle, AppError> {
    let replaced = row.phase == StandardPhase::Adopted
        && document_in_force(tx, now)?.is_some_and(|current| current.id != row.id);
    let counts = |remark: &&RemarkRow| remark.kind == RemarkKind::Approval && !remark.void;
    Ok(Lifecycle {
        phase: row.phase,
        effective_from: row.effective_from,
        replaced,
        authors: authors(tx, row.id)?.into_iter().collect(),
        approvals: remarks
            .iter()
            .filter(counts)
            .map(|remark| remark.author)
            .collect(),
    })
}

fn names(
    tx: &mut Tx<'_>,
    life: &Lifecycle,
    remarks: &[RemarkRow],
) -> Result<HashMap<UserId, String>, AppError> {
    let mut people = life.authors.clone();
    people.extend(remarks.iter().map(|remark| remark.author));
    let people: Vec<UserId> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(user_names(tx, &people)?.into_iter().collect())
}

/// Which permission an action takes: giving up what nobody approved yet is its writers' business.
pub(super) fn needs(action: StandardAction, life: &Lifecycle) -> Permission {
    match action {
        StandardAction::Edit | StandardAction::Submit => Permission::StandardWrite,
        StandardAction::Approve | StandardAction::Return | StandardAction::Schedule => {
            Permission::StandardApprove
        }
        StandardAction::Withdraw => match life.phase {
            StandardPhase::Draft | StandardPhase::Review => Permission::StandardWrite,
            _ => Permission::StandardApprove,
        },
    }
}

fn may(actor: &Actor, action: StandardAction, life: &Lifecycle) -> bool {
    let Actor::User(user) = actor else { return false };
    let word_counts = action != StandardAction::Approve
        || (life.authors != BTreeSet::from([user.id]) && !life.approvals.contains(&user.id));
    word_counts && user.grants.holds(needs(action, life))
}

/// Two versions and what is different between them.
#[derive(Debug, Clone)]
pub struct StandardDifference {
    pub before: StandardLine,
    pub after: StandardLine,
    pub difference: Difference,
}

/// What changed from one version to another, worded in the caller's language.
pub async fn standard_difference(
    app: &App,
    caller: &Caller,
    before: StandardId,
    after: StandardId,
) -> Result<StandardDifference, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    let (now, language) = (app.clock.now(), caller.language);
    app.query(Lane::Slow, move |tx| {
        let current = document_in_force(tx, now)?.map(|row| row.id);
        let mut read = |id| -> Result<(StandardLine, String), AppError> {
            let row = document_by_id(tx, id)?.ok_or(AppError::NotFound { what: "standard" })?;
            let brief = DocumentBrief {
                id,
                key: row.key,
                number: row.number,
                phase: row.phase,
                basis: row.basis,
                effective_from: row.effective_from,
                updated_at: row.updated_at,
            };
            Ok((line(brief, current, now), row.pack))
        };
        let ((before, old), (after, new)) = (read(before)?, read(after)?);
        let found = difference(&old, &new, language);
        let difference = found.map_err(|error| AppError::Internal(format!("stored standard: {error}")))?;
        Ok(StandardDifference {
            before,
            after,
            difference,
        })
    })
    .await
}
