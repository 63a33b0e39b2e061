//! The lines of each member, in the shapes of the API where it has one. What depends on who looks (`actions`) is left out,
//! and so are links that end.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use touchstone_domain::access::{Permission, Role, Scope};
use touchstone_domain::contact::mask_email;
use touchstone_domain::event::{Subject, SystemActor};
use touchstone_domain::export::ExportMember;
use touchstone_domain::id::{Id, PersonId, RoleId, TeamId};
use touchstone_domain::rating::Dimension;
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::event::{EventRow, event_after};
use touchstone_store::file::{FileRow, file_after};
use touchstone_store::person::person_after;
use touchstone_store::rating::{RatingRow, rating_after};
use touchstone_store::role::role_list;
use touchstone_store::standard::standard_after;
use touchstone_store::ticket::{Lead, Order, Position, TicketRow, ticket_walk};

use super::ArchiveError;
use crate::account::{UserCursor, UserView, teams_read, users_read};
use crate::audit::subject_text;
use crate::core::{Actor, App, AppError};
use crate::export::file_path;
use crate::person::{persons_clear, persons_masked};
use crate::ticket::{messages_alone, tickets_compose};

/// Records read at once.
const STEP: u32 = 200;

/// What lines are made of.
pub(super) struct Source<'s> {
    pub(super) app: &'s App,
    /// The instant whose state is read.
    pub(super) at: Timestamp,
    pub(super) contacts: bool,
}

/// Takes a line.
pub(super) type Each<'e> = &'e mut dyn FnMut(&Value) -> Result<(), ArchiveError>;

const READER: Actor = Actor::System(SystemActor::Timer);

/// Every record of a member.
pub(super) fn member_records(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    member: ExportMember,
    each: Each<'_>,
) -> Result<(), ArchiveError> {
    match member {
        ExportMember::Tickets => tickets(tx, source, each),
        ExportMember::Messages => messages(tx, source, each),
        ExportMember::Files => by_id(tx, each, file_after, |row| row.id, file),
        ExportMember::Ratings => by_id(tx, each, rating_after, |row| row.ticket, rating),
        ExportMember::Events => by_id(tx, each, event_after, |row| row.id, event),
        ExportMember::People => people(tx, source, each),
        ExportMember::Users => users(tx, source, each),
        ExportMember::Teams => teams(tx, each),
        ExportMember::Roles => roles(tx, each),
        ExportMember::Standards => by_id(
            tx,
            each,
            standard_after,
            |row| row.id,
            |row| {
                Ok(Some(json!({
                    "id": row.id, "pack": row.pack, "effective_from": row.effective_from, "created_at": row.created_at,
                })))
            },
        ),
    }
}

fn line(record: &impl Serialize) -> Result<Value, ArchiveError> {
    serde_json::to_value(record).map_err(|error| AppError::Internal(format!("a record: {error}")).into())
}

