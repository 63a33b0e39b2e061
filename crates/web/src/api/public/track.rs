use axum::extract::State;
use serde::Serialize;
use touchstone_app::ticket::{self, Track, TrackContent, TrackMerged};
use touchstone_domain::event::EventKind;
use touchstone_domain::language::Language;
use touchstone_domain::stage::{Stage, Status, Turn};
use touchstone_domain::ticket::{CloseReason, Kind};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::TrackVisitor;
use crate::api::answer::Plain;
use crate::api::people::Person;
use crate::api::pledges::PledgeStanding;
use crate::api::schema;
use crate::api::wire::{Clock, Message, Rating};
use crate::failure::Failure;
use crate::state::WebState;

/// A request as its sender finds it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tracked {
    tracking_code: String,
    number: i64,
    #[schema(value_type = schema::Kind)]
    kind: Kind,
    category: Option<String>,
    #[schema(value_type = schema::Language)]
    language: Language,
    #[schema(value_type = schema::Status)]
    status: Status,
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    /// Who acts next.
    #[schema(value_type = schema::Turn)]
    turn: Turn,
    #[schema(value_type = Option<schema::CloseReason>)]
    close_reason: Option<CloseReason>,
    /// How the request stands that goes on in place of this one, which was merged into it.
    merged: Option<Merged>,
    #[schema(value_type = schema::Time)]
    received_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    /// Stages in the order they were entered.
    steps: Vec<Step>,
    /// What happened and concerns the sender.
    history: Vec<Happening>,
    clocks: Vec<Clock>,
    /// Public pledges made for the request.
    pledges: Vec<PledgeStanding>,
    /// Silence counts as confirmation at this time.
    #[schema(value_type = Option<schema::Time>)]
    silence_confirms_at: Option<Timestamp>,
    /// Without an answer the request ends at this time.
    #[schema(value_type = Option<schema::Time>)]
    gives_up_at: Option<Timestamp>,
    /// A message before this time takes the request up again; after it, it opens a linked new one.
    #[schema(value_type = Option<schema::Time>)]
    reopen_until: Option<Timestamp>,
    /// Where a one-time code can be sent.
    ways: Vec<Way>,
    /// Only with a tracking session of this code.
    content: Option<Content>,
}

/// The request that goes on in place of a merged one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Merged {
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    #[schema(value_type = schema::Status)]
    status: Status,
    #[schema(value_type = schema::Turn)]
    turn: Turn,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    /// Its tracking code: only with a tracking session, and only where it is the same person's.
    tracking_code: Option<String>,
}

impl From<TrackMerged> for Merged {
    fn from(merged: TrackMerged) -> Self {
        Self {
            stage: merged.stage,
            status: merged.status,
            turn: merged.turn,
            updated_at: merged.updated_at,
            tracking_code: merged.code,
        }
    }
}

/// One stage that was entered.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Step {
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Happening {
    #[schema(value_type = schema::EventKind)]
    kind: EventKind,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
}

/// Where a one-time code can be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Way {
    /// `email` or `phone`.
    way: String,
    /// Masked.
    to: String,
}

/// What was written, and what the sender can do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Content {
    requester: Person,
    subject: Option<String>,
    demand: Option<String>,
    order_no: Option<String>,
    /// The newest of them, oldest first.
    messages: Vec<Message>,
    may_confirm: bool,
    may_object: bool,
    may_rate: bool,
    rating: Option<Rating>,
    /// Tracking code of the request that continues this one.
    followed_by: Option<String>,
}

impl Tracked {
    fn of(track: Track, state: &WebState) -> Self {
        let ways = track.ways.into_iter().map(|(way, to)| Way {
            way: way.to_string(),
            to,
        });
        let history = track.history.into_iter().map(|event| Happening {
            kind: event.kind,
            at: event.at,
        });
        Self {
            tracking_code: track.code,
            number: track.number,
            kind: track.kind,
            category: track.category,
            language: track.language,
            status: track.status,
            stage: track.stage,
            turn: track.turn,
            close_reason: track.close_reason,
            merged: track.merged.map(Merged::from),
            received_at: track.received_at,
            updated_at: track.updated_at,
            steps: track
                .steps
                .into_iter()
                .map(|step| Step {
                    stage: step.stage,
                    at: step.at,
                })
                .collect(),
            history: history.collect(),
            clocks: track.clocks.into_iter().map(Clock::from).collect(),
            pledges: track.pledges.into_iter().map(PledgeStanding::from).collect(),
            silence_confirms_at: track.silence_confirms_at,
            gives_up_at: track.gives_up_at,
            reopen_until: track.reopen_until,
            ways: ways.collect(),
            content: track.content.map(|content| Content::of(content, state)),
        }
    }
}

impl Content {
    fn of(content: TrackContent, state: &WebState) -> Self {
        Self {
            requester: content.requester.into(),
            subject: content.subject,
            demand: content.demand,
            order_no: content.order_no,
            messages: content
                .messages
                .into_iter()
                .map(|message| Message::of(message, None, state))
                .collect(),
            may_confirm: content.may_confirm,
            may_object: content.may_object,
            may_rate: content.may_rate,
            rating: content.rating.map(Rating::from),
            followed_by: content.followed_by,
        }
    }
}

/// How a request stands. Whoever has the code sees progress; what was written, only with a tracking session.
#[utoipa::path(get, path = "/api/v1/public/track/{code}", tag = "public", params(("code" = String, Path)),
    responses((status = 200, body = Tracked)))]
pub(super) async fn track_read(
    by: TrackVisitor,
    State(state): State<WebState>,
) -> Result<Plain<Tracked>, Failure> {
    let track = ticket::track(&state.app, &by.caller, &by.code).await?;
    Ok(Plain(Tracked::of(track, &state)))
}
