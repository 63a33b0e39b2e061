//! One ticket as its agent sees it, and the form for a new one.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{
    CategoryGroup, Choice, ClockView, Code, Composer, EventLine, HandoverParties, LiveView, MessageLine,
    PledgeOnTicket, Problems, RatingLine, RelatedCard, RemedyForm, RequestForm, RequestLimits, TemplateGroup,
    UnreachableNote, View,
};

/// `/desk/tickets/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct TicketView {
    pub ticket: TicketFacts,
    pub requester: RequesterCard,
    pub clocks: Vec<ClockView>,
    /// Public pledges made for it.
    pub pledges: Vec<PledgeOnTicket>,
    /// The form of a remedy that came back with a problem.
    pub remedy: RemedyForm,
    pub messages: Vec<MessageLine>,
    /// Oldest messages were left out; address that shows them.
    pub earlier_messages: Option<String>,
    pub events: Vec<EventLine>,
    pub earlier_events: Option<String>,
    pub tab: TicketTab,
    pub rating: Option<RatingLine>,
    /// Actions that stage *and* permissions allow now: `take`, `assign`, `classify`, `start`, `wait`, `resume`,
    /// `resolve`, `reopen`, `spam`, `withdraw`, `close`, `note_cause`, `extend`.
    pub actions: Vec<Code>,
    pub may_reply: bool,
    pub may_note: bool,
    /// What a reply may be begun with.
    pub templates: Vec<TemplateGroup>,
    pub may_export: bool,
    pub composer: Composer,
    /// The action form that came back with a problem, with what was typed.
    pub action_form: ActionForm,
    pub categories: Vec<CategoryGroup>,
    pub teams: Vec<Choice>,
    pub agents: Vec<Choice>,
    /// Branches of the tree of causes, each with its causes.
    pub causes: Vec<(Code, Vec<Code>)>,
    pub limits: RequestLimits,
    /// Address of the list this ticket was opened from.
    pub back: String,
    /// What else the same person has asked, newest first, and where all of it is.
    pub others: Vec<OtherRequest>,
    pub others_all: String,
    pub live: LiveView,
    /// What it has to do with other tickets.
    pub related: RelatedCard,
}

impl View for TicketView {
    const TEMPLATE: &'static str = "desk/ticket.html";
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketTab {
    #[default]
    Conversation,
    History,
}

#[derive(Clone, Debug, Serialize)]
pub struct TicketFacts {
    pub id: String,
    pub number: i64,
    pub tracking_code: String,
    pub subject: String,
    pub kind: Code,
    pub category: Option<Code>,
    pub stage: Code,
    pub status: Code,
    pub close_reason: Option<Code>,
    pub priority: u8,
    pub urgency: Code,
    /// What the requester claimed, where that differs from `urgency`.
    pub claimed_urgency: Option<Code>,
    pub impact: Code,
    pub class: Code,
    pub tier: Code,
    pub channel: Code,
    pub language: Code,
    pub order_no: Option<String>,
    pub demand: Option<String>,
    pub tags: Vec<String>,
    /// First-contact owner.
    pub owner: Option<String>,
    pub assignee: Option<String>,
    pub team: Option<String>,
    /// Ids beside the names, to preselect the assignment form.
    pub assignee_id: Option<String>,
    pub team_id: Option<String>,
    /// It is offered to somebody.
    pub handover: Option<HandoverParties>,
    pub reopened: u32,
    pub objected: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// Another request of the same person, through whichever channel.
#[derive(Clone, Debug, Serialize)]
pub struct OtherRequest {
    pub number: i64,
    pub href: String,
    pub subject: String,
    pub channel: Code,
    pub stage: Code,
    pub created_at: Timestamp,
}

/// The requester, masked.
#[derive(Clone, Debug, Serialize)]
pub struct RequesterCard {
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Ownership of the address was shown.
    pub verified: bool,
    pub language: Code,
    /// Nothing that identifies them is left.
    pub erased: bool,
    /// Whether the reader may look after people's data.
    pub may_privacy: bool,
    /// Whether the reader may say of which tier they are and who looks after them.
    pub may_serve: bool,
    pub service: ServiceForm,
    pub tier: Code,
    pub tiers: Vec<Code>,
    /// Who of the desk looks after them.
    pub adviser: Option<String>,
    /// Of the person's record.
    pub version: i64,
    pub may_reveal: bool,
    pub reveal: RevealForm,
    /// Just revealed, for this one showing.
    pub revealed: Option<Revealed>,
    /// Nothing is sent to their address any more.
    pub unreachable: Option<UnreachableNote>,
}

/// Of which tier somebody is, and who looks after them: fields `tier`, `adviser`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ServiceForm {
    pub tier: Code,
    pub adviser: String,
    pub open: bool,
    pub problems: Problems,
}

/// Asking for plaintext: fields `name`, `email`, `phone` and a reason.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RevealForm {
    pub reason: String,
    pub open: bool,
    pub problems: Problems,
}

#[derive(Clone, Debug, Serialize)]
pub struct Revealed {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// What was typed into an action form that was refused.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ActionForm {
    /// The action; empty when none came back.
    pub action: Code,
    pub assignee: String,
    pub team: String,
    pub category: String,
    pub urgency: String,
    pub impact: String,
    pub class: String,
    pub reason: String,
    pub on: String,
    pub solution: String,
    pub cause: String,
    /// `stage/…`, `team/…`, `person/…`, `partner` or `merchant`.
    pub charged_to: String,
    /// The name of a partner or merchant.
    pub charged: String,
    pub metric: String,
    /// The ticket to merge into, and whether the requesters may differ.
    pub into: String,
    pub other_requester: bool,
    /// By how many hours a clock is extended.
    pub hours: String,
    pub problems: Problems,
}

/// `/desk/new`
#[derive(Clone, Debug, Serialize)]
pub struct NewTicketView {
    pub form: RequestForm,
    pub channel: String,
    pub tier: String,
    pub assignee: String,
    pub team: String,
    pub categories: Vec<CategoryGroup>,
    pub teams: Vec<Choice>,
    pub agents: Vec<Choice>,
    pub limits: RequestLimits,
    pub problems: Problems,
    pub idempotency_key: String,
}

impl View for NewTicketView {
    const TEMPLATE: &'static str = "desk/new.html";
}
