//! Search: one field for words and filters, what was found with marks, and what was not understood where it stands.

use axum::extract::State;
use touchstone_app::AppError;
use touchstone_app::core::FieldError;
use touchstone_app::search::{self, Found, FoundText, SearchPage, SearchRequest};
use touchstone_domain::search::{Excerpt, FilterField};
use touchstone_render::view::{
    SearchExample, SearchLine, SearchPiece, SearchProblem, SearchTextLine, SearchView,
};

use super::address::address;
use super::list::ticket_line;
use crate::access::{Granted, may};
use crate::page::{Page, Reader, page};
use crate::pages::shared::notices;
use crate::problem::field_message;
use crate::query::Pairs;
use crate::state::WebState;

const PATH: &str = "/desk/search";
/// What the page offers to try: `search-query-<code>` is the query, `search-example-<code>` says what it finds.
const EXAMPLES: [&str; 7] = ["words", "phrase", "status", "created", "is", "from", "order"];

/// `GET /desk/search`
pub(super) async fn search(
    by: Granted<may::ReadTickets>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Page {
    let frame = by.frame(&state);
    let request = SearchRequest::parse(pairs.iter())?;
    let query = request.query.trim().to_owned();
    let mut view = SearchView {
        first: request
            .cursor
            .is_some()
            .then(|| address(PATH, [("q", query.as_str())])),
        filters: FilterField::ALL
            .iter()
            .map(|field| field.as_str().into())
            .collect(),
        examples: EXAMPLES
            .iter()
            .filter_map(|code| example(&state, &by, code))
            .collect(),
        ..SearchView::default()
    };
    if !query.is_empty() {
        match search::search(&state.app, &by.caller, request).await {
            Ok(found) => show(&mut view, found, &query),
            Err(AppError::Validation(errors)) => {
                view.problem = errors.first().map(|error| problem(&state, &by, error, &query));
            }
            Err(other) => return Err(other.into()),
        }
    }
    view.query = query;
    page(&state, &notices(frame, &state.renderer), &view)
}

fn show(view: &mut SearchView, found: SearchPage, query: &str) {
    let here = address(PATH, [("q", query)]);
    view.building = (!found.index.ready).then(|| found.index.percent());
    view.partial = found.partial;
    view.next = found
        .next_cursor
        .map(|cursor| address(&here, [("cursor", cursor.as_str())]));
    view.found = found.items.into_iter().map(|item| line(item, &here)).collect();
}

fn line(found: Found, here: &str) -> SearchLine {
    let ticket = ticket_line(&found.ticket, here);
    let text = |text: FoundText| SearchTextLine {
        part: text.part.as_str().into(),
        internal: text.internal,
        at: text.at,
        href: match text.message {
            Some(message) => format!("{}#{message}", ticket.href),
            None => ticket.href.clone(),
        },
        pieces: pieces(&text.excerpt),
    };
    SearchLine {
        subject: found.subject.as_ref().map(pieces).unwrap_or_default(),
        texts: found.texts.into_iter().map(text).collect(),
        direct: found.direct,
        ticket,
    }
}

fn pieces(excerpt: &Excerpt) -> Vec<SearchPiece> {
    let piece = |(text, marked)| SearchPiece { text, marked };
    excerpt.pieces().into_iter().map(piece).collect()
}

fn example(state: &WebState, by: &Granted<may::ReadTickets>, code: &'static str) -> Option<SearchExample> {
    let query = state
        .renderer
        .text(by.caller.language, &format!("search-query-{code}"))?;
    Some(SearchExample {
        code: code.into(),
        href: address(PATH, [("q", query.as_str())]),
        query,
    })
}

/// The sentence, and the query cut around the token that is to blame.
fn problem(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    error: &FieldError,
    query: &str,
) -> SearchProblem {
    let value = |name: &str| {
        error
            .args
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    };
    let message = field_message(&state.renderer, by.caller.language, error);
    let place = |name| value(name).and_then(|place| place.parse::<usize>().ok());
    let (Some(start), Some(end)) = (place("start"), place("end")) else {
        return SearchProblem {
            message,
            ..SearchProblem::default()
        };
    };
    let cut = |from: usize, to: usize| {
        query
            .chars()
            .skip(from)
            .take(to.saturating_sub(from))
            .collect::<String>()
    };
    let (before, token, after) = (cut(0, start), cut(start, end), cut(end, usize::MAX));
    let suggestion = value("suggestion").and_then(|name| {
        let rest = token.find([':', '：']).and_then(|colon| token.get(colon..))?;
        let meant = format!("{before}{name}{rest}{after}");
        Some((address(PATH, [("q", meant.as_str())]), meant))
    });
    SearchProblem {
        message,
        before,
        token,
        after,
        suggestion,
    }
}
