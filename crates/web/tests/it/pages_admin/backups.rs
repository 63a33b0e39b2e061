//! Backups as administrators see them: made by themselves and on demand, replaced by newer ones, and never failing
//! unseen.

use touchstone_app::backup::backup_step;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_store::backup::backup_verify;
use touchstone_testkit::app::TestApp;
use touchstone_testkit::with_app;

use super::{administrator, follow, send};

fn files(app: &TestApp) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(app.backups().join("backups"));
    let mut files: Vec<_> = entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

async fn kinds(app: &TestApp) -> Vec<String> {
    let read = app.app.query(touchstone_store::Lane::Fast, |tx| {
        let system = touchstone_domain::event::Subject::System;
        let order = touchstone_store::event::HistoryOrder::NewestFirst;
        Ok(touchstone_store::event::event_history(
            tx, system, order, None, 5,
        )?)
    });
    read.await
        .unwrap()
        .iter()
        .map(|event| event.kind.as_str().to_owned())
        .collect()
}

with_app! {
    async fn a_backup_is_made_when_asked_for(app: &TestApp) {
        let here = administrator(app).await;
        let page = here.get("/admin/backups").send().await.expect(200).text();
        assert!(page.contains("No backup yet"), "{page}");
        let page = follow(&here, send(&here, "/admin/backups", "/admin/backups", &[]).await).await;
        assert!(page.contains("A backup is being made") && page.contains("Waiting"), "{page}");
        send(&here, "/admin/backups", "/admin/backups", &[]).await.expect(409);
        assert!(backup_step(&app.app).await.unwrap(), "it was taken up");
        assert!(!backup_step(&app.app).await.unwrap(), "and once only");
        let made = files(app);
        assert_eq!(made.len(), 1, "{made:?}");
        let manifest = backup_verify(&made[0], None, &mut |_| {}).unwrap();
        assert!(manifest.rows() > 10);
        let page = here.get("/admin/backups").send().await.expect(200).text();
        assert!(page.contains("Made and checked") && page.contains(made[0].to_str().unwrap()), "{page}");
        assert_eq!(kinds(app).await[..2], ["backup.completed", "backup.asked"]);
    }

    async fn backups_are_made_by_themselves_and_replaced_by_newer_ones(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let first = app.now();
        for day in 0..20 {
            app.clock.set(first + Span::days(day));
            assert!(backup_step(&app.app).await.unwrap(), "day {day}");
            assert!(!backup_step(&app.app).await.unwrap(), "day {day}");
        }
        // Three days, and the last day of the week before that is not among them.
        let kept = files(app).len();
        assert!((4..=5).contains(&kept), "{kept} files are kept");
        let page = admin.get("/api/v1/backups?limit=15").send().await.expect(200).json();
        assert_eq!(page["items"].as_array().unwrap().len(), 15);
        assert_eq!(page["items"][0]["state"], "completed");
        assert_eq!(page["items"][0]["cause"], "scheduled");
        let cursor = page["next_cursor"].as_str().unwrap();
        let rest = admin.get(&format!("/api/v1/backups?cursor={cursor}")).send().await.expect(200).json();
        assert_eq!(rest["items"].as_array().unwrap().len(), 5);
        assert_eq!(rest["items"][4]["state"], "removed");
        let all = page["items"].as_array().unwrap().iter().chain(rest["items"].as_array().unwrap());
        assert_eq!(all.filter(|backup| backup["state"] == "completed").count(), kept);
    }

    async fn a_backup_that_fails_is_seen_and_tried_again(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        // Something lies where the directory should be.
        std::fs::write(app.backups().join("backups"), "in the way").unwrap();
        let asked = admin.post("/api/v1/backups").key("k").send().await.expect(201);
        let again = admin.post("/api/v1/backups").key("k").send().await.expect(201);
        assert_eq!(asked.json()["id"], again.json()["id"], "one call, whoever repeats it");
        assert!(backup_step(&app.app).await.unwrap());
        let failed = admin.get(asked.location()).send().await.expect(200).json();
        assert_eq!(failed["state"], "failed");
        assert!(failed["problem"].as_str().unwrap().contains("check the path"), "{failed}");
        assert_eq!(kinds(app).await[0], "backup.failed");
        assert!(!backup_step(&app.app).await.unwrap(), "not at once");
        std::fs::remove_file(app.backups().join("backups")).unwrap();
        app.clock.set(app.now() + Span::hours(1));
        assert!(backup_step(&app.app).await.unwrap(), "an hour later");
        assert_eq!(files(app).len(), 1);
        let here = administrator(app).await;
        let page = here.get("/admin/backups").send().await.expect(200).text();
        assert!(page.contains("Failed") && page.contains("check the path"), "{page}");
    }

    async fn a_backup_whose_process_died_is_given_up(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let asked = admin.post("/api/v1/backups").send().await.expect(201);
        let now = app.now();
        let claimed = app.app.store.write(move |tx| touchstone_store::backup::backup_claim(tx, now)).await;
        assert!(claimed.unwrap().is_some(), "a process takes it up and dies");
        assert!(!backup_step(&app.app).await.unwrap(), "it may still live");
        let swept = touchstone_app::housekeeping::housekeeping_sweep(&app.app).await.unwrap();
        assert_eq!(swept.uploads, 0);
        app.clock.set(now + Span::minutes(3));
        backup_step(&app.app).await.unwrap();
        let failed = admin.get(asked.location()).send().await.expect(200).json();
        assert_eq!(failed["state"], "failed");
    }

    async fn uploads_are_not_removed_while_a_backup_reads_them(app: &TestApp) {
        let upload = app.public().post("/api/v1/public/uploads").multipart(&[], &[("file", "a.txt", b"text")]);
        upload.send().await.expect(201);
        app.clock.set(app.now() + Span::hours(25));
        let admin = app.client(Role::Administrator).await;
        admin.post("/api/v1/backups").send().await.expect(201);
        let sweep = || touchstone_app::housekeeping::housekeeping_sweep(&app.app);
        assert_eq!(sweep().await.unwrap().uploads, 0, "held");
        assert!(backup_step(&app.app).await.unwrap());
        assert_eq!(sweep().await.unwrap().uploads, 1, "afterwards it goes");
        let manifest = backup_verify(&files(app)[0], None, &mut |_| {}).unwrap();
        assert_eq!((manifest.files, manifest.left_out.len()), (1, 0));
    }
}
