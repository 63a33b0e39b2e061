//! Tickets that a condition holds for. Constant SQL narrows by the box around the condition ([`Cover`]), the condition itself
//! is asked of each row that is left: so it holds here for exactly the tickets it holds for anywhere else.
//!
//! Tickets are walked by number, newest first, some thousand numbers at a time: numbers are dense, so every step costs about
//! the same however few tickets match, and whoever walks can stop between two.

use std::collections::HashSet;

use touchstone_domain::access::Place;
use touchstone_domain::condition::{Condition, Cover, Fact, Sheet};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::stage::Stage;
use touchstone_domain::ticket::Facts;
use touchstone_domain::time::Timestamp;

use super::TicketRow;
use super::record::{facts, tags};
use crate::user::id_array;
use crate::{Row, StoreError, Tx, sql, sql_list};

/// Numbers of one step.
const STEP: i64 = 4_000;

sql!(TICKET_NUMBER_UP_TO = "SELECT MAX(number) AS number FROM ticket WHERE number <= ?1");
sql_list!(
    TICKET_MATCHING =
        "SELECT id, number, language, channel, kind, category, urgency, impact, class, tier, priority, tags,
            stage, owner, assignee, team, created_at, escalated_at
     FROM ticket
     WHERE number <= ?1 AND number > ?2 AND created_at >= ?3 AND created_at <= ?4
        AND (CAST(?5 AS TEXT) IS NULL OR CAST(?5 AS TEXT) LIKE '%,' || kind || ',%')
        AND (CAST(?6 AS TEXT) IS NULL OR CAST(?6 AS TEXT) LIKE '%,' || channel || ',%')
        AND (CAST(?7 AS TEXT) IS NULL OR CAST(?7 AS TEXT) LIKE '%,' || language || ',%')
        AND (CAST(?8 AS TEXT) IS NULL OR CAST(?8 AS TEXT) LIKE '%,' || urgency || ',%')
        AND (CAST(?9 AS TEXT) IS NULL OR CAST(?9 AS TEXT) LIKE '%,' || impact || ',%')
        AND (CAST(?10 AS TEXT) IS NULL OR CAST(?10 AS TEXT) LIKE '%,' || CAST(priority AS TEXT) || ',%')
        AND (CAST(?11 AS TEXT) IS NULL OR CAST(?11 AS TEXT) LIKE '%,' || class || ',%')
        AND (CAST(?12 AS TEXT) IS NULL OR CAST(?12 AS TEXT) LIKE '%,' || tier || ',%')
        AND (CAST(?13 AS TEXT) IS NULL OR CAST(?13 AS TEXT) LIKE '%,' || stage || ',%')
        AND (CAST(?14 AS TEXT) IS NULL OR CAST(?14 AS TEXT) LIKE '%,' || status || ',%')
     ORDER BY number DESC"
);
sql!(TICKET_ORDERED =
    sqlite "SELECT ticket FROM ticket_text WHERE order_no IS NOT NULL
        AND ticket IN (SELECT value FROM json_each(?1))",
    postgres "SELECT ticket FROM ticket_text WHERE order_no IS NOT NULL
        AND ticket IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))");

/// A ticket that a condition holds for, and where it stands among people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matching {
    pub id: TicketId,
    pub place: Place,
}

/// One step of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchingStep {
    /// Newest first.
    pub found: Vec<Matching>,
    /// The number the next step begins with; `None` at the end.
    pub next: Option<i64>,
}

/// What a condition looks at, of one ticket.
struct Line {
    id: TicketId,
    facts: Facts,
    priority: u8,
    language: Language,
    stage: Stage,
    place: Place,
    created: Timestamp,
    escalated: bool,
    tags: Vec<String>,
}

