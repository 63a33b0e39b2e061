//! Timers fire once, on time, whoever looks, and survive the process that claimed them.

use touchstone_domain::id::{Id, TicketId};
use touchstone_domain::time::Span;
use touchstone_store::shared_time::database_time;
use touchstone_store::timer::{
    Fired, TIMERS_AT_ONCE, Timer, timer_claim, timer_clear, timer_next, timer_set, timer_take, timers_failing,
};
use touchstone_store::{Lane, Store, StoreConfig, StoreError};
use touchstone_testkit::both_engines;

use crate::support::{another, at, note_again, noted, notes};

const KIND: &str = "test";

fn ticket(n: i64) -> TicketId {
    TicketId::from_raw(n)
}

fn set(store: &Store, n: i64, due: i64) {
    let done: Result<(), StoreError> =
        store.write_blocking(move |tx| timer_set(tx, KIND, ticket(n), at(due)));
    done.expect("a timer is set");
}

fn claim(store: &Store, now: i64) -> Vec<Timer> {
    let claimed: Result<Vec<Timer>, StoreError> =
        store.write_blocking(move |tx| timer_claim(tx, at(now), 100));
    claimed.expect("timers are claimed")
}

fn take(store: &Store, timer: &Timer) -> bool {
    let timer = timer.clone();
    let taken: Result<bool, StoreError> = store.write_blocking(move |tx| timer_take(tx, &timer));
    taken.expect("a timer is taken")
}

/// The effect: the subject's note counts how often it was had.
async fn fire(store: &Store, timer: Timer) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            if timer_take(tx, &timer)? {
                note_again(tx, &format!("{:04}", timer.subject))?;
            }
            Ok(())
        })
        .await
}

both_engines! {
    fn what_is_due_is_claimed_earliest_first_and_once(store: Store) {
        for (n, due) in [(1, 30), (2, 10), (3, 20), (4, 40)] {
            set(&store, n, due);
        }
        let next: Result<_, StoreError> = store.read_blocking(Lane::Fast, timer_next);
        assert_eq!(next, Ok(Some(at(10))));
        assert!(claim(&store, 9).is_empty());
        let due = claim(&store, 30);
        assert_eq!(due.iter().map(|timer| timer.subject::<TicketId>()).collect::<Vec<_>>(), [ticket(2), ticket(3), ticket(1)]);
        assert!(claim(&store, 30).is_empty(), "claimed is claimed");
        assert!(take(&store, &due[0]));
        assert!(!take(&store, &due[0]), "taken is taken");
    }

    fn the_database_tells_one_time_to_all(store: Store) {
        let asked: Result<_, StoreError> = store.read_blocking(Lane::Fast, |tx| Ok((database_time(tx)?, database_time(tx)?)));
        let (one, two) = asked.expect("told");
        assert!(one <= two && one > at(0) - Span::days(3650), "{one} {two}");
    }

    fn a_claim_ends_with_its_lease(store: Store) {
        set(&store, 1, 0);
        let lost = claim(&store, 0);
        assert!(claim(&store, 59).is_empty());
        let again = claim(&store, 60);
        assert_eq!(again.len(), 1);
        assert!(!take(&store, &lost[0]), "the first claimant came back too late");
        assert!(take(&store, &again[0]));
    }

    fn setting_anew_overrules_a_claim(store: Store) {
        set(&store, 1, 0);
        let stale = claim(&store, 0);
        set(&store, 1, 500);
        assert!(!take(&store, &stale[0]));
        let next: Result<_, StoreError> = store.read_blocking(Lane::Fast, timer_next);
        assert_eq!(next, Ok(Some(at(500))));
        let cleared: Result<(), StoreError> = store.write_blocking(|tx| timer_clear(tx, KIND, ticket(1)));
        cleared.expect("a timer is cleared");
        let next: Result<_, StoreError> = store.read_blocking(Lane::Fast, timer_next);
        assert_eq!(next, Ok(None));
    }

    async fn two_reconcilers_fire_each_timer_once(config: StoreConfig) {
        let (first, second) = tokio::task::spawn_blocking(move || {
            let first = Store::open(config.clone()).expect("the store opens");
            let second = another(&first, &config);
            let set: Result<(), StoreError> = first.write_blocking(|tx| {
                (0..450).try_for_each(|n| timer_set(tx, KIND, ticket(n), at(n % 7)))
            });
            set.expect("timers are set");
            (first, second)
        }).await.expect("opens");
        let reconcilers: Vec<_> = [first.clone(), second.clone()]
            .into_iter()
            .map(|store| {
                tokio::spawn(async move {
                    let mut fired = 0;
                    loop {
                        let step = store.timers_fire(at(10), |timer| fire(&store, timer)).await.expect("timers fire");
                        fired += step.fired;
                        assert_eq!(step.failed, 0);
                        if step == Fired::default() {
                            return fired;
                        }
                    }
                })
            })
            .collect();
        let mut fired = 0;
        for reconciler in reconcilers {
            fired += reconciler.await.expect("a reconciler ends");
        }
        assert_eq!(fired, 450);
        const { assert!(TIMERS_AT_ONCE < 450, "more than one claim each") };
        tokio::task::spawn_blocking(move || {
            let names = notes(&first);
            assert_eq!(names, (0..450).map(|n| format!("{n:04}")).collect::<Vec<_>>());
            assert!(["0000", "0449"].iter().all(|name| noted(&first, name) == 1));
            second.close();
            first.close();
        }).await.expect("reads");
    }

    async fn a_failing_effect_is_tried_again_later_each_time(store: Store) {
        let set: Result<(), StoreError> = store.write(|tx| timer_set(tx, KIND, ticket(1), at(0))).await;
        set.expect("a timer is set");
        let mut now = at(0);
        for (attempt, pause) in [(1, 2), (2, 8), (3, 32)] {
            let panics = attempt == 2;
            let step = store.timers_fire(now, |_| async move {
                assert!(!panics, "as told");
                Err::<(), _>("no luck")
            }).await.expect("a failure is noted");
            assert_eq!((step.fired, step.failed), (0, 1));
            let failing: Result<Vec<Timer>, StoreError> = store.read(Lane::Fast, |tx| timers_failing(tx, 10)).await;
            let failing = failing.expect("read");
            assert_eq!(failing.len(), 1);
            assert_eq!(failing[0].attempts, attempt);
            assert_eq!(failing[0].wake_at, now + Span::seconds(pause));
            assert_eq!(failing[0].problem.as_deref(), Some(if panics { "its effect panicked" } else { "no luck" }));
            let early = store.timers_fire(now + Span::seconds(pause - 1), |timer| fire(&store, timer)).await;
            assert_eq!(early, Ok(Fired::default()));
            now = now + Span::seconds(pause);
        }
        let last = store.timers_fire(now, |timer| fire(&store, timer)).await.expect("it fires at last");
        assert_eq!(last.fired, 1);
    }
}
