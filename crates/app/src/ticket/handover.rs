//! Handing a ticket over: offered with a word to a colleague or to a team, accepted or declined by one of them. Until it is
//! accepted, whoever has the ticket answers for it; an offer nobody answers lapses.
//!
//! An offer shows the receiver what they need to decide (number, subject, how urgent, the giver's word), not the
//! conversation: that is theirs to read once they have accepted, or if they may read the ticket anyway.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::event::{EventBody, Origin, SystemActor};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::text::REASON;
use touchstone_domain::ticket::{HANDOVER_STANDS, HandoverError, handover_giver, handover_team};
use touchstone_domain::time::Timestamp;
use touchstone_store::handover::{
    HandoverRow, handover_by, handover_expired, handover_for, handover_of, handover_put, handover_take,
};
use touchstone_store::message::message_by_id;
use touchstone_store::team::team_active;
use touchstone_store::ticket::{TicketRow, TicketText, ticket_of, ticket_text_of};
use touchstone_store::{Lane, Tx};

use super::act::note;
use super::fields::Fields;
use super::held::Held;
use super::view::{Named, Names};
use crate::account::user_standing;
use crate::core::{Actor, App, AppError, Call, Caller, Cx, UserActor};

/// Offers shown at once, and ended at once.
const SHOWN: u32 = 50;

/// An offer that waits for the receiver's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub giver: Named<UserId>,
    /// Who may accept; `None` for any member of the team.
    pub receiver: Option<Named<UserId>>,
    /// Where the ticket stands once accepted; `None` where it stands now.
    pub team: Option<Named<TeamId>>,
    pub offered_at: Timestamp,
    pub expires_at: Timestamp,
}

/// An offer with as much of its ticket as is needed to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedTicket {
    pub id: TicketId,
    pub number: i64,
    /// None once erased.
    pub subject: Option<String>,
    pub category: Option<String>,
    pub priority: u8,
    /// The nearest due time of what is promised.
    pub due_at: Option<Timestamp>,
    /// What the giver says; none once destroyed.
    pub reason: Option<String>,
    /// The reader may open the ticket.
    pub readable: bool,
    pub handover: Handover,
}

/// Offers to and from somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offers {
    /// What waits for their word, or for that of anybody of their teams.
    pub to_me: Vec<OfferedTicket>,
    /// What they have offered and nobody has answered.
    pub from_me: Vec<OfferedTicket>,
}

/// People and teams of some offers.
struct Parties {
    users: Names<UserId>,
    teams: Names<TeamId>,
}

impl Parties {
    fn of(tx: &mut Tx<'_>, rows: &[HandoverRow]) -> Result<Self, AppError> {
        Ok(Self {
            users: Names::of_users(tx, rows.iter().flat_map(|row| [Some(row.giver), row.receiver]))?,
            teams: Names::of_teams(tx, rows.iter().map(|row| row.team))?,
        })
    }

    fn told(&self, row: &HandoverRow) -> Option<Handover> {
        Some(Handover {
            giver: self.users.named(Some(row.giver))?,
            receiver: self.users.named(row.receiver),
            team: self.teams.named(row.team),
            offered_at: row.offered_at,
            expires_at: row.expires_at,
        })
    }
}

/// The offers of these tickets, with names.
pub(super) fn handovers_told(
    tx: &mut Tx<'_>,
    tickets: &[TicketId],
) -> Result<Vec<(TicketId, Handover)>, AppError> {
    let rows = handover_of(tx, tickets)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let parties = Parties::of(tx, &rows)?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((row.ticket, parties.told(row)?)))
        .collect())
}

/// What is offered to the caller and what the caller has offered, the oldest first.
pub async fn handovers(app: &App, caller: &Caller) -> Result<Offers, AppError> {
    let actor = caller.actor.clone();
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| offers(tx, &actor, now)).await
}

fn offers(tx: &mut Tx<'_>, actor: &Actor, now: Timestamp) -> Result<Offers, AppError> {
    let user = actor.user()?;
    let works = user.grants.holds(Permission::TicketWork);
    let to_me = if works {
        let mut rows = handover_for(tx, user.id, &user.reach.teams, SHOWN)?;
        rows.retain(|row| may_answer(user, row) && now < row.expires_at);
        rows
    } else {
        Vec::new()
    };
    let mut from_me = handover_by(tx, user.id, SHOWN)?;
    from_me.retain(|row| now < row.expires_at);
    Ok(Offers {
        to_me: offered(tx, actor, &to_me)?,
        from_me: offered(tx, actor, &from_me)?,
    })
}

