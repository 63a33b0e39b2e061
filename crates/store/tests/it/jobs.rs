//! Jobs are done, or tried again, or set aside and shown; never lost, never claimed twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use touchstone_domain::id::JobId;
use touchstone_domain::time::Span;
use touchstone_store::job::{
    Job, JobError, NewJob, Worked, job_by_id, job_claim, job_done, job_drop, job_enqueue, job_next,
    job_requeue, jobs_dead, jobs_queued,
};
use touchstone_store::{Lane, Store, StoreConfig, StoreError};
use touchstone_testkit::both_engines;

use crate::support::{another, at, fresh, note_again, noted};

fn new_job(id: JobId, run: i64) -> NewJob {
    NewJob {
        id,
        kind: "test",
        payload: r#"{"n":1}"#.into(),
        run_at: at(run),
        attempts_at_most: 3,
    }
}

async fn enqueue(store: &Store, run: i64) -> JobId {
    let id = fresh();
    let queued: Result<(), StoreError> = store
        .write(move |tx| job_enqueue(tx, &new_job(id, run), at(0)))
        .await;
    queued.expect("a job is queued");
    id
}

async fn find(store: &Store, id: JobId) -> Option<Job> {
    let found: Result<Option<Job>, StoreError> = store.read(Lane::Fast, move |tx| job_by_id(tx, id)).await;
    found.expect("a job is read")
}

