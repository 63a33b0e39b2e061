//! Other systems that are told of events: who they are, how calls to them go, what is on its way.

mod act;
mod form;
mod look;

use crate::route::Route;

const PATH: &str = "/admin/webhooks";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, look::webhooks),
        Route::post(PATH, form::webhook_create),
        Route::get("/admin/webhooks/new", form::webhook_new),
        Route::get("/admin/webhooks/{webhook}", look::webhook),
        Route::post("/admin/webhooks/{webhook}", form::webhook_change),
        Route::post("/admin/webhooks/{webhook}/rotate", act::webhook_rotate),
        Route::post("/admin/webhooks/{webhook}/pause", act::webhook_pause),
        Route::post("/admin/webhooks/{webhook}/resume", act::webhook_resume),
        Route::post("/admin/webhooks/{webhook}/test", act::webhook_test),
        Route::post("/admin/webhooks/{webhook}/remove", act::webhook_remove),
        Route::post("/admin/webhooks/{webhook}/resend", act::dead_resend),
        Route::post(
            "/admin/webhooks/{webhook}/deliveries/{delivery}/resend",
            act::delivery_resend,
        ),
        Route::post("/admin/webhooks/{webhook}/replay", act::replay),
        Route::post(
            "/admin/webhooks/{webhook}/replays/{replay}/cancel",
            act::replay_cancel,
        ),
    ]
}
