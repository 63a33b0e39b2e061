//! One timer that is due among all that are armed: how long after its instant its effect is there.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;
use touchstone_app::core::SystemClock;
use touchstone_domain::calendar::CalendarBook;
use touchstone_domain::clock::ClockState;
use touchstone_domain::id::TicketId;
use touchstone_domain::time::{Clock as _, Span, Timestamp};
use touchstone_store::clock::{clock_of_ticket, clock_save};
use touchstone_store::timer::timer_set;
use touchstone_store::{Store, StoreError, Tx};
use touchstone_testkit::app::Client;

use crate::model::blocking;
use crate::now;
use crate::site::Site;

/// Timers that fall due, one after the other.
const DUE: usize = 5;
/// From when on, after the server was told to start; and how far apart.
const FIRST: Span = Span::seconds(8);
const APART: Span = Span::seconds(1);
const PATIENCE: Duration = Duration::from_secs(60);

/// A promise about to be broken.
pub(crate) struct Due {
    ticket: String,
    at: Timestamp,
}

/// Lets promises of a few tickets run out soon, while nobody serves.
pub(crate) async fn prepare(site: &Site, open: &[String]) -> Result<Vec<Due>> {
    let config = site.store();
    let ids: Vec<TicketId> = open.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    blocking(move || {
        let store = Store::open(config)?;
        let (mut due, mut at) = (Vec::new(), SystemClock.now() + FIRST);
        for ticket in ids {
            let moved = store.write_blocking(move |tx| run_out(tx, ticket, at))?;
            if moved {
                due.push(Due {
                    ticket: ticket.to_string(),
                    at,
                });
                at = at + APART;
            }
            if due.len() == DUE {
                break;
            }
        }
        store.close();
        ensure!(due.len() == DUE, "too few tickets have a running clock");
        Ok(due)
    })
    .await
}

/// Moves the running clock that is due first; false when none runs.
fn run_out(tx: &mut Tx<'_>, ticket: TicketId, at: Timestamp) -> Result<bool, StoreError> {
    let before = clock_of_ticket(tx, ticket, &CalendarBook::default())?;
    let mut after = before.clone();
    let running = after
        .iter_mut()
        .filter(|clock| clock.state == ClockState::Running);
    let Some(clock) = running.min_by_key(|clock| clock.due_at) else {
        return Ok(false);
    };
    clock.due_at = at;
    clock.target = at - clock.started_at;
    clock_save(tx, ticket, &before, &after)?;
    timer_set(tx, "ticket", ticket, at)?;
    Ok(true)
}

/// How long each breach was noticed after it, the longest last.
pub(crate) async fn noticed(admin: &Client, due: &[Due]) -> Result<Vec<Duration>> {
    let begun = now();
    let mut all = Vec::new();
    for due in due {
        let path = format!("/api/v1/tickets/{}/events?limit=200", due.ticket);
        loop {
            let events = admin.get(&path).send().await.expect(200).json();
            if let Some(at) = breach(&events, due.at) {
                let late = (at - due.at).as_micros();
                all.push(Duration::from_micros(u64::try_from(late).unwrap_or_default()));
                break;
            }
            ensure!(
                begun.elapsed() < PATIENCE,
                "{} was not noticed: {events}",
                due.ticket
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    ensure!(!all.is_empty(), "nothing was due");
    all.sort_unstable();
    Ok(all)
}

/// When a breach was entered in the history, of those after the instant.
fn breach(events: &Json, due: Timestamp) -> Option<Timestamp> {
    let items = events["items"].as_array()?;
    let mut times = items
        .iter()
        .filter(|event| event["what"]["kind"] == "clock.breached")
        .filter_map(|event| event["at"].as_str()?.parse::<Timestamp>().ok());
    times.find(|at| *at >= due)
}

/// Of a figure that must be there.
pub(crate) fn last(all: &[Duration]) -> Result<Duration> {
    all.last().copied().context("no figure")
}
