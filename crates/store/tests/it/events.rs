//! The log: appended with the command, read in one order by all, never skipped, never seen twice.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use touchstone_domain::event::{EventBody, EventKind, Subject};
use touchstone_domain::id::{EventId, Id, TicketId};
use touchstone_store::event::{
    EventRow, HistoryOrder, LoggedEvent, event_by_id, event_history, event_log_after, event_log_end,
};
use touchstone_store::{Lane, Store, StoreConfig, StoreError};
use touchstone_testkit::both_engines;

use crate::support::{another, event, eventually, fresh};

fn log(store: &Store) -> Vec<LoggedEvent> {
    let read: Result<_, StoreError> = store.read_blocking(Lane::Fast, |tx| event_log_after(tx, 0, 100_000));
    read.expect("the log is read")
}

fn append(store: &Store, id: EventId, ticket: TicketId) {
    let appended: Result<(), StoreError> =
        store.write_blocking(move |tx| tx.event_append(&event(id, ticket)));
    appended.expect("an event is appended");
}

both_engines! {
    fn an_event_is_kept_as_it_was(store: Store) {
        let (id, ticket) = (fresh(), fresh());
        append(&store, id, ticket);
        let found: Result<Option<EventRow>, StoreError> = store.read_blocking(Lane::Fast, move |tx| event_by_id(tx, id));
        let found = found.expect("read").expect("there");
        let given = event(id, ticket);
        assert_eq!((found.id, found.at, found.actor), (given.id, given.at, given.actor));
        assert_eq!((found.origin, found.subject, found.kind), (given.origin, given.subject, EventKind::RatingGiven));
        assert_eq!(found.parsed().expect("readable"), EventBody::RatingGiven { score: 4 });
        assert!(found.is_intact());
        for changed in [
            EventRow { body: found.body.replace('4', "5"), ..found.clone() },
            EventRow { subject: Subject::System, ..found.clone() },
            EventRow { id: EventId::from_raw(found.id.raw() + 1), ..found.clone() },
        ] {
            assert!(!changed.is_intact(), "{changed:?}");
        }
    }

    fn an_event_of_a_failed_command_never_happened(store: Store) {
        let kept = fresh();
        append(&store, kept, fresh());
        let failed: Result<(), StoreError> = store.write_blocking(|tx| {
            tx.event_append(&event(fresh(), fresh()))?;
            Err(StoreError::Sql("refused".into()))
        });
        assert!(failed.is_err());
        let last = fresh();
        append(&store, last, fresh());
        eventually("both have a position", || log(&store).len() == 2);
        let seen: Vec<_> = log(&store).iter().map(|entry| (entry.pos, entry.event.id)).collect();
        assert_eq!(seen, [(1, kept), (2, last)], "positions are dense");
        let end: Result<i64, StoreError> = store.read_blocking(Lane::Fast, event_log_end);
        assert_eq!(end, Ok(2));
    }

    fn a_history_is_read_from_both_ends(store: Store) {
        let (one, other): (TicketId, TicketId) = (fresh(), fresh());
        let ids: Vec<EventId> = (0..5).map(|_| {
            let id = fresh();
            append(&store, id, one);
            append(&store, fresh(), other);
            id
        }).collect();
        let page = |order, after, limit| {
            let read: Result<Vec<EventRow>, StoreError> = store.read_blocking(Lane::Fast, move |tx| {
                event_history(tx, Subject::Ticket(one), order, after, limit)
            });
            read.expect("a history is read").into_iter().map(|event| event.id).collect::<Vec<_>>()
        };
        assert_eq!(page(HistoryOrder::OldestFirst, None, 100), ids);
        assert_eq!(page(HistoryOrder::NewestFirst, None, 2), [ids[4], ids[3]]);
        assert_eq!(page(HistoryOrder::NewestFirst, Some(ids[3]), 2), [ids[2], ids[1]]);
        assert_eq!(page(HistoryOrder::OldestFirst, Some(ids[3]), 9), [ids[4]]);
    }

    fn commits_nudge_whoever_watches(store: Store) {
        let nudges = store.nudges();
        append(&store, fresh(), fresh());
        eventually("a nudge", || nudges.has_changed().expect("the store is open"));
    }

    fn another_process_hears_of_commits(config: StoreConfig) {
        let first = Store::open(config.clone()).expect("the store opens");
        let second = another(&first, &config);
        append(&first, fresh(), fresh());
        eventually("the first event has a position", || log(&second).len() == 1);
        let nudges = second.nudges();
        append(&first, fresh(), fresh());
        eventually("a nudge", || nudges.has_changed().expect("the store is open"));
        second.close();
        first.close();
    }

    // Writers hold their transactions open for different times, so that they commit in another order than they began;
    // two processes write and two read meanwhile.
    fn no_reader_skips_an_event_or_sees_one_twice(config: StoreConfig) {
        const WRITERS: usize = 8;
        const EVENTS: usize = 120;
        let first = Store::open(config.clone()).expect("the store opens");
        let second = another(&first, &config);
        let done = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = [first.clone(), second.clone(), first.clone()]
            .into_iter()
            .map(|store| {
                let done = Arc::clone(&done);
                std::thread::spawn(move || follow(&store, &done, WRITERS * EVENTS))
            })
            .collect();
        let writers: Vec<_> = (0..WRITERS)
            .map(|w| {
                let store = if w % 2 == 0 { first.clone() } else { second.clone() };
                std::thread::spawn(move || write_many(&store, w, EVENTS))
            })
            .collect();
        let mut written: Vec<EventId> =
            writers.into_iter().flat_map(|writer| writer.join().expect("a writer ends")).collect();
        done.store(true, Ordering::SeqCst);
        written.sort_unstable();
        for reader in readers {
            let seen = reader.join().expect("a reader ends");
            let mut ids: Vec<_> = seen.iter().map(|entry| entry.event.id).collect();
            assert_in_order_per_writer(&seen);
            ids.sort_unstable();
            assert_eq!(ids, written);
        }
        second.close();
        first.close();
    }

    // The process that orders events goes away; another takes over, and the order goes on.
    fn another_process_takes_the_order_over(config: StoreConfig) {
        let first = Store::open(config.clone()).expect("the store opens");
        append(&first, fresh(), fresh());
        eventually("the first has a position", || log(&first).len() == 1);
        let second = another(&first, &config);
        if first.engine() == touchstone_store::EngineKind::Postgres {
            first.close();
        }
        append(&second, fresh(), fresh());
        eventually("the second has a position", || log(&second).len() == 2);
        assert_eq!(log(&second)[1].pos, 2);
        second.close();
    }
}

