//! Public pledges as they were kept: on each request, over periods, and what became of the remedies of broken ones.

mod figures;
mod keep;
mod list;
mod remedy;
mod standing;

pub use figures::{PledgeFigures, pledge_figures};
pub(crate) use keep::pledges_judge;
pub use list::{BrokenPledge, BrokenPledgePage, BrokenPledgeQuery, pledge_breach_list};
pub use remedy::{RemedyInput, pledge_remedy};
pub use standing::{Remedy, TicketPledge, ticket_pledges};
pub(crate) use standing::{pledges_of, standings};
