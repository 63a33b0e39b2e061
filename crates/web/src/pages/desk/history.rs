//! One entry of a history as the desk reads it: who, what, when, from where.

use touchstone_app::ticket::HistoryEntry;
use touchstone_domain::event::{ActorRef, EventBody, FieldName, Passed};
use touchstone_domain::ticket::Facts;
use touchstone_render::view::{ActorView, ClockChangeLine, EventDetail, EventLine};

/// A line of the history.
pub(in crate::pages) fn event_line(entry: HistoryEntry) -> EventLine {
    let given = Given {
        assignee: entry.assignee.as_ref().map(|user| user.name.as_str()),
        team: entry.team.as_ref().map(|team| team.name.as_str()),
    };
    let Told { details, passed } = told(&entry.body, &given);
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

/// The word for who acted.
pub(in crate::pages) fn actor_kind(actor: ActorRef) -> &'static str {
    match actor {
        ActorRef::System(part) => part.as_str(),
        other => other.kind().as_str(),
    }
}

/// To whom an entry gave a ticket, by name.
#[derive(Default)]
pub(in crate::pages) struct Given<'a> {
    pub(in crate::pages) assignee: Option<&'a str>,
    pub(in crate::pages) team: Option<&'a str>,
}

/// What an entry tells beside its kind.
#[derive(Default)]
pub(in crate::pages) struct Told {
    pub(in crate::pages) details: Vec<EventDetail>,
    pub(in crate::pages) passed: Passed,
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

/// An event in parts that have words.
pub(in crate::pages) fn told(body: &EventBody, to: &Given<'_>) -> Told {
    match body {
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
        EventBody::TicketAssigned { passed, .. } | EventBody::TicketAssignmentUndone { passed, .. } => {
            given(Told::of(passed), to)
        }
        EventBody::TicketHandoverOffered { .. }
        | EventBody::TicketHandedOver { .. }
        | EventBody::TicketHandoverDeclined { .. }
        | EventBody::TicketHandoverWithdrawn { .. }
        | EventBody::TicketHandoverLapsed { .. } => given(Told::default(), to),
        EventBody::BulkBegun { action, tickets, .. } => Told::default()
            .code("action", "bulk-action", action)
            .text("rows", tickets),
        EventBody::ViewSaved { share, .. } | EventBody::TemplateSaved { share, .. } => {
            Told::default().code("share", "view-share", share)
        }
        EventBody::TicketStarted { passed }
        | EventBody::TicketResumed { passed }
        | EventBody::TicketResolved { passed, .. }
        | EventBody::TicketObjected { passed, .. }
        | EventBody::TicketReopened { passed, .. } => Told::of(passed),
        EventBody::TicketWaiting { on, passed, .. } => Told::of(passed).code("on", "wait-on", on),
        EventBody::TicketConfirmed { by, passed } => Told::of(passed).code("by", "confirmed-by", by),
        EventBody::TicketArchived { reason, passed, .. } | EventBody::TicketRestored { reason, passed } => {
            Told::of(passed).code("reason", "close", reason)
        }
        EventBody::TicketMergedIn { passed, .. } => Told::of(passed),
        EventBody::TicketSplitFrom { passed, messages, .. } => Told::of(passed).text("messages", messages),
        EventBody::TicketSplit { messages, .. } => Told::default().text("messages", messages),
        EventBody::TicketLinkAdded { link, .. } | EventBody::TicketLinkRemoved { link, .. } => {
            Told::default().code("link", "relation", link)
        }
        EventBody::TicketUpdated { fields, passed, .. } => fields_told(Told::of(passed), fields),
        EventBody::PersonUpdated { fields }
        | EventBody::PersonRevealed { fields, .. }
        | EventBody::PersonRevealRefused { fields }
        | EventBody::UserUpdated { fields }
        | EventBody::RoleUpdated { fields, .. }
        | EventBody::TeamUpdated { fields } => fields_told(Told::default(), fields),
        EventBody::MessageAdded {
            visibility,
            author,
            passed,
            ..
        } => Told::of(passed)
            .code("visibility", "visibility", visibility)
            .code("author", "author", author),
        EventBody::LetterBounced { cause, .. } | EventBody::AddressSuppressed { cause, .. } => {
            Told::default().code("why", "send-problem", cause)
        }
        EventBody::TicketLettersChosen { scope, off } => off.iter().fold(
            Told::default().code("scope", "choice-scope", scope),
            |told, topic| told.code("topic", "letter-topic", topic),
        ),
        EventBody::LetterWithheld { topic, .. } => Told::default().code("topic", "letter-topic", topic),
        EventBody::RatingGiven { score } => Told::default().text("score", score),
        EventBody::ClockWarned { clock } | EventBody::ClockBreached { clock, .. } => Told::of(&Passed {
            stages: Vec::new(),
            clocks: vec![clock.clone()],
        }),
        EventBody::ClockCauseNoted {
            metric,
            cause,
            charged_to,
            ..
        } => {
            let told = Told::default()
                .code("metric", "metric", metric)
                .code("cause", "cause", cause);
            charged_to
                .iter()
                .fold(told, |told, to| told.code("charged_to", "charged", to))
        }
        EventBody::PledgeBroken { pledge, metric } => Told::default()
            .text("pledge", pledge)
            .code("metric", "metric", metric),
        EventBody::PledgeRemedied { pledge, outcome } => {
            Told::default()
                .text("pledge", pledge)
                .code("outcome", "remedy-state", outcome)
        }
        EventBody::ReminderSent { to, number } => {
            Told::default().code("on", "wait-on", to).text("number", number)
        }
        EventBody::TicketEscalated { stage } => Told::default().code("stage", "stage", stage),
        EventBody::UserCreated { role, .. }
        | EventBody::RoleCreated { base: role, .. }
        | EventBody::RoleSecondFactorSet { role, .. } => Told::default().code("role", "role", role),
        EventBody::TokenCreated { permissions, .. } => {
            permissions.iter().fold(Told::default(), |told, held| {
                told.code("permission", "permission", held)
            })
        }
        EventBody::ListExported { list, format, rows } => Told::default()
            .code("list", "export-list", list)
            .text("format", format.as_str().to_uppercase())
            .text("rows", rows),
        EventBody::ExportAsked { contacts, .. } => Told::default().code(
            "contacts",
            "whole-contacts",
            if *contacts { "clear" } else { "masked" },
        ),
        EventBody::ExportMade { records, .. } => Told::default().text("rows", records),
        EventBody::WorkRetried { work } | EventBody::WorkDropped { work } => {
            Told::default().text("work", work)
        }
        EventBody::PrivacyReceived { request, due, .. } => Told::default()
            .code("request", "prq-kind", request)
            .text("due", due),
        EventBody::PrivacyIdentified { proof } => Told::default().code("proof", "prq-proof", proof),
        EventBody::PrivacyExtended { due } => Told::default().text("due", due),
        EventBody::PrivacyWarned { number } => Told::default().text("number", number),
        EventBody::PrivacyCompleted { fields } => fields
            .iter()
            .fold(Told::default(), |told, field| told.code("field", "input", field)),
        EventBody::PrivacyRefused { refusal } => Told::default().code("refusal", "prq-refusal", refusal),
        _ => Told::default(),
    }
}

fn fields_told(told: Told, fields: &[FieldName]) -> Told {
    fields
        .iter()
        .fold(told, |told, field| told.code("field", "input", field))
}

fn given(told: Told, to: &Given<'_>) -> Told {
    let told = match to.assignee {
        Some(name) => told.text("assignee", name),
        None => told,
    };
    match to.team {
        Some(name) => told.text("team", name),
        None => told,
    }
}
