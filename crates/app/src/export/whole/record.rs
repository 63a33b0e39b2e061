//! Exports of the whole archive as those see and want them who may.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::export::ExportState;
use touchstone_domain::id::{ExportId, UserId};
use touchstone_domain::text::REASON;
use touchstone_domain::time::Timestamp;
use touchstone_store::export::{
    ExportRow, NewExport, export_by_id, export_insert, export_list, export_remove as row_remove,
};
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use crate::account::input::text_required;
use crate::core::{Actor, App, AppError, Call, Caller, page_limit};
use crate::privacy::erasures_settle;
use crate::ticket::Named;

/// An export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportView {
    pub id: ExportId,
    pub state: ExportState,
    /// Contacts of requesters and staff in clear.
    pub contacts: bool,
    /// Why they are; empty when they are not.
    pub reason: String,
    pub asked_by: Option<Named<UserId>>,
    pub created_at: Timestamp,
    /// Percent, while it is made.
    pub percent: Option<u8>,
    /// The instant whose state it holds.
    pub of_at: Option<Timestamp>,
    pub records: Option<u64>,
    /// Bytes of the file.
    pub size: Option<u64>,
    /// Of the file, hexadecimal.
    pub sha256: Option<String>,
    pub ended_at: Option<Timestamp>,
    /// When the file is destroyed by itself.
    pub expires_at: Option<Timestamp>,
    pub downloads: u64,
    /// Why it failed: `storage_full`, `files_missing`, `interrupted` or `internal`.
    pub problem: Option<String>,
}

/// A page of exports, newest first.
#[derive(Debug, Clone)]
pub struct ExportPage {
    pub items: Vec<ExportView>,
    pub next_cursor: Option<String>,
}

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub struct ExportInput {
    /// Contacts in clear.
    pub contacts: bool,
    /// Why they are wanted in clear.
    pub reason: String,
}

/// Exports, newest first.
pub async fn exports(
    app: &App,
    caller: &Caller,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<ExportPage, AppError> {
    caller.actor.holds(Permission::ExportManage)?;
    let limit = page_limit(limit)?;
    let before: Option<ExportId> = cursor
        .map(|text| text.parse().map_err(|_| AppError::field("cursor", "malformed")))
        .transpose()?;
    app.query(Lane::Fast, move |tx| {
        let mut rows = export_list(tx, before, limit + 1)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        Ok(ExportPage {
            next_cursor: rows.last().filter(|_| more).map(|last| last.id.to_string()),
            items: views(tx, rows)?,
        })
    })
    .await
}

/// One export.
pub async fn export_get(app: &App, caller: &Caller, id: ExportId) -> Result<ExportView, AppError> {
    caller.actor.holds(Permission::ExportManage)?;
    app.query(Lane::Fast, move |tx| one(tx, id)).await
}

/// Wants an export; it is made in the background. Refused while another is under way. Contacts in clear are for those who
/// may reveal anybody's, and for a reason.
pub async fn export_ask(app: &App, call: &Call, input: ExportInput) -> Result<ExportView, AppError> {
    call.caller.actor.holds(Permission::ExportManage)?;
    let mut reason = String::new();
    if input.contacts {
        may_reveal_all(&call.caller.actor)?;
        reason = text_required("reason", &input.reason, REASON)
            .map_err(|error| AppError::Validation(vec![error]))?;
    }
    app.command(call, move |cx| {
        let new = NewExport {
            id: cx.id(),
            contacts: input.contacts,
            reason: reason.clone(),
            asked_by: cx.actor().user().ok().map(|user| user.id),
            at: cx.now,
        };
        if !export_insert(cx.tx, &new)? {
            return Err(AppError::Conflict {
                code: "export_under_way",
            });
        }
        cx.tx.nudge();
        let (export, contacts) = (new.id, new.contacts);
        cx.emit(Subject::System, EventBody::ExportAsked { export, contacts })?;
        one(cx.tx, export)
    })
    .await
}

/// Takes an export back, or destroys its file.
pub async fn export_remove(app: &App, call: &Call, id: ExportId) -> Result<ExportView, AppError> {
    call.caller.actor.holds(Permission::ExportManage)?;
    let view = app
        .command(call, move |cx| {
            if export_by_id(cx.tx, id)?.is_none() {
                return Err(AppError::NotFound { what: "export" });
            }
            if row_remove(cx.tx, id, cx.now)? {
                cx.emit(Subject::System, EventBody::ExportRemoved { export: id })?;
            }
            one(cx.tx, id)
        })
        .await?;
    // Its key is gone; the bytes that nobody can read are caught up with if this fails now.
    if let Err(error) = erasures_settle(app).await {
        tracing::error!(export = %id, %error, "the bytes of an export are not removed yet and are tried again");
    }
    Ok(view)
}

/// Whether the actor may see everybody's contacts in clear.
pub(super) fn may_reveal_all(actor: &Actor) -> Result<(), AppError> {
    let permission = Permission::PersonReveal;
    match actor {
        Actor::User(user) if user.grants.scope(permission) == Some(Scope::All) => Ok(()),
        Actor::System(_) => Ok(()),
        _ => Err(AppError::Forbidden { permission }),
    }
}

fn one(tx: &mut Tx<'_>, id: ExportId) -> Result<ExportView, AppError> {
    let row = export_by_id(tx, id)?.ok_or(AppError::NotFound { what: "export" })?;
    let view = views(tx, vec![row])?.pop();
    view.ok_or(AppError::NotFound { what: "export" })
}

fn views(tx: &mut Tx<'_>, rows: Vec<ExportRow>) -> Result<Vec<ExportView>, AppError> {
    let asked: Vec<UserId> = rows.iter().filter_map(|row| row.asked_by).collect();
    let names = user_names(tx, &asked)?;
    let named = |id: UserId| Named {
        id,
        name: names
            .iter()
            .find(|(known, _)| *known == id)
            .map_or_else(String::new, |(_, name)| name.clone()),
    };
    Ok(rows.into_iter().map(|row| view(row, named)).collect())
}

fn view(row: ExportRow, named: impl Fn(UserId) -> Named<UserId>) -> ExportView {
    let number = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
    let percent = row.done.saturating_mul(100).checked_div(row.total).unwrap_or(0);
    let under_way = matches!(row.state, ExportState::Queued | ExportState::Running);
    ExportView {
        id: row.id,
        state: row.state,
        contacts: row.contacts,
        reason: row.reason,
        asked_by: row.asked_by.map(named),
        created_at: row.created_at,
        percent: under_way.then(|| u8::try_from(percent.clamp(0, 100)).unwrap_or(0)),
        of_at: row.of_at,
        records: number(row.records),
        size: number(row.size),
        sha256: row.sha256.map(|bytes| data_encoding::HEXLOWER.encode(&bytes)),
        ended_at: row.ended_at,
        expires_at: row.expires_at.filter(|_| row.state == ExportState::Ready),
        downloads: u64::try_from(row.downloads).unwrap_or(0),
        problem: row.problem,
    }
}
