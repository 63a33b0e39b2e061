//! Readers digest every event once, in order, whatever fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use touchstone_domain::id::{EventId, Id};
use touchstone_domain::time::Span;
use touchstone_store::event::event_log_end;
use touchstone_store::reader::{
    DeadLetter, Digest, DigestError, Reader, Retried, Step, dead_letter_drop, dead_letters, readers,
};
use touchstone_store::{EngineKind, Lane, Store, StoreConfig, StoreError};
use touchstone_testkit::both_engines;

use crate::support::{another, at, event, fresh, note, notes};

const READER: Reader = Reader {
    batch: 10,
    ..Reader::new("test")
};

async fn append(store: &Store, events: usize) -> Vec<EventId> {
    let mut ids = Vec::new();
    for _ in 0..events {
        let id = fresh();
        let done: Result<(), StoreError> = store.write(move |tx| tx.event_append(&event(id, fresh()))).await;
        done.expect("an event is appended");
        ids.push(id);
    }
    for _ in 0..1000 {
        let end: Result<i64, StoreError> = store.read(Lane::Fast, event_log_end).await;
        if end.expect("read") >= i64::try_from(events).expect("few") {
            return ids;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the events got no position");
}

fn name(id: EventId) -> String {
    format!("{:019}", id.raw())
}

/// Notes each event under its own name, so a second digestion would fail; refuses the one it is told to.
fn digest(refused: Option<EventId>, heal: &Arc<AtomicBool>) -> Digest {
    let heal = Arc::clone(heal);
    Arc::new(move |tx, events| {
        for logged in events {
            if Some(logged.event.id) == refused && !heal.load(Ordering::SeqCst) {
                return Err(DigestError::Refused("cannot be digested".into()));
            }
            note(tx, &name(logged.event.id))?;
        }
        Ok(())
    })
}

async fn noted(store: &Store) -> Vec<String> {
    let store = store.clone();
    tokio::task::spawn_blocking(move || notes(&store))
        .await
        .expect("reads")
}

fn names(ids: &[EventId]) -> Vec<String> {
    ids.iter().copied().map(name).collect()
}

both_engines! {
    async fn events_are_digested_once_in_batches(store: Store) {
        let digest = digest(None, &Arc::default());
        assert_eq!(store.reader_step(READER, at(0), &digest).await, Ok(Step::Idle));
        let ids = append(&store, 25).await;
        assert_eq!(store.reader_step(READER, at(0), &digest).await, Ok(Step::Read { events: 10, more: true }));
        assert_eq!(store.reader_step(READER, at(0), &digest).await, Ok(Step::Read { events: 10, more: true }));
        assert_eq!(store.reader_step(READER, at(0), &digest).await, Ok(Step::Read { events: 5, more: false }));
        assert_eq!(store.reader_step(READER, at(0), &digest).await, Ok(Step::Idle));
        assert_eq!(noted(&store).await, names(&ids));
    }

    async fn a_bad_event_is_tried_set_aside_and_read_again_later(store: Store) {
        let ids = append(&store, 6).await;
        let heal = Arc::new(AtomicBool::new(false));
        let digest = digest(Some(ids[2]), &heal);
        let mut now = at(0);
        for attempt in 1..READER.attempts_at_most {
            let step = store.reader_step(READER, now, &digest).await;
            let Ok(Step::Waiting { until }) = step else { panic!("{step:?}") };
            assert!(until > now);
            assert_eq!(noted(&store).await, names(&ids[..2]), "the good ones before it are read");
            let rows: Result<_, StoreError> = store.read(Lane::Fast, readers).await;
            let row = rows.expect("read").remove(0);
            assert_eq!((row.pos, row.attempts, row.retry_at), (2, attempt, until));
            assert_eq!(row.problem.as_deref(), Some("cannot be digested"));
            assert_eq!(store.reader_step(READER, until - Span::seconds(1), &digest).await, Ok(Step::Waiting { until }));
            now = until;
        }
        assert_eq!(store.reader_step(READER, now, &digest).await, Ok(Step::SetAside { event: ids[2] }));
        assert_eq!(store.reader_step(READER, now, &digest).await, Ok(Step::Read { events: 3, more: false }));
        let letters: Result<Vec<DeadLetter>, StoreError> = store.read(Lane::Fast, |tx| dead_letters(tx, None, 10)).await;
        let letters = letters.expect("read");
        assert_eq!((letters.len(), letters[0].event_id, letters[0].pos), (1, ids[2], 3));
        let failed = store.dead_letter_retry("test", 3, &digest).await;
        assert_eq!(failed, Ok(Retried::Failed("cannot be digested".into())));
        heal.store(true, Ordering::SeqCst);
        assert_eq!(store.dead_letter_retry("test", 3, &digest).await, Ok(Retried::Digested));
        assert_eq!(store.dead_letter_retry("test", 3, &digest).await, Ok(Retried::Gone));
        assert_eq!(noted(&store).await, names(&ids));
        let dropped: Result<bool, StoreError> = store.write(|tx| dead_letter_drop(tx, "test", 3)).await;
        assert_eq!(dropped, Ok(false));
    }

    async fn a_panicking_reader_is_treated_like_a_failing_one(store: Store) {
        append(&store, 1).await;
        let digest: Digest = Arc::new(|tx, _| {
            note(tx, "half an effect")?;
            panic!("as told")
        });
        let step = store.reader_step(READER, at(0), &digest).await;
        assert!(matches!(step, Ok(Step::Waiting { .. })), "{step:?}");
        assert!(noted(&store).await.is_empty());
    }

    async fn trouble_of_the_database_is_not_blamed_on_the_event(store: Store) {
        append(&store, 1).await;
        let digest: Digest = Arc::new(|_, _| Err(StoreError::Unavailable("as told".into()).into()));
        let step = store.reader_step(READER, at(0), &digest).await;
        assert_eq!(step, Err(StoreError::Unavailable("as told".into())));
        let rows: Result<_, StoreError> = store.read(Lane::Fast, readers).await;
        assert!(rows.expect("read").iter().all(|row| row.attempts == 0));
    }

    async fn one_process_reads_at_a_time_and_another_takes_over(config: StoreConfig) {
        let (first, second) = tokio::task::spawn_blocking(move || {
            let first = Store::open(config.clone()).expect("the store opens");
            let second = another(&first, &config);
            (first, second)
        }).await.expect("opens");
        let digest = digest(None, &Arc::default());
        let ids = append(&first, 12).await;
        assert_eq!(first.reader_step(READER, at(0), &digest).await, Ok(Step::Read { events: 10, more: true }));
        if first.engine() == EngineKind::Postgres {
            assert_eq!(second.reader_step(READER, at(29), &digest).await, Ok(Step::Elsewhere));
        }
        assert_eq!(second.reader_step(READER, at(30), &digest).await, Ok(Step::Read { events: 2, more: false }));
        assert_eq!(noted(&first).await, names(&ids));
        tokio::task::spawn_blocking(move || {
            second.close();
            first.close();
        }).await.expect("closes");
    }
}
