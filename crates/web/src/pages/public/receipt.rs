//! What the sender of a request keeps: its number, its code, and what is promised.

use axum::extract::State;
use touchstone_app::ticket::{self, Track};
use touchstone_domain::clock::ClockState;
use touchstone_domain::contact::ContactKind;
use touchstone_render::view::ReceiptView;

use crate::access::TrackVisitor;
use crate::page::{Page, Reader, page};
use crate::pages::shared::clock_view;
use crate::state::WebState;

/// `GET /track/{code}/receipt`. Without a session it says what the code alone shows, so that a browser that keeps no
/// cookies still gets number and code.
pub(super) async fn receipt(by: TrackVisitor, State(state): State<WebState>) -> Page {
    let track = ticket::track(&state.app, &by.caller, &by.code).await?;
    page(&state, &by.frame(&state), &view(track))
}

fn view(track: Track) -> ReceiptView {
    let running = track
        .clocks
        .iter()
        .filter(|clock| clock.state == ClockState::Running);
    let mut clocks: Vec<_> = running.map(clock_view).collect();
    clocks.sort_by_key(|clock| clock.due_at);
    let first = track
        .content
        .as_ref()
        .and_then(|content| content.messages.first());
    ReceiptView {
        number: track.number,
        sent_to: sent_to(&track.ways),
        tracking_code: track.code,
        kind: track.kind.as_str().into(),
        received_at: track.received_at,
        clocks,
        files: first.map_or(0, |message| message.files.len()),
        subject: track.content.and_then(|content| content.subject),
    }
}

/// Letters go to the e-mail address where there is one, else to the phone.
fn sent_to(ways: &[(ContactKind, String)]) -> Vec<String> {
    let to = |kind| {
        ways.iter()
            .find(|(way, _)| *way == kind)
            .map(|(_, masked)| masked.clone())
    };
    to(ContactKind::Email)
        .or_else(|| to(ContactKind::Phone))
        .into_iter()
        .collect()
}
