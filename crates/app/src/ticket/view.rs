//! A ticket as its reader gets it: facts, texts, clocks and names put together. One place makes it for reads, lists and
//! the answers of actions, so they never differ; everything is read for many tickets at once.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Place;
use touchstone_domain::clock::{BreachCause, Charge, ChargedTo, Clock, ClockBasis, ClockState, Metric};
use touchstone_domain::id::{PersonId, TeamId, TicketId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::stage::{Stage, Status, Turn};
use touchstone_domain::ticket::{
    Channel, Class, CloseReason, ConfirmedBy, Impact, Kind, Tier, Urgency, ticket_allowed,
};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Tx;
use touchstone_store::team::team_names;
use touchstone_store::ticket::{TicketRow, TicketText, ticket_text_of};
use touchstone_store::user::user_names;

use super::action::{DeskAction, actions_of};
use super::handover::{Handover, handovers_told};
use crate::core::{Actor, App, AppError};
use crate::person::{MaskedPerson, persons_masked};

/// A record with the name it has for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<I> {
    pub id: I,
    pub name: String,
}

/// Who answers for a breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charged {
    pub to: ChargedTo,
    /// A stage's code, an id, or a name.
    pub party: String,
    /// Of a team or a user, where it was looked up.
    pub name: Option<String>,
}

/// One clock with the time it has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketClock {
    pub metric: Metric,
    pub instance: u32,
    pub basis: ClockBasis,
    pub target: Span,
    pub state: ClockState,
    pub started_at: Timestamp,
    pub due_at: Timestamp,
    pub paused_at: Option<Timestamp>,
    pub met_at: Option<Timestamp>,
    pub breached_at: Option<Timestamp>,
    pub breached_in: Option<Stage>,
    pub cause: Option<BreachCause>,
    pub charged: Option<Charged>,
    pub warned: u8,
    /// Until it breaches, or what was kept when it was paused; negative when late; zero once judged.
    pub remaining: Span,
}

/// A ticket with everything its reader may know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    pub number: i64,
    pub tracking_code: Option<String>,
    pub kind: Kind,
    pub category: Option<String>,
    /// None once erased.
    pub subject: Option<String>,
    pub status: Status,
    pub stage: Stage,
    pub stage_since: Timestamp,
    /// Who acts next.
    pub turn: Turn,
    /// 1 (highest) to 5.
    pub priority: u8,
    pub urgency: Urgency,
    pub claimed_urgency: Option<Urgency>,
    pub impact: Impact,
    pub claimed_impact: Option<Impact>,
    pub class: Class,
    pub class_reason: Option<String>,
    pub tier: Tier,
    pub channel: Channel,
    pub language: Language,
    pub requester: MaskedPerson,
    /// First-contact owner.
    pub owner: Option<Named<UserId>>,
    pub assignee: Option<Named<UserId>>,
    pub team: Option<Named<TeamId>>,
    pub order_no: Option<String>,
    pub demand: Option<String>,
    pub tags: Vec<String>,
    pub clocks: Vec<TicketClock>,
    /// The nearest due time of a promise that is still to be kept.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    pub follows: Option<TicketId>,
    pub objections: u32,
    pub reopened: u32,
    pub awaits_answer: bool,
    pub wait_until: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub confirmed_at: Option<Timestamp>,
    pub confirmed_by: Option<ConfirmedBy>,
    pub archived_at: Option<Timestamp>,
    pub close_reason: Option<CloseReason>,
    /// It goes on in this ticket.
    #[serde(default)]
    pub merged_into: Option<TicketId>,
    /// Until then its ending by hand can be taken back.
    #[serde(default)]
    pub restorable_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    /// It is offered to somebody, whose word is waited for.
    #[serde(default)]
    pub handover: Option<Handover>,
    /// What the stage allows people to do now; what the reader may do is asked of their permissions besides.
    pub actions: Vec<DeskAction>,
}

impl Ticket {
    /// Where it stands among people, for the question who may do what with it.
    pub fn place(&self) -> Place {
        Place {
            owner: self.owner.as_ref().map(|user| user.id),
            assignee: self.assignee.as_ref().map(|user| user.id),
            team: self.team.as_ref().map(|team| team.id),
        }
    }
}

impl Charged {
    /// A charge as it is stored, without names.
    pub fn of(charge: &Charge) -> Self {
        Self {
            to: charge.to(),
            party: charge.reference(),
            name: None,
        }
    }