/// Rows that are walked by id, each a line or none.
fn by_id<I: Id, R>(
    tx: &mut Tx<'_>,
    each: Each<'_>,
    page: impl Fn(&mut Tx<'_>, I, u32) -> Result<Vec<R>, touchstone_store::StoreError>,
    id: impl Fn(&R) -> I,
    record: impl Fn(R) -> Result<Option<Value>, ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut after = I::from_raw(i64::MIN);
    loop {
        let rows = page(tx, after, STEP)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = id(last);
        for row in rows {
            if let Some(record) = record(row)? {
                each(&record)?;
            }
        }
    }
}

/// Shows pages of tickets, oldest first.
fn ticket_pages(
    tx: &mut Tx<'_>,
    mut page: impl FnMut(&mut Tx<'_>, Vec<TicketRow>) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut at = Position::start(Order::CreatedUp);
    loop {
        let rows = ticket_walk(tx, &Lead::All, Order::CreatedUp, at, STEP)?.unwrap_or_default();
        let Some(last) = rows.last() else { return Ok(()) };
        at = at.behind(Order::CreatedUp, last);
        page(tx, rows)?;
    }
}

fn tickets(tx: &mut Tx<'_>, source: &Source<'_>, each: Each<'_>) -> Result<(), ArchiveError> {
    ticket_pages(tx, |tx, rows| {
        for ticket in tickets_compose(tx, source.app, rows, &READER, source.at)? {
            let mut record = line(&ticket)?;
            if let Some(fields) = record.as_object_mut() {
                fields.remove("actions");
            }
            let clocks = record.get_mut("clocks").and_then(Value::as_array_mut);
            for clock in clocks.into_iter().flatten().filter_map(Value::as_object_mut) {
                clock.remove("warned");
            }
            each(&record)?;
        }
        Ok(())
    })
}

fn messages(tx: &mut Tx<'_>, source: &Source<'_>, each: Each<'_>) -> Result<(), ArchiveError> {
    ticket_pages(tx, |tx, rows| {
        for ticket in rows {
            let mut after = None;
            loop {
                let page = messages_alone(tx, source.app, &ticket, &READER, (STEP, after, false))?;
                after = page.items.last().map(|message| message.id);
                for message in &page.items {
                    let mut record = line(message)?;
                    record["ticket"] = line(&ticket.id)?;
                    each(&record)?;
                }
                if page.next_cursor.is_none() {
                    break;
                }
            }
        }
        Ok(())
    })
}

/// A file of a message; uploads that nobody has sent yet are no records.
fn file(row: FileRow) -> Result<Option<Value>, ArchiveError> {
    if row.message.is_none() {
        return Ok(None);
    }
    Ok(Some(json!({
        "id": row.id, "ticket": row.ticket, "message": row.message, "name": row.name, "size": row.size,
        "sha256": data_encoding::HEXLOWER.encode(row.sha256.as_deref().unwrap_or_default()),
        "media_type": row.media_type, "path": file_path(&row), "created_at": row.created_at,
    })))
}

fn rating(row: RatingRow) -> Result<Option<Value>, ArchiveError> {
    let given = [
        (Dimension::Speed, row.speed),
        (Dimension::Expertise, row.expertise),
        (Dimension::Attitude, row.attitude),
        (Dimension::Efficiency, row.efficiency),
        (Dimension::Completeness, row.completeness),
    ];
    let dimensions: BTreeMap<Dimension, u8> = given
        .into_iter()
        .filter_map(|(dimension, score)| Some((dimension, score?)))
        .collect();
    Ok(Some(json!({
        "ticket": row.ticket, "score": row.score, "dimensions": dimensions, "comment": row.comment, "agent": row.agent,
        "team": row.team, "first_at": row.first_at, "updated_at": row.updated_at,
    })))
}

/// An entry of the log. Addresses and programs of callers are not exported.
fn event(row: EventRow) -> Result<Option<Value>, ArchiveError> {
    let subject = (row.subject != Subject::System).then(|| subject_text(row.subject));
    let what: Value = serde_json::from_str(&row.body).unwrap_or_else(|_| Value::String(row.body.clone()));
    Ok(Some(json!({
        "id": row.id, "at": row.at, "actor": {"id": row.actor.to_text()}, "origin": row.origin,
        "subject": {"kind": row.subject.parts().0, "id": subject}, "what": what,
        "hash": data_encoding::HEXLOWER.encode(&row.hash),
    })))
}

fn people(tx: &mut Tx<'_>, source: &Source<'_>, each: Each<'_>) -> Result<(), ArchiveError> {
    let mut after = PersonId::from_raw(i64::MIN);
    loop {
        let ids = person_after(tx, after, STEP)?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        let mut known = if source.contacts {
            persons_clear(tx, source.app, &ids)?
        } else {
            persons_masked(tx, source.app, &ids)?
        };
        for id in ids {
            if let Some(person) = known.remove(&id) {
                each(&line(&person)?)?;
            }
        }
    }
}

fn users(tx: &mut Tx<'_>, source: &Source<'_>, each: Each<'_>) -> Result<(), ArchiveError> {
    let mut after: Option<UserCursor> = None;
    loop {
        let page = users_read(tx, &source.app.keys, &READER, (after, STEP), source.at)?;
        for user in page.items {
            each(&user_record(user, source.contacts))?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn user_record(user: UserView, contacts: bool) -> Value {
    let email = user
        .email
        .map(|email| if contacts { email } else { mask_email(&email) });
    let own = user.custom_role;
    json!({
        "id": user.id, "name": user.name, "email": email, "language": user.language, "role": user.role,
        "custom_role": own.as_ref().map(|role| role.id), "custom_role_name": own.as_ref().map(|role| &role.name),
        "teams": user.teams, "signed_in_at": user.signed_in_at, "password_changed_at": user.password_changed_at,
        "second_factor_at": user.second_factor_at, "created_at": user.created_at, "updated_at": user.updated_at,
        "archived_at": user.archived_at, "version": user.version,
    })
}

fn teams(tx: &mut Tx<'_>, each: Each<'_>) -> Result<(), ArchiveError> {
    let mut after: Option<TeamId> = None;
    loop {
        let teams = teams_read(tx, after, STEP)?;
        let Some(last) = teams.last() else { return Ok(()) };
        after = Some(last.id);
        for team in &teams {
            each(&line(team)?)?;
        }
    }
}

/// The built-in roles without id, name and version, then those of the installation's own.
fn roles(tx: &mut Tx<'_>, each: Each<'_>) -> Result<(), ArchiveError> {
    for role in Role::ALL {
        let grants: BTreeMap<Permission, Scope> = role.grants().iter().collect();
        each(&json!({
            "id": null, "role": role, "name": null, "description": null, "grants": grants, "created_at": null,
            "updated_at": null, "archived_at": null, "version": null,
        }))?;
    }
    let mut after = (String::new(), RoleId::from_raw(i64::MIN));
    loop {
        let rows = role_list(tx, (&after.0, after.1), STEP)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = (last.name.clone(), last.id);
        for row in rows {
            let grants: Value = serde_json::from_str(&row.grants)
                .map_err(|error| AppError::Internal(format!("grants of a role: {error}")))?;
            each(&json!({
                "id": row.id, "role": row.base, "name": row.name, "description": row.description, "grants": grants,
                "created_at": row.created_at, "updated_at": row.updated_at, "archived_at": row.archived_at,
                "version": row.version,
            }))?;
        }
    }
}
