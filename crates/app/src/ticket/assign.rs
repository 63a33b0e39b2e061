//! Giving a ticket to people: who may be named, and what the move needs.

use std::str::FromStr;

use touchstone_domain::access::Permission;
use touchstone_domain::event::EventBody;
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::stage::{Judge, Move, Stage};
use touchstone_domain::ticket::FactChange;
use touchstone_store::team::team_active;
use touchstone_store::user::{user_by_id, user_teams};

use super::classify::classify;
use super::held::Held;
use super::refused::category;
use crate::core::{Actor, AppError, Cx};

/// Whom a ticket is given to, as a caller names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Whoever calls.
    Me,
    User(UserId),
}

impl FromStr for Whom {
    type Err = <UserId as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "me" => Ok(Self::Me),
            id => id.parse().map(Self::User),
        }
    }
}

impl Whom {
    /// The user that is meant when this actor says it.
    pub(super) fn as_said_by(self, actor: &Actor) -> Result<UserId, AppError> {
        match (self, actor) {
            (Self::User(id), _) => Ok(id),
            (Self::Me, Actor::User(user)) => Ok(user.id),
            (Self::Me, _) => Err(AppError::Unauthenticated),
        }
    }
}

/// Assigns, classifying first when a category comes with it.
pub(super) fn assign(
    cx: &mut Cx<'_, '_>,
    held: &mut Held,
    assignee: Option<UserId>,
    team: Option<TeamId>,
    category_text: Option<&str>,
) -> Result<(), AppError> {
    if let Some(category) = category(&held.standard, category_text)? {
        cx.actor()
            .may(Permission::TicketClassify, &held.state().place())?;
        let change = FactChange {
            category: Some(category),
            ..FactChange::default()
        };
        if held.state().stage == Stage::Received {
            classify(cx, held, change, Judge::Person)?;
        } else {
            let passed = held.retarget(&change, cx.now)?;
            let fields = vec![touchstone_domain::event::FieldName::Category];
            let facts = Some(held.state().facts.clone());
            held.emit(
                cx,
                EventBody::TicketUpdated {
                    fields,
                    facts,
                    correction: None,
                    passed,
                },
            )?;
        }
    }
    let team = team_for(cx, held, assignee, team)?;
    let passed = held.step(&Move::Assign { assignee, team }, cx.now)?;
    let (assignee, team) = (held.state().assignee, held.state().team);
    held.emit(
        cx,
        EventBody::TicketAssigned {
            assignee,
            team,
            passed,
        },
    )?;
    Ok(())
}

/// Puts a ticket just received where its taker wants it; a category the taker gave is their classification.
pub(super) fn assign_new(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    assignee: Option<UserId>,
    team: Option<TeamId>,
) -> Result<(), AppError> {
    let mut held = Held::lock(cx, ticket)?;
    if held.state().facts.category.is_some() {
        classify(cx, &mut held, FactChange::default(), Judge::Person)?;
    } else if assignee.is_some() {
        return Err(AppError::field("category", "required"));
    }
    if assignee.is_some() || team.is_some() {
        cx.actor().holds(Permission::TicketAssign)?;
        assign(cx, &mut held, assignee, team, None)?;
    }
    if held.is_changed() {
        held.save(cx)?;
    }
    Ok(())
}

/// Checks whom the ticket goes to. A ticket of no team follows its assignee into their team, when they have just one.
fn team_for(
    cx: &mut Cx<'_, '_>,
    held: &Held,
    assignee: Option<UserId>,
    team: Option<TeamId>,
) -> Result<Option<TeamId>, AppError> {
    if let Some(team) = team
        && team_active(cx.tx, &[team])?.is_empty()
    {
        return Err(AppError::field("team", "not_found"));
    }
    let Some(user) = assignee else { return Ok(team) };
    let known_teams = match cx.actor() {
        // Whoever takes a ticket is known to be there, and with which teams.
        Actor::User(actor) if actor.id == user => Some(actor.reach.teams.clone()),
        _ => None,
    };
    if known_teams.is_none() && user_by_id(cx.tx, user)?.is_none_or(|row| row.archived_at.is_some()) {
        return Err(AppError::field("assignee", "not_found"));
    }
    if team.is_some() || held.state().team.is_some() {
        return Ok(team);
    }
    let teams = match known_teams {
        Some(teams) => teams,
        None => user_teams(cx.tx, user)?,
    };
    Ok(match teams.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}
