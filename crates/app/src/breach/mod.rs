//! Promises that were not kept: which, why, and who answers for them, over a period.

mod list;
mod query;
mod sums;

pub use list::{Breach, BreachPage, breach_list};
pub use query::{BreachAsked, BreachFilter, BreachQuery, CauseFilter};
pub use sums::{BranchSum, BreachSums, CauseSum, PartySum, breach_sums};
