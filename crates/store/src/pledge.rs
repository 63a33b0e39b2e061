//! Broken pledges and what became of their remedies. How often each pledge is kept stands in counters of days.

use touchstone_domain::access::Place;
use touchstone_domain::clock::Metric;
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::standard::pledge::RemedyState;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A pledge that was broken on a request; once, however many clocks broke it.
    #[derive(PartialEq, Eq)]
    pub struct PledgeBreachRow {
        pub ticket: TicketId,
        pub pledge: String,
        pub metric: Metric,
        pub broken_at: Timestamp,
        pub state: RemedyState,
        pub decided_by: Option<UserId>,
        pub decided_at: Option<Timestamp>,
    }
}

record! {
    /// The same in a list, with where its ticket stands.
    #[derive(PartialEq, Eq)]
    pub struct PledgeBreachLine {
        pub ticket: TicketId,
        pub number: i64,
        pub pledge: String,
        pub metric: Metric,
        pub broken_at: Timestamp,
        pub state: RemedyState,
        pub decided_by: Option<UserId>,
        pub decided_at: Option<Timestamp>,
        pub owner: Option<UserId>,
        pub assignee: Option<UserId>,
        pub team: Option<TeamId>,
    }
}

/// Where a list of broken pledges goes on: behind this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeKey {
    pub broken_at: Timestamp,
    pub ticket: TicketId,
    pub pledge: String,
}

sql!(
    PLEDGES_OF_TICKET =
        "SELECT ticket, pledge, metric, broken_at, state, decided_by, decided_at FROM pledge_breach
     WHERE ticket = ?1 ORDER BY pledge"
);
sql_list!(
    PLEDGE_BREACHES_OLDEST =
        "SELECT p.ticket, t.number, p.pledge, p.metric, p.broken_at, p.state, p.decided_by, p.decided_at, t.owner, t.assignee, t.team
     FROM pledge_breach p JOIN ticket t ON t.id = p.ticket
     WHERE p.state = ?1 AND (p.broken_at, p.ticket, p.pledge) > (?2, ?3, ?4)
     ORDER BY p.broken_at, p.ticket, p.pledge LIMIT ?5"
);
sql!(
    PLEDGE_BREACH_INSERT =
        "INSERT INTO pledge_breach (ticket, pledge, metric, broken_at, state, decided_by, decided_at)
     VALUES (?1, ?2, ?3, ?4, 'owed', NULL, NULL) ON CONFLICT (ticket, pledge) DO NOTHING"
);
sql!(
    PLEDGE_BREACH_DECIDE = "UPDATE pledge_breach SET state = ?3, decided_by = ?4, decided_at = ?5 WHERE ticket = ?1 AND pledge = ?2"
);

impl PledgeBreachLine {
    /// Where the ticket stands among people.
    pub fn place(&self) -> Place {
        Place {
            owner: self.owner,
            assignee: self.assignee,
            team: self.team,
        }
    }

    /// Where a list that ends here goes on.
    pub fn key(&self) -> PledgeKey {
        PledgeKey {
            broken_at: self.broken_at,
            ticket: self.ticket,
            pledge: self.pledge.clone(),
        }
    }
}

/// What was broken on a ticket.
pub fn pledge_breaches_of(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<PledgeBreachRow>, StoreError> {
    tx.query(&PLEDGES_OF_TICKET, &[&ticket], PledgeBreachRow::from_row)
}

/// Broken pledges whose remedy stands so, the oldest first.
pub fn pledge_breaches(
    tx: &mut Tx<'_>,
    state: RemedyState,
    after: &PledgeKey,
    limit: u32,
) -> Result<Vec<PledgeBreachLine>, StoreError> {
    tx.query(
        &PLEDGE_BREACHES_OLDEST,
        &[&state, &after.broken_at, &after.ticket, &after.pledge, &limit],
        PledgeBreachLine::from_row,
    )
}

/// Notes that a pledge was broken, and owes its remedy; false when it was broken on this ticket before.
pub fn pledge_break(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    pledge: &str,
    metric: Metric,
    broken_at: Timestamp,
) -> Result<bool, StoreError> {
    let added = tx.execute(&PLEDGE_BREACH_INSERT, &[&ticket, &pledge, &metric, &broken_at])?;
    Ok(added == 1)
}

/// Notes what became of a remedy. The ticket must be held under its lock.
pub fn pledge_remedy(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    pledge: &str,
    state: RemedyState,
    by: UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&PLEDGE_BREACH_DECIDE, &[&ticket, &pledge, &state, &by, &at])?;
    Ok(())
}
