//! Processes that share a database share its time.

use std::sync::Arc;

use touchstone_app::core::{ManualClock, SharedClock};
use touchstone_domain::time::{Clock as _, Span, Timestamp};
use touchstone_store::shared_time::database_time;
use touchstone_store::{Lane, Store, StoreError};
use touchstone_testkit::both_engines;

async fn database(store: &Store) -> Timestamp {
    let now: Result<_, StoreError> = store.read(Lane::Fast, database_time).await;
    now.unwrap()
}

both_engines! {
    async fn a_machine_whose_clock_is_wrong_takes_the_databases_time(store: Store) {
        let wrong = Arc::new(ManualClock::new(Timestamp::from_micros(0)));
        let shared = SharedClock::new(wrong.clone());
        assert_eq!(shared.now(), wrong.now(), "until it has asked");
        let before = database(&store).await;
        shared.follow(&store).await.unwrap();
        let after = database(&store).await;
        assert!(before <= shared.now() && shared.now() <= after, "{before} {} {after}", shared.now());
        wrong.advance(Span::minutes(5));
        assert!(shared.now() >= before + Span::minutes(5), "between two questions the machine's clock runs on");
        wrong.set(Timestamp::from_micros(0) - Span::days(400));
        shared.follow(&store).await.unwrap();
        assert!(shared.now() >= after, "a clock that jumped is followed back");
    }
}
