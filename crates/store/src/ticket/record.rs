//! The facts of one ticket.

use touchstone_domain::category::CategoryPath;
use touchstone_domain::clock::Rest;
use touchstone_domain::id::{PersonId, StandardId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::stage::Stage;
use touchstone_domain::ticket::{Facts, Impact, TicketState, Urgency};
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{Locked, Row, StoreError, Tx, sql, sql_lock};

/// A ticket without its texts: the state that rules decide on, and what is kept beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketRow {
    pub id: TicketId,
    pub number: i64,
    pub requester: PersonId,
    pub language: Language,
    /// The urgency the requester claimed.
    pub claimed_urgency: Option<Urgency>,
    /// The impact the requester claimed.
    pub claimed_impact: Option<Impact>,
    pub standard: StandardId,
    /// The closed ticket that this one continues.
    pub follows: Option<TicketId>,
    /// 1 (highest) to 5.
    pub priority: u8,
    /// Sorted, each once.
    pub tags: Vec<String>,
    pub state: TicketState,
    /// The nearest instant at which a running clock breaches; [`Timestamp::MAX`] when none runs.
    pub due_at: Timestamp,
    /// Version after the last public message.
    pub public_version: i64,
    pub version: i64,
    pub updated_at: Timestamp,
}

sql!(TICKET_BY_ID = concat!("SELECT ", columns!(), " FROM ticket WHERE id = ?1"));
sql!(TICKET_OF =
    sqlite concat!("SELECT ", columns!(), " FROM ticket WHERE id IN (SELECT value FROM json_each(?1))"),
    postgres concat!("SELECT ", columns!(), " FROM ticket
        WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))"));
sql!(TICKET_BY_NUMBER = concat!("SELECT ", columns!(), " FROM ticket WHERE number = ?1"));
sql_lock!(TICKET_LOCK = concat!("SELECT ", columns!(), " FROM ticket WHERE id = ?1"));
sql!(TICKET_FOLLOWER = "SELECT id FROM ticket WHERE follows = ?1 ORDER BY id DESC LIMIT 1");

impl TicketRow {
    /// The tags as they are kept.
    pub(super) fn tags_text(&self) -> String {
        serde_json::Value::from(self.tags.as_slice()).to_string()
    }

    /// The rests as they are kept: `[[stage, from, to], …]`.
    pub(super) fn rests_text(&self) -> String {
        let stay = |rest: &Rest| serde_json::json!([rest.stage, rest.from.as_micros(), rest.to.as_micros()]);
        serde_json::Value::from_iter(self.state.rests.iter().map(stay)).to_string()
    }

    /// Key of the order of work: open before closed, then priority, then age. Priority takes the bits above 2^52 µs,
    /// which a time reaches in the year 2112.
    pub fn work_order(&self) -> i64 {
        let rank = i64::from(self.priority) + if self.state.stage.is_closed() { 8 } else { 0 };
        (rank << 52) + self.state.received_at.as_micros().clamp(0, (1 << 52) - 1)
    }

