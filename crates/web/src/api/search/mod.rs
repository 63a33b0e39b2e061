//! Search, and the index behind it.

mod find;
mod index;
mod rebuild;

use serde::Serialize;
use touchstone_app::search::{Found, FoundText, SearchPage, SearchProgress};
use touchstone_domain::id::MessageId;
use touchstone_domain::search::{Excerpt, IndexState, SearchPart};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;
use crate::api::wire::Ticket;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<find::__path_search, _, _>(find::search),
        Route::api_read::<index::__path_search_index, _, _>(index::search_index),
        Route::api_write::<rebuild::__path_search_rebuild, _, _>(rebuild::search_rebuild),
    ]
}

/// A page of what was found.
#[derive(Debug, Serialize, ToSchema)]
struct SearchAnswer {
    /// By relevance, then the newest first.
    items: Vec<SearchResult>,
    /// Send it as `cursor` to get the next page; `null` on the last one.
    next_cursor: Option<String>,
    /// While it is not ready, older tickets may be missing.
    index: SearchIndex,
}

/// A ticket with what was found in it.
#[derive(Debug, Serialize, ToSchema)]
struct SearchResult {
    ticket: Ticket,
    /// The whole subject; `null` once erased.
    subject: Option<SearchExcerpt>,
    /// What else was found, at most three texts, the newest first.
    texts: Vec<SearchText>,
    /// Its number or tracking code is what was asked for.
    direct: bool,
}

/// A text in which something was found.
#[derive(Debug, Serialize, ToSchema)]
struct SearchText {
    /// `ticket`, `message` or `file`: its demand or order number, a message, the name of a file.
    part: String,
    /// The message it is, or came with.
    #[schema(value_type = Option<schema::MessageId>)]
    message: Option<MessageId>,
    /// Of an internal note.
    internal: bool,
    #[schema(value_type = Option<schema::Time>)]
    at: Option<Timestamp>,
    excerpt: SearchExcerpt,
}

/// A piece of a text as it was written: escape it before it is put into HTML.
#[derive(Debug, Serialize, ToSchema)]
struct SearchExcerpt {
    text: String,
    /// What to mark: from and up to which character (code point) of `text`.
    marks: Vec<SearchMark>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SearchMark {
    start: usize,
    end: usize,
}

/// How far the index is.
#[derive(Debug, Serialize, ToSchema)]
struct SearchIndex {
    /// Every text is in it.
    ready: bool,
    /// `wanted`, `running` or `done`.
    #[schema(value_type = String)]
    state: IndexState,
    /// Tickets done, of about so many.
    done: u64,
    total: u64,
    /// Since when it was to be made, and since when it is.
    #[schema(value_type = Option<schema::Time>)]
    asked_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
}

impl From<SearchPage> for SearchAnswer {
    fn from(page: SearchPage) -> Self {
        Self {
            items: page.items.into_iter().map(SearchResult::from).collect(),
            next_cursor: page.next_cursor,
            index: page.index.into(),
        }
    }
}

impl From<Found> for SearchResult {
    fn from(found: Found) -> Self {
        Self {
            ticket: found.ticket.into(),
            subject: found.subject.map(SearchExcerpt::from),
            texts: found.texts.into_iter().map(SearchText::from).collect(),
            direct: found.direct,
        }
    }
}

impl From<FoundText> for SearchText {
    fn from(text: FoundText) -> Self {
        let part: SearchPart = text.part;
        Self {
            part: part.to_string(),
            message: text.message,
            internal: text.internal,
            at: text.at,
            excerpt: text.excerpt.into(),
        }
    }
}

impl From<Excerpt> for SearchExcerpt {
    fn from(excerpt: Excerpt) -> Self {
        let mark = |mark: touchstone_domain::search::Mark| SearchMark {
            start: mark.start,
            end: mark.end,
        };
        Self {
            text: excerpt.text,
            marks: excerpt.marks.into_iter().map(mark).collect(),
        }
    }
}

impl From<SearchProgress> for SearchIndex {
    fn from(progress: SearchProgress) -> Self {
        let SearchProgress {
            ready,
            state,
            done,
            total,
            asked_at,
            ended_at,
        } = progress;
        Self {
            ready,
            state,
            done,
            total,
            asked_at,
            ended_at,
        }
    }
}
