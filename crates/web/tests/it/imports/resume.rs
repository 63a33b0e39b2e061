//! Runs that are stopped, die, and go on.

use serde_json::json;
use touchstone_app::import::import_step;
use touchstone_domain::time::Span;
use touchstone_testkit::with_app;

use super::{act, administrator, counts, path, read, rows, upload, work};

fn people(count: usize) -> String {
    let lines = (1..=count).map(|n| format!("{n},Person {n},p{n}@mail.example\n"));
    std::iter::once("id,name,email\n".to_owned())
        .chain(lines)
        .collect()
}

with_app! {
    async fn a_run_goes_on_after_its_process_died(app: &TestApp) {
        let admin = administrator(app).await;
        let import = upload(&admin, "kind=requesters", "people.csv", people(350)).await;
        act(&admin, &import, "run").await;
        assert!(import_step(&app.app).await.unwrap());
        // The process dies while it works on the second batch: whatever the transaction held is gone.
        let dying = app.app.clone();
        let step = tokio::spawn(async move { import_step(&dying).await });
        tokio::task::yield_now().await;
        step.abort();
        let _ = step.await;
        let half = read(&admin, &import).await;
        assert_eq!(half["state"], "running");
        assert!(half["percent"].as_u64().unwrap() > 10, "{half}");
        app.clock.set(app.now() + Span::minutes(2));
        work(app).await;
        let done = read(&admin, &import).await;
        assert_eq!((&done["state"], counts(&done)), (&json!("finished"), [350, 0, 0, 0]));
        let first = rows(&admin, &import).await;
        let numbers: Vec<u64> = first.iter().map(|row| row["row"].as_u64().unwrap()).collect();
        assert_eq!(numbers, (1..=200).collect::<Vec<u64>>(), "each row once");
    }

    async fn two_processes_at_once_double_nothing(app: &TestApp) {
        let admin = administrator(app).await;
        let import = upload(&admin, "kind=requesters", "people.csv", people(230)).await;
        act(&admin, &import, "run").await;
        for _ in 0..6 {
            let (one, two) = tokio::join!(import_step(&app.app), import_step(&app.app));
            one.unwrap();
            two.unwrap();
        }
        work(app).await;
        assert_eq!(counts(&read(&admin, &import).await), [230, 0, 0, 0]);
    }

    async fn a_stopped_run_goes_on_where_it_was(app: &TestApp) {
        let admin = administrator(app).await;
        let import = upload(&admin, "kind=requesters", "people.csv", people(150)).await;
        let other = upload(&admin, "kind=requesters", "others.csv", people(3)).await;
        act(&admin, &import, "run").await;
        admin.post(&format!("{}/run", path(&other))).send().await.expect_problem(409, "import_under_way");
        import_step(&app.app).await.unwrap();
        act(&admin, &import, "cancel").await;
        assert!(!import_step(&app.app).await.unwrap(), "nothing is under way");
        let stopped = read(&admin, &import).await;
        assert_eq!((&stopped["state"], counts(&stopped)), (&json!("cancelled"), [100, 0, 0, 0]));
        act(&admin, &import, "run").await;
        work(app).await;
        assert_eq!(counts(&read(&admin, &import).await), [150, 0, 0, 0]);
    }

    async fn files_do_not_outlive_their_purpose(app: &TestApp) {
        let admin = administrator(app).await;
        let done = upload(&admin, "kind=requesters", "people.csv", people(2)).await;
        act(&admin, &done, "run").await;
        work(app).await;
        let id = done["id"].as_str().unwrap();
        assert!(app.app.blobs.get(id).await.is_err(), "a file that was read is gone");
        let waiting = upload(&admin, "kind=requesters", "people.csv", people(2)).await;
        let id = waiting["id"].as_str().unwrap();
        assert!(app.app.blobs.get(id).await.is_ok());
        app.clock.set(app.now() + Span::days(8));
        touchstone_app::import::import_sweep(&app.app).await.unwrap();
        assert!(app.app.blobs.get(id).await.is_err(), "nobody went on with it for a week");
        admin.post(&format!("{}/run", path(&waiting))).send().await.expect_problem(409, "import_not_now");
    }
}
