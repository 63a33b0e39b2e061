//! Where a page of the desk stands in the order of changes, so that it hears of every one behind.

use touchstone_app::live::live_position;
use touchstone_app::ticket::{self, Stretch};
use touchstone_domain::id::TicketId;
use touchstone_render::view::{LastChange, LiveView};

use super::history::event_line;
use crate::access::{Granted, may};
use crate::failure::Failure;
use crate::state::WebState;

/// Asked before anything else is read: what is committed later is heard of, at worst once too often.
pub(super) async fn live_view(state: &WebState) -> Result<LiveView, Failure> {
    Ok(LiveView {
        at: live_position(&state.app).await?,
        last: None,
    })
}

/// The same for one ticket, with what happened to it last.
pub(super) async fn ticket_live(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: TicketId,
) -> Result<LiveView, Failure> {
    let live = live_view(state).await?;
    let newest = Stretch {
        limit: 1,
        cursor: None,
        newest: true,
    };
    let history = ticket::history(&state.app, &by.caller, id, newest).await?;
    let last = history.items.into_iter().next().map(event_line);
    Ok(LiveView {
        last: last.map(|line| LastChange {
            name: line.actor.name,
            actor: line.actor.kind,
            kind: line.kind,
        }),
        ..live
    })
}