    /// With the name of the team or user.
    pub(crate) fn named(charge: &Charge, users: &Names<UserId>, teams: &Names<TeamId>) -> Self {
        let name = match charge {
            Charge::Team(team) => teams.named(Some(*team)).map(|team| team.name),
            Charge::Person(user) => users.named(Some(*user)).map(|user| user.name),
            Charge::Stage(_) | Charge::Partner(_) | Charge::Merchant(_) => None,
        };
        Self {
            name,
            ..Self::of(charge)
        }
    }
}

impl TicketClock {
    /// A clock as it stands at an instant.
    pub fn at(clock: &Clock, now: Timestamp) -> Self {
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
            charged: clock.charge.as_ref().map(Charged::of),
            warned: clock.warned,
            remaining: clock.remaining(now).unwrap_or(Span::ZERO),
        }
    }

    /// As its requester sees it: why it was late, and who answers for that, is the desk's own judgement.
    pub(super) fn for_requester(self) -> Self {
        Self {
            cause: None,
            charged: None,
            ..self
        }
    }
}

/// Clocks in the order people look at them: those that run by their due times, then the rest by their start.
pub(super) fn clocks_ordered(clocks: &[Clock], now: Timestamp) -> Vec<TicketClock> {
    let mut clocks = clocks.to_vec();
    clocks_sorted(&mut clocks);
    clocks.iter().map(|clock| TicketClock::at(clock, now)).collect()
}

/// The same, with the names of those who answer for breaches.
fn clocks_named(
    clocks: &[Clock],
    now: Timestamp,
    users: &Names<UserId>,
    teams: &Names<TeamId>,
) -> Vec<TicketClock> {
    let mut clocks = clocks.to_vec();
    clocks_sorted(&mut clocks);
    let named = |clock: &Clock| TicketClock {
        charged: clock
            .charge
            .as_ref()
            .map(|charge| Charged::named(charge, users, teams)),
        ..TicketClock::at(clock, now)
    };
    clocks.iter().map(named).collect()
}

/// The same order, of the clocks themselves.
pub(super) fn clocks_sorted(clocks: &mut [Clock]) {
    clocks.sort_by_key(|clock| {
        let running = clock.state == ClockState::Running;
        (
            !running,
            if running { clock.due_at } else { clock.started_at },
            clock.metric,
            clock.instance,
        )
    });
}

/// Whole tickets from their rows, in the rows' order: five reads however many there are.
pub(crate) fn tickets_compose(
    tx: &mut Tx<'_>,
    app: &App,
    rows: Vec<TicketRow>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<Ticket>, AppError> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut texts: HashMap<_, _> = ticket_text_of(tx, &ids)?
        .into_iter()
        .map(|text| (text.ticket, text))
        .collect();
    let mut clocks: HashMap<TicketId, Vec<Clock>> = HashMap::new();
    for (ticket, clock) in app.standards.clocks_of(tx, &ids)? {
        clocks.entry(ticket).or_default().push(clock);
    }
    let charges = || {
        clocks
            .values()
            .flatten()
            .filter_map(|clock| clock.charge.as_ref())
    };
    let charged_users = charges().map(Charge::user);
    let charged_teams = charges().map(Charge::team);
    let mut offers: HashMap<_, _> = handovers_told(tx, &ids)?.into_iter().collect();
    let users = Names::of_users(
        tx,
        rows.iter()
            .flat_map(|row| [row.state.owner, row.state.assignee])
            .chain(charged_users),
    )?;
    let teams = Names::of_teams(tx, rows.iter().map(|row| row.state.team).chain(charged_teams))?;
    let people = persons_masked(tx, app, &distinct(rows.iter().map(|row| row.requester)))?;
    rows.into_iter()
        .map(|row| {
            let (text, clocks) = (texts.remove(&row.id), clocks.remove(&row.id).unwrap_or_default());
            let requester = people
                .get(&row.requester)
                .cloned()
                .unwrap_or_else(|| MaskedPerson::unknown(row.requester));
            let offer = offers.remove(&row.id).filter(|offer| now < offer.expires_at);
            let standard = app.standards.get(tx, row.standard)?;
            let allowed = ticket_allowed(&row.state, &standard, now);
            let actions = actions_of(actor, &row.state, &allowed, &clocks, offer.as_ref(), now);
            Ok(Parts {
                row,
                text,
                requester,
                users: &users,
                teams: &teams,
                actions,
                offer,
            }
            .compose(&clocks, now))
        })
        .collect()
}