impl Line {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let escalated: Option<Timestamp> = row.get("escalated_at")?;
        Ok(Self {
            id: row.get("id")?,
            facts: facts(row)?,
            priority: row.get("priority")?,
            language: row.get("language")?,
            stage: row.get("stage")?,
            place: Place {
                owner: row.get::<Option<UserId>>("owner")?,
                assignee: row.get::<Option<UserId>>("assignee")?,
                team: row.get::<Option<TeamId>>("team")?,
            },
            created: row.get("created_at")?,
            escalated: escalated.is_some(),
            tags: tags(row)?,
        })
    }

    fn sheet(&self, order_no: bool) -> Sheet<'_> {
        Sheet {
            facts: &self.facts,
            priority: self.priority,
            language: self.language,
            stage: self.stage,
            team: self.place.team,
            owner: self.place.owner,
            assignee: self.place.assignee,
            created: self.created,
            order_no,
            escalated: self.escalated,
            tags: &self.tags,
        }
    }
}

impl TicketRow {
    /// What a condition looks at. Whether there is an order number stands with the texts ([`ticket_ordered`]).
    pub fn sheet(&self, order_no: bool) -> Sheet<'_> {
        Sheet {
            facts: &self.state.facts,
            priority: self.priority,
            language: self.language,
            stage: self.state.stage,
            team: self.state.team,
            owner: self.state.owner,
            assignee: self.state.assignee,
            created: self.state.received_at,
            order_no,
            escalated: self.state.escalated_at.is_some(),
            tags: &self.tags,
        }
    }
}

/// The tickets among these that an order number was given for.
pub fn ticket_ordered(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<HashSet<TicketId>, StoreError> {
    if tickets.is_empty() {
        return Ok(HashSet::new());
    }
    let found = tx.query(&TICKET_ORDERED, &[&id_array(tickets)], |row| row.get("ticket"))?;
    Ok(found.into_iter().collect())
}

/// The highest number there is, 0 when there is none.
pub fn ticket_number_last(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let last = tx.query_one(&TICKET_NUMBER_UP_TO, &[&i64::MAX], |row| {
        row.get::<Option<i64>>("number")
    })?;
    Ok(last.flatten().unwrap_or_default())
}

/// The matching tickets among the newest some thousand whose number is at most `from`.
pub fn ticket_matching(
    tx: &mut Tx<'_>,
    condition: &Condition,
    from: i64,
) -> Result<MatchingStep, StoreError> {
    let cover = Cover::of(condition);
    let newest: Option<i64> = tx
        .query_one(&TICKET_NUMBER_UP_TO, &[&from], |row| row.get("number"))?
        .flatten();
    let Some(newest) = newest.filter(|_| !cover.is_empty()) else {
        return Ok(MatchingStep {
            found: Vec::new(),
            next: None,
        });
    };
    let below = newest - STEP;
    let list = |fact| cover.words(fact).map(|words| format!(",{},", words.join(",")));
    let lists = [
        Fact::Kind,
        Fact::Channel,
        Fact::Language,
        Fact::Urgency,
        Fact::Impact,
        Fact::Priority,
        Fact::Class,
        Fact::Tier,
        Fact::Stage,
        Fact::Status,
    ]
    .map(list);
    let mut params: Vec<&dyn crate::ToValue> = vec![&newest, &below, &cover.from, &cover.before];
    params.extend(lists.iter().map(|list| -> &dyn crate::ToValue { list }));
    let lines = tx.query(&TICKET_MATCHING, &params, Line::from_row)?;
    let ordered = if condition.looks_at(Fact::OrderNo) {
        ticket_ordered(tx, &lines.iter().map(|line| line.id).collect::<Vec<_>>())?
    } else {
        HashSet::new()
    };
    let holds = |line: &Line| condition.evaluate(&line.sheet(ordered.contains(&line.id)));
    let matching = |line: Line| Matching {
        id: line.id,
        place: line.place,
    };
    Ok(MatchingStep {
        found: lines.into_iter().filter(holds).map(matching).collect(),
        next: Some(below),
    })
}
