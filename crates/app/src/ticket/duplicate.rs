//! Requests that may be repeated ones: of the same person or contact, about the same order, or in nearly the same words; open
//! still, or not long ago. Shown to people, who decide; nothing is held up for it and nothing is merged by itself.
//!
//! Every look-up goes by an index and is bounded. Only what the reader may see is told of.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id as _, PersonId, TicketId};
use touchstone_domain::search::Term;
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::text::{BODY, ORDER_NO, SUBJECT};
use touchstone_domain::ticket::{CloseReason, Likeness, subject_probes, subjects_alike};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::duplicate::{spam_of_person, tickets_of_order};
use touchstone_store::person::contact_namesakes;
use touchstone_store::search::search_newest;
use touchstone_store::ticket::{
    Lead, Order, Position, TicketRow, TicketText, ticket_of, ticket_text_by_id, ticket_text_of, ticket_walk,
};
use touchstone_store::{Lane, Tx};

use super::fields::Fields;
use super::read::visible;
use crate::core::{Actor, App, AppError, Call, Caller};
use crate::person::{contact_people, person_may};

/// A closed request older than this is another matter.
pub const DUPLICATES_WITHIN: Span = Span::days(30);
/// Shown at most.
const SHOWN: usize = 8;
/// Looked at by each way.
const LOOKED_AT: u32 = 30;
/// People who name the same contact that are looked at.
const PEOPLE: u32 = 20;

/// A request that may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PossibleDuplicate {
    pub id: TicketId,
    pub number: i64,
    pub subject: Option<String>,
    pub stage: Stage,
    pub status: Status,
    pub created_at: Timestamp,
    pub because: Vec<Likeness>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicates {
    /// Those with most in common first, then the newest.
    pub items: Vec<PossibleDuplicate>,
    /// How many requests of the same sender were rejected as spam, counted up to 20 for each record of theirs.
    pub spam_before: u32,
}

/// What is looked for.
#[derive(Default)]
pub(super) struct Question {
    /// The ticket itself, which is not among them.
    own: Option<TicketId>,
    person: Option<PersonId>,
    /// Others who name the same contact.
    named: BTreeSet<PersonId>,
    order_no: Option<String>,
    subject: Option<String>,
}

impl Question {
    /// About a ticket whose texts have been read.
    pub(super) fn about(
        tx: &mut Tx<'_>,
        row: &TicketRow,
        subject: Option<String>,
        order_no: Option<String>,
    ) -> Result<Self, AppError> {
        Ok(Self {
            own: Some(row.id),
            person: Some(row.requester),
            named: contact_namesakes(tx, row.requester, PEOPLE)?
                .into_iter()
                .collect(),
            order_no,
            subject,
        })
    }
}

/// Requests that a ticket may repeat, or that may repeat it.
pub async fn duplicates(app: &App, caller: &Caller, id: TicketId) -> Result<Duplicates, AppError> {
    let (handle, actor) = (app.clone(), caller.actor.clone());
    app.query(Lane::Fast, move |tx| {
        let row = visible(tx, &actor, id)?;
        actor.may(Permission::TicketRead, &row.state.place())?;
        let text = ticket_text_by_id(tx, row.id)?.filter(|text| text.erased_at.is_none());
        let (subject, order_no) = text.map(|text| (text.subject, text.order_no)).unzip();
        let question = Question::about(tx, &row, subject, order_no.flatten())?;
        duplicates_of(tx, &actor, handle.clock.now(), &question)
    })
    .await
}

/// Requests that one about to be taken down may repeat. Fields: `requester {email, phone}`, `requester_id`, `order_no`,
/// `subject`; what is still being typed may be anything and finds nothing.
pub async fn duplicates_before(app: &App, call: &Call, mut fields: Fields) -> Result<Duplicates, AppError> {
    call.caller.actor.holds(Permission::TicketCreate)?;
    let (person, order_no) = (fields.parsed("requester_id"), fields.text("order_no", ORDER_NO));
    let subject = fields.text("subject", SUBJECT);
    let mut inner = fields.object("requester");
    let contacts = [inner.text("email", BODY), inner.text("phone", BODY)];
    fields.absorb(inner);
    fields.finish()?;
    let (handle, actor) = (app.clone(), call.caller.actor.clone());
    app.query(Lane::Fast, move |tx| {
        let known = |person: &PersonId| person_may(tx, &actor, Permission::PersonRead, *person).is_ok();
        let mut question = Question {
            person: person.filter(known),
            order_no: order_no.clone(),
            subject: subject.clone(),
            ..Question::default()
        };
        if let Some(person) = question.person {
            question.named.extend(contact_namesakes(tx, person, PEOPLE)?);
        }
        for typed in contacts.iter().flatten() {
            question
                .named
                .extend(contact_people(tx, &handle.keys, typed)?.into_iter().flatten());
        }
        duplicates_of(tx, &actor, handle.clock.now(), &question)
    })
    .await
}

