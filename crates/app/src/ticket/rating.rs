//! The requester's rating of a closed request: once, changeable for a week.

use serde::{Deserialize, Serialize};
use touchstone_domain::event::EventBody;
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::rating::Dimension;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::rating::{RatingRow, rating_by_ticket, rating_save};
use touchstone_store::{Lane, Tx};

use super::fields::Fields;
use super::held::Held;
use super::input::RatingDraft;
use super::read::visible;
use crate::core::{App, AppError, Call, Caller, Cx};

/// How long a rating may be changed after it was first given.
pub const RATING_CHANGEABLE: Span = Span::days(7);

/// A rating as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to 5.
    pub score: u8,
    /// Those that were given, in the order of the dimensions.
    pub dimensions: Vec<(Dimension, u8)>,
    pub comment: Option<String>,
    /// Who was responsible when it was first given.
    pub agent: Option<UserId>,
    pub team: Option<TeamId>,
    pub first_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Gives or changes the rating of a ticket.
pub async fn rate(app: &App, call: &Call, id: TicketId, fields: Fields) -> Result<Rating, AppError> {
    let draft = RatingDraft::read(fields)?;
    app.command(call, move |cx| ticket_rate(cx, id, &draft)).await
}

/// The rating of a ticket the caller may see.
pub async fn rating(app: &App, caller: &Caller, id: TicketId) -> Result<Option<Rating>, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        visible(tx, &actor, id)?;
        rating_of(tx, id)
    })
    .await
}

pub(super) fn rating_of(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<Rating>, AppError> {
    Ok(rating_by_ticket(tx, id)?.map(told))
}

/// The command behind [`rate`].
pub fn ticket_rate(cx: &mut Cx<'_, '_>, id: TicketId, draft: &RatingDraft) -> Result<Rating, AppError> {
    let held = Held::open_own(cx, id)?;
    if !held.state().ratable() {
        return Err(AppError::Conflict { code: "not_ratable" });
    }
    let given = rating_by_ticket(cx.tx, id)?;
    if given
        .as_ref()
        .is_some_and(|rating| cx.now >= rating.first_at + RATING_CHANGEABLE)
    {
        return Err(AppError::Conflict { code: "rating_final" });
    }
    let [speed, expertise, attitude, efficiency, completeness] = draft.dimensions;
    let row = RatingRow {
        ticket: id,
        score: draft.score,
        speed,
        expertise,
        attitude,
        efficiency,
        completeness,
        agent: given
            .as_ref()
            .map_or(held.state().assignee, |rating| rating.agent),
        team: given.as_ref().map_or(held.state().team, |rating| rating.team),
        first_at: given.as_ref().map_or(cx.now, |rating| rating.first_at),
        updated_at: cx.now,
        comment: draft.comment.clone(),
    };
    rating_save(cx.tx, &row)?;
    held.emit(cx, EventBody::RatingGiven { score: draft.score })?;
    Ok(told(row))
}

pub(super) fn told(row: RatingRow) -> Rating {
    let scores = [
        row.speed,
        row.expertise,
        row.attitude,
        row.efficiency,
        row.completeness,
    ];
    let given = Dimension::ALL.iter().zip(scores);
    Rating {
        score: row.score,
        dimensions: given
            .filter_map(|(dimension, score)| score.map(|score| (*dimension, score)))
            .collect(),
        comment: row.comment,
        agent: row.agent,
        team: row.team,
        first_at: row.first_at,
        updated_at: row.updated_at,
    }
}
