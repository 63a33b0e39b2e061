//! `/desk/search`: what was asked, what was found.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, TicketLine, View};

/// `/desk/search`
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchView {
    /// As it was typed.
    pub query: String,
    pub problem: Option<SearchProblem>,
    pub found: Vec<SearchLine>,
    /// Address of the next page; of the first one when this is a later page.
    pub next: Option<String>,
    pub first: Option<String>,
    /// The search stopped before it found a full page: there may be more behind `next`.
    pub partial: bool,
    /// How much of the index is made, in percent; none when all is.
    pub building: Option<u64>,
    /// What can be asked, to be tried.
    pub examples: Vec<SearchExample>,
    /// Filters there are: `search-name-<code>` is the name, `search-filter-<code>` says what it narrows by.
    pub filters: Vec<Code>,
}

impl View for SearchView {
    const TEMPLATE: &'static str = "desk/search.html";
}

/// Why a query was not understood, and the part of it that is to blame.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SearchProblem {
    pub message: String,
    /// The query before, in and behind the token. All empty when no token is to blame.
    pub before: String,
    pub token: String,
    pub after: String,
    /// The address of what was perhaps meant, and the text of it.
    pub suggestion: Option<(String, String)>,
}

/// One ticket that was found.
#[derive(Clone, Debug, Serialize)]
pub struct SearchLine {
    pub ticket: TicketLine,
    pub subject: Vec<SearchPiece>,
    pub texts: Vec<SearchTextLine>,
    /// By its number or tracking code.
    pub direct: bool,
}

/// A piece of a text; shown as text, whatever is in it.
#[derive(Clone, Debug, Serialize)]
pub struct SearchPiece {
    pub text: String,
    pub marked: bool,
}

/// A text in which something was found: `ticket`, `message` or `file`.
#[derive(Clone, Debug, Serialize)]
pub struct SearchTextLine {
    pub part: Code,
    pub internal: bool,
    pub at: Option<Timestamp>,
    pub href: String,
    pub pieces: Vec<SearchPiece>,
}

/// Something to try; what it does is worded by `search-example-<code>`.
#[derive(Clone, Debug, Serialize)]
pub struct SearchExample {
    pub code: Code,
    pub query: String,
    pub href: String,
}
