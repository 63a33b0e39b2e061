//! Counters add up, whoever added.

use touchstone_store::counter::{counter_sum, counter_sums};
use touchstone_store::{Lane, Store, StoreError};
use touchstone_testkit::both_engines;

async fn sum(store: &Store, key: &'static str) -> i64 {
    store
        .read(Lane::Fast, move |tx| counter_sum(tx, key))
        .await
        .expect("a counter is read")
}

both_engines! {
    async fn concurrent_additions_are_all_counted(store: Store) {
        let adding: Vec<_> = (0..200i64)
            .map(|i| {
                let store = store.clone();
                tokio::spawn(async move {
                    let added: Result<(), StoreError> = store.write(move |tx| {
                        tx.counter_add("b", 1);
                        tx.counter_add("a", i);
                        tx.counter_add("a", -1);
                        tx.counter_add("zero", 1);
                        tx.counter_add("zero", -1);
                        Ok(())
                    }).await;
                    added
                })
            })
            .collect();
        for one in adding {
            one.await.expect("the task lives").expect("the addition is kept");
        }
        assert_eq!(sum(&store, "a").await, 199 * 200 / 2 - 200);
        assert_eq!(sum(&store, "b").await, 200);
        assert_eq!(sum(&store, "zero").await, 0);
        assert_eq!(sum(&store, "never").await, 0);
    }

    async fn counters_are_listed_by_prefix(store: Store) {
        let added: Result<(), StoreError> = store.write(|tx| {
            for (key, n) in [("queue:a", 1), ("queue:b", 2), ("queue:", 3), ("queues", 4), ("other", 5)] {
                tx.counter_add(key, n);
            }
            Ok(())
        }).await;
        added.expect("counters are kept");
        let listed: Vec<(String, i64)> =
            store.read(Lane::Fast, |tx| counter_sums(tx, "queue:")).await.expect("counters are listed");
        let listed: Vec<_> = listed.iter().map(|(key, n)| (key.as_str(), *n)).collect();
        assert_eq!(listed, [("queue:", 3), ("queue:a", 1), ("queue:b", 2)]);
    }

    async fn numbers_are_given_once(store: Store) {
        let taking: Vec<_> = (0..120)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.number_next("ticket").await })
            })
            .collect();
        let mut numbers = Vec::new();
        for one in taking {
            numbers.push(one.await.expect("the task lives").expect("a number"));
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=120).collect::<Vec<i64>>());
        assert_eq!(store.number_block("ticket", 10).await, Ok(151..161));
        assert_eq!(store.number_block("other", 3).await, Ok(1..4));
    }
}
