//! The outbox: what people are to be told, and whether it reached the mail server.
//!
//! Holds no address and no wording: both are made when a notification is sent or looked at.

use touchstone_domain::codes;
use touchstone_domain::id::{EventId, Id, MessageId, NotificationId, PersonId, TicketId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use crate::{FromValue, Locked, StoreError, ToValue, Tx, Value, record, sql, sql_list, sql_lock};

codes! {
    /// By what means a person is reached.
    pub enum Medium ("medium") {
        Email = "email",
        Sms = "sms",
    }
}

codes! {
    /// Where a notification stands. `held` waits for a means of sending to be configured.
    pub enum Delivery ("delivery") {
        Queued = "queued",
        Sent = "sent",
        Failed = "failed",
        Held = "held",
        /// A mail server said that it did not arrive.
        Bounced = "bounced",
        /// Not sent: its address is written to no more.
        Suppressed = "suppressed",
    }
}

codes! {
    /// What kind of record somebody who is written to has.
    pub enum RecipientKind ("recipient kind") {
        Person = "person",
        User = "user",
    }
}

/// Who is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// A requester.
    Person(PersonId),
    /// A member of staff.
    User(UserId),
}

impl Recipient {
    /// Whom a row names.
    pub(crate) fn from_parts(kind: RecipientKind, id: i64) -> Self {
        match kind {
            RecipientKind::Person => Self::Person(PersonId::from_raw(id)),
            RecipientKind::User => Self::User(UserId::from_raw(id)),
        }
    }

    /// What a row names them by.
    pub fn parts(self) -> (RecipientKind, i64) {
        match self {
            Self::Person(id) => (RecipientKind::Person, id.raw()),
            Self::User(id) => (RecipientKind::User, id.raw()),
        }
    }
}

macro_rules! kept_as_text {
    ($($code:ty),+) => {$(
        impl ToValue for $code {
            fn to_value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }
        impl FromValue for $code {
            fn from_value(value: Value<'_>) -> Result<Self, String> {
                match value {
                    Value::Text(text) => text.parse().map_err(|error| format!("{error}")),
                    _ => Err("expected a code".to_owned()),
                }
            }
        }
    )+};
}

kept_as_text!(Medium, Delivery, RecipientKind);

record! {
    /// A notification.
    pub struct NotificationRow {
        pub id: NotificationId,
        /// The event that caused it; one event causes each notification once.
        pub event: Option<EventId>,
        pub ticket: Option<TicketId>,
        /// See [`NotificationRow::to`].
        pub recipient: RecipientKind,
        pub recipient_id: i64,
        pub channel: Medium,
        pub template: String,
        pub language: Language,
        /// Sealed.
        pub params: Vec<u8>,
        /// Version of the key it is sealed with.
        pub key_version: u32,
        pub state: Delivery,
        pub attempts: u32,
        /// Code of what went wrong last; never the server's words, which repeat addresses.
        pub problem: Option<String>,
        pub created_at: Timestamp,
        pub settled_at: Option<Timestamp>,
        /// Keyed hash of the address it was written to.
        pub sent_to: Option<Vec<u8>>,
        /// What a mail server said when it came back (RFC 3463).
        pub status: Option<String>,
        /// The message it tells of.
        pub message: Option<MessageId>,
        /// Of an answer: until when others follow it together.
        pub burst_until: Option<Timestamp>,
        /// It has not gone yet, and others may join it.
        pub gathers: bool,
        /// The letter that carries this one, which is never sent for itself.
        pub part_of: Option<NotificationId>,
    }
}

impl NotificationRow {
    /// Who is written to.
    pub fn to(&self) -> Recipient {
        Recipient::from_parts(self.recipient, self.recipient_id)
    }

    /// Makes it a notification to somebody.
    #[must_use]
    pub fn written_to(mut self, to: Recipient) -> Self {
        (self.recipient, self.recipient_id) = to.parts();
        self
    }
}

macro_rules! columns {
    () => {
        "id, event, ticket, recipient, person AS recipient_id, channel, template, language, params, key_version, state, attempts,
         problem, created_at, settled_at, sent_to, status, message, burst_until, gathers, part_of"
    };
}

sql!(NOTIFICATION_INSERT =
    "INSERT INTO notification (id, event, ticket, recipient, person, channel, template, language, params, state,
                               attempts, problem, created_at, settled_at, key_version, message, burst_until, gathers, part_of)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
     ON CONFLICT (event, template, channel) WHERE event IS NOT NULL DO NOTHING");