    /// Reads the columns of [`columns!`], in their order.
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let (id, number) = (row.get("id")?, row.get("number")?);
        let (requester, language) = (row.get("requester")?, row.get("language")?);
        let (claimed_urgency, claimed_impact) = (row.get("claimed_urgency")?, row.get("claimed_impact")?);
        let (standard, follows) = (row.get("standard")?, row.get("follows")?);
        let facts = facts(row)?;
        let (priority, tags) = (row.get("priority")?, tags(row)?);
        Ok(Self {
            id,
            number,
            requester,
            language,
            claimed_urgency,
            claimed_impact,
            standard,
            follows,
            priority,
            tags,
            state: state(row, facts)?,
            due_at: row.get("due_at")?,
            public_version: row.get("public_version")?,
            version: row.get("version")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

pub(super) fn facts(row: &Row<'_>) -> Result<Facts, StoreError> {
    Ok(Facts {
        channel: row.get("channel")?,
        kind: row.get("kind")?,
        category: category(row)?,
        urgency: row.get("urgency")?,
        impact: row.get("impact")?,
        class: row.get("class")?,
        tier: row.get("tier")?,
    })
}

fn category(row: &Row<'_>) -> Result<Option<CategoryPath>, StoreError> {
    let text: Option<String> = row.get("category")?;
    text.map(|text| {
        text.parse()
            .map_err(|_| StoreError::value("category", "not a category"))
    })
    .transpose()
}

pub(super) fn tags(row: &Row<'_>) -> Result<Vec<String>, StoreError> {
    let text: String = row.get("tags")?;
    if text == "[]" {
        return Ok(Vec::new());
    }
    serde_json::from_str(&text).map_err(|error| StoreError::value("tags", error.to_string()))
}

fn rests(row: &Row<'_>) -> Result<Vec<Rest>, StoreError> {
    let text: String = row.get("rests")?;
    if text == "[]" {
        return Ok(Vec::new());
    }
    let stays: Vec<(Stage, i64, i64)> =
        serde_json::from_str(&text).map_err(|error| StoreError::value("rests", error.to_string()))?;
    let rest = |(stage, from, to)| Rest {
        stage,
        from: Timestamp::from_micros(from),
        to: Timestamp::from_micros(to),
    };
    Ok(stays.into_iter().map(rest).collect())
}

fn state(row: &Row<'_>, facts: Facts) -> Result<TicketState, StoreError> {
    Ok(TicketState {
        facts,
        stage: row.get("stage")?,
        stage_since: row.get("stage_since")?,
        owner: row.get("owner")?,
        assignee: row.get("assignee")?,
        team: row.get("team")?,
        received_at: row.get("created_at")?,
        accepted_at: row.get("accepted_at")?,
        assessed_at: row.get("assessed_at")?,
        started_at: row.get("started_at")?,
        first_reply_at: row.get("first_reply_at")?,
        replies: row.get("replies")?,
        unanswered_since: row.get("unanswered_since")?,
        resolved_at: row.get("resolved_at")?,
        confirmed_at: row.get("confirmed_at")?,
        confirmed_by: row.get("confirmed_by")?,
        archived_at: row.get("archived_at")?,
        close_reason: row.get("close_reason")?,
        merged_into: row.get("merged_into")?,
        objections: row.get("objections")?,
        reopened: row.get("reopened")?,
        rests: rests(row)?,
        held_requester: row.get("held_requester")?,
        held_third_party: row.get("held_third_party")?,
        wait_until: row.get("wait_until")?,
        reminders: row.get("reminders")?,
        reminded_at: row.get("reminded_at")?,
        escalated_at: row.get("escalated_at")?,
    })
}

/// The ticket of this id.
pub fn ticket_by_id(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<TicketRow>, StoreError> {
    tx.query_one(&TICKET_BY_ID, &[&id], TicketRow::from_row)
}

/// Several tickets in one read, in no order.
pub fn ticket_of(tx: &mut Tx<'_>, ids: &[TicketId]) -> Result<Vec<TicketRow>, StoreError> {
    tx.query(&TICKET_OF, &[&id_array(ids)], TicketRow::from_row)
}

/// The ticket of this number.
pub fn ticket_by_number(tx: &mut Tx<'_>, number: i64) -> Result<Option<TicketRow>, StoreError> {
    tx.query_one(&TICKET_BY_NUMBER, &[&number], TicketRow::from_row)
}

/// Holds a ticket for a change of it or of anything that belongs to it.
pub fn ticket_lock(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<Locked<TicketRow>>, StoreError> {
    Ok(tx
        .query_one(&TICKET_LOCK, &[&id], TicketRow::from_row)?
        .map(Locked::new))
}

/// The newest ticket that continues this one.
pub fn ticket_follower(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<TicketId>, StoreError> {
    tx.query_one(&TICKET_FOLLOWER, &[&id], |row| row.get("id"))
}
