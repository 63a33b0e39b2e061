//! The register of laws, norms and policies: kept by people, with a date and a note for every amendment; each clause in force
//! that cites an amended entry waits until somebody has looked at it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::UserId;
use touchstone_domain::law::{Law, LawError, shipped};
use touchstone_domain::text::{REASON, TextError, bounded};
use touchstone_domain::time::Timestamp;
use touchstone_store::law::{
    LawChangeRow, LawRow, law_by_id, law_change_insert, law_change_list, law_flag_all, law_flag_list,
    law_flag_raise, law_flag_settle, law_insert, law_list, law_lock, law_save,
};
use touchstone_store::standard_document::document_in_force;
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Call, Caller, Cx, FieldError};

/// Entries of the register that are read at once.
const ENTRIES: u32 = 1_000;

/// An entry in the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LawLine {
    pub law: Law,
    pub version: i64,
    pub updated_at: Timestamp,
    /// Clauses in force that wait to be looked at because of it.
    pub flagged: Vec<String>,
}

/// An entry with its past.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LawView {
    pub law: Law,
    pub version: i64,
    pub updated_at: Timestamp,
    /// Clauses of the version in force that cite it.
    pub cited_by: Vec<String>,
    pub flags: Vec<LawFlag>,
    pub changes: Vec<LawChange>,
}

/// A clause that is, or was, to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawFlag {
    pub clause: String,
    pub raised_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub settled_by: Option<String>,
    pub note: Option<String>,
}

/// An amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawChange {
    /// The day it bears.
    pub dated: String,
    pub note: String,
    pub author: String,
    pub at: Timestamp,
}

/// Takes over the shipped entries that are not there yet; those that are stay as they are.
pub(crate) fn law_begin(cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
    for law in shipped().map_err(AppError::Internal)? {
        law_insert(cx.tx, &law.id, &stored(&law)?, cx.now)?;
    }
    Ok(())
}

fn stored(law: &Law) -> Result<String, AppError> {
    serde_json::to_string(law).map_err(|error| AppError::Internal(error.to_string()))
}

fn entry(row: &LawRow) -> Result<Law, AppError> {
    let read = serde_json::from_str(&row.entry);
    read.map_err(|error| AppError::Internal(format!("entry {} of the register: {error}", row.id)))
}

/// The register, by id.
pub async fn laws(app: &App, caller: &Caller) -> Result<Vec<LawLine>, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    read(app).await
}

/// The register as the public sees it beside the standard: which clauses wait to be looked at is the house's business.
pub async fn laws_published(app: &App) -> Result<Vec<LawLine>, AppError> {
    let mut laws = read(app).await?;
    for law in &mut laws {
        law.flagged.clear();
    }
    Ok(laws)
}

async fn read(app: &App) -> Result<Vec<LawLine>, AppError> {
    app.query(Lane::Fast, |tx| {
        let mut flagged: HashMap<String, Vec<String>> = HashMap::new();
        for flag in law_flag_all(tx)?
            .into_iter()
            .filter(|flag| flag.settled_at.is_none())
        {
            flagged.entry(flag.law).or_default().push(flag.clause);
        }
        let line = |row: LawRow| {
            Ok(LawLine {
                law: entry(&row)?,
                version: row.version,
                updated_at: row.updated_at,
                flagged: flagged.remove(&row.id).unwrap_or_default(),
            })
        };
        law_list(tx, "", ENTRIES)?.into_iter().map(line).collect()
    })
    .await
}

/// One entry.
pub async fn law(app: &App, caller: &Caller, id: &str) -> Result<LawView, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    let (handle, id, now) = (app.clone(), id.to_owned(), app.clock.now());
    app.query(Lane::Fast, move |tx| view(tx, &handle, &id, now)).await
}

fn view(tx: &mut Tx<'_>, app: &App, id: &str, now: Timestamp) -> Result<LawView, AppError> {
    let row = law_by_id(tx, id)?.ok_or(AppError::NotFound { what: "law" })?;
    let (flags, changes) = (law_flag_list(tx, id)?, law_change_list(tx, id)?);
    let mut people: Vec<UserId> = changes.iter().map(|change| change.author).collect();
    people.extend(flags.iter().filter_map(|flag| flag.settled_by));
    people.sort_unstable();
    people.dedup();
    let names: HashMap<UserId, String> = match people.is_empty() {
        true => HashMap::new(),
        false => user_names(tx, &people)?.into_iter().collect(),
    };
    let name = |id: UserId| names.get(&id).cloned().unwrap_or_default();
    Ok(LawView {
        law: entry(&row)?,
        version: row.version,
        updated_at: row.updated_at,
        cited_by: citing(tx, app, id, now)?,
        flags: flags
            .into_iter()
            .map(|flag| LawFlag {
                clause: flag.clause,
                raised_at: flag.raised_at,
                settled_at: flag.settled_at,
                settled_by: flag.settled_by.map(name),
                note: flag.note,
            })
            .collect(),
        changes: changes
            .into_iter()
            .map(|change| LawChange {
                dated: change.dated,
                note: change.note,
                author: name(change.author),
                at: change.at,
            })
            .collect(),
    })
}