/// Each event's ticket is its writer, so that a reader can tell who wrote it.
fn write_many(store: &Store, writer: usize, events: usize) -> Vec<EventId> {
    (0..events)
        .map(|i| {
            let id: EventId = fresh();
            let ticket = TicketId::from_raw(writer as i64);
            let pause = Duration::from_micros(((i * 7919 + writer * 104_729) % 3000) as u64);
            let appended: Result<(), StoreError> = store.write_blocking(move |tx| {
                tx.event_append(&event(id, ticket))?;
                std::thread::sleep(pause);
                Ok(())
            });
            appended.expect("an event is appended");
            id
        })
        .collect()
}

/// Reads the log as it grows, by a cursor, as every reader does.
fn follow(store: &Store, done: &AtomicBool, expected: usize) -> Vec<LoggedEvent> {
    let mut seen: Vec<LoggedEvent> = Vec::new();
    for _ in 0..100_000 {
        let pos = seen.last().map_or(0, |entry| entry.pos);
        let next: Result<Vec<LoggedEvent>, StoreError> =
            store.read_blocking(Lane::Fast, move |tx| event_log_after(tx, pos, 50));
        let next = next.expect("the log is read");
        for entry in &next {
            assert_eq!(
                entry.pos,
                seen.last().map_or(1, |last| last.pos + 1),
                "positions are dense and in order"
            );
            seen.push(entry.clone());
        }
        if next.is_empty() {
            if done.load(Ordering::SeqCst) && seen.len() >= expected {
                break;
            }
            std::thread::sleep(Duration::from_micros(300));
        }
    }
    seen
}

/// A writer waits for each commit before it goes on, so its own events must keep their order.
fn assert_in_order_per_writer(seen: &[LoggedEvent]) {
    let mut last: HashMap<Subject, EventId> = HashMap::new();
    for entry in seen {
        let before = last.insert(entry.event.subject, entry.event.id);
        assert!(
            before.is_none_or(|before| before < entry.event.id),
            "{entry:?} came after {before:?}"
        );
    }
}