fn offered(tx: &mut Tx<'_>, actor: &Actor, rows: &[HandoverRow]) -> Result<Vec<OfferedTicket>, AppError> {
    let ids: Vec<_> = rows.iter().map(|row| row.ticket).collect();
    let (tickets, texts) = (ticket_of(tx, &ids)?, ticket_text_of(tx, &ids)?);
    let parties = Parties::of(tx, rows)?;
    let mut found = Vec::new();
    for row in rows {
        let ticket = tickets.iter().find(|ticket| ticket.id == row.ticket);
        let text = texts.iter().find(|text| text.ticket == row.ticket);
        let (Some(ticket), Some(handover)) = (ticket, parties.told(row)) else {
            continue;
        };
        let reason = message_by_id(tx, row.note)?.and_then(|message| message.body);
        found.push(in_short(actor, ticket, text, handover, reason));
    }
    Ok(found)
}

fn in_short(
    actor: &Actor,
    ticket: &TicketRow,
    text: Option<&TicketText>,
    handover: Handover,
    reason: Option<String>,
) -> OfferedTicket {
    OfferedTicket {
        id: ticket.id,
        number: ticket.number,
        subject: text
            .filter(|text| text.erased_at.is_none())
            .map(|text| text.subject.clone()),
        category: ticket.state.facts.category.as_ref().map(ToString::to_string),
        priority: ticket.priority,
        due_at: (ticket.due_at < Timestamp::MAX).then_some(ticket.due_at),
        reason,
        readable: actor.reaches(Permission::TicketRead, &ticket.state.place()),
        handover,
    }
}

/// Whether the offer waits for this user's word. Nobody accepts what they offer themselves.
fn may_answer(user: &UserActor, offer: &HandoverRow) -> bool {
    match (offer.receiver, offer.team) {
        (Some(receiver), _) => receiver == user.id,
        (None, Some(team)) => offer.giver != user.id && user.reach.teams.contains(&team),
        (None, None) => false,
    }
}

/// The same of an offer that is told.
pub(super) fn is_for(actor: &Actor, offer: &Handover) -> bool {
    let Actor::User(user) = actor else { return false };
    match (&offer.receiver, &offer.team) {
        (Some(receiver), _) => receiver.id == user.id,
        (None, Some(team)) => offer.giver.id != user.id && user.reach.teams.contains(&team.id),
        (None, None) => false,
    }
}

/// To whom it is offered.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct To {
    pub(super) receiver: Option<UserId>,
    pub(super) team: Option<TeamId>,
}

/// Offers a held ticket to a colleague or a team.
pub(super) fn hand_over(cx: &mut Cx<'_, '_>, held: &mut Held, to: To, reason: &str) -> Result<(), AppError> {
    if let Some(team) = to.team
        && team_active(cx.tx, &[team])?.is_empty()
    {
        return Err(AppError::field("team", "not_found"));
    }
    let giver = handover_giver(held.state(), to.receiver).map_err(refused)?;
    let team = match to.receiver {
        Some(receiver) => team_with(cx, held, receiver, to.team)?,
        None => Some(to.team.ok_or_else(|| AppError::field("assignee", "required"))?),
    };
    if handover_of(cx.tx, &[held.id()])?
        .iter()
        .any(|other| cx.now < other.expires_at)
    {
        return Err(AppError::Conflict {
            code: "handover_pending",
        });
    }
    lapse(cx, held)?;
    let note = note(cx, held, reason)?;
    let row = HandoverRow {
        ticket: held.id(),
        giver,
        receiver: to.receiver,
        team,
        note,
        offered_at: cx.now,
        expires_at: cx.now + HANDOVER_STANDS,
    };
    if !handover_put(cx.tx, &row)? {
        return Err(cx.tx.lost_race("hand-over").into());
    }
    let (to, team) = (row.receiver, row.team);
    held.emit(cx, EventBody::TicketHandoverOffered { to, team })?;
    Ok(())
}

fn refused(error: HandoverError) -> AppError {
    match error {
        HandoverError::NobodyHasIt => AppError::Conflict {
            code: "handover_nobodys",
        },
        HandoverError::Closed => AppError::Conflict {
            code: "handover_closed",
        },
        HandoverError::TheirsAlready => AppError::field("assignee", "handover_theirs"),
        HandoverError::NotInTeam => AppError::field("team", "handover_not_in_team"),
        HandoverError::TeamNeeded => AppError::field("team", "handover_team_needed"),
    }
}

/// The team the ticket comes to with this person, who must be there and work on tickets.
fn team_with(
    cx: &mut Cx<'_, '_>,
    held: &Held,
    receiver: UserId,
    asked: Option<TeamId>,
) -> Result<Option<TeamId>, AppError> {
    let everything = Permission::ALL.iter().copied().collect();
    let credential = cx.actor().user()?.credential;
    let user = user_standing(cx.tx, receiver, credential, &everything)?;
    let user = user.ok_or_else(|| AppError::field("assignee", "not_found"))?;
    let scope = user
        .grants
        .scope(Permission::TicketWork)
        .ok_or_else(|| AppError::field("assignee", "handover_cannot_work"))?;
    let everywhere = scope == Scope::All;
    handover_team(&user.reach.teams, everywhere, held.state().team, asked).map_err(refused)
}

