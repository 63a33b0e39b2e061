//! How the machine does: notifications on their way out, jobs and what they failed at.

mod outbox;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::api_read::<outbox::__path_outbox_list, _, _>(outbox::outbox_list)]
}
