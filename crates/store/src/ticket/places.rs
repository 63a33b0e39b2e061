//! Counting tickets one by one, to check the counters that stand in for it everywhere else.

use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::stage::Status;

use crate::{StoreError, Tx, record, sql};

record! {
    /// How many tickets stand at one place.
    pub struct TicketPlaces {
        pub team: Option<TeamId>,
        pub status: Status,
        pub assignee: Option<UserId>,
        pub tickets: i64,
    }
}

sql!(
    TICKET_PLACES =
        "SELECT team, status, assignee, COUNT(*) AS tickets FROM ticket GROUP BY team, status, assignee"
);

/// Every place with its tickets. Reads the whole table.
pub fn ticket_places(tx: &mut Tx<'_>) -> Result<Vec<TicketPlaces>, StoreError> {
    tx.query(&TICKET_PLACES, &[], TicketPlaces::from_row)
}
