//! The key ring and the database it belongs to.

use std::path::PathBuf;

use touchstone_app::keys::{KeyRing, KeyRingError, KeyRingPlace};
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::TestDirectory;

use crate::support::START;

fn place(directory: &TestDirectory, name: &str) -> KeyRingPlace {
    KeyRingPlace {
        path: directory.path().join(name),
        data_dir: None,
    }
}

fn sealed_by(ring: &KeyRing) -> Vec<u8> {
    ring.seal_system("test", b"kept")
}

both_engines! {
    fn a_ring_is_made_once_and_found_again(store: Store) {
        let directory = TestDirectory::new();
        let place = place(&directory, "ring.toml");
        let (made, first) = place.open(&store, START).unwrap();
        let (found, second) = place.open(&store, START).unwrap();
        assert!(first && !second);
        assert_eq!(found.open_system("test", &sealed_by(&made)).unwrap().as_slice(), b"kept");
    }

    fn a_lost_ring_is_noticed_and_not_replaced(store: Store) {
        let directory = TestDirectory::new();
        let place = place(&directory, "ring.toml");
        place.open(&store, START).unwrap();
        std::fs::remove_file(&place.path).unwrap();
        let refused = place.open(&store, START).unwrap_err();
        assert!(matches!(refused, KeyRingError::Missing { .. }));
        assert!(refused.to_string().contains("put the saved copy back"));
        assert!(!place.path.exists(), "no new ring stands in the way of the saved copy");
    }

    fn the_ring_of_another_database_is_refused(store: Store) {
        let directory = TestDirectory::new();
        place(&directory, "ring.toml").open(&store, START).unwrap();
        let other_store = TestDirectory::new();
        let other = Store::open(touchstone_store::StoreConfig::sqlite(other_store.path())).unwrap();
        let foreign = place(&directory, "foreign.toml");
        foreign.open(&other, START).unwrap();
        assert!(matches!(foreign.open(&store, START).unwrap_err(), KeyRingError::Foreign { .. }));
        assert!(foreign.path.exists(), "somebody else's ring stays");
        other.close();
    }

    fn a_ring_with_a_new_version_is_taken_and_an_older_copy_refused(store: Store) {
        let directory = TestDirectory::new();
        let place = place(&directory, "ring.toml");
        let (ring, _) = place.open(&store, START).unwrap();
        let (_, wrapped) = ring.data_key_create("per_1");
        let older = std::fs::read_to_string(&place.path).unwrap();
        let key = data_key_line();
        std::fs::write(&place.path, format!("{older}\n[[master]]\nversion = 2\nkey = \"{key}\"\n")).unwrap();
        let (newer, made) = place.open(&store, START).unwrap();
        assert!(!made);
        assert!(newer.data_key_open("per_1", &wrapped.bytes).is_ok(), "what the old version wrapped still opens");
        assert_eq!(newer.data_key_create("per_2").1.master_version, 2);
        std::fs::write(&place.path, &older).unwrap();
        let refused = place.open(&store, START).unwrap_err();
        assert!(matches!(&refused, KeyRingError::Outdated { kind, version: 2, .. } if kind == "master"), "{refused}");
    }

    fn a_ring_inside_the_data_directory_is_refused(store: Store) {
        let directory = TestDirectory::new();
        let data_dir: PathBuf = directory.path().join("data");
        std::fs::create_dir(&data_dir).unwrap();
        let inside = KeyRingPlace { path: data_dir.join("ring.toml"), data_dir: Some(data_dir.clone()) };
        assert!(matches!(inside.open(&store, START).unwrap_err(), KeyRingError::InsideDataDirectory { .. }));
        let beside = KeyRingPlace { path: directory.path().join("ring.toml"), data_dir: Some(data_dir) };
        assert!(beside.open(&store, START).unwrap().1);
    }
}

/// 32 bytes in base 64.
fn data_key_line() -> String {
    format!("{}=", "A".repeat(43))
}
