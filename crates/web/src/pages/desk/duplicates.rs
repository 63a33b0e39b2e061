//! Requests that may be repeated ones: beside a ticket, and while one is taken down.

use axum::extract::State;
use serde_json::Value;
use touchstone_app::ticket::{self, Duplicates, Fields, PossibleDuplicate};
use touchstone_render::view::{DuplicateLine, DuplicatesCard, DuplicatesView};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::page::{Page, Reader, page};
use crate::pages::shared::typed;
use crate::state::WebState;

/// What of the form is looked at, by the application's names.
const LOOKED_AT: [(&str, &str); 4] = [
    ("email", "requester.email"),
    ("phone", "requester.phone"),
    ("order_no", "order_no"),
    ("subject", "subject"),
];

/// `POST /desk/new/duplicates`: a piece of the page, asked for while the form is filled in. It changes nothing.
pub(super) async fn duplicates_before(
    by: Granted<may::CreateTickets>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Page {
    let pairs: Vec<(&str, String)> = LOOKED_AT
        .iter()
        .map(|(name, asked)| (*asked, typed(&form.typed, name)))
        .collect();
    let fields = Fields::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
    // What cannot be read yet finds nothing; the form itself tells what is wrong once it is sent.
    let found = ticket::duplicates_before(&state.app, &by.call(), fields).await;
    let view = DuplicatesView {
        duplicates: found.map(duplicates_card).unwrap_or_default(),
    };
    page(&state, &by.frame(&state), &view)
}

/// What was found, for a page.
pub(super) fn duplicates_card(found: Duplicates) -> DuplicatesCard {
    let line = |found: PossibleDuplicate| DuplicateLine {
        id: found.id.to_string(),
        number: found.number,
        href: format!("/desk/tickets/{}", found.id),
        subject: found.subject.unwrap_or_default(),
        stage: found.stage.as_str().into(),
        open: !found.stage.is_closed(),
        created_at: found.created_at,
        because: found.because.iter().map(|why| why.as_str().into()).collect(),
    };
    DuplicatesCard {
        lines: found.items.into_iter().map(line).collect(),
        spam_before: found.spam_before,
    }
}
