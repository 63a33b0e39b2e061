//! A key stands for one answer until it expires.

use touchstone_store::idempotency::{Stored, idempotency_find, idempotency_insert, idempotency_purge};
use touchstone_store::{Store, StoreError};
use touchstone_testkit::both_engines;

use crate::support::at;

fn stored(answer: &[u8], expires: i64) -> Stored {
    Stored {
        body_hash: [7; 32],
        answer: answer.to_vec(),
        key_version: 1,
        expires_at: at(expires),
    }
}

both_engines! {
    fn a_key_is_taken_once_per_scope_until_it_expires(store: Store) {
        let put = |scope: &'static str, now: i64, answer: &'static [u8], expires: i64| {
            let outcome: Result<Option<Stored>, StoreError> = store.write_blocking(move |tx| {
                if let Some(found) = idempotency_find(tx, scope, "k", at(now))? {
                    return Ok(Some(found));
                }
                assert!(idempotency_insert(tx, scope, "k", &stored(answer, expires))?);
                Ok(None)
            });
            outcome.expect("the key is looked up")
        };
        assert_eq!(put("usr_1", 0, b"first", 100), None);
        assert_eq!(put("usr_1", 99, b"second", 200), Some(stored(b"first", 100)));
        assert_eq!(put("usr_2", 0, b"other", 100), None);
        assert_eq!(put("usr_1", 100, b"third", 300), None);
        assert_eq!(put("usr_1", 101, b"fourth", 300), Some(stored(b"third", 300)));
        let purged: Result<u64, StoreError> = store.write_blocking(|tx| idempotency_purge(tx, at(150), 10));
        assert_eq!(purged, Ok(1));
    }

    async fn the_second_of_two_at_once_repeats_the_first(store: Store) {
        let calling: Vec<_> = (0..40u8)
            .map(|i| {
                let store = store.clone();
                tokio::spawn(async move {
                    let answer: Result<Vec<u8>, StoreError> = store.write(move |tx| {
                        if let Some(found) = idempotency_find(tx, "public", "k", at(0))? {
                            return Ok(found.answer);
                        }
                        std::thread::sleep(std::time::Duration::from_millis(2));
                        if !idempotency_insert(tx, "public", "k", &stored(&[i], 100))? {
                            return Err(tx.lost_race("key"));
                        }
                        Ok(vec![i])
                    }).await;
                    answer.expect("every call is answered")
                })
            })
            .collect();
        let mut answers = Vec::new();
        for one in calling {
            answers.push(one.await.expect("the task lives"));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    }
}
