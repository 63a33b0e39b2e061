use serde::Serialize;
use touchstone_app::ticket::TicketClock;
use touchstone_domain::clock::{BreachCause, ChargedTo, ClockBasis, ClockState, Metric};
use touchstone_domain::stage::Stage;
use touchstone_domain::time::{Span, Timestamp};
use utoipa::ToSchema;

use crate::api::schema;

/// Who answers for a breach.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Charged {
    #[schema(value_type = schema::ChargedTo)]
    to: ChargedTo,
    /// A stage, the id of a team or user, or the name of a partner or merchant.
    party: String,
    /// Of a team or user.
    name: Option<String>,
}

impl From<touchstone_app::ticket::Charged> for Charged {
    fn from(charged: touchstone_app::ticket::Charged) -> Self {
        Self {
            to: charged.to,
            party: charged.party,
            name: charged.name,
        }
    }
}

/// One clock of a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Clock {
    #[schema(value_type = schema::Metric)]
    metric: Metric,
    /// Counts from 1 where a metric runs several times.
    instance: u32,
    #[schema(value_type = schema::ClockBasis)]
    basis: ClockBasis,
    #[schema(value_type = schema::Duration)]
    target: Span,
    #[schema(value_type = schema::ClockState)]
    state: ClockState,
    #[schema(value_type = schema::Time)]
    started_at: Timestamp,
    #[schema(value_type = schema::Time)]
    due_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    paused_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    met_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    breached_at: Option<Timestamp>,
    /// Where the ticket stood then.
    #[schema(value_type = Option<schema::Stage>)]
    breached_in: Option<Stage>,
    /// Why, as a person noted it.
    #[schema(value_type = Option<schema::BreachCause>)]
    cause: Option<BreachCause>,
    /// Who answers for it, as a person noted it.
    charged: Option<Charged>,
    /// Until it breaches, or what was left when it was paused; negative when late.
    #[schema(value_type = schema::Duration)]
    remaining: Span,
}

impl From<TicketClock> for Clock {
    fn from(clock: TicketClock) -> Self {
        Self {
            metric: clock.metric,
            instance: clock.instance,
            basis: clock.basis,
            target: clock.target,
            state: clock.state,
            started_at: clock.started_at,
            due_at: clock.due_at,
            paused_at: clock.paused_at,
            met_at: clock.met_at,
            breached_at: clock.breached_at,
            breached_in: clock.breached_in,
            cause: clock.cause,
            charged: clock.charged.map(Charged::from),
            remaining: clock.remaining,
        }
    }
}
