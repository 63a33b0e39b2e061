//! Webhooks as they go over the wire.

use serde::{Deserialize, Serialize};
use touchstone_app::core::AppError;
use touchstone_app::webhook::{
    Delivery as DeliveryRow, ReplayView, WebhookInput, WebhookIssued, WebhookTrial, WebhookView,
};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::{DeliveryId, EventId, ReplayId, UserId, WebhookId};
use touchstone_domain::time::Timestamp;
use touchstone_domain::webhook::{DeliveryProblem, DeliveryState, ReplayState, WebhookState};
use utoipa::ToSchema;

use crate::api::answer::Record;
use crate::api::schema;

/// A system to tell, or what it should be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct WebhookContent {
    name: String,
    /// `https://…`, on the open internet or among what the operator has allowed (`webhooks.allow`).
    url: String,
    /// Kinds of events (`ticket.received`), families of them (`ticket.*`), or `*`.
    events: Vec<String>,
}

impl From<WebhookContent> for WebhookInput {
    fn from(sent: WebhookContent) -> Self {
        Self {
            name: sent.name,
            url: sent.url,
            events: sent.events,
        }
    }
}

/// A system that is told of events.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Webhook {
    #[schema(value_type = schema::WebhookId)]
    id: WebhookId,
    name: String,
    url: String,
    events: Vec<String>,
    #[schema(value_type = schema::WebhookState)]
    state: WebhookState,
    /// Since when it is not told.
    #[schema(value_type = Option<schema::Time>)]
    stopped_at: Option<Timestamp>,
    /// Until when secrets before the newest sign too.
    #[schema(value_type = Vec<schema::Time>)]
    overlaps: Vec<Timestamp>,
    health: WebhookHealth,
    /// Entries of the event log that it has not come to, whether it wants them or not.
    behind: i64,
    /// Deliveries that wait, counted up to 1000.
    waiting: i64,
    /// Deliveries that were given up, counted up to 1000.
    dead: i64,
    /// The replay that is under way.
    replay: Option<Replay>,
    #[schema(value_type = schema::UserId)]
    created_by: UserId,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    version: i64,
}

/// How calls to a system go.
#[derive(Debug, Serialize, ToSchema)]
struct WebhookHealth {
    /// Calls in a row that failed through its own fault; from 5 on it is only probed.
    failures: u32,
    #[schema(value_type = Option<schema::Time>)]
    failing_since: Option<Timestamp>,
    /// It is left in peace until then.
    #[schema(value_type = Option<schema::Time>)]
    rest_until: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    succeeded_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    failed_at: Option<Timestamp>,
    /// Its answer to the last call that failed.
    failed_status: Option<i64>,
    #[schema(value_type = Option<schema::DeliveryProblem>)]
    failed_problem: Option<DeliveryProblem>,
}

impl From<WebhookView> for Webhook {
    fn from(view: WebhookView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            url: view.url,
            events: view.events.into(),
            state: view.state,
            stopped_at: view.stopped_at,
            overlaps: view.overlaps,
            health: WebhookHealth {
                failures: view.failures,
                failing_since: view.failing_since,
                rest_until: view.rest_until,
                succeeded_at: view.succeeded_at,
                failed_at: view.failed_at,
                failed_status: view.failed_status,
                failed_problem: view.failed_problem,
            },
            behind: view.behind,
            waiting: view.waiting,
            dead: view.dead,
            replay: view.replay.map(Replay::from),
            created_by: view.created_by,
            created_at: view.created_at,
            updated_at: view.updated_at,
            version: view.version,
        }
    }
}

impl Webhook {
    pub(super) fn record(view: WebhookView) -> Record<Self> {
        Record {
            version: view.version,
            body: view.into(),
        }
    }
}

/// A system with a secret that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct IssuedWebhook {
    #[serde(flatten)]
    webhook: Webhook,
    /// What its calls are signed with (`whsec_…`, Standard Webhooks). Shown this once.
    secret: String,
}

impl From<WebhookIssued> for IssuedWebhook {
    fn from(issued: WebhookIssued) -> Self {
        Self {
            webhook: issued.view.into(),
            secret: issued.secret.reveal().to_owned(),
        }
    }
}

/// What came of a trial.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Trial {
    taken: bool,
    status: Option<u16>,
    #[schema(value_type = Option<schema::DeliveryProblem>)]
    problem: Option<DeliveryProblem>,
    took_ms: u64,
    /// What was sent.
    sent: String,
    /// The beginning of the answer; it is kept nowhere.
    answer: String,
}

impl From<WebhookTrial> for Trial {
    fn from(trial: WebhookTrial) -> Self {
        Self {
            taken: trial.taken,
            status: trial.status,
            problem: trial.problem,
            took_ms: trial.took_ms,
            sent: trial.sent,
            answer: trial.answer,
        }
    }
}

/// One event on its way to a system.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Delivery {
    #[schema(value_type = schema::DeliveryId)]
    id: DeliveryId,
    /// What the receiver knows it by: `webhook-id`, and `id` of the CloudEvent.
    #[schema(value_type = schema::EventId)]
    event: EventId,
    #[schema(value_type = schema::EventKind)]
    kind: EventKind,
    /// What it is about: an id, or `system`.
    subject: String,
    /// The replay that made it.
    #[schema(value_type = Option<schema::ReplayId>)]
    replay: Option<ReplayId>,
    #[schema(value_type = schema::DeliveryState)]
    state: DeliveryState,
    attempts: u32,
    #[schema(value_type = schema::Time)]
    queued_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    last_at: Option<Timestamp>,
    /// When it is due again, as long as it waits.
    #[schema(value_type = Option<schema::Time>)]
    next_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    settled_at: Option<Timestamp>,
    /// Status of the last answer.
    status: Option<i64>,
    #[schema(value_type = Option<schema::DeliveryProblem>)]
    problem: Option<DeliveryProblem>,
    took_ms: Option<i64>,
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Self {
            subject: row.subject_text(),
            next_at: (row.state == DeliveryState::Waiting).then_some(row.run_at),
            id: row.id,
            event: row.event,
            kind: row.kind,
            replay: row.replay,
            state: row.state,
            attempts: row.attempts,
            queued_at: row.queued_at,
            last_at: row.last_at,
            settled_at: row.settled_at,
            status: row.status,
            problem: row.problem,
            took_ms: row.took_ms,
        }
    }
}

/// Past events that are sent again.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Replay {
    #[schema(value_type = schema::ReplayId)]
    pub(super) id: ReplayId,
    #[schema(value_type = schema::ReplayState)]
    state: ReplayState,
    #[schema(value_type = schema::Time)]
    from: Timestamp,
    /// Entries of the log it reads.
    total: i64,
    /// Of those it has read.
    done: i64,
    /// Deliveries it made.
    queued: i64,
    #[schema(value_type = schema::UserId)]
    asked_by: UserId,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
}

impl From<ReplayView> for Replay {
    fn from(view: ReplayView) -> Self {
        Self {
            id: view.id,
            state: view.state,
            from: view.from,
            total: view.total,
            done: view.done,
            queued: view.queued,
            asked_by: view.asked_by,
            created_at: view.created_at,
            ended_at: view.ended_at,
        }
    }
}

/// The id in a cursor.
pub(super) fn cursor<I: std::str::FromStr>(text: Option<&str>) -> Result<Option<I>, AppError> {
    let read = |text: &str| text.parse().map_err(|_| AppError::field("cursor", "malformed"));
    text.map(read).transpose()
}
