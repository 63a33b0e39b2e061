//! Search at the desk: tickets by what was written in them, by whom they are from, and by how they stand.
//!
//! The index gives texts that have the rarest words of a query, newest first; they are held against the whole query, against the
//! ticket's own texts, and against the question a single read asks, whether the actor may see it. The newest hits are put
//! into order by relevance, and what lies behind them follows on later pages. docs/search.md has the whole of it.

mod condition;
mod cursor;
mod find;
mod index;
mod lead;
mod resolve;
mod text;
mod value;
mod window;

pub use self::find::{Found, FoundText, SearchPage, SearchRequest, search};
pub use self::index::{SearchProgress, search_index_step, search_progress, search_rebuild};
