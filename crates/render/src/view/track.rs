//! The requester's own page about one request.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{ClockView, Code, Composer, MessageLine, PledgeOnTicket, Problems, RequestLimits, View};

/// `/track/{code}`. Without `known` it shows progress only: no text anybody wrote.
#[derive(Clone, Debug, Serialize)]
pub struct TrackView {
    pub code: String,
    pub number: i64,
    /// A refusal that belongs to none of the forms below.
    pub problems: Problems,
    /// Everything written in it was destroyed; progress remains.
    pub erased: bool,
    /// Shown only when `known`.
    pub subject: Option<String>,
    /// Shown only when `known`.
    pub demand: Option<String>,
    /// Shown only when `known`.
    pub order_no: Option<String>,
    /// Who of the desk looks after the requester; shown only when `known`.
    pub adviser: Option<String>,
    pub kind: Code,
    pub category: Option<Code>,
    pub status: Code,
    pub stage: Code,
    pub close_reason: Option<Code>,
    /// The request that goes on in place of this one, which was merged into it.
    pub merged: Option<MergedView>,
    /// Who acts next: `desk`, `requester`, `third_party` or `nobody`.
    pub next_actor: Code,
    pub received_at: Timestamp,
    pub updated_at: Timestamp,
    pub steps: Vec<StepLine>,
    pub clocks: Vec<ClockView>,
    /// Public pledges made for the request.
    pub pledges: Vec<PledgeOnTicket>,
    /// Silence counts as confirmation at this time.
    pub silence_confirms_at: Option<Timestamp>,
    /// Without an answer the request is closed at this time.
    pub gives_up_at: Option<Timestamp>,
    /// A message before this time reopens the request; after it, it starts a linked new one.
    pub reopen_until: Option<Timestamp>,
    /// Tracking code of the request that followed this one.
    pub followed_by: Option<String>,
    /// Ownership was shown in this browser.
    pub known: bool,
    pub ownership: OwnershipForm,
    pub messages: Vec<MessageLine>,
    pub may: TrackMay,
    pub composer: Composer,
    pub limits: RequestLimits,
    pub objection: ObjectionForm,
    pub rating: RatingForm,
    pub rated: Option<RatingLine>,
    /// One key per showing of the page, sent back as `idempotency_key`: sending a form twice does one thing.
    pub form_key: String,
}

impl View for TrackView {
    const TEMPLATE: &'static str = "public/track.html";
}

/// How a request stands that another was merged into.
#[derive(Clone, Debug, Serialize)]
pub struct MergedView {
    pub stage: Code,
    pub updated_at: Timestamp,
    /// Its tracking code, where it is the same person's and that was shown.
    pub code: Option<String>,
}

/// A step of the time line.
#[derive(Clone, Debug, Serialize)]
pub struct StepLine {
    /// Stage code.
    pub stage: Code,
    pub state: StepState,
    /// When it was entered.
    pub at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Done,
    Current,
    Ahead,
}

/// Showing ownership with a one-time code.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OwnershipForm {
    /// Where a code can be sent; empty when no contact was left.
    pub ways: Vec<OwnershipWay>,
    /// Masked address a code was just sent to.
    pub sent_to: Option<String>,
    /// The way it was sent, `email` or `phone`.
    pub sent_way: Code,
    /// How long until another code may be asked for.
    pub wait: Option<Span>,
    /// What was typed into another form of the page when its session had ended, by field; it comes back with the page
    /// that opens.
    pub kept: Vec<(String, String)>,
    pub problems: Problems,
}

/// `code` is `email` or `phone`, the value of the form field `way`.
#[derive(Clone, Debug, Serialize)]
pub struct OwnershipWay {
    pub code: Code,
    pub masked: String,
}

/// What the requester can do now.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct TrackMay {
    pub message: bool,
    pub confirm: bool,
    pub object: bool,
    pub rate: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct ObjectionForm {
    pub reason: String,
    /// Show the form opened, after an error.
    pub open: bool,
    pub problems: Problems,
}

/// Scores are 1–5, 0 when not given.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RatingForm {
    pub score: u8,
    pub speed: u8,
    pub expertise: u8,
    pub attitude: u8,
    pub efficiency: u8,
    pub completeness: u8,
    pub comment: String,
    pub problems: Problems,
}

/// A rating that was given. Dimensions are pairs of code and score.
#[derive(Clone, Debug, Serialize)]
pub struct RatingLine {
    pub score: u8,
    pub dimensions: Vec<(Code, u8)>,
    pub comment: String,
    pub at: Timestamp,
}
