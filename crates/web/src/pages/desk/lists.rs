//! What stands in the side bar: queues, which everybody has, and saved lists. To a list's address a saved list is a queue.

use touchstone_app::saved_view::{self, SavedView};
use touchstone_app::ticket::{self, Queue};
use touchstone_render::view::QueueLine;

use super::address::address;
use crate::access::SignedIn;
use crate::failure::Failure;
use crate::state::WebState;

/// The code of a saved list among queues: its id comes behind.
const VIEW: &str = "view:";

/// Queues and saved lists of the reader.
pub(super) struct Lists {
    pub(super) queues: Vec<Queue>,
    pub(super) views: Vec<SavedView>,
}

pub(super) async fn lists(state: &WebState, by: &SignedIn) -> Result<Lists, Failure> {
    Ok(Lists {
        queues: ticket::queues(&state.app, &by.caller).await?,
        views: saved_view::views(&state.app, &by.caller).await?,
    })
}

impl Lists {
    /// All of them as queues.
    pub(super) fn all(&self) -> Vec<Queue> {
        let views = self.views.iter().map(as_queue);
        self.queues.iter().cloned().chain(views).collect()
    }

    /// The saved list behind a queue's code.
    pub(super) fn view(&self, code: &str) -> Option<&SavedView> {
        let id = code.strip_prefix(VIEW)?;
        self.views.iter().find(|view| view.id.to_string() == id)
    }

    pub(super) fn view_lines(&self) -> Vec<QueueLine> {
        self.views.iter().map(line).collect()
    }
}

/// Where a saved list is shown.
pub(super) fn view_href(view: &SavedView) -> String {
    address("/desk", [("queue", format!("{VIEW}{}", view.id).as_str())])
}

fn as_queue(view: &SavedView) -> Queue {
    let order = ("sort".to_owned(), view.sort.as_str().to_owned());
    let filter = view
        .filter
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()));
    Queue {
        code: format!("{VIEW}{}", view.id),
        team: None,
        team_name: Some(view.name.clone()),
        count: view.count.map_or(0, |found| u64::from(found.count)),
        filter: filter.chain([order]).collect(),
    }
}

fn line(view: &SavedView) -> QueueLine {
    QueueLine {
        href: view_href(view),
        code: "view".into(),
        name: format!("{VIEW}{}", view.id),
        team: Some(view.name.clone()),
        count: view.count.map_or(0, |found| found.count),
        capped: view.count.is_some_and(|found| found.more),
        counted: view.count.is_some(),
    }
}
