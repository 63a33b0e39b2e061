//! The whole of a small demo: made through the commands, read back, made again the same.

use super::desk::Account;
use super::directory::{Directory, Label, refuse};
use super::load::{Order, load};
use super::{colleagues, house};
use crate::wiring;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use touchstone_app::App;
use touchstone_app::core::ManualClock;
use touchstone_app::maintenance::{announcements, announcements_take};
use touchstone_domain::time::Timestamp;
use touchstone_render::Options;
use touchstone_store::{Lane, Store, StoreConfig, StoreError, sql};

sql!(DEMO_EVENTS = "SELECT kind, subject, at FROM event ORDER BY id");
sql!(DEMO_STAGES = "SELECT stage FROM ticket ORDER BY id");

sql!(
    DEMO_LEFT = "SELECT (SELECT COUNT(*) FROM saved_view) AS views, (SELECT COUNT(*) FROM mention) AS mentions,
        (SELECT COUNT(*) FROM ticket_handover) AS offers, (SELECT COUNT(*) FROM person WHERE adviser IS NOT NULL) AS advised,
        (SELECT COUNT(*) FROM maintenance) AS plans"
);

const AT: &str = "2026-09-01T06:00:00Z";

fn made(dir: &Path, tickets: usize) -> (Directory, Vec<Account>) {
    let directory = Directory::new(dir);
    let at: Timestamp = AT.parse().unwrap();
    directory.begin(&Label::new(tickets, at)).unwrap();
    let loaded = load(&Order {
        directory: &directory,
        tickets,
        at,
        public_url: "http://127.0.0.1:1",
    })
    .unwrap();
    assert_eq!(loaded.accounts.len(), 19);
    assert!(
        loaded.refused * 100 <= tickets,
        "{} steps came too late",
        loaded.refused
    );
    (directory, loaded.accounts)
}

fn read<T: Send + 'static>(
    directory: &Directory,
    read: fn(&mut touchstone_store::Tx<'_>) -> Result<T, StoreError>,
) -> T {
    let store = Store::open(StoreConfig::sqlite(directory.data())).unwrap();
    let read = store.read_blocking(Lane::Slow, read).unwrap();
    store.close();
    read
}

#[test]
fn a_small_demo_holds_every_turn_of_a_request_and_is_the_same_when_made_again() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, two) = (
        made(&one.path().join("demo"), 400).0,
        made(&two.path().join("demo"), 400).0,
    );
    let events = |tx: &mut touchstone_store::Tx<'_>| {
        tx.query(&DEMO_EVENTS, &[], |row| {
            let (kind, at): (String, i64) = (row.get("kind")?, row.get("at")?);
            Ok((kind, row.get::<i64>("subject")?, at))
        })
    };
    let (history, again) = (read(&one, events), read(&two, events));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, _, _) in &history {
        *kinds.entry(kind.as_str()).or_default() += 1;
    }
    assert_eq!(kinds["ticket.received"], 400, "{kinds:?}");
    for kind in [
        "ticket.classified",
        "ticket.assigned",
        "ticket.waiting",
        "ticket.resumed",
        "ticket.resolved",
        "ticket.confirmed",
        "ticket.objected",
        "ticket.archived",
        "message.added",
        "rating.given",
        "clock.warned",
        "clock.breached",
        "person.created",
        "user.created",
        "team.created",
        "token.created",
        "ownership.shown",
    ] {
        assert!(kinds.contains_key(kind), "no {kind} in {kinds:?}");
    }
    assert_eq!(history.len(), again.len());
    for (place, (one, two)) in history.iter().zip(&again).enumerate() {
        assert_eq!(
            one, two,
            "the same seed told another history from event {place} on"
        );
    }
    let stages = read(&one, |tx| {
        tx.query(&DEMO_STAGES, &[], |row| row.get::<String>("stage"))
    });
    assert!(stages.iter().any(|stage| stage == "archived") && stages.iter().any(|stage| stage != "archived"));
}

/// The demonstration's desk as it opens, at the instant its history ends.
fn opened(directory: &Directory, look: impl AsyncFnOnce(&App)) {
    let (data, clock) = (directory.data(), Arc::new(ManualClock::new(AT.parse().unwrap())));
    let parts = wiring::parts(
        StoreConfig::sqlite(&data),
        &data,
        &directory.key_ring(),
        Options::default(),
        clock.as_ref(),
    );
    let parts = parts.unwrap();
    let store = parts.store.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let app = wiring::app(parts, clock, wiring::Surroundings::default()).unwrap();
        look(&app).await;
    });
    store.close();
}

#[test]
fn a_demo_opens_with_what_colleagues_and_the_house_left_and_with_no_more_the_next_time() {
    let dir = tempfile::tempdir().unwrap();
    let (directory, accounts) = made(&dir.path().join("demo"), 1_500);
    let count = |tx: &mut touchstone_store::Tx<'_>| {
        tx.query_one(&DEMO_LEFT, &[], |row| {
            let counts = ["views", "mentions", "offers", "advised", "plans"];
            counts
                .into_iter()
                .map(|name| row.get::<i64>(name))
                .collect::<Result<Vec<_>, _>>()
        })
    };
    for _ in 0..2 {
        opened(&directory, async |app| {
            colleagues::meet(app, &accounts).await.unwrap();
            house::furnish(app, &accounts).await.unwrap();
            announcements_take(app).await.unwrap();
            assert!(announcements(app).iter().any(|plan| plan.is_current));
        });
        assert_eq!(read(&directory, count), Some(vec![2, 1, 1, 1, 2]));
    }
}

#[test]
fn a_demo_is_known_as_one_and_other_directories_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let directory = Directory::new(dir.path());
    assert!(directory.label().unwrap().is_none());
    refuse(dir.path()).unwrap();
    directory.begin(&Label::new(1, AT.parse().unwrap())).unwrap();
    assert!(!directory.label().unwrap().unwrap().complete);
    for path in [dir.path().to_owned(), directory.data()] {
        assert!(refuse(&path).unwrap_err().to_string().contains("is a demo"));
    }
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("letter.txt"), "mine").unwrap();
    let refused = Directory::new(other.path()).label().err().unwrap().to_string();
    assert!(
        refused.contains("not a demo") && refused.contains("--data-dir"),
        "{refused}"
    );
}
