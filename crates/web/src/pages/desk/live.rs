//! Where a page of the desk stands in the order of changes, so that it hears of every one behind.

use touchstone_app::live::live_position;
use touchstone_app::ticket::HistoryEntry;
use touchstone_render::view::{LastChange, LiveView};

use super::history::event_line;
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
pub(super) fn ticket_live(at: i64, last: Option<HistoryEntry>) -> LiveView {
    let last = last.map(event_line);
    LiveView {
        at,
        last: last.map(|line| LastChange {
            name: line.actor.name,
            actor: line.actor.kind,
            kind: line.kind,
        }),
    }
}
