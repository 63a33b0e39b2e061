//! A command happens whole or not at all, and never disturbs its neighbours in the batch.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use touchstone_store::{EngineKind, Lane, Store, StoreConfig, StoreError, sql};
use touchstone_testkit::both_engines;

use crate::support::{NOTE_VALUE, note, notes};

/// Keeps every writing connection busy, so that what comes next queues up and, on SQLite, becomes one batch.
async fn hold_writers(store: &Store) {
    for i in 0..8 {
        let store = store.clone();
        tokio::spawn(async move {
            let held: Result<(), StoreError> = store
                .write(move |tx| {
                    std::thread::sleep(Duration::from_millis(40));
                    note(tx, &format!("hold {i}"))
                })
                .await;
            held.expect("the hold is kept");
        });
    }
    tokio::time::sleep(Duration::from_millis(15)).await;
}

fn is_ours(name: &str) -> bool {
    !name.starts_with("hold")
}

both_engines! {
    async fn errors_and_panics_undo_only_their_own_work(store: Store) {
        hold_writers(&store).await;
        let mut waiting = Vec::new();
        for i in 0..60 {
            let store = store.clone();
            waiting.push(tokio::spawn(async move {
                store
                    .write(move |tx| {
                        note(tx, &format!("{i:02} a"))?;
                        tx.counter_add("kept", 1);
                        match i % 4 {
                            0 => return Err(StoreError::Sql("refused".into())),
                            1 => panic!("as told"),
                            2 => note(tx, &format!("{i:02} a"))?,
                            _ => note(tx, &format!("{i:02} b"))?,
                        }
                        Ok(())
                    })
                    .await
            }));
        }
        for (i, answer) in waiting.into_iter().enumerate() {
            let answer = answer.await.expect("the task lives");
            match i % 4 {
                0 => assert_eq!(answer, Err(StoreError::Sql("refused".into()))),
                1 => assert_eq!(answer, Err(StoreError::Panicked("as told".into()))),
                2 => assert!(matches!(answer, Err(StoreError::Constraint { .. })), "{answer:?}"),
                _ => assert_eq!(answer, Ok(())),
            }
        }
        let (kept, counted) = tokio::task::spawn_blocking(move || {
            let counted = store.read_blocking(Lane::Fast, |tx| touchstone_store::counter::counter_sum(tx, "kept"));
            (notes(&store), counted.expect("the counter is read"))
        }).await.expect("reads");
        let expected: Vec<_> = (3..60).step_by(4).flat_map(|i| [format!("{i:02} a"), format!("{i:02} b")]).collect();
        assert_eq!(kept.into_iter().filter(|name| is_ours(name)).collect::<Vec<_>>(), expected);
        assert_eq!(counted, 15);
    }

    fn a_failed_statement_poisons_its_transaction(store: Store) {
        let swallowed: Result<(), StoreError> = store.write_blocking(|tx| {
            note(tx, "x")?;
            assert!(note(tx, "x").is_err());
            // The closure goes on as if nothing had happened.
            assert_eq!(note(tx, "y"), Err(StoreError::Poisoned));
            Ok(())
        });
        assert!(matches!(swallowed, Err(StoreError::Constraint { .. })), "{swallowed:?}");
        assert!(notes(&store).is_empty());
    }

    fn an_unreadable_value_is_an_error_but_no_poison(store: Store) {
        let outcome: Result<(), StoreError> = store.write_blocking(|tx| {
            note(tx, "x")?;
            let wrong = tx.query_one(&NOTE_VALUE, &[&"x"], |row| row.get::<String>("next"));
            assert!(matches!(wrong, Err(StoreError::Value { .. })), "{wrong:?}");
            let missing = tx.query_one(&NOTE_VALUE, &[&"x"], |row| row.get::<i64>("nothing"));
            assert!(matches!(missing, Err(StoreError::Value { .. })), "{missing:?}");
            note(tx, "y")
        });
        outcome.expect("the transaction goes on");
        assert_eq!(notes(&store), ["x", "y"]);
    }

    fn a_lost_race_runs_the_command_again(store: Store) {
        let tries = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&tries);
        let answer: Result<u32, StoreError> = store.write_blocking(move |tx| {
            let attempt = seen.fetch_add(1, Ordering::SeqCst);
            note(tx, &format!("try {attempt}"))?;
            if attempt < 2 { Err(tx.lost_race("a test")) } else { Ok(attempt) }
        });
        assert_eq!(answer, Ok(2));
        assert_eq!(notes(&store), ["try 2"]);
        let hopeless: Result<(), StoreError> = store.write_blocking(|tx| Err(tx.lost_race("a test")));
        assert_eq!(hopeless, Err(StoreError::Busy));
    }

    fn a_read_cannot_write(store: Store) {
        let refused: Result<(), StoreError> = store.read_blocking(Lane::Fast, |tx| note(tx, "x"));
        assert_eq!(refused, Err(StoreError::ReadOnly));
        let counted: Result<(), StoreError> = store.read_blocking(Lane::Slow, |tx| {
            tx.counter_add("x", 1);
            Ok(())
        });
        assert_eq!(counted, Err(StoreError::ReadOnly));
        let panicked: Result<(), StoreError> = store.read_blocking(Lane::Fast, |_| panic!("as told"));
        assert_eq!(panicked, Err(StoreError::Panicked("as told".into())));
        assert!(notes(&store).is_empty(), "the lane still serves");
    }

    fn a_read_sees_one_state(store: Store) {
        let writer = store.clone();
        let seen: Result<(usize, usize), StoreError> = store.read_blocking(Lane::Fast, move |tx| {
            let count = |tx: &mut touchstone_store::Tx<'_>| {
                tx.query(&crate::support::NOTE_NAMES, &[&""], |row| row.get::<String>("name")).map(|names| names.len())
            };
            let before = count(tx)?;
            writer.write_blocking(|tx| note(tx, "between"))?;
            Ok((before, count(tx)?))
        });
        assert_eq!(seen, Ok((0, 0)));
        assert_eq!(notes(&store), ["between"]);
    }

    fn what_comes_after_closing_is_refused(store: Store) {
        store.write_blocking(|tx| note(tx, "before")).expect("the store is open");
        store.close();
        assert_eq!(store.write_blocking(|tx| note(tx, "after")), Err(StoreError::Closed));
        assert_eq!(store.read_blocking(Lane::Fast, |tx| note(tx, "after")), Err(StoreError::Closed));
    }

    async fn a_full_queue_says_busy(config: StoreConfig) {
        let config = StoreConfig { queue: 2, writers: 1, ..config };
        let store = tokio::task::spawn_blocking(|| Store::open(config).expect("the store opens")).await.expect("opens");
        let answers: Vec<_> = (0..20).map(|i| {
            let store = store.clone();
            tokio::spawn(async move {
                store.write(move |tx| {
                    std::thread::sleep(Duration::from_millis(20));
                    note(tx, &format!("{i:02}"))
                }).await
            })
        }).collect();
        let mut busy = 0;
        for answer in answers {
            match answer.await.expect("the task lives") {
                Ok(()) => {}
                Err(StoreError::Busy) => busy += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(busy > 0);
        tokio::task::spawn_blocking(move || {
            assert_eq!(notes(&store).len(), 20 - busy);
            store.close();
        }).await.expect("reads");
    }
}

sql!(PAGES_AT_MOST = sqlite "PRAGMA max_page_count", postgres "SELECT CAST(0 AS BIGINT) AS max_page_count");
sql!(PAGES_NOW = sqlite "PRAGMA page_count", postgres "SELECT CAST(0 AS BIGINT) AS page_count");
sql!(DISK_SMALL = sqlite "PRAGMA max_page_count = 100", postgres "SELECT CAST(0 AS BIGINT) AS max_page_count");
sql!(DISK_LARGE = sqlite "PRAGMA max_page_count = 1000000", postgres "SELECT CAST(0 AS BIGINT) AS max_page_count");

#[test]
fn writes_are_refused_while_the_disk_has_less_than_the_floor() {
    let dir = touchstone_testkit::engines::TestDirectory::new();
    let config = StoreConfig {
        disk_floor: u64::MAX,
        ..StoreConfig::sqlite(dir.path())
    };
    let store = Store::open(config).expect("the store opens");
    assert_eq!(store.write_blocking(|tx| note(tx, "x")), Err(StoreError::Full));
    assert!(notes(&store).is_empty(), "reads go on");
    store.close();
}

#[test]
fn a_full_disk_refuses_the_guilty_alone() {
    let dir = touchstone_testkit::engines::TestDirectory::new();
    let store = Store::open(StoreConfig::sqlite(dir.path())).expect("the store opens");
    assert_eq!(store.engine(), EngineKind::Sqlite);
    // SQLite never sets the limit below the file's present size, so this leaves no room at all.
    let limit: Result<Option<i64>, StoreError> =
        store.write_blocking(|tx| tx.query_one(&DISK_SMALL, &[], |row| row.get("max_page_count")));
    let limit = limit.expect("the limit is set").expect("it is told");
    let used: Result<Option<i64>, StoreError> = store.read_blocking(Lane::Fast, |tx| {
        tx.query_one(&PAGES_NOW, &[], |row| row.get("page_count"))
    });
    assert!(limit >= used.expect("asked").expect("told"));
    let answers = touchstone_testkit::engines::block_on(async {
        hold_writers(&store).await;
        let mut waiting = Vec::new();
        for i in 0..9 {
            let store = store.clone();
            waiting.push(tokio::spawn(async move {
                store
                    .write(move |tx| {
                        note(tx, &format!("{i} a"))?;
                        if i == 4 {
                            note(tx, &"much ".repeat(1_000_000))?;
                        }
                        note(tx, &format!("{i} b"))
                    })
                    .await
            }));
        }
        let mut answers = Vec::new();
        for answer in waiting {
            answers.push(answer.await.expect("the task lives"));
        }
        answers
    });
    for (i, answer) in answers.iter().enumerate() {
        assert_eq!(
            *answer,
            if i == 4 { Err(StoreError::Full) } else { Ok(()) },
            "closure {i}"
        );
    }
    let kept: Vec<_> = notes(&store)
        .into_iter()
        .filter(|name| name.contains(" a") || name.contains(" b"))
        .collect();
    assert_eq!(kept.len(), 16);
    assert!(!kept.iter().any(|name| name.starts_with('4')));
    let wide: Result<Option<i64>, StoreError> =
        store.write_blocking(|tx| tx.query_one(&DISK_LARGE, &[], |row| row.get("max_page_count")));
    wide.expect("there is room again");
    store
        .write_blocking(|tx| note(tx, &"much ".repeat(1_000_000)))
        .expect("now it fits");
    let asked: Result<Option<i64>, StoreError> = store.read_blocking(Lane::Fast, |tx| {
        tx.query_one(&PAGES_AT_MOST, &[], |row| row.get("max_page_count"))
    });
    asked.expect("reads go on");
    store.close();
}
