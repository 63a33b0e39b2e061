//! How the machine does: notifications on their way out, jobs and what was given up.

mod jobs;
mod outbox;
mod outbox_resend;
mod work_drop;
mod work_retry;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<outbox::__path_outbox_list, _, _>(outbox::outbox_list),
        Route::api_read::<outbox::__path_outbox_export, _, _>(outbox::outbox_export).carrying_files(),
        Route::api_write::<outbox_resend::__path_outbox_resend, _, _>(outbox_resend::outbox_resend),
        Route::api_read::<jobs::__path_work_list, _, _>(jobs::work_list),
        Route::api_write::<work_retry::__path_work_retry, _, _>(work_retry::work_retry),
        Route::api_write::<work_drop::__path_work_drop, _, _>(work_drop::work_drop),
    ]
}