sql_lock!(NOTIFICATION_LOCK = concat!("SELECT ", columns!(), " FROM notification WHERE id = ?1"));
sql!(NOTIFICATION_BY_ID = concat!("SELECT ", columns!(), " FROM notification WHERE id = ?1"));
sql!(
    NOTIFICATION_SAVE =
        "UPDATE notification SET state = ?2, attempts = ?3, problem = ?4, settled_at = ?5, sent_to = ?6, status = ?7,
            gathers = ?8
         WHERE id = ?1 OR part_of = ?1"
);
sql!(NOTIFICATION_HASTEN = "UPDATE notification SET burst_until = ?2 WHERE id = ?1");
sql_list!(
    NOTIFICATION_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM notification WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    NOTIFICATION_LIST_OF_STATE = concat!(
        "SELECT ",
        columns!(),
        " FROM notification WHERE state = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    NOTIFICATION_LIST_OF_TICKET = concat!(
        "SELECT ",
        columns!(),
        " FROM notification WHERE ticket = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);

sql_list!(
    NOTIFICATION_LIST_OF_PERSON = concat!(
        "SELECT ",
        columns!(),
        " FROM notification WHERE person = ?3 AND recipient = 'person' AND id < ?1
         ORDER BY id DESC LIMIT ?2"
    )
);

sql_lock!(
    ANSWER_LAST_LOCK = concat!(
        "SELECT ",
        columns!(),
        " FROM notification WHERE ticket = ?1 AND burst_until IS NOT NULL
         ORDER BY burst_until DESC, id DESC LIMIT 1"
    )
);
sql_list!(
    NOTIFICATION_PARTS = concat!(
        "SELECT ",
        columns!(),
        " FROM notification WHERE part_of = ?1 ORDER BY id LIMIT ?2"
    )
);
sql_list!(
    NOTIFICATION_OF_MESSAGES = "SELECT message, state FROM notification
     WHERE ticket = ?1 AND message IS NOT NULL AND message >= ?2 ORDER BY message LIMIT ?3"
);

sql_list!(
    NOTIFICATION_HELD = "SELECT id FROM notification WHERE state = 'held' AND channel = 'email' AND id > ?1
     ORDER BY id LIMIT ?2"
);

/// Adds a notification. False when its event has caused it before.
pub fn notification_insert(tx: &mut Tx<'_>, row: &NotificationRow) -> Result<bool, StoreError> {
    let added = tx.execute(
        &NOTIFICATION_INSERT,
        &[
            &row.id,
            &row.event,
            &row.ticket,
            &row.recipient,
            &row.recipient_id,
            &row.channel,
            &row.template,
            &row.language,
            &row.params,
            &row.state,
            &row.attempts,
            &row.problem,
            &row.created_at,
            &row.settled_at,
            &row.key_version,
            &row.message,
            &row.burst_until,
            &row.gathers,
            &row.part_of,
        ],
    )?;
    Ok(added == 1)
}

/// The notification of this id.
pub fn notification_by_id(
    tx: &mut Tx<'_>,
    id: NotificationId,
) -> Result<Option<NotificationRow>, StoreError> {
    tx.query_one(&NOTIFICATION_BY_ID, &[&id], NotificationRow::from_row)
}

/// Holds a notification for a change of its state.
pub fn notification_lock(
    tx: &mut Tx<'_>,
    id: NotificationId,
) -> Result<Option<Locked<NotificationRow>>, StoreError> {
    Ok(tx
        .query_one(&NOTIFICATION_LOCK, &[&id], NotificationRow::from_row)?
        .map(Locked::new))
}

/// Holds the last letter with an answer to the requester of a ticket, of those that carry others or may.
pub fn answer_last_lock(
    tx: &mut Tx<'_>,
    ticket: TicketId,
) -> Result<Option<Locked<NotificationRow>>, StoreError> {
    Ok(tx
        .query_one(&ANSWER_LAST_LOCK, &[&ticket], NotificationRow::from_row)?
        .map(Locked::new))
}

/// What a letter carries beside its own, in the order it was written.
pub fn notification_parts(
    tx: &mut Tx<'_>,
    id: NotificationId,
    limit: u32,
) -> Result<Vec<NotificationRow>, StoreError> {
    tx.query(&NOTIFICATION_PARTS, &[&id, &limit], NotificationRow::from_row)
}

/// How the letters about messages of a ticket stand, from one message on.
pub fn notification_of_messages(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    from: MessageId,
    limit: u32,
) -> Result<Vec<(MessageId, Delivery)>, StoreError> {
    tx.query(&NOTIFICATION_OF_MESSAGES, &[&ticket, &from, &limit], |row| {
        Ok((row.get("message")?, row.get("state")?))
    })
}

/// Saves what became of it, and so of what it carries.
pub fn notification_save(tx: &mut Tx<'_>, row: &Locked<NotificationRow>) -> Result<(), StoreError> {
    tx.execute(
        &NOTIFICATION_SAVE,
        &[
            &row.id,
            &row.state,
            &row.attempts,
            &row.problem,
            &row.settled_at,
            &row.sent_to,
            &row.status,
            &row.gathers,
        ],
    )?;
    Ok(())
}

/// Saves that the burst of a letter is over earlier.
pub fn notification_hasten(tx: &mut Tx<'_>, row: &Locked<NotificationRow>) -> Result<(), StoreError> {
    tx.execute(&NOTIFICATION_HASTEN, &[&row.id, &row.burst_until])?;
    Ok(())
}

/// What the outbox is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OutboxOf {
    #[default]
    Everything,
    State(Delivery),
    Ticket(TicketId),
    Person(PersonId),
}

/// The outbox before one entry, newest first.
pub fn notification_list(
    tx: &mut Tx<'_>,
    of: &OutboxOf,
    before: Option<NotificationId>,
    limit: u32,
) -> Result<Vec<NotificationRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    let row = NotificationRow::from_row;
    match of {
        OutboxOf::Everything => tx.query(&NOTIFICATION_LIST, &[&before, &limit], row),
        OutboxOf::State(state) => tx.query(&NOTIFICATION_LIST_OF_STATE, &[&before, &limit, state], row),
        OutboxOf::Person(id) => tx.query(&NOTIFICATION_LIST_OF_PERSON, &[&before, &limit, id], row),
        OutboxOf::Ticket(id) => tx.query(&NOTIFICATION_LIST_OF_TICKET, &[&before, &limit, id], row),
    }
}

/// Ids of the letters that wait for a mail server, oldest first, after one.
pub fn notification_held(
    tx: &mut Tx<'_>,
    after: NotificationId,
    limit: u32,
) -> Result<Vec<NotificationId>, StoreError> {
    tx.query(&NOTIFICATION_HELD, &[&after, &limit], |row| row.get("id"))
}
