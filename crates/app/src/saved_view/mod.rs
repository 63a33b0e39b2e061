//! Saved lists: made, shared, changed, ordered, counted. A list shows everybody what they may see anyway.

mod change;
mod count;
mod input;
mod read;

pub(crate) use change::audience_wanted;
pub use change::{view_create, view_remove, view_replace, views_order};
pub(crate) use count::ViewCounts;
pub use count::{COUNT_SHOWN, ViewCount};
pub use input::ViewContent;
pub use read::{SavedView, view_get, views};
