//! Tickets handed over: offered, not answered yet.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, LiveView, Problems, View};

/// `/desk/handovers`: what is offered to the reader, and what the reader has offered.
#[derive(Clone, Debug, Serialize)]
pub struct HandoversView {
    pub to_me: Vec<HandoverLine>,
    pub from_me: Vec<HandoverLine>,
    /// An answer that came back.
    pub returned: HandoverForm,
    pub live: LiveView,
}

impl View for HandoversView {
    const TEMPLATE: &'static str = "desk/handovers.html";
}

/// An answer that came back, to the offer of one ticket.
#[derive(Clone, Debug, Serialize)]
pub struct HandoverForm {
    pub ticket: String,
    pub reason: String,
    pub problems: Problems,
}

impl Default for HandoverForm {
    fn default() -> Self {
        Self {
            ticket: String::new(),
            reason: String::new(),
            problems: Problems::none(),
        }
    }
}

/// An offer with as much of its ticket as is needed to decide.
#[derive(Clone, Debug, Serialize)]
pub struct HandoverLine {
    pub id: String,
    pub number: i64,
    /// Where it is opened by whoever may.
    pub href: Option<String>,
    pub subject: String,
    pub category: Option<Code>,
    pub priority: u8,
    pub due_at: Option<Timestamp>,
    /// What the giver says.
    pub reason: String,
    pub offer: HandoverParties,
}

/// Who offers it to whom, and until when.
#[derive(Clone, Debug, Serialize)]
pub struct HandoverParties {
    pub giver: String,
    /// None for any member of the team.
    pub receiver: Option<String>,
    pub team: Option<String>,
    pub offered_at: Timestamp,
    pub expires_at: Timestamp,
}