/// The offer of a held ticket that is still to be answered.
fn pending(cx: &mut Cx<'_, '_>, held: &Held) -> Result<HandoverRow, AppError> {
    let row = handover_of(cx.tx, &[held.id()])?.pop();
    row.filter(|row| cx.now < row.expires_at)
        .ok_or(AppError::Conflict {
            code: "handover_none",
        })
}

/// What a receiver says: yes, or no and why.
#[derive(Debug, Clone)]
pub(super) enum Word {
    Accept,
    Decline { reason: String },
}

/// The receiver's word: from now on the ticket is theirs, or it stays whose it is.
pub(super) fn answer_offer(cx: &mut Cx<'_, '_>, held: &mut Held, word: &Word) -> Result<(), AppError> {
    let offer = pending(cx, held)?;
    let user = cx.actor().user()?;
    if !may_answer(user, &offer) {
        return Err(AppError::Conflict {
            code: "handover_not_yours",
        });
    }
    let taker = user.id;
    handover_take(cx.tx, held.id())?;
    match word {
        Word::Accept => {
            let (owner, from_team) = (held.state().owner, held.state().team);
            held.hand_over(taker, offer.team);
            let body = EventBody::TicketHandedOver {
                from: offer.giver,
                owner,
                to: taker,
                from_team,
                team: held.state().team,
            };
            held.emit(cx, body)?;
        }
        Word::Decline { reason } => {
            let (to, team) = (offer.receiver, offer.team);
            held.emit(cx, EventBody::TicketHandoverDeclined { to, team })?;
            note(cx, held, reason)?;
        }
    }
    Ok(())
}

/// Takes an offer back before it was answered.
pub(super) fn withdraw_offer(cx: &mut Cx<'_, '_>, held: &mut Held) -> Result<(), AppError> {
    let offer = pending(cx, held)?;
    handover_take(cx.tx, held.id())?;
    let (to, team) = (offer.receiver, offer.team);
    held.emit(cx, EventBody::TicketHandoverWithdrawn { to, team })?;
    Ok(())
}

/// Accepts what is offered to the caller, who need not see the ticket before; answers what else is offered.
pub async fn handover_accept(app: &App, call: &Call, id: TicketId) -> Result<Offers, AppError> {
    handover_answer(app, call, id, Word::Accept).await
}

/// Declines it, saying why; answers what else is offered.
pub async fn handover_decline(
    app: &App,
    call: &Call,
    id: TicketId,
    mut fields: Fields,
) -> Result<Offers, AppError> {
    let reason = fields.required("reason", REASON);
    fields.finish()?;
    handover_answer(app, call, id, Word::Decline { reason }).await
}

async fn handover_answer(app: &App, call: &Call, id: TicketId, word: Word) -> Result<Offers, AppError> {
    call.caller.actor.holds(Permission::TicketWork)?;
    app.command(call, move |cx| {
        let none = || AppError::NotFound { what: "handover" };
        // The lock before the offer: the answer of whoever comes second finds none.
        let mut held = match Held::lock(cx, id) {
            Err(AppError::NotFound { .. }) => return Err(none()),
            other => other?,
        };
        let offer = handover_of(cx.tx, &[id])?.pop().ok_or_else(none)?;
        if !may_answer(cx.actor().user()?, &offer) {
            return Err(none());
        }
        answer_offer(cx, &mut held, &word)?;
        held.save(cx)?;
        offers(cx.tx, cx.actor(), cx.now)
    })
    .await
}

/// Ends the offer of a held ticket that went another way, if there is one.
pub(super) fn lapse(cx: &mut Cx<'_, '_>, held: &Held) -> Result<bool, AppError> {
    let Some(offer) = handover_take(cx.tx, held.id())? else {
        return Ok(false);
    };
    let (to, team) = (offer.receiver, offer.team);
    held.emit(cx, EventBody::TicketHandoverLapsed { to, team })?;
    Ok(true)
}

/// Ends offers that nobody has answered; whether there was one.
pub async fn handover_step(app: &App) -> Result<bool, AppError> {
    let now = app.clock.now();
    let over = app
        .query(Lane::Fast, move |tx| Ok(handover_expired(tx, now, SHOWN)?))
        .await?;
    let any = !over.is_empty();
    for row in over {
        let by = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
        app.command(&by, move |cx| {
            let held = Held::lock(cx, row.ticket)?;
            let still = handover_of(cx.tx, &[row.ticket])?.pop();
            if still.is_some_and(|still| still.expires_at <= cx.now) {
                lapse(cx, &held)?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(any)
}
