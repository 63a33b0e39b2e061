//! Notifications and background work.

use touchstone_domain::id::{Id, JobId};
use touchstone_store::job::{NewJob, job_enqueue};
use touchstone_testkit::app::TestApp;
use touchstone_testkit::with_app;

use super::{administrator, follow, send};

/// A job that no part of the product can do: it is given up at its first attempt.
async fn hopeless(app: &TestApp, id: i64) -> JobId {
    let (id, now) = (JobId::from_raw(id), app.now());
    let queued = app.app.store.write(move |tx| {
        let payload = "{}".to_owned();
        let job = NewJob {
            id,
            kind: "hopeless",
            payload,
            run_at: now,
            attempts_at_most: 1,
        };
        job_enqueue(tx, &job, now)
    });
    queued.await.unwrap();
    app.settle().await;
    id
}

with_app! {
    async fn work_that_was_given_up_is_tried_again_or_dropped(app: &TestApp) {
        let here = administrator(app).await;
        let first = hopeless(app, 1).await;
        let page = here.get("/admin/jobs").send().await.expect(200).text();
        assert!(page.contains("hopeless") && page.contains(&first.to_string()), "{page}");
        let page = follow(&here, send(&here, "/admin/jobs", &format!("/admin/jobs/{first}/retry"), &[]).await).await;
        assert!(page.contains("Queued again"), "{page}");
        app.settle().await;
        let page = follow(&here, send(&here, "/admin/jobs", &format!("/admin/jobs/{first}/drop"), &[]).await).await;
        assert!(page.contains("Dropped") && page.contains("Nothing was given up"), "{page}");
        send(&here, "/admin/jobs", &format!("/admin/jobs/{first}/retry"), &[]).await.expect(404);
    }

    async fn the_outbox_shows_masked_addresses_and_no_letters(app: &TestApp) {
        let here = administrator(app).await;
        let request = serde_json::json!({
            "subject": "Refund", "body": "It is missing.", "requester": {"email": "li.na@mail.example"},
        });
        app.public().post("/api/v1/public/tickets").json(&request).send().await.expect(201);
        app.settle().await;
        let page = here.get("/admin/outbox").send().await.expect(200).text();
        assert!(page.contains("Receipt") && page.contains("***"), "{page}");
        assert!(!page.contains("li.na@mail.example") && !page.contains("tracking"), "{page}");
    }
}