pub(super) fn duplicates_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    now: Timestamp,
    question: &Question,
) -> Result<Duplicates, AppError> {
    let mut found: BTreeMap<TicketId, BTreeSet<Likeness>> = BTreeMap::new();
    let mut spam_before = 0;
    let own = question.person.map(|person| (person, Likeness::SameRequester));
    let named = question
        .named
        .iter()
        .map(|person| (*person, Likeness::SameContact));
    for (person, why) in own.into_iter().chain(named) {
        spam_before += spam_of_person(tx, person, PEOPLE)?;
        for row in newest_of(tx, person)? {
            found.entry(row.id).or_default().insert(why);
        }
    }
    if let Some(order_no) = &question.order_no {
        for id in tickets_of_order(tx, order_no, LOOKED_AT)? {
            found.entry(id).or_default().insert(Likeness::SameOrder);
        }
    }
    let mut look = Look {
        tx,
        actor,
        now,
        subject: question.subject.as_deref(),
        seen: question.own.into_iter().collect(),
        shown: Vec::new(),
    };
    look.of_somebody(found)?;
    look.of_the_same_words()?;
    Ok(Duplicates {
        items: look.best(),
        spam_before: u32::try_from(spam_before).unwrap_or(u32::MAX),
    })
}

fn newest_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<TicketRow>, AppError> {
    let (lead, order) = (Lead::Requester(person), Order::Created);
    Ok(ticket_walk(tx, &lead, order, Position::start(order), LOOKED_AT)?.unwrap_or_default())
}

/// One look at what may be shown.
struct Look<'a, 'tx> {
    tx: &'a mut Tx<'tx>,
    actor: &'a Actor,
    now: Timestamp,
    subject: Option<&'a str>,
    /// Looked at already; the ticket itself is not among its duplicates.
    seen: BTreeSet<TicketId>,
    shown: Vec<PossibleDuplicate>,
}

impl Look<'_, '_> {
    /// What was found by who asks or about which order; it may be in the same words, too.
    fn of_somebody(&mut self, mut found: BTreeMap<TicketId, BTreeSet<Likeness>>) -> Result<(), AppError> {
        found.retain(|id, _| self.seen.insert(*id));
        let ids: Vec<_> = found.keys().copied().collect();
        let texts = ticket_text_of(self.tx, &ids)?;
        for text in texts.iter().filter(|text| self.says_the_same(text)) {
            found.entry(text.ticket).or_default().insert(Likeness::SameText);
        }
        self.show(&found, &texts)
    }

    /// Others in nearly these words, among the newest that share some of the rarer ones, until there are enough: each is
    /// somewhere else on the disk.
    fn of_the_same_words(&mut self) -> Result<(), AppError> {
        let mut alone = 0;
        for probe in self.subject.map(subject_probes).unwrap_or_default() {
            let wanted = probe.into_iter().map(|text| Term { text, prefix: false });
            let newest = search_newest(self.tx, &wanted.collect(), LOOKED_AT)?;
            let tickets = newest.into_iter().map(TicketId::from_raw);
            // Most of them are texts of messages, which no ticket has the number of.
            let unseen: Vec<_> = tickets.filter(|id| self.seen.insert(*id)).collect();
            for some in unseen.chunks(SHOWN) {
                let before = self.shown.len();
                let texts = ticket_text_of(self.tx, some)?;
                let alike = texts.iter().filter(|text| self.says_the_same(text));
                let alike = alike.map(|text| (text.ticket, [Likeness::SameText].into()));
                self.show(&alike.collect(), &texts)?;
                alone += self.shown.len() - before;
                if alone >= SHOWN {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Keeps what the reader may see of it, open or recent.
    fn show(
        &mut self,
        found: &BTreeMap<TicketId, BTreeSet<Likeness>>,
        texts: &[TicketText],
    ) -> Result<(), AppError> {
        if found.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = found.keys().copied().collect();
        for row in ticket_of(self.tx, &ids)? {
            let state = &row.state;
            let recent = !state.stage.is_closed() || self.now - row.updated_at < DUPLICATES_WITHIN;
            let gone = matches!(state.close_reason, Some(CloseReason::Merged | CloseReason::Spam));
            if !recent || gone || !self.actor.reaches(Permission::TicketRead, &state.place()) {
                continue;
            }
            let text = texts.iter().find(|text| text.ticket == row.id);
            self.shown.push(PossibleDuplicate {
                id: row.id,
                number: row.number,
                subject: text
                    .filter(|text| text.erased_at.is_none())
                    .map(|text| text.subject.clone()),
                stage: state.stage,
                status: state.status(),
                created_at: state.received_at,
                because: found.get(&row.id).into_iter().flatten().copied().collect(),
            });
        }
        Ok(())
    }

    /// Those with most in common first, then the newest.
    fn best(mut self) -> Vec<PossibleDuplicate> {
        self.shown
            .sort_unstable_by_key(|one| std::cmp::Reverse((one.because.len(), one.id.raw())));
        self.shown.truncate(SHOWN);
        self.shown
    }

    fn says_the_same(&self, text: &TicketText) -> bool {
        let alike = |subject| subjects_alike(&text.subject, subject);
        text.erased_at.is_none() && self.subject.is_some_and(alike)
    }
}
