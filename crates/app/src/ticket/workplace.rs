//! Everything the desk shows of one ticket, read together: its page is of one moment, and costs one turn at the database
//! instead of one for each of its parts.

use touchstone_domain::access::Permission;
use touchstone_domain::id::TicketId;
use touchstone_store::event::event_log_end;
use touchstone_store::ticket::TicketRow;
use touchstone_store::{Lane, Tx};

use super::clocks::clocks_of;
use super::conversation::messages_of;
use super::draft::draft_on;
use super::duplicate::{Question, duplicates_of};
use super::filter::ListQuery;
use super::history::history_of;
use super::link::links_told;
use super::list::rows_in;
use super::rating::rating_of;
use super::read::visible;
use super::view::tickets_compose;
use super::{
    Duplicates, ExplainedClock, History, HistoryEntry, LinkedTicket, Messages, Rating, ReplyDraft, Stretch,
    Ticket,
};
use crate::core::{Actor, App, AppError, Caller};
use crate::mail::{MessageSender, senders_of};
use crate::notify::{Unreachable, unreachable_of};
use crate::pledge::{TicketPledge, pledges_of};

/// Which side of a ticket is looked at.
#[derive(Debug, Clone)]
pub enum Side {
    Conversation(Stretch),
    History(Stretch),
}

/// What stands on that side.
#[derive(Debug, Clone)]
pub enum Shown {
    /// With who sent what came by mail.
    Conversation(Messages, Vec<MessageSender>),
    History(History),
}

/// A ticket with all that stands beside it.
#[derive(Debug, Clone)]
pub struct Workplace {
    /// How far the log was before anything else was read: what comes behind is heard of on the stream.
    pub position: i64,
    pub ticket: Ticket,
    pub shown: Shown,
    /// What happened last.
    pub last: Option<HistoryEntry>,
    pub clocks: Vec<ExplainedClock>,
    pub pledges: Vec<TicketPledge>,
    pub rating: Option<Rating>,
    /// What the reader had begun to write.
    pub draft: Option<ReplyDraft>,
    pub links: Vec<LinkedTicket>,
    /// What is over repeats nothing any more.
    pub duplicates: Duplicates,
    /// The newest other requests of the same person, as far as the reader may see them.
    pub others: Vec<Ticket>,
    pub unreachable: Option<Unreachable>,
}

/// Reads it for whoever may see the ticket; so many `others`.
pub async fn workplace(
    app: &App,
    caller: &Caller,
    id: TicketId,
    side: Side,
    others: u32,
) -> Result<Workplace, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let (handle, caller) = (app.clone(), caller.clone());
    app.query(Lane::Fast, move |tx| {
        let position = event_log_end(tx)?;
        let row = visible(tx, &caller.actor, id)?;
        let (actor, now) = (&caller.actor, handle.clock.now());
        let standard = handle.standards.get(tx, row.standard)?;
        let clocks = handle.standards.clocks(tx, id)?;
        let newest = Stretch {
            limit: 1,
            newest: true,
            ..Stretch::default()
        };
        let mut rows = vec![row.clone()];
        rows.extend(others_of(tx, actor, &row, others)?);
        let mut composed = tickets_compose(tx, &handle, rows, actor, now)?.into_iter();
        let ticket = composed.next().ok_or(AppError::NotFound { what: "ticket" })?;
        Ok(Workplace {
            position,
            shown: shown(tx, &handle, actor, &row, &side)?,
            last: history_of(tx, id, &newest)?.items.pop(),
            pledges: pledges_of(tx, &standard, &row, clocks.clone(), caller.language)?,
            clocks: clocks_of(tx, &standard, &row, clocks, now)?,
            rating: rating_of(tx, id)?,
            draft: draft_on(tx, id, actor.user()?.id)?,
            links: links_told(tx, actor, &row)?,
            duplicates: if row.state.stage.is_closed() {
                Duplicates::default()
            } else {
                let (subject, order_no) = (ticket.subject.clone(), ticket.order_no.clone());
                let question = Question::about(tx, &row, subject, order_no)?;
                duplicates_of(tx, actor, now, &question)?
            },
            unreachable: unreachable_of(tx, &handle, row.requester)?,
            others: composed.collect(),
            ticket,
        })
    })
    .await
}

fn shown(tx: &mut Tx<'_>, app: &App, actor: &Actor, row: &TicketRow, side: &Side) -> Result<Shown, AppError> {
    Ok(match side {
        Side::Conversation(stretch) => {
            let (limit, after) = stretch.read()?;
            let messages = messages_of(tx, app, row, actor, (limit, after, stretch.newest))?;
            Shown::Conversation(messages, senders_of(tx, row.id)?)
        }
        Side::History(stretch) => Shown::History(history_of(tx, row.id, stretch)?),
    })
}

fn others_of(tx: &mut Tx<'_>, actor: &Actor, row: &TicketRow, most: u32) -> Result<Vec<TicketRow>, AppError> {
    let (person, limit) = (row.requester.to_string(), (most + 1).to_string());
    let query = ListQuery::parse([
        ("requester", person.as_str()),
        ("limit", limit.as_str()),
        ("sort", "-created"),
    ])?;
    let mut found = rows_in(tx, actor, &query)?;
    found.retain(|other| other.id != row.id);
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(found)
}
