//! What people ask about their own data: the list, one request, the person's own page, and the grades of data.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, EventLine, Problems, View};

/// `/ops/privacy`
#[derive(Clone, Debug, Serialize)]
pub struct PrivacyListView {
    /// `open` or `closed`.
    pub phase: Code,
    /// Narrowed to this kind; empty for all.
    pub kind: Code,
    /// Narrowed to this person; empty for all.
    pub person: String,
    /// Every kind, and how many of it wait.
    pub counts: Vec<(Code, i64)>,
    pub late: i64,
    pub requests: Vec<PrivacyLine>,
    pub next: Option<String>,
    pub may_manage: bool,
    pub form: PrivacyForm,
}

impl View for PrivacyListView {
    const TEMPLATE: &'static str = "ops/privacy.html";
}

/// One request of a list.
#[derive(Clone, Debug, Serialize)]
pub struct PrivacyLine {
    pub id: String,
    pub kind: Code,
    pub state: Code,
    /// Masked; empty once erased.
    pub name: String,
    pub person: String,
    pub received_at: Timestamp,
    pub due_at: Timestamp,
    pub extended: bool,
    /// Warnings given so far.
    pub warned: u8,
    pub late: bool,
    pub closed_at: Option<Timestamp>,
}

/// Writing a request down.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrivacyForm {
    pub person: String,
    pub kind: String,
    pub detail: String,
    pub open: bool,
    pub problems: Problems,
}

/// `/ops/privacy/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct PrivacyView {
    pub request: PrivacyLine,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub source: Code,
    /// Id of the ticket through whose page it came.
    pub ticket: Option<String>,
    pub detail: String,
    pub extension: Option<String>,
    pub answer: Option<String>,
    pub proof: Option<Code>,
    pub proved_at: Option<Timestamp>,
    pub refusal: Option<Code>,
    /// Field, before and after, masked.
    pub corrections: Vec<(Code, String, String)>,
    pub package: Option<PackageLine>,
    /// Steps that are possible now, and may be taken by the reader.
    pub steps: Vec<Code>,
    /// Reasons of the legal holds that stand against an erasure.
    pub holds: Vec<String>,
    pub proofs: Vec<Code>,
    pub refusals: Vec<Code>,
    pub version: i64,
    pub events: Vec<EventLine>,
    pub form: PrivacyStepForm,
}

impl View for PrivacyView {
    const TEMPLATE: &'static str = "ops/privacy_request.html";
}

/// The copy of the person's data.
#[derive(Clone, Debug, Serialize)]
pub struct PackageLine {
    pub state: Code,
    /// Bytes.
    pub size: Option<u64>,
    pub made_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub downloads: i64,
}

/// The form of a step that came back.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PrivacyStepForm {
    /// Which step; empty when none came back.
    pub step: Code,
    pub proof: String,
    pub refusal: String,
    pub reason: String,
    pub days: String,
    pub answer: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub problems: Problems,
}

/// `/track/{code}/privacy`
#[derive(Clone, Debug, Serialize)]
pub struct OwnPrivacyView {
    pub code: String,
    /// The page was opened with a one-time code.
    pub verified: bool,
    pub requests: Vec<OwnPrivacyLine>,
    pub form: PrivacyForm,
}

impl View for OwnPrivacyView {
    const TEMPLATE: &'static str = "public/track_privacy.html";
}

/// A request as its person sees it.
#[derive(Clone, Debug, Serialize)]
pub struct OwnPrivacyLine {
    pub id: String,
    pub kind: Code,
    pub state: Code,
    pub received_at: Timestamp,
    pub due_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub extension: Option<String>,
    pub refusal: Option<Code>,
    pub answer: Option<String>,
    /// Until when the copy can be fetched.
    pub package_until: Option<Timestamp>,
    pub may_withdraw: bool,
}

/// `/ops/privacy/classes`
#[derive(Clone, Debug, Serialize)]
pub struct DataClassesView {
    pub tables: Vec<DataClassTable>,
}

impl View for DataClassesView {
    const TEMPLATE: &'static str = "ops/privacy_classes.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct DataClassTable {
    pub name: String,
    /// Who answers for it.
    pub owner: Code,
    /// A grade and the columns of it.
    pub grades: Vec<(Code, Vec<String>)>,
}
