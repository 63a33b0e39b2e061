//! One entry of a history as the desk reads it: who, what, when, from where.

use touchstone_app::ticket::HistoryEntry;
use touchstone_domain::event::{ActorRef, EventBody, Passed};
use touchstone_domain::ticket::Facts;
use touchstone_render::view::{ActorView, ClockChangeLine, EventDetail, EventLine};

/// A line of the history.
pub(super) fn event_line(entry: HistoryEntry) -> EventLine {
    let told = told(&entry);
    let Told { details, passed, .. } = told;
    EventLine {
        id: entry.id.to_string(),
        kind: entry.body.kind().as_str().into(),
        at: entry.at,
        actor: ActorView {
            kind: actor_kind(entry.actor.actor).into(),
            name: entry.actor.name,
        },
        origin: entry.origin.as_str().into(),
        address: entry.address,
        stages: passed.stages.iter().map(|stage| stage.as_str().into()).collect(),
        clocks: passed
            .clocks
            .iter()
            .map(|change| ClockChangeLine {
                metric: change.metric.as_str().into(),
                change: change.change.as_str().into(),
                late: change.late,
            })
            .collect(),
        details,
    }
}

fn actor_kind(actor: ActorRef) -> &'static str {
    match actor {
        ActorRef::System(part) => part.as_str(),
        other => other.kind().as_str(),
    }
}

/// What an entry tells beside its kind.
#[derive(Default)]
struct Told {
    details: Vec<EventDetail>,
    passed: Passed,
}

impl Told {
    fn of(passed: &Passed) -> Self {
        Self {
            details: Vec::new(),
            passed: passed.clone(),
        }
    }

    /// A detail whose value is a code of this family.
    fn code(mut self, label: &'static str, family: &'static str, value: impl ToString) -> Self {
        let detail = EventDetail {
            label: label.into(),
            value: value.to_string(),
            family: Some(family.into()),
        };
        self.details.push(detail);
        self
    }

    /// A detail that is shown as it is.
    fn text(mut self, label: &'static str, value: impl ToString) -> Self {
        self.details.push(EventDetail {
            label: label.into(),
            value: value.to_string(),
            family: None,
        });
        self
    }

    fn facts(self, facts: &Facts, priority: Option<u8>) -> Self {
        let told = self.code("kind", "kind", facts.kind);
        let told = match &facts.category {
            Some(category) => told.code("category", "category", category),
            None => told,
        };
        let told = told
            .code("impact", "impact", facts.impact)
            .code("urgency", "urgency", facts.urgency)
            .code("class", "class", facts.class);
        match priority {
            Some(priority) => told.text("priority", format!("P{priority}")),
            None => told,
        }
    }
}

fn told(entry: &HistoryEntry) -> Told {
    match &entry.body {
        EventBody::TicketReceived {
            facts,
            priority,
            passed,
            ..
        } => Told::of(passed)
            .code("channel", "channel", facts.channel)
            .facts(facts, Some(*priority)),
        EventBody::TicketClassified {
            facts,
            priority,
            passed,
            ..
        } => Told::of(passed).facts(facts, Some(*priority)),
        EventBody::TicketAssigned { passed, .. } => given(Told::of(passed), entry),
        EventBody::TicketStarted { passed }
        | EventBody::TicketResumed { passed }
        | EventBody::TicketResolved { passed, .. }
        | EventBody::TicketObjected { passed, .. }
        | EventBody::TicketReopened { passed, .. } => Told::of(passed),
        EventBody::TicketWaiting { on, passed, .. } => Told::of(passed).code("on", "wait-on", on),
        EventBody::TicketConfirmed { by, passed } => Told::of(passed).code("by", "confirmed-by", by),
        EventBody::TicketArchived { reason, passed, .. } => Told::of(passed).code("reason", "close", reason),
        EventBody::TicketUpdated { fields, passed, .. } => fields
            .iter()
            .fold(Told::of(passed), |told, field| told.code("field", "input", field)),
        EventBody::MessageAdded {
            visibility,
            author,
            passed,
            ..
        } => Told::of(passed)
            .code("visibility", "visibility", visibility)
            .code("author", "author", author),
        EventBody::RatingGiven { score } => Told::default().text("score", score),
        EventBody::ClockWarned { clock } | EventBody::ClockBreached { clock, .. } => Told::of(&Passed {
            stages: Vec::new(),
            clocks: vec![clock.clone()],
        }),
        EventBody::ClockCauseNoted { metric, cause, .. } => Told::default()
            .code("metric", "metric", metric)
            .code("cause", "cause", cause),
        EventBody::ReminderSent { to, number } => {
            Told::default().code("on", "wait-on", to).text("number", number)
        }
        EventBody::TicketEscalated { stage } => Told::default().code("stage", "stage", stage),
        _ => Told::default(),
    }
}

fn given(told: Told, entry: &HistoryEntry) -> Told {
    let told = match &entry.assignee {
        Some(user) => told.text("assignee", &user.name),
        None => told,
    };
    match &entry.team {
        Some(team) => told.text("team", &team.name),
        None => told,
    }
}
