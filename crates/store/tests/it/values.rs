//! What is put in comes out again, on both engines, and what does not fit is refused.

use proptest::prelude::*;
use touchstone_domain::ticket::Urgency;
use touchstone_domain::time::Timestamp;
use touchstone_store::{FromValue, Lane, Store, StoreError, ToValue, sql};
use touchstone_testkit::both_engines;

use crate::support::{NOTE_PUT, notes};

sql!(ECHO_INTEGER = "SELECT CAST(?1 AS BIGINT) AS v");
sql!(ECHO_TEXT = "SELECT CAST(?1 AS TEXT) AS v");
sql!(ECHO_BYTES = sqlite "SELECT ?1 AS v", postgres "SELECT CAST(?1 AS BYTEA) AS v");
sql!(ECHO_REAL = sqlite "SELECT ?1 AS v", postgres "SELECT CAST(?1 AS DOUBLE PRECISION) AS v");
sql!(ECHO_BOOL = sqlite "SELECT ?1 AS v", postgres "SELECT CAST(?1 AS BOOLEAN) AS v");
sql!(TWO_COLUMNS = "SELECT CAST(?1 AS BIGINT) AS a, CAST(?2 AS BIGINT) AS b");

// The recipe of docs/sql.md for many ids in one statement.
sql!(MANY =
    sqlite "SELECT next FROM sequence WHERE next IN (SELECT value FROM json_each(?1)) ORDER BY next",
    postgres "SELECT next FROM sequence WHERE next = ANY (ARRAY(SELECT CAST(v AS BIGINT)
         FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)) v)) ORDER BY next");

fn echo<T>(store: &Store, sql: &'static touchstone_store::Sql, value: T) -> Result<T, StoreError>
where
    T: ToValue + FromValue + Send + 'static,
{
    let read = store.read_blocking(Lane::Fast, move |tx| {
        tx.query_one(sql, &[&value], |row| row.get::<T>("v"))
    });
    read.map(|found| found.expect("a row"))
}

both_engines! {
    fn values_come_back_as_they_went_in(store: Store) {
        proptest!(ProptestConfig::with_cases(64), |(
            n in any::<i64>(), small in any::<u8>(), text in "[^\\x00]{0,40}", bytes in any::<Vec<u8>>(),
            real in proptest::num::f64::NORMAL, flag in any::<bool>(), maybe in any::<Option<i64>>(),
        )| {
            prop_assert_eq!(echo(&store, &ECHO_INTEGER, n), Ok(n));
            prop_assert_eq!(echo(&store, &ECHO_INTEGER, small), Ok(small));
            prop_assert_eq!(echo(&store, &ECHO_INTEGER, maybe), Ok(maybe));
            prop_assert_eq!(echo(&store, &ECHO_INTEGER, Timestamp::from_micros(n)), Ok(Timestamp::from_micros(n)));
            prop_assert_eq!(echo(&store, &ECHO_TEXT, text.clone()), Ok(text));
            prop_assert_eq!(echo(&store, &ECHO_BYTES, bytes.clone()), Ok(bytes));
            prop_assert_eq!(echo(&store, &ECHO_REAL, real), Ok(real));
            prop_assert_eq!(echo(&store, &ECHO_BOOL, flag), Ok(flag));
        });
        for urgency in Urgency::ALL {
            assert_eq!(echo(&store, &ECHO_TEXT, *urgency), Ok(*urgency));
        }
        assert_eq!(echo(&store, &ECHO_TEXT, None::<String>), Ok(None));
        assert_eq!(echo(&store, &ECHO_BYTES, [7u8; 32]), Ok([7u8; 32]));
    }

    fn what_does_not_fit_is_refused(store: Store) {
        let read = |f: fn(&mut touchstone_store::Tx<'_>) -> Result<(), StoreError>| store.read_blocking(Lane::Fast, f);
        let value = |outcome: Result<(), StoreError>| assert!(matches!(outcome, Err(StoreError::Value { .. })), "{outcome:?}");
        value(read(|tx| tx.query(&ECHO_INTEGER, &[&300i64], |row| row.get::<u8>("v")).map(|_| ())));
        value(read(|tx| tx.query(&ECHO_INTEGER, &[&None::<i64>], |row| row.get::<i64>("v")).map(|_| ())));
        value(read(|tx| tx.query(&ECHO_TEXT, &[&"soon"], |row| row.get::<Urgency>("v")).map(|_| ())));
        value(read(|tx| tx.query(&ECHO_BYTES, &[&[1u8, 2].as_slice()], |row| row.get::<[u8; 3]>("v")).map(|_| ())));
        value(read(|tx| tx.query(&ECHO_INTEGER, &[&1i64], |row| row.get::<String>("v")).map(|_| ())));
    }

    fn nul_in_text_is_refused_before_the_engine_sees_it(store: Store) {
        let outcome: Result<u64, StoreError> = store.write_blocking(|tx| tx.execute(&NOTE_PUT, &[&"a\0b", &1i64]));
        assert!(matches!(outcome, Err(StoreError::Value { .. })), "{outcome:?}");
        assert!(notes(&store).is_empty());
    }

    fn a_wrong_number_of_parameters_is_an_error(store: Store) {
        let outcome: Result<u64, StoreError> = store.write_blocking(|tx| tx.execute(&NOTE_PUT, &[&"a"]));
        assert!(matches!(outcome, Err(StoreError::Sql(_))), "{outcome:?}");
    }

    fn a_parameter_of_another_type_is_an_error_where_the_engine_cares(store: Store) {
        let outcome: Result<u64, StoreError> = store.write_blocking(|tx| tx.execute(&NOTE_PUT, &[&"a", &"b"]));
        // STRICT tables refuse it at the column, PostgreSQL at the parameter.
        assert!(matches!(outcome, Err(StoreError::Sql(_) | StoreError::Constraint { .. })), "{outcome:?}");
        assert!(notes(&store).is_empty());
    }

    fn many_ids_are_asked_for_at_once(store: Store) {
        let put: Result<(), StoreError> = store.write_blocking(|tx| {
            (1..=9i64).try_for_each(|n| tx.execute(&NOTE_PUT, &[&n.to_string(), &(n << 40)]).map(|_| ()))
        });
        put.expect("kept");
        let asked = |ids: String| {
            let read: Result<Vec<i64>, StoreError> =
                store.read_blocking(Lane::Fast, move |tx| tx.query(&MANY, &[&ids], |row| row.get("next")));
            read.expect("read")
        };
        assert_eq!(asked(format!("[{},{},7]", 3i64 << 40, 9i64 << 40)), [3 << 40, 9 << 40]);
        assert!(asked("[]".into()).is_empty());
    }

    fn columns_are_found_by_name_in_any_order(store: Store) {
        let read: Result<Option<(i64, i64, i64)>, StoreError> = store.read_blocking(Lane::Fast, |tx| {
            tx.query_one(&TWO_COLUMNS, &[&1i64, &2i64], |row| Ok((row.get("b")?, row.get("a")?, row.get("b")?)))
        });
        assert_eq!(read, Ok(Some((2, 1, 2))));
    }
}