both_engines! {
    async fn a_job_of_a_failed_command_was_never_queued(store: Store) {
        let failed: Result<(), StoreError> = store.write(|tx| {
            job_enqueue(tx, &new_job(fresh(), 0), at(0))?;
            Err(StoreError::Sql("refused".into()))
        }).await;
        assert!(failed.is_err());
        assert_eq!(store.jobs_work(at(1), 10, |_| async { Ok(()) }).await, Ok(Worked::default()));
    }

    async fn a_job_runs_when_it_is_due_and_is_gone(store: Store) {
        let id = enqueue(&store, 10).await;
        let next: Result<_, StoreError> = store.read(Lane::Fast, job_next).await;
        assert_eq!(next, Ok(Some(at(10))));
        assert_eq!(store.jobs_work(at(9), 10, |_| async { Ok(()) }).await, Ok(Worked::default()));
        let queued: Result<Vec<Job>, StoreError> = store.read(Lane::Fast, |tx| jobs_queued(tx, None, 10)).await;
        assert_eq!(queued.expect("read").len(), 1);
        let worked = store.jobs_work(at(10), 10, |job| async move {
            assert_eq!((job.kind.as_str(), job.payload.as_str(), job.attempts), ("test", r#"{"n":1}"#, 1));
            Ok(())
        }).await;
        assert_eq!(worked, Ok(Worked { done: 1, ..Worked::default() }));
        assert_eq!(find(&store, id).await, None);
    }

    async fn a_failing_job_is_tried_again_then_set_aside_then_put_back(store: Store) {
        let id = enqueue(&store, 0).await;
        let mut now = at(0);
        for pause in [2, 8] {
            let worked = store.jobs_work(now, 10, |_| async { Err(JobError::Retry("no luck".into())) }).await;
            assert_eq!(worked, Ok(Worked { failed: 1, ..Worked::default() }));
            let job = find(&store, id).await.expect("it waits");
            assert_eq!((job.run_at, job.problem.as_deref()), (now + Span::seconds(pause), Some("no luck")));
            now = job.run_at;
        }
        let worked = store.jobs_work(now, 10, |_| async { panic!("as told") }).await;
        assert_eq!(worked, Ok(Worked { dead: 1, ..Worked::default() }));
        let dead: Result<Vec<Job>, StoreError> = store.read(Lane::Fast, |tx| jobs_dead(tx, None, 10)).await;
        let dead = dead.expect("read");
        assert_eq!((dead.len(), dead[0].id, dead[0].problem.as_deref()), (1, id, Some("it panicked")));
        let later = now + Span::days(1);
        assert_eq!(store.jobs_work(later, 10, |_| async { Ok(()) }).await, Ok(Worked::default()));
        let back: Result<bool, StoreError> = store.write(move |tx| job_requeue(tx, id, later)).await;
        assert_eq!(back, Ok(true));
        let worked = store.jobs_work(later, 10, |job| async move {
            assert_eq!(job.attempts, 1);
            Ok(())
        }).await;
        assert_eq!(worked.map(|worked| worked.done), Ok(1));
    }

    async fn giving_up_sets_aside_at_once_and_dropping_ends_it(store: Store) {
        let id = enqueue(&store, 0).await;
        let worked = store.jobs_work(at(0), 10, |_| async { Err(JobError::GiveUp("never".into())) }).await;
        assert_eq!(worked.map(|worked| worked.dead), Ok(1));
        let dropped: Result<(bool, bool), StoreError> =
            store.write(move |tx| Ok((job_drop(tx, id)?, job_drop(tx, id)?))).await;
        assert_eq!(dropped, Ok((true, false)));
    }

    // The process dies each time: the claim's lease ends, another claims, until it is enough.
    async fn a_job_that_kills_its_process_is_set_aside(store: Store) {
        let id = enqueue(&store, 0).await;
        let mut now = at(0);
        for attempt in 1..=3 {
            let claimed: Result<Vec<Job>, StoreError> = store.write(move |tx| job_claim(tx, now, 10)).await;
            assert_eq!(claimed.expect("claimed").first().map(|job| job.attempts), Some(attempt));
            let early: Result<Vec<Job>, StoreError> =
                store.write(move |tx| job_claim(tx, now + Span::minutes(4), 10)).await;
            assert_eq!(early, Ok(vec![]));
            now = now + Span::minutes(5);
        }
        let worked = store.jobs_work(now, 10, |_| async { panic!("not run again") }).await;
        assert_eq!(worked.map(|worked| worked.dead), Ok(1));
        assert!(find(&store, id).await.expect("shown").problem.expect("said").contains("process"));
    }

    async fn a_stale_claim_settles_nothing(store: Store) {
        enqueue(&store, 0).await;
        let claim = |now| {
            let store = store.clone();
            async move {
                let claimed: Result<Vec<Job>, StoreError> = store.write(move |tx| job_claim(tx, now, 1)).await;
                claimed.expect("claimed").remove(0)
            }
        };
        let (stale, current) = (claim(at(0)).await, claim(at(301)).await);
        let done: Result<(bool, bool), StoreError> =
            store.write(move |tx| Ok((job_done(tx, &stale)?, job_done(tx, &current)?))).await;
        assert_eq!(done, Ok((false, true)));
    }

    async fn two_workers_share_the_queue(config: StoreConfig) {
        let (first, second) = tokio::task::spawn_blocking(move || {
            let first = Store::open(config.clone()).expect("the store opens");
            let second = another(&first, &config);
            (first, second)
        }).await.expect("opens");
        for _ in 0..60 {
            enqueue(&first, 0).await;
        }
        let runs = Arc::new(AtomicU32::new(0));
        let workers: Vec<_> = [first.clone(), second.clone()].into_iter().map(|store| {
            let runs = Arc::clone(&runs);
            tokio::spawn(async move {
                loop {
                    let worked = store.jobs_work(at(1), 7, |job| {
                        let (store, runs) = (store.clone(), Arc::clone(&runs));
                        async move {
                            runs.fetch_add(1, Ordering::SeqCst);
                            // The effect and the end of the job are one transaction.
                            let done: Result<(), StoreError> = store.write(move |tx| {
                                if job_done(tx, &job)? { note_again(tx, "done") } else { Ok(()) }
                            }).await;
                            done.map_err(|e| JobError::Retry(e.to_string()))
                        }
                    }).await.expect("jobs are worked on");
                    if worked == Worked::default() {
                        return;
                    }
                }
            })
        }).collect();
        for worker in workers {
            worker.await.expect("a worker ends");
        }
        assert_eq!(runs.load(Ordering::SeqCst), 60);
        tokio::task::spawn_blocking(move || {
            assert_eq!(noted(&first, "done"), 60);
            second.close();
            first.close();
        }).await.expect("reads");
    }
}
