//! What several families of tests need.

use std::sync::atomic::{AtomicI64, Ordering};

use touchstone_domain::event::{ActorRef, EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{EventId, Id, TicketId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::event::NewEvent;
use touchstone_store::{EngineConfig, EngineKind, Sql, Store, StoreConfig, StoreError, Tx, sql, sql_list};

// A table any test may write to: names and numbers.
sql!(pub NOTE_PUT = "INSERT INTO sequence (name, next) VALUES (?1, ?2)");
sql!(pub NOTE_ADD = "INSERT INTO sequence (name, next) VALUES (?1, 1)
     ON CONFLICT (name) DO UPDATE SET next = sequence.next + 1");
sql_list!(pub NOTE_NAMES = "SELECT name FROM sequence WHERE name > ?1 ORDER BY name");
sql!(pub NOTE_VALUE = "SELECT next FROM sequence WHERE name = ?1");

pub fn note(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.execute(&NOTE_PUT, &[&name, &1i64]).map(|_| ())
}

pub fn note_again(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.execute(&NOTE_ADD, &[&name]).map(|_| ())
}

pub fn notes(store: &Store) -> Vec<String> {
    store
        .read_blocking(touchstone_store::Lane::Fast, |tx| {
            tx.query(&NOTE_NAMES, &[&""], |row| row.get::<String>("name"))
        })
        .expect("notes are read")
}

pub fn noted(store: &Store, name: &'static str) -> i64 {
    let read = store.read_blocking(touchstone_store::Lane::Fast, move |tx| {
        tx.query_one(&NOTE_VALUE, &[&name], |row| row.get::<i64>("next"))
    });
    read.expect("a note is read").unwrap_or(0)
}

/// Some instant, and this many seconds after it.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_780_000_000_000_000) + Span::seconds(seconds)
}

pub fn fresh<I: Id>() -> I {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    I::from_raw(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// An event about a ticket.
pub fn event(id: EventId, ticket: TicketId) -> NewEvent {
    NewEvent {
        id,
        at: at(0),
        actor: ActorRef::System(SystemActor::Timer),
        origin: Origin::Timer,
        subject: Subject::Ticket(ticket),
        body: EventBody::RatingGiven { score: 4 },
    }
}

/// Opens the same place once more, as another process would; on SQLite, where one process owns it, the same store.
pub fn another(store: &Store, config: &StoreConfig) -> Store {
    match store.engine() {
        EngineKind::Sqlite => store.clone(),
        EngineKind::Postgres => Store::open(config.clone()).expect("a second process opens"),
    }
}

pub fn text_of(sql: &Sql, engine: EngineKind) -> Option<&'static str> {
    match engine {
        EngineKind::Sqlite => sql.sqlite,
        EngineKind::Postgres => sql.postgres,
    }
}

pub fn url(config: &StoreConfig) -> &str {
    match &config.engine {
        EngineConfig::Postgres { url } => url,
        EngineConfig::Sqlite { .. } => panic!("not a PostgreSQL address"),
    }
}

/// `?1` → `$1`, as the store itself does it, for statements that tests prepare behind its back.
pub fn dollars(text: &str) -> String {
    text.replace('?', "$")
}

/// Waits until something holds, at most ten seconds.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if holds() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("never happened: {what}");
}
