//! People's data and what may be done with it.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

/// `/ops/people/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct PersonPrivacyView {
    pub id: String,
    /// Masked.
    pub name: Option<String>,
    /// Masked.
    pub email: Option<String>,
    /// Masked.
    pub phone: Option<String>,
    pub erased_at: Option<Timestamp>,
    /// Why they were erased.
    pub erased_reason: String,
    /// The newest of their requests.
    pub tickets: Vec<PrivacyTicketLine>,
    /// Whether they have more than are listed.
    pub more: bool,
    /// How many of those listed are not closed.
    pub open: usize,
    pub holds: Vec<HoldLine>,
    /// Whether one of the holds is on the person.
    pub held: bool,
    pub may_manage: bool,
    pub hold: HoldForm,
    pub erase: EraseForm,
}

impl View for PersonPrivacyView {
    const TEMPLATE: &'static str = "ops/person.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct PrivacyTicketLine {
    pub id: String,
    pub number: i64,
    /// Empty once erased.
    pub subject: String,
    pub stage: Code,
    pub created_at: Timestamp,
    pub held: bool,
}

/// A legal hold that stands.
#[derive(Clone, Debug, Serialize)]
pub struct HoldLine {
    /// Number of the request it is on; none for the person.
    pub ticket: Option<i64>,
    /// Id of that request; empty for the person.
    pub lift: String,
    pub reason: String,
    pub by: String,
    pub at: Timestamp,
    pub until: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct HoldForm {
    pub reason: String,
    /// For how many days; empty until it is lifted.
    pub days: String,
    /// Id of a request; empty for the person.
    pub ticket: String,
    pub open: bool,
    pub problems: Problems,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct EraseForm {
    pub reason: String,
    pub open: bool,
    pub problems: Problems,
}
