//! Breached clocks with the tickets they belong to, newest first, and how many there are by cause and by who answers.

use touchstone_domain::access::Place;
use touchstone_domain::clock::{BreachCause, Charge, ChargedTo, ClockBasis, Metric};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::stage::Stage;
use touchstone_domain::time::Timestamp;

use crate::{Row, StoreError, Tx, sql, sql_list};

/// A breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachRow {
    pub ticket: TicketId,
    pub number: i64,
    pub metric: Metric,
    pub instance: u32,
    pub basis: ClockBasis,
    /// When it ran out, and what it measures happened after all.
    pub breached_at: Timestamp,
    pub met_at: Option<Timestamp>,
    pub breached_in: Option<Stage>,
    pub cause: BreachCause,
    pub charge: Option<Charge>,
    pub owner: Option<UserId>,
    pub assignee: Option<UserId>,
    pub team: Option<TeamId>,
}

/// Where a list of breaches goes on: what stands before this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreachKey {
    pub breached_at: Timestamp,
    pub ticket: TicketId,
    pub metric: Metric,
    pub instance: u32,
}

/// Breaches of one cause that one party, or nobody yet, answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachSum {
    pub cause: BreachCause,
    pub charge: Option<Charge>,
    pub count: i64,
}

sql_list!(
    BREACH_LIST = "SELECT c.ticket, t.number, c.metric, c.instance, c.basis, c.breached_at, c.met_at, c.breached_in, c.cause,
        c.charged_to, c.charged, t.owner, t.assignee, t.team
     FROM clock c JOIN ticket t ON t.id = c.ticket
     WHERE c.breached_at IS NOT NULL AND c.breached_at >= ?1 AND (c.breached_at, c.ticket, c.metric, c.instance) < (?2, ?3, ?4, ?5)
     ORDER BY c.breached_at DESC, c.ticket DESC, c.metric DESC, c.instance DESC LIMIT ?6"
);
// The newest of the period, as many as are counted at most.
sql!(
    BREACH_SUMS = "SELECT b.cause, b.charged_to, b.charged, COUNT(*) AS n FROM
        (SELECT cause, charged_to, charged FROM clock
         WHERE breached_at IS NOT NULL AND breached_at >= ?1 AND breached_at < ?2
         ORDER BY breached_at DESC LIMIT ?3) b
     GROUP BY b.cause, b.charged_to, b.charged"
);

/// Who answers for a breach, from its two columns.
pub(crate) fn charge(row: &Row<'_>) -> Result<Option<Charge>, StoreError> {
    let to: Option<ChargedTo> = row.get("charged_to")?;
    let party: Option<String> = row.get("charged")?;
    let read = |(to, party): (ChargedTo, String)| {
        Charge::read(to, &party).map_err(|error| StoreError::value("charged", error.to_string()))
    };
    to.zip(party).map(read).transpose()
}

fn cause(row: &Row<'_>) -> Result<BreachCause, StoreError> {
    Ok(row
        .get::<Option<BreachCause>>("cause")?
        .unwrap_or(BreachCause::Unset))
}

impl BreachRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            ticket: row.get("ticket")?,
            number: row.get("number")?,
            metric: row.get("metric")?,
            instance: row.get("instance")?,
            basis: row.get("basis")?,
            breached_at: row.get("breached_at")?,
            met_at: row.get("met_at")?,
            breached_in: row.get("breached_in")?,
            cause: cause(row)?,
            charge: charge(row)?,
            owner: row.get("owner")?,
            assignee: row.get("assignee")?,
            team: row.get("team")?,
        })
    }

    /// Where the ticket stands among people.
    pub fn place(&self) -> Place {
        Place {
            owner: self.owner,
            assignee: self.assignee,
            team: self.team,
        }
    }

    /// Where a list that ends here goes on.
    pub fn key(&self) -> BreachKey {
        BreachKey {
            breached_at: self.breached_at,
            ticket: self.ticket,
            metric: self.metric,
            instance: self.instance,
        }
    }
}

/// Breaches not before `from` and before a place in the list, newest first.
pub fn breach_list(
    tx: &mut Tx<'_>,
    from: Timestamp,
    before: &BreachKey,
    limit: u32,
) -> Result<Vec<BreachRow>, StoreError> {
    let BreachKey {
        breached_at,
        ticket,
        metric,
        instance,
    } = before;
    tx.query(
        &BREACH_LIST,
        &[&from, breached_at, ticket, metric, instance, &limit],
        BreachRow::from_row,
    )
}

/// Breaches of a period counted by cause and party, as far as `limit` of them.
pub fn breach_sums(
    tx: &mut Tx<'_>,
    from: Timestamp,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<BreachSum>, StoreError> {
    tx.query(&BREACH_SUMS, &[&from, &before, &limit], |row| {
        Ok(BreachSum {
            cause: cause(row)?,
            charge: charge(row)?,
            count: row.get("n")?,
        })
    })
}
