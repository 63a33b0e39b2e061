//! How the pledges stand on one request.

use serde::{Deserialize, Serialize};
use touchstone_domain::clock::{Clock, ClockSet};
use touchstone_domain::id::TicketId;
use touchstone_domain::language::Language;
use touchstone_domain::standard::Standard;
use touchstone_domain::standard::clause::Words;
use touchstone_domain::standard::pledge::{PledgeState, PublicPledge, RemedyState};
use touchstone_domain::ticket::Facts;
use touchstone_domain::time::Timestamp;
use touchstone_store::pledge::pledge_breaches_of;
use touchstone_store::ticket::TicketRow;
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Caller};
use crate::ticket::visible;

/// What became of the remedy of a broken pledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    pub state: RemedyState,
    pub decided_at: Option<Timestamp>,
}

/// A pledge on one request, in the reader's language where it has words in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPledge {
    pub pledge: String,
    pub title: String,
    /// What is promised, and what follows when it is broken. Markdown.
    pub text: String,
    pub remedy_text: String,
    pub state: PledgeState,
    /// When it was kept or broken, or will be broken.
    pub at: Timestamp,
    /// Of a broken one.
    pub remedy: Option<Remedy>,
}

/// The pledges on a ticket the caller may see, by the version of the standard that judges it.
pub async fn ticket_pledges(app: &App, caller: &Caller, id: TicketId) -> Result<Vec<TicketPledge>, AppError> {
    let (handle, actor, language) = (app.clone(), caller.actor.clone(), caller.language);
    app.query(Lane::Fast, move |tx| {
        let row = visible(tx, &actor, id)?;
        let standard = handle.standards.get(tx, row.standard)?;
        let clocks = handle.standards.clocks(tx, id)?;
        pledges_of(tx, &standard, &row, clocks, language)
    })
    .await
}

/// The same of a ticket whose row was read.
pub(crate) fn pledges_of(
    tx: &mut Tx<'_>,
    standard: &Standard,
    row: &TicketRow,
    clocks: Vec<Clock>,
    language: Language,
) -> Result<Vec<TicketPledge>, AppError> {
    let clocks = ClockSet::new(clocks);
    standings(tx, row.id, standard, &row.state.facts, &clocks, language)
}

/// The same of a ticket of which everything was read.
pub(crate) fn standings(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    standard: &Standard,
    facts: &Facts,
    clocks: &ClockSet,
    language: Language,
) -> Result<Vec<TicketPledge>, AppError> {
    let mut told: Vec<_> = standard
        .pledge_standings(facts, clocks)
        .into_iter()
        .map(|standing| TicketPledge {
            state: standing.state,
            at: standing.at,
            ..told_of(standing.pledge.id.clone(), Some(standing.pledge), language)
        })
        .collect();
    // What was broken stays, whatever the request was found to be since.
    for row in pledge_breaches_of(tx, ticket)? {
        let remedy = Some(Remedy {
            state: row.state,
            decided_at: row.decided_at,
        });
        if let Some(known) = told.iter_mut().find(|known| known.pledge == row.pledge) {
            (known.state, known.at, known.remedy) = (PledgeState::Broken, row.broken_at, remedy);
            continue;
        }
        let words = standard.pledges().iter().find(|pledge| pledge.id == row.pledge);
        told.push(TicketPledge {
            state: PledgeState::Broken,
            at: row.broken_at,
            remedy,
            ..told_of(row.pledge, words, language)
        });
    }
    Ok(told)
}

/// A pledge with its words, or by its name alone where its version of the standard has it no more.
fn told_of(pledge: String, words: Option<&PublicPledge>, language: Language) -> TicketPledge {
    let word = |of: fn(&PublicPledge) -> &Words| {
        words.map_or_else(String::new, |pledge| of(pledge).in_language(language).to_owned())
    };
    let title = word(|pledge| &pledge.title);
    TicketPledge {
        title: if title.is_empty() { pledge.clone() } else { title },
        text: word(|pledge| &pledge.text),
        remedy_text: word(|pledge| &pledge.remedy),
        pledge,
        state: PledgeState::Pending,
        at: Timestamp::MIN,
        remedy: None,
    }
}
