//! What a page that follows the desk's changes starts from.

use serde::Serialize;

use super::Code;

/// Where a page stands in the order of events, and what happened last to the ticket it shows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LiveView {
    /// The position up to which the page shows everything.
    pub at: i64,
    pub last: Option<LastChange>,
}

/// The last thing in a ticket's history.
#[derive(Clone, Debug, Serialize)]
pub struct LastChange {
    /// Name of a user.
    pub name: Option<String>,
    /// `user`, `requester`, `public` or `system`.
    pub actor: Code,
    /// Locale key `event-<kind>`.
    pub kind: Code,
}
