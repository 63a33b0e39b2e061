//! One batch of what is over: looked at, and in a real run destroyed. A hold is asked about at the moment of destroying.

use touchstone_domain::event::{EventBody, Subject, SubjectKind};
use touchstone_domain::id::{EventId, Id, NotificationId, PersonId, TicketId, first_at};
use touchstone_domain::privacy::PrivacyPhase;
use touchstone_domain::retention::{Kept, RetentionAct, RetentionClass, RetentionMode, RetentionRules};
use touchstone_store::hold::{holds_over_person, holds_over_ticket};
use touchstone_store::person::{person_by_id, person_lock};
use touchstone_store::privacy_request::privacy_of_person;
use touchstone_store::retention::{self as rows, ArchivedRow, CountRow, RunRow, SampleRow};

use crate::core::{AppError, Cx};
use crate::privacy::{Holds, person_destroy, standing};

/// Tickets, letters or traces of a batch: few enough that nobody waits long for the writer.
const BATCH: u32 = 50;
/// Of each class so many are shown.
const SAMPLES: i64 = 10;
/// Other tickets of a person that are looked at.
const OTHERS: u32 = 200;

/// A run on its way.
pub(super) struct Walk<'a> {
    pub(super) rules: &'a RetentionRules,
    pub(super) run: &'a mut RunRow,
}

fn none(class: RetentionClass) -> CountRow {
    CountRow {
        class,
        found: 0,
        held: 0,
        bytes: 0,
        people: 0,
    }
}

impl Walk<'_> {
    fn real(&self) -> bool {
        self.run.mode == RetentionMode::Real
    }

    /// Counts one more, and keeps it to be shown while it is among the first.
    fn note(&self, cx: &mut Cx<'_, '_>, count: &CountRow, sample: SampleRow) -> Result<(), AppError> {
        let before = rows::counts(cx.tx, self.run.id)?;
        let known = before.iter().find(|known| known.class == count.class);
        if count.found > 0 && known.is_none_or(|known| known.found < SAMPLES) {
            rows::sample_add(cx.tx, self.run.id, &sample)?;
        }
        Ok(rows::count_add(cx.tx, self.run.id, count)?)
    }
}

fn kept(row: &ArchivedRow, held: bool) -> Kept {
    Kept {
        kind: row.kind,
        close_reason: row.close_reason,
        archived_at: row.archived_at,
        held,
    }
}

