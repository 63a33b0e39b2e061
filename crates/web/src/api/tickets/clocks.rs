use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use touchstone_app::ticket::{self, ExplainedClock};
use touchstone_domain::clock::Rest;
use touchstone_domain::condition::{Comparison, Condition};
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::Stage;
use touchstone_domain::standard::AppliedRule;
use touchstone_domain::time::{Span, Timestamp};
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::api::wire::Clock;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A clock and why it is due when it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClockAccount {
    #[serde(flatten)]
    clock: Clock,
    /// The time that has counted.
    #[schema(value_type = schema::Duration)]
    elapsed: Span,
    /// What it was given beyond its target.
    #[schema(value_type = schema::Duration)]
    extended: Span,
    /// Time in pauses that are over, by the clock on the wall.
    #[schema(value_type = schema::Duration)]
    held: Span,
    /// The pauses that are over.
    pauses: Vec<Pause>,
    /// The calendar whose working time counts; `null` when every minute does.
    calendar: Option<CountedBy>,
    /// The rule that gives it its target; `null` for limits of stages.
    rule: Option<Rule>,
}

/// A pause that is over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Pause {
    /// In which stage the ticket was.
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    #[schema(value_type = schema::Time)]
    from: Timestamp,
    #[schema(value_type = schema::Time)]
    to: Timestamp,
}

/// A version of a calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CountedBy {
    code: String,
    version: u32,
    time_zone: String,
    /// Years whose public holidays are not known to it: counted by the week alone.
    holidays_unknown: Vec<i16>,
}

/// A rule of the standard.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Rule {
    /// Its place among the rules of the clock's `basis`, from 1.
    number: usize,
    /// What it asks of a ticket where that is a plain list: by fact, the words it may have. Empty when it is for every
    /// ticket, and when `when` has groups.
    conditions: BTreeMap<String, Vec<String>>,
    /// What it asks of a ticket.
    #[schema(value_type = schema::Condition)]
    when: Condition,
}

impl From<AppliedRule> for Rule {
    fn from(rule: AppliedRule) -> Self {
        let flat = rule.when.flat().unwrap_or_default();
        let condition = |one: &Comparison| (one.fact().to_string(), one.words());
        Self {
            number: rule.number,
            conditions: flat.into_iter().map(condition).collect(),
            when: rule.when,
        }
    }
}

impl From<ExplainedClock> for ClockAccount {
    fn from(explained: ExplainedClock) -> Self {
        let pause = |Rest { stage, from, to }| Pause { stage, from, to };
        Self {
            clock: explained.clock.into(),
            elapsed: explained.elapsed,
            extended: explained.extended,
            held: explained.held,
            pauses: explained.rests.into_iter().map(pause).collect(),
            calendar: explained.calendar.map(|calendar| CountedBy {
                code: calendar.code,
                version: calendar.number,
                time_zone: calendar.zone,
                holidays_unknown: calendar.unknown_years,
            }),
            rule: explained.rule.map(Rule::from),
        }
    }
}

/// The clocks of a ticket, each with its rule, its calendar and its pauses. All on one page, those that run first.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/clocks", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Page<ClockAccount>)))]
pub(super) async fn ticket_clocks(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Page<ClockAccount>, Failure> {
    let clocks = ticket::clocks(&state.app, &by.caller, id).await?;
    Ok(Page {
        items: clocks.into_iter().map(ClockAccount::from).collect(),
        next_cursor: None,
    })
}
