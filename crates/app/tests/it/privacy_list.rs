//! The list of erasures outside the database, and what a restored copy is done with it.

use touchstone_app::keys::KeyRingPlace;
use touchstone_app::person::{self, RequesterInput};
use touchstone_app::privacy::{
    ErasureLine, ErasureList, HoldInput, HoldOn, erasures_replay, hold_place, person_erase,
};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::id::PersonId;
use touchstone_store::{Lane, Store};
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::TestDirectory;

use crate::support::{Desk, START, public};

/// A product whose key ring lies in a directory.
async fn kept(store: Store, directory: &TestDirectory) -> Desk {
    let place = KeyRingPlace {
        path: directory.path().join("ring.toml"),
        data_dir: None,
    };
    let opened = store.clone();
    let keys = tokio::task::spawn_blocking(move || place.open(&opened, START).unwrap().0);
    Desk::with_keys(store, keys.await.unwrap())
}

async fn somebody(desk: &Desk, name: &str) -> PersonId {
    let input = RequesterInput {
        name: Some(name.to_owned()),
        ..RequesterInput::default()
    };
    let call = public("203.0.113.7");
    let draft = person::person_draft(&desk.app, &call, "", &input).unwrap();
    let made = desk.app.command(&call, move |cx| {
        person::person_for_request(cx, &draft).map(|requester| requester.id)
    });
    made.await.unwrap()
}

async fn erased(desk: &Desk, id: PersonId) -> bool {
    let handle = desk.app.clone();
    let read = desk
        .app
        .query(Lane::Fast, move |tx| person::persons_masked(tx, &handle, &[id]));
    read.await.unwrap().remove(&id).unwrap().erased
}

both_engines! {
    async fn an_erasure_is_on_the_list_when_it_is_acknowledged(store: Store) {
        let directory = TestDirectory::new();
        let desk = kept(store, &directory).await;
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let (a, b) = (somebody(&desk, "A").await, somebody(&desk, "B").await);
        person_erase(&desk.app, &root, a, "asked for").await.unwrap();
        let list = ErasureList::beside(&desk.app.keys).unwrap();
        assert_eq!(list.path(), directory.path().join("erasures.ndjson"));
        assert_eq!(list.read().unwrap(), [ErasureLine::Person { person: a, at: START }]);
        assert!(erased(&desk, a).await && !erased(&desk, b).await);
        assert_eq!(erasures_replay(&desk.app).await.unwrap(), 0, "nothing came back");
    }

    async fn who_was_erased_is_erased_again_in_a_restored_copy(store: Store) {
        let directory = TestDirectory::new();
        let desk = kept(store, &directory).await;
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let (a, b) = (somebody(&desk, "A").await, somebody(&desk, "B").await);
        // The older copy knows nothing of the erasure, and of a hold that was lifted before it.
        let hold = HoldInput { reason: "r".to_owned(), until: None };
        hold_place(&desk.app, &root, HoldOn::Person(a), hold).await.unwrap();
        let nobody = "per_0000000000001".parse().unwrap();
        let lines = [a, nobody].map(|person| ErasureLine::Person { person, at: START });
        ErasureList::beside(&desk.app.keys).unwrap().append(&lines).unwrap();
        assert_eq!(erasures_replay(&desk.app).await.unwrap(), 1);
        assert!(erased(&desk, a).await && !erased(&desk, b).await);
        assert_eq!(desk.kinds(Subject::Person(a)).await.last(), Some(&EventKind::PersonErased));
        assert_eq!(erasures_replay(&desk.app).await.unwrap(), 0);
    }

    async fn a_list_that_cannot_be_written_is_caught_up_with(store: Store) {
        let directory = TestDirectory::new();
        let desk = kept(store, &directory).await;
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let a = somebody(&desk, "A").await;
        let path = directory.path().join("erasures.ndjson");
        std::fs::create_dir(&path).unwrap();
        person_erase(&desk.app, &root, a, "asked for").await.expect("the erasure itself stands");
        std::fs::remove_dir(&path).unwrap();
        touchstone_app::housekeeping::housekeeping_sweep(&desk.app).await.unwrap();
        assert_eq!(ErasureList::beside(&desk.app.keys).unwrap().read().unwrap(), [ErasureLine::Person { person: a, at: START }]);
    }
}
