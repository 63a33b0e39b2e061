//! The desk: queues and the list of tickets.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{CategoryGroup, Choice, ClockView, Code, ConditionView, LiveView, StandardDutyView, View};

/// `/desk`
#[derive(Clone, Debug, Serialize)]
pub struct DeskView {
    pub queues: Vec<QueueLine>,
    /// Code of the queue shown.
    pub queue: Code,
    /// Its name in the address, and of which team it is.
    pub queue_name: String,
    pub queue_team: Option<String>,
    pub filters: DeskFilters,
    pub categories: Vec<CategoryGroup>,
    pub teams: Vec<Choice>,
    pub assignees: Vec<Choice>,
    pub tickets: Vec<TicketLine>,
    /// Address of the next page; of the first one when this is a later page.
    pub next: Option<String>,
    pub first: Option<String>,
    /// The walk stopped before it found a full page: there may be more behind `next`.
    pub partial: bool,
    /// Where the list is taken away as a file; the address takes `format`. Absent when the reader may not.
    pub export: Option<String>,
    /// Where tickets that are ticked go; absent when the reader may change none.
    pub bulk: Option<String>,
    pub may_create: bool,
    /// How many tickets are offered to the reader, who has not answered yet.
    pub offered: u32,
    /// How often the reader was mentioned and has not seen it: at most 99, and whether there are more.
    pub mentioned: u32,
    pub mentioned_more: bool,
    /// Saved lists.
    pub views: Vec<QueueLine>,
    /// The saved list that is shown, for whoever may change it.
    pub view_edit: Option<String>,
    /// Where what is shown is saved as a list.
    pub view_new: String,
    /// What the list tells of tickets.
    pub columns: Vec<Code>,
    pub duty: StandardDutyView,
    pub live: LiveView,
}

impl View for DeskView {
    const TEMPLATE: &'static str = "desk/desk.html";
}

/// One queue with its kept count: locale key `queue-<code>`.
#[derive(Clone, Debug, Serialize)]
pub struct QueueLine {
    pub code: Code,
    /// Its name in the address.
    pub name: String,
    /// Of which team it is.
    pub team: Option<String>,
    pub count: u32,
    /// More than `count`: shown as `99+`.
    pub capped: bool,
    /// Whether it was counted at all.
    pub counted: bool,
    pub href: String,
}

/// What the list is narrowed to; empty means any. Field names are those of the query string.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskFilters {
    pub stage: String,
    pub kind: String,
    pub category: String,
    pub urgency: String,
    pub channel: String,
    pub team: String,
    /// A user id, `me` or `none`.
    pub assignee: String,
    /// The id of one person.
    pub requester: String,
    /// A condition beside the others, as the address has it.
    pub when: String,
    /// The same in words.
    pub condition: Option<ConditionView>,
    /// When it was received, where that narrows the list.
    pub created_from: Option<Timestamp>,
    pub created_to: Option<Timestamp>,
    /// As it is ordered: `due`, `-created`, `created`, `-updated` or `-priority`.
    pub sort: String,
    /// With headings.
    pub grouped: bool,
    /// How many of the above narrow the list.
    pub active: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct TicketLine {
    pub id: String,
    pub number: i64,
    pub href: String,
    pub subject: String,
    /// The heading above it, where it is the first of its group.
    pub group: Option<Code>,
    /// Masked.
    pub requester: String,
    pub kind: Code,
    pub category: Option<Code>,
    pub stage: Code,
    pub status: Code,
    /// 1 (highest) to 5.
    pub priority: u8,
    pub tier: Code,
    pub channel: Code,
    /// The clock that is due next, or the one breached last.
    pub clock: Option<ClockView>,
    pub assignee: Option<String>,
    pub team: Option<String>,
    pub tags: Vec<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The last public message is the requester's.
    pub awaits_answer: bool,
}