/// Clauses of the version in force that cite the law.
fn citing(tx: &mut Tx<'_>, app: &App, law: &str, now: Timestamp) -> Result<Vec<String>, AppError> {
    let Some(current) = document_in_force(tx, now)? else {
        return Ok(Vec::new());
    };
    let standard = app.standards.get(tx, current.id)?;
    let cites = standard
        .clauses()
        .iter()
        .filter(|clause| clause.cites.iter().any(|cited| cited == law));
    Ok(cites.map(|clause| clause.id.clone()).collect())
}

fn checked(law: &Law) -> Result<(), AppError> {
    law.check()
        .map_err(|LawError(field)| AppError::field(field, "law_entry"))
}

/// Adds an entry.
pub async fn law_add(app: &App, call: &Call, law: Law) -> Result<LawView, AppError> {
    call.caller.actor.holds(Permission::StandardWrite)?;
    checked(&law)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardWrite)?;
        if !law_insert(cx.tx, &law.id, &stored(&law)?, cx.now)? {
            return Err(AppError::field("id", "taken"));
        }
        cx.emit(Subject::System, EventBody::LawAdded { law: law.id.clone() })?;
        view(cx.tx, cx.app, &law.id, cx.now)
    })
    .await
}

/// An amendment: the entry as it is from now on, the day the amendment bears, and what it says. Each clause in force that
/// cites the entry waits to be looked at.
pub async fn law_amend(
    app: &App,
    call: &Call,
    law: Law,
    dated: String,
    note: String,
) -> Result<LawView, AppError> {
    call.caller.actor.holds(Permission::StandardWrite)?;
    checked(&law)?;
    let note = noted(&note)?;
    let day = dated.parse::<jiff::civil::Date>();
    let dated = day
        .map_err(|_| AppError::field("dated", "malformed"))?
        .to_string();
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardWrite)?;
        let mut row = law_lock(cx.tx, &law.id)?.ok_or(AppError::NotFound { what: "law" })?;
        cx.check_version(row.version)?;
        row.entry = stored(&law)?;
        row.updated_at = cx.now;
        row.version += 1;
        law_save(cx.tx, &row)?;
        let change = LawChangeRow {
            law: law.id.clone(),
            version: row.version,
            dated: dated.clone(),
            note: note.clone(),
            author: cx.actor().user()?.id,
            at: cx.now,
        };
        law_change_insert(cx.tx, &change)?;
        let clauses = citing(cx.tx, cx.app, &law.id, cx.now)?;
        for clause in &clauses {
            law_flag_raise(cx.tx, &law.id, clause, cx.now)?;
        }
        let clauses = clauses.len() as u64;
        cx.emit(
            Subject::System,
            EventBody::LawAmended {
                law: law.id.clone(),
                clauses,
            },
        )?;
        view(cx.tx, cx.app, &law.id, cx.now)
    })
    .await
}

fn noted(text: &str) -> Result<String, AppError> {
    bounded("note", text, REASON).map_err(|error| {
        let told = FieldError::new(error.field(), error.code());
        AppError::Validation(vec![match error {
            TextError::TooLong { max, .. } => told.with("max", max),
            _ => told,
        }])
    })
}

/// Somebody has looked at a clause that waited because of an amendment, and says what came of it.
pub async fn law_clause_reviewed(
    app: &App,
    call: &Call,
    law: String,
    clause: String,
    note: String,
) -> Result<LawView, AppError> {
    call.caller.actor.holds(Permission::StandardWrite)?;
    let note = noted(&note)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardWrite)?;
        let by = cx.actor().user()?.id;
        if !law_flag_settle(cx.tx, (&law, &clause), cx.now, by, &note)? {
            return Err(AppError::NotFound { what: "clause" });
        }
        let (name, at) = (law.clone(), clause.clone());
        cx.emit(
            Subject::System,
            EventBody::LawClauseReviewed {
                law: name,
                clause: at,
            },
        )?;
        view(cx.tx, cx.app, &law, cx.now)
    })
    .await
}
