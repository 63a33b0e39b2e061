//! Every test of the store, and of what stands on it, runs on both engines.
//!
//! [`both_engines!`] makes two tests of one body, `name::sqlite` and `name::postgres`. This crate knows neither store
//! nor schema: the macro takes them from the crate it is used in, which depends on `touchstone-store`.

use std::path::Path;

pub use crate::postgres::TestDatabase;

/// A directory of one test, removed afterwards.
#[derive(Debug)]
pub struct TestDirectory(tempfile::TempDir);

impl TestDirectory {
    #[expect(
        clippy::panic,
        clippy::new_without_default,
        reason = "a fixture that cannot be had fails its test"
    )]
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap_or_else(|e| panic!("no temporary directory: {e}")))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Runs an async test body.
#[expect(clippy::panic, reason = "a fixture that cannot be had fails its test")]
pub fn block_on<F: Future>(body: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime
        .unwrap_or_else(|e| panic!("no async runtime: {e}"))
        .block_on(body)
}

/// Makes `name::sqlite` and `name::postgres` of each body. The argument is an open `Store`, or a
/// `StoreConfig` for a body that opens (or refuses to open) it itself.
///
/// ```ignore
/// both_engines! {
///     fn a_row_is_found(store: Store) { … }
///     async fn a_command_is_kept(store: Store) { … }
///     async fn the_app_starts(config: StoreConfig) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_engines {
    () => {};
    ($(#[$meta:meta])* fn $name:ident($arg:ident : $kind:ident) $body:block $($rest:tt)*) => {
        mod $name {
            use super::*;
            fn body($arg: $kind) $body
            $crate::__on_both!([$(#[$meta])*] $kind, body);
        }
        $crate::both_engines! { $($rest)* }
    };
    ($(#[$meta:meta])* async fn $name:ident($arg:ident : $kind:ident) $body:block $($rest:tt)*) => {
        mod $name {
            use super::*;
            async fn run($arg: $kind) $body
            fn body(given: $kind) { $crate::engines::block_on(run(given)) }
            $crate::__on_both!([$(#[$meta])*] $kind, body);
        }
        $crate::both_engines! { $($rest)* }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __on_both {
    ([$($meta:tt)*] $kind:ident, $body:ident) => {
        $($meta)*
        #[test]
        fn sqlite() {
            let place = $crate::engines::TestDirectory::new();
            $crate::__with!($kind, ::touchstone_store::StoreConfig::sqlite(place.path()), $body);
        }

        $($meta)*
        #[test]
        fn postgres() {
            let schema = ::touchstone_store::migrate::fingerprint();
            let place = $crate::engines::TestDatabase::create(&schema, |url| {
                let config = ::touchstone_store::StoreConfig::postgres(url);
                ::touchstone_store::Store::migrate(&config).expect("the schema is made");
            });
            $crate::__with!($kind, ::touchstone_store::StoreConfig::postgres(place.url()), $body);
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __with {
    (StoreConfig, $config:expr, $body:ident) => {
        $body($config)
    };
    (Store, $config:expr, $body:ident) => {
        let store = ::touchstone_store::Store::open($config).expect("the store opens");
        $body(store.clone());
        store.close();
    };
}
