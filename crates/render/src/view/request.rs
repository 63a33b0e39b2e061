//! The public request form, its receipt, and the form that asks for a tracking code.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{CategoryGroup, ClockView, Code, Problems, UploadLine, View};

/// What a requester types. Field names are those of the HTML form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RequestForm {
    pub kind: String,
    pub category: String,
    pub subject: String,
    pub body: String,
    pub impact: String,
    /// The urgency somebody claims (`claimed_urgency`).
    pub urgency: String,
    pub demand: String,
    pub order_no: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    /// Language the answer should be in.
    pub language: String,
    pub uploads: Vec<UploadLine>,
}

/// Limits the form tells before they are met. Sizes in bytes, lengths in characters.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RequestLimits {
    pub subject: usize,
    pub body: usize,
    pub demand: usize,
    pub file_bytes: u64,
    pub files: usize,
}

/// `/submit`
#[derive(Clone, Debug, Serialize)]
pub struct SubmitView {
    pub form: RequestForm,
    pub categories: Vec<CategoryGroup>,
    pub limits: RequestLimits,
    pub problems: Problems,
    /// One key per showing of the form, sent back as `idempotency_key`: sending it twice makes one request.
    pub idempotency_key: String,
}

impl View for SubmitView {
    const TEMPLATE: &'static str = "public/submit.html";
}

/// After a request was received.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptView {
    pub number: i64,
    pub tracking_code: String,
    /// Shown only to whoever has sent it in.
    pub subject: Option<String>,
    pub kind: Code,
    pub received_at: Timestamp,
    /// The clocks that run for the requester, in order of their due times.
    pub clocks: Vec<ClockView>,
    /// Masked addresses the receipt is sent to; empty when no contact was given.
    pub sent_to: Vec<String>,
    pub files: usize,
}

impl View for ReceiptView {
    const TEMPLATE: &'static str = "public/receipt.html";
}

/// `/track`
#[derive(Clone, Debug, Default, Serialize)]
pub struct TrackFormView {
    pub code: String,
    pub problems: Problems,
}

impl View for TrackFormView {
    const TEMPLATE: &'static str = "public/track_form.html";
}
