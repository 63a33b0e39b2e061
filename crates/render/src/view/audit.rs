//! `/admin/audit`: who did what about what, when and from where, as the event log tells it.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{ActorView, Choice, Code, EventDetail, Problems, View};

#[derive(Clone, Debug, Serialize)]
pub struct AuditView {
    pub filters: AuditFilters,
    /// What is wrong with the filters.
    pub problems: Problems,
    pub families: Vec<AuditFamily>,
    /// Whom the list can be narrowed to, by name.
    pub users: Vec<Choice>,
    /// Parts of the product that act on their own.
    pub systems: Vec<Code>,
    pub entries: Vec<AuditLine>,
    /// Address of the next page; of the first one when this is a later page.
    pub next: Option<String>,
    pub first: Option<String>,
    /// The walk stopped before it found a full page: there may be more behind `next`.
    pub partial: bool,
    /// Where the list is taken away as a file; the address takes `format`.
    pub export: String,
}

impl View for AuditView {
    const TEMPLATE: &'static str = "admin/audit.html";
}

/// What the list is narrowed to, as it was typed; empty means any. Field names are those of the query string.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AuditFilters {
    pub actor: String,
    pub kind: String,
    pub subject: String,
    pub from: String,
    pub to: String,
    pub address: String,
    pub session: String,
    /// How many of them are set.
    pub active: usize,
    /// The actor is none of those that can be chosen.
    pub other_actor: bool,
}

/// A family of kinds of events: locale key `audit-family-<code>`.
#[derive(Clone, Debug, Serialize)]
pub struct AuditFamily {
    pub code: Code,
    pub kinds: Vec<Code>,
}

/// One entry.
#[derive(Clone, Debug, Serialize)]
pub struct AuditLine {
    pub id: String,
    pub at: Timestamp,
    pub actor: ActorView,
    /// As a filter names it: `usr_…`, `per_…`, `public`, `system:timer`.
    pub actor_id: String,
    /// The API token used: its id and name.
    pub token: Option<Choice>,
    pub session: Option<String>,
    /// Locale key `event-<kind>`.
    pub kind: Code,
    /// `ticket`, `person`, …: locale key `audit-subject-<code>`.
    pub subject_kind: Code,
    /// As a filter names it; empty for the system.
    pub subject: String,
    /// Name of a user, team or token; number of a ticket.
    pub subject_name: Option<String>,
    /// Where it can be looked at.
    pub subject_href: Option<String>,
    pub origin: Code,
    pub address: Option<String>,
    pub agent: Option<String>,
    pub details: Vec<EventDetail>,
    /// Whether what is stored still has the hash it was appended with.
    pub intact: bool,
}

/// `/admin/audit/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct AuditEventView {
    pub line: AuditLine,
    /// Its place in the log.
    pub position: Option<i64>,
    /// What is stored, byte for byte.
    pub stored: String,
    pub hash: String,
    /// Of what is stored now.
    pub hash_again: String,
    /// Why personal data was asked for.
    pub reason: Option<String>,
}

impl View for AuditEventView {
    const TEMPLATE: &'static str = "admin/audit_event.html";
}
