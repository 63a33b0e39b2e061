//! Search: how texts become terms of an index, what a query asks for, and whether a text answers it.
//!
//! An index of terms finds candidates; the last word has [`Phrase::find`] over the text itself, so that every engine gives
//! the same hits. Nothing here knows tickets, people or an engine.

mod excerpt;
mod field;
mod fold;
mod phrase;
mod query;

pub use self::excerpt::{Excerpt, Mark, excerpt};
pub use self::field::{FilterField, name_folded};
pub use self::fold::{Token, tokens};
pub use self::phrase::{Phrase, Term, terms};
pub use self::query::{Filter, Place, QUERY_CHARS_MAX, Query, QueryError, QueryProblem};

/// The rules by which texts become terms. An index made by other rules is made again.
pub const TERMS_VERSION: i64 = 1;

codes! {
    /// What a searched text is of a ticket.
    pub enum SearchPart ("search part") {
        /// Subject, demand and order number.
        Ticket = "ticket",
        Message = "message",
        /// The name of a file.
        File = "file",
    }
}

codes! {
    /// How a ticket stands, for `is:`.
    pub enum Standing ("standing") {
        /// A clock of it was breached.
        Breached = "breached",
        /// A running clock is past its time.
        Overdue = "overdue",
        Unassigned = "unassigned",
        Mine = "mine",
        Escalated = "escalated",
        Reopened = "reopened",
    }
}

codes! {
    /// How the making of an index stands.
    pub enum IndexState ("index state") {
        Wanted = "wanted",
        Running = "running",
        Done = "done",
    }
}
