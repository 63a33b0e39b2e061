//! Putting a notification into the outbox.

use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{EventId, Id, JobId, MessageId, NotificationId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use touchstone_render::Notification;
use touchstone_store::Tx;
use touchstone_store::job::{NewJob, job_enqueue};
use touchstone_store::notification::{
    Delivery, Medium, NotificationRow, Recipient, RecipientKind, notification_insert,
};

use super::send::{ATTEMPTS, SEND_JOB};
use crate::core::{App, AppError, Cx};
use crate::keys::sealed_version;

/// What the content of the outbox is sealed under.
const PURPOSE: &str = "notification";

/// A notification about to be queued.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: Recipient,
    pub medium: Medium,
    pub ticket: Option<TicketId>,
    /// The event that causes it: it causes the same notification once, however often it is looked at.
    pub event: Option<EventId>,
    /// The message it tells of: how it stands is shown there, and the files of it belong to the letter.
    pub message: Option<MessageId>,
    pub language: Language,
    pub what: Notification,
}

/// The contact that a medium writes to.
pub fn contact_kind(medium: Medium) -> ContactKind {
    match medium {
        Medium::Email => ContactKind::Email,
        Medium::Sms => ContactKind::Phone,
    }
}

/// Queues a notification in the transaction of a command. `None` when its event has caused it before.
pub fn notification_queue(cx: &mut Cx<'_, '_>, letter: &Letter) -> Result<Option<NotificationId>, AppError> {
    let (id, job) = (cx.id(), cx.id());
    let added = notification_put(cx.tx, cx.app, letter, id, job, cx.now)?;
    Ok(added.then_some(id))
}

/// The same for readers of the event log, which bring their own ids.
pub(crate) fn notification_put(
    tx: &mut Tx<'_>,
    app: &App,
    letter: &Letter,
    id: NotificationId,
    job: JobId,
    now: Timestamp,
) -> Result<bool, AppError> {
    put(tx, app, letter, &Placed::at(now), (id, job), now)
}

/// How a letter stands among others, and when it goes.
pub(super) struct Placed {
    pub(super) burst_until: Option<Timestamp>,
    pub(super) gathers: bool,
    pub(super) part_of: Option<NotificationId>,
    pub(super) goes: Timestamp,
}

impl Placed {
    /// For itself.
    pub(super) fn at(goes: Timestamp) -> Self {
        Self {
            burst_until: None,
            gathers: false,
            part_of: None,
            goes,
        }
    }
}

/// How a letter that is made now stands.
pub(super) fn state_of(app: &App, medium: Medium) -> Delivery {
    if medium == Medium::Email && app.outgoing.is_there() {
        Delivery::Queued
    } else {
        Delivery::Held
    }
}

pub(super) fn put(
    tx: &mut Tx<'_>,
    app: &App,
    letter: &Letter,
    placed: &Placed,
    (id, job): (NotificationId, JobId),
    now: Timestamp,
) -> Result<bool, AppError> {
    let state = state_of(app, letter.medium);
    let params = sealed(app, id, &letter.what)?;
    let row = NotificationRow {
        id,
        event: letter.event,
        ticket: letter.ticket,
        recipient: RecipientKind::Person,
        recipient_id: 0,
        channel: letter.medium,
        template: letter.what.template().to_owned(),
        language: letter.language,
        key_version: sealed_version(&params),
        params,
        state,
        attempts: 0,
        problem: (state == Delivery::Held).then(|| "no_means".to_owned()),
        created_at: now,
        settled_at: None,
        sent_to: None,
        status: None,
        message: letter.message,
        burst_until: placed.burst_until,
        gathers: placed.gathers,
        part_of: placed.part_of,
    }
    .written_to(letter.to);
    let added = notification_insert(tx, &row)?;
    if added && state == Delivery::Queued && placed.part_of.is_none() {
        let job = NewJob {
            id: job,
            kind: SEND_JOB,
            payload: payload(id, placed.burst_until.filter(|_| placed.gathers)),
            run_at: placed.goes,
            attempts_at_most: ATTEMPTS,
        };
        job_enqueue(tx, &job, now)?;
    }
    Ok(added)
}

/// What the job that sends it is given; of a letter that gathers others, with when its burst is over.
pub(super) fn payload(id: NotificationId, burst_until: Option<Timestamp>) -> String {
    serde_json::json!({ "notification": id, "burst_until": burst_until }).to_string()
}

/// Bound to the notification's id: content cannot be moved to another person's row.
pub(crate) fn letter_purpose(id: NotificationId) -> String {
    format!("{PURPOSE}:{}", id.raw())
}

fn sealed(app: &App, id: NotificationId, what: &Notification) -> Result<Vec<u8>, AppError> {
    let plain = serde_json::to_vec(what)
        .map_err(|error| AppError::Internal(format!("notification cannot be kept: {error}")))?;
    Ok(app.keys.seal_system(&letter_purpose(id), &plain))
}

/// The content of a notification.
pub(super) fn opened(app: &App, row: &NotificationRow) -> Result<Notification, AppError> {
    let plain = app
        .keys
        .open_system(&letter_purpose(row.id), &row.params)
        .map_err(|error| AppError::Internal(format!("notification {} does not open: {error}", row.id)))?;
    serde_json::from_slice(&plain)
        .map_err(|error| AppError::Internal(format!("notification {} cannot be read: {error}", row.id)))
}
