//! The whole of a small demo: made through the commands, read back, made again the same.

use super::desk::Account;
use super::directory::{Directory, Label, refuse};
use super::load::{Order, load};
use super::{colleagues, erp, house};
use crate::wiring;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use touchstone_app::App;
use touchstone_app::core::ManualClock;
use touchstone_app::maintenance::{announcements, announcements_take};
use touchstone_app::webhook::{HookInbox, webhook_test, webhooks_list};
use touchstone_domain::time::Timestamp;
use touchstone_render::Options;
use touchstone_store::{Lane, Store, StoreConfig, StoreError, sql};
use touchstone_web::{WebSettings, WebState, router};

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
fn opened(directory: &Directory, around: wiring::Surroundings<'_>, look: impl AsyncFnOnce(&App)) {
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
        let app = wiring::app(parts, clock, around).unwrap();
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
        opened(&directory, wiring::Surroundings::default(), async |app| {
            colleagues::meet(app, &accounts).await.unwrap();
            house::furnish(app, &accounts).await.unwrap();
            announcements_take(app).await.unwrap();
            assert!(announcements(app).iter().any(|plan| plan.is_current));
        });
        assert_eq!(read(&directory, count), Some(vec![2, 1, 1, 1, 2]));
    }
}

/// Serves a demonstration's pages, and with them the receiver, until the runtime ends.
fn serve(app: &App, listener: std::net::TcpListener, inbox: &HookInbox) {
    let settings = WebSettings {
        demo: true,
        demo_inbox: inbox.clone(),
        ..WebSettings::default()
    };
    let router = router(WebState::new(app.clone(), settings));
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
}

#[test]
fn the_erp_of_a_demo_is_told_at_whatever_port_it_is_and_believes_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let (directory, accounts) = made(&dir.path().join("demo"), 400);
    for start in 1..=2 {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let around = wiring::Surroundings {
            public_url: &url,
            hooks: erp::sender(address.ip()).unwrap(),
            ..wiring::Surroundings::default()
        };
        opened(&directory, around, async |app| {
            let inbox = HookInbox::default();
            // A demonstration without an administrator opens all the same.
            erp::connect(app, &[], &inbox).await;
            erp::connect(app, &accounts, &inbox).await;
            serve(app, listener, &inbox);
            let call = erp::administrator(app, &accounts).await.unwrap();
            let told = webhooks_list(app, &call.caller).await.unwrap();
            assert_eq!(told.len(), 1, "start {start}");
            assert_eq!(told[0].url, format!("{url}{}", touchstone_web::RECEIVER));
            assert_eq!(told[0].name, "商城 ERP");
            let trial = webhook_test(app, &call, told[0].id).await.unwrap();
            assert!(trial.taken, "{trial:?}");
            let kept = inbox.list(None, 10);
            assert_eq!((kept.len(), kept[0].attempt), (1, 1));
            inbox.trust("whsec_b3RoZXI=").unwrap();
            let trial = webhook_test(app, &call, told[0].id).await.unwrap();
            assert_eq!((trial.taken, trial.status), (false, Some(401)));
            assert_eq!((inbox.list(None, 10).len(), inbox.refused()), (1, 1));
        });
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