struct Parts<'a> {
    row: TicketRow,
    text: Option<TicketText>,
    requester: MaskedPerson,
    users: &'a Names<UserId>,
    teams: &'a Names<TeamId>,
    actions: Vec<DeskAction>,
    offer: Option<Handover>,
}

impl Parts<'_> {
    fn compose(self, clocks: &[Clock], now: Timestamp) -> Ticket {
        let Self {
            row,
            text,
            requester,
            users,
            teams,
            actions,
            offer,
        } = self;
        let state = row.state;
        let text = text.map(|text| {
            (
                text.erased_at.is_none().then_some(text.subject),
                text.demand,
                text.order_no,
                text.class_reason,
                Some(text.tracking_code),
            )
        });
        let (subject, demand, order_no, class_reason, tracking_code) = text.unwrap_or_default();
        Ticket {
            id: row.id,
            number: row.number,
            tracking_code,
            kind: state.facts.kind,
            subject,
            status: state.status(),
            stage: state.stage,
            stage_since: state.stage_since,
            turn: state.turn(),
            priority: row.priority,
            urgency: state.facts.urgency,
            claimed_urgency: row.claimed_urgency,
            impact: state.facts.impact,
            claimed_impact: row.claimed_impact,
            class: state.facts.class,
            class_reason,
            tier: state.facts.tier,
            channel: state.facts.channel,
            language: row.language,
            requester,
            owner: users.named(state.owner),
            assignee: users.named(state.assignee),
            team: teams.named(state.team),
            order_no,
            demand,
            tags: row.tags,
            clocks: clocks_named(clocks, now, users, teams),
            due_at: (row.due_at != Timestamp::MAX).then_some(row.due_at),
            follows: row.follows,
            objections: state.objections,
            reopened: state.reopened,
            awaits_answer: state.unanswered_since.is_some(),
            wait_until: state.wait_until,
            resolved_at: state.resolved_at,
            confirmed_at: state.confirmed_at,
            confirmed_by: state.confirmed_by,
            archived_at: state.archived_at,
            close_reason: state.close_reason,
            merged_into: state.merged_into,
            restorable_until: state.restorable_until().filter(|until| now < *until),
            created_at: state.received_at,
            updated_at: row.updated_at,
            version: row.version,
            category: state.facts.category.map(|path| path.to_string()),
            handover: offer,
            actions,
        }
    }
}

/// Names of users or teams, read at once.
pub(crate) struct Names<I>(HashMap<I, String>);

impl Names<UserId> {
    /// The names of these users.
    pub(crate) fn of_users(
        tx: &mut Tx<'_>,
        ids: impl IntoIterator<Item = Option<UserId>>,
    ) -> Result<Self, AppError> {
        let ids = distinct(ids.into_iter().flatten());
        let names = if ids.is_empty() {
            Vec::new()
        } else {
            user_names(tx, &ids)?
        };
        Ok(Self(names.into_iter().collect()))
    }
}

impl Names<TeamId> {
    /// The names of these teams.
    pub(crate) fn of_teams(
        tx: &mut Tx<'_>,
        ids: impl IntoIterator<Item = Option<TeamId>>,
    ) -> Result<Self, AppError> {
        let ids = distinct(ids.into_iter().flatten());
        let names = if ids.is_empty() {
            Vec::new()
        } else {
            team_names(tx, &ids)?
        };
        Ok(Self(names.into_iter().collect()))
    }
}

impl<I: Copy + Eq + Hash> Names<I> {
    /// The record with its name; with an empty one when there is no such record any more.
    pub(crate) fn named(&self, id: Option<I>) -> Option<Named<I>> {
        id.map(|id| Named {
            id,
            name: self.0.get(&id).cloned().unwrap_or_default(),
        })
    }
}

pub(super) fn distinct<I: Copy + Eq + Hash>(ids: impl IntoIterator<Item = I>) -> Vec<I> {
    let mut seen = HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

/// The people a ticket names, for readers that need no more than one of them.
pub(super) fn requester_of(tx: &mut Tx<'_>, app: &App, person: PersonId) -> Result<MaskedPerson, AppError> {
    let mut people = persons_masked(tx, app, &[person])?;
    Ok(people
        .remove(&person)
        .unwrap_or_else(|| MaskedPerson::unknown(person)))
}
