//! Legal holds on a person or on one ticket.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject, SubjectKind};
use touchstone_domain::id::{Id, PersonId, TicketId, UserId};
use touchstone_domain::text::REASON;
use touchstone_domain::time::Timestamp;
use touchstone_store::hold::{HoldRow, hold_delete, hold_save, holds_over_person, holds_over_ticket};
use touchstone_store::person::person_by_id;
use touchstone_store::ticket::ticket_by_id;
use touchstone_store::{Lane, Tx};

use crate::account::input::{Checks, text_required};
use crate::core::{App, AppError, Call, Caller, FieldError, HeldBy};

/// What a hold is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldOn {
    Person(PersonId),
    Ticket(TicketId),
}

/// Why data must be kept, and until when; without an end, until the hold is lifted.
#[derive(Debug, Clone)]
pub struct HoldInput {
    pub reason: String,
    pub until: Option<Timestamp>,
}

/// A hold as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub on: HoldOn,
    pub reason: String,
    pub placed_by: UserId,
    pub placed_at: Timestamp,
    pub until: Option<Timestamp>,
}

impl HoldOn {
    fn parts(self) -> (SubjectKind, i64) {
        self.subject().parts()
    }

    fn subject(self) -> Subject {
        match self {
            Self::Person(id) => Subject::Person(id),
            Self::Ticket(id) => Subject::Ticket(id),
        }
    }

    fn found(self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        let (found, what) = match self {
            Self::Person(id) => (person_by_id(tx, id)?.is_some(), "person"),
            Self::Ticket(id) => (ticket_by_id(tx, id)?.is_some(), "ticket"),
        };
        found.then_some(()).ok_or(AppError::NotFound { what })
    }
}

impl std::fmt::Display for HoldOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(id) => id.fmt(f),
            Self::Ticket(id) => id.fmt(f),
        }
    }
}

/// Places a hold, or replaces the one that stands there.
pub async fn hold_place(app: &App, call: &Call, on: HoldOn, input: HoldInput) -> Result<Hold, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let mut checks = Checks::default();
    let reason = checks.take(text_required("reason", &input.reason, REASON));
    if input.until.is_some_and(|until| until <= now) {
        let _: Option<()> = checks.take(Err(FieldError::new("until", "in_the_past")));
    }
    checks.finish()?;
    let (reason, until) = (reason.unwrap_or_default(), input.until);
    app.command(call, move |cx| {
        cx.actor().holds(Permission::PrivacyManage)?;
        on.found(cx.tx)?;
        let (subject_kind, subject) = on.parts();
        let row = HoldRow {
            subject_kind,
            subject,
            reason: reason.clone(),
            placed_by: cx.actor().user()?.id,
            placed_at: cx.now,
            until,
        };
        hold_save(cx.tx, &row)?;
        cx.emit(on.subject(), EventBody::HoldPlaced { until })?;
        Ok(read(row))
    })
    .await
}

/// Lifts the hold on a person or ticket.
pub async fn hold_lift(app: &App, call: &Call, on: HoldOn) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::PrivacyManage)?;
        let (kind, subject) = on.parts();
        if !hold_delete(cx.tx, kind, subject)? {
            return Err(AppError::NotFound { what: "hold" });
        }
        cx.emit(on.subject(), EventBody::HoldLifted)?;
        Ok(())
    })
    .await
}

/// Holds that stand over a person (their tickets' included) or over a ticket (its requester's included).
pub async fn hold_list(app: &App, caller: &Caller, on: HoldOn) -> Result<Vec<Hold>, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        on.found(tx)?;
        holds_over(tx, on, now)
    })
    .await
}

pub(super) fn holds_over(tx: &mut Tx<'_>, on: HoldOn, now: Timestamp) -> Result<Vec<Hold>, AppError> {
    let rows = match on {
        HoldOn::Person(id) => holds_over_person(tx, id)?,
        HoldOn::Ticket(id) => holds_over_ticket(tx, id)?,
    };
    Ok(rows
        .into_iter()
        .filter(|row| stands(row, now))
        .map(read)
        .collect())
}

fn stands(row: &HoldRow, now: Timestamp) -> bool {
    row.until.is_none_or(|until| now < until)
}

fn read(row: HoldRow) -> Hold {
    let on = match row.subject_kind {
        SubjectKind::Ticket => HoldOn::Ticket(TicketId::from_raw(row.subject)),
        _ => HoldOn::Person(PersonId::from_raw(row.subject)),
    };
    Hold {
        on,
        reason: row.reason,
        placed_by: row.placed_by,
        placed_at: row.placed_at,
        until: row.until,
    }
}

/// Those of these holds that stand now, as a refusal names them.
pub(crate) fn standing(rows: Vec<HoldRow>, now: Timestamp) -> Vec<HeldBy> {
    rows.into_iter()
        .filter(|row| stands(row, now))
        .map(read)
        .map(|hold| HeldBy {
            subject: hold.on.to_string(),
            reason: hold.reason,
            until: hold.until,
        })
        .collect()
}