fn ticket_held(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<bool, AppError> {
    Ok(!standing(holds_over_ticket(cx.tx, id)?, cx.now).is_empty())
}

fn person_held(cx: &mut Cx<'_, '_>, id: PersonId) -> Result<bool, AppError> {
    Ok(!standing(holds_over_person(cx.tx, id)?, cx.now).is_empty())
}

/// The next requests; whether there may be more.
pub(super) fn tickets(cx: &mut Cx<'_, '_>, walk: &mut Walk<'_>) -> Result<bool, AppError> {
    let until = walk.rules.ticket_cutoff(walk.run.at);
    let place = (walk.run.place_at, walk.run.place_id);
    let found = rows::archived_walk(cx.tx, until, place, BATCH)?;
    let more = found.len() == BATCH as usize;
    for row in found {
        walk.run.place_at = row.archived_at.map_or(i64::MIN, |at| at.as_micros());
        walk.run.place_id = row.id.raw();
        ticket(cx, walk, row)?;
    }
    Ok(more)
}

fn ticket(cx: &mut Cx<'_, '_>, walk: &Walk<'_>, row: ArchivedRow) -> Result<(), AppError> {
    let row = if walk.real() {
        // People before their tickets, as erasing them does it.
        person_lock(cx.tx, row.requester)?;
        match rows::archived_lock(cx.tx, row.id)? {
            Some(row) => row,
            None => return Ok(()),
        }
    } else {
        row
    };
    let Some((class, act)) = walk.rules.judge(&kept(&row, false), walk.run.at) else {
        return Ok(());
    };
    let sample = SampleRow {
        class,
        subject: row.id.raw(),
        at: row.archived_at.unwrap_or(walk.run.at),
    };
    let mut count = none(class);
    if ticket_held(cx, row.id)? {
        count.held = 1;
        return walk.note(cx, &count, sample);
    }
    (count.found, count.bytes) = (1, rows::ticket_file_bytes(cx.tx, row.id)?);
    let last = act == RetentionAct::TextsAndPerson && person_left(cx, walk, &row)?;
    count.people = i64::from(last);
    if walk.real() {
        rows::ticket_retire(cx.tx, row.id, cx.now)?;
        let policy = walk.run.policy;
        cx.emit(
            Subject::Ticket(row.id),
            EventBody::TicketRetired { class, policy },
        )?;
        if last {
            person_destroy(cx, row.requester, "", Holds::Heeded)?;
        }
    }
    walk.note(cx, &count, sample)
}

/// Whether nothing else keeps the person of a ticket that goes: no other ticket but such as went before it in this run, no
/// hold, no privacy request that waits.
fn person_left(cx: &mut Cx<'_, '_>, walk: &Walk<'_>, row: &ArchivedRow) -> Result<bool, AppError> {
    let person = person_by_id(cx.tx, row.requester)?;
    if person.is_none_or(|person| person.data_key.is_none()) || person_held(cx, row.requester)? {
        return Ok(false);
    }
    let asked = privacy_of_person(cx.tx, row.requester, None, OTHERS)?;
    if asked
        .iter()
        .any(|request| request.state.phase() == PrivacyPhase::Open)
    {
        return Ok(false);
    }
    let others = rows::ticket_kept_others(cx.tx, row.requester, row.id, OTHERS)?;
    if others.len() == OTHERS as usize {
        return Ok(false);
    }
    let place = (row.archived_at, row.id);
    Ok(others.iter().all(|other| {
        let over = walk.rules.judge(&kept(other, false), walk.run.at).is_some();
        over && (other.archived_at, other.id) < place
    }))
}

/// The next letters; whether there may be more.
pub(super) fn letters(cx: &mut Cx<'_, '_>, walk: &mut Walk<'_>) -> Result<bool, AppError> {
    let class = RetentionClass::Letter;
    let before: NotificationId = first_at(walk.rules.cutoff(class, walk.run.at));
    let found = rows::letter_walk(cx.tx, walk.run.place_id, before, BATCH)?;
    let more = found.len() == BATCH as usize;
    for row in found {
        walk.run.place_id = row.id.raw();
        let held = match (row.ticket, row.person) {
            (Some(ticket), _) => ticket_held(cx, ticket)?,
            (None, Some(person)) => person_held(cx, person)?,
            (None, None) => false,
        };
        let count = CountRow {
            found: i64::from(!held),
            held: i64::from(held),
            ..none(class)
        };
        if !held && walk.real() {
            rows::letter_delete(cx.tx, row.id)?;
        }
        let sample = SampleRow {
            class,
            subject: row.id.raw(),
            at: row.created_at,
        };
        walk.note(cx, &count, sample)?;
    }
    Ok(more)
}

/// The next addresses and programs of calls; whether there may be more.
pub(super) fn traces(cx: &mut Cx<'_, '_>, walk: &mut Walk<'_>) -> Result<bool, AppError> {
    let class = RetentionClass::Trace;
    let before: EventId = first_at(walk.rules.cutoff(class, walk.run.at));
    let found = rows::trace_walk(cx.tx, walk.run.place_id, before, BATCH)?;
    let more = found.len() == BATCH as usize;
    for row in found {
        walk.run.place_id = row.event_id.raw();
        let held = match row.subject_kind {
            SubjectKind::Ticket => ticket_held(cx, TicketId::from_raw(row.subject))?,
            SubjectKind::Person => person_held(cx, PersonId::from_raw(row.subject))?,
            _ => false,
        };
        let count = CountRow {
            found: i64::from(!held),
            held: i64::from(held),
            ..none(class)
        };
        if !held && walk.real() {
            rows::trace_delete(cx.tx, row.event_id)?;
        }
        let sample = SampleRow {
            class,
            subject: row.event_id.raw(),
            at: row.at,
        };
        walk.note(cx, &count, sample)?;
    }
    Ok(more)
}
