//! Making the whole index of search again, some tickets at a time. How far it is stands beside what was made, so that it goes on
//! where it was, whatever happened; tickets are held while their texts are read, so that nothing erased meanwhile comes back.

use touchstone_domain::id::TicketId;
use touchstone_domain::search::{IndexState, TERMS_VERSION};
use touchstone_domain::time::Timestamp;

use crate::search::{
    search_destroy, search_put_file, search_put_message, search_put_ticket, searched_files, searched_messages,
};
use crate::ticket::ticket_text_of;
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// How the making stands.
    #[derive(PartialEq, Eq)]
    pub struct SearchBuildRow {
        pub state: IndexState,
        /// The rules terms are made by.
        pub terms: i64,
        /// Tickets up to this one are done.
        pub place: TicketId,
        pub done: i64,
        /// Of about so many.
        pub total: i64,
        pub worker: Option<u16>,
        pub beat_at: Option<Timestamp>,
        pub asked_at: Timestamp,
        pub ended_at: Option<Timestamp>,
    }
}

/// The index as a whole.
#[derive(Debug, Clone)]
pub struct SearchIndex {
    /// What stands in it was all there once.
    pub whole: bool,
    pub build: Option<SearchBuildRow>,
}

impl SearchIndex {
    /// Whether every text is in it, by the rules of this program.
    pub fn ready(&self) -> bool {
        self.whole
            && self
                .build
                .as_ref()
                .is_some_and(|build| build.state == IndexState::Done && build.terms == TERMS_VERSION)
    }
}

// Rows without terms, which say something about the index and are lost with it.
sql!(SEARCH_SIGN = "SELECT rowid FROM search_fts WHERE rowid = ?1");
sql!(SEARCH_SIGN_SET = "INSERT INTO search_fts (rowid, terms) VALUES (?1, '')");
sql!(SEARCH_BUILD_RESTART = "UPDATE search_build SET place = 0, done = 0 WHERE id = 1");
sql!(
    SEARCH_BUILD = "SELECT state, terms, place, done, total, worker, beat_at, asked_at, ended_at FROM search_build WHERE id = 1"
);
sql!(
    SEARCH_BUILD_ASK =
        "INSERT INTO search_build (id, state, terms, place, done, total, asked_at) VALUES (1, 'wanted', ?1, 0, 0, ?2, ?3)
     ON CONFLICT (id) DO UPDATE SET state = 'wanted', terms = excluded.terms, place = 0, done = 0, total = excluded.total,
        worker = NULL, beat_at = NULL, asked_at = excluded.asked_at, ended_at = NULL
     WHERE search_build.state = 'done'"
);
sql!(
    SEARCH_BUILD_BEAT = "UPDATE search_build SET state = 'running', worker = ?1, beat_at = ?2
     WHERE id = 1 AND state <> 'done' AND (worker IS NULL OR worker = ?1 OR beat_at < ?3)"
);
sql!(
    SEARCH_BUILD_ADVANCE = "UPDATE search_build SET place = ?2, done = done + ?3, beat_at = ?4
     WHERE id = 1 AND state = 'running' AND worker = ?1 AND place < ?2"
);
sql!(
    SEARCH_BUILD_END = "UPDATE search_build SET state = 'done', worker = NULL, ended_at = ?2
     WHERE id = 1 AND state = 'running' AND worker = ?1"
);
sql!(SEARCH_BUILD_SIZE = "SELECT next FROM sequence WHERE name = ?1");
sql_list!(SEARCH_BUILD_TICKETS =
    sqlite "SELECT id FROM ticket WHERE id > ?1 ORDER BY id LIMIT ?2",
    postgres "SELECT id FROM ticket WHERE id > ?1 ORDER BY id LIMIT ?2 FOR UPDATE");

/// It was whole once.
const WHOLE: i64 = 0;
/// What `place` says was made in this index, and not in one that stayed behind.
const BEGUN: i64 = -1;

fn is_signed(tx: &mut Tx<'_>, sign: i64) -> Result<bool, StoreError> {
    Ok(tx
        .query_one(&SEARCH_SIGN, &[&sign], |row| row.get::<i64>("rowid"))?
        .is_some())
}

/// How the index stands.
pub fn search_index(tx: &mut Tx<'_>) -> Result<SearchIndex, StoreError> {
    Ok(SearchIndex {
        whole: is_signed(tx, WHOLE)?,
        build: tx.query_one(&SEARCH_BUILD, &[], SearchBuildRow::from_row)?,
    })
}

/// Asks for the index to be made again. False while that is under way. `numbers` is the sequence of tickets' numbers, which
/// says about how many there are.
pub fn search_build_ask(tx: &mut Tx<'_>, numbers: &str, now: Timestamp) -> Result<bool, StoreError> {
    let next: Option<i64> = tx.query_one(&SEARCH_BUILD_SIZE, &[&numbers], |row| row.get("next"))?;
    let total = next.map_or(0, |next| next - 1);
    Ok(tx.execute(&SEARCH_BUILD_ASK, &[&TERMS_VERSION, &total, &now])? == 1)
}

/// Takes or keeps the making for one process; false while another one that lives has it, or nothing is to be made.
pub fn search_build_beat(
    tx: &mut Tx<'_>,
    node: u16,
    now: Timestamp,
    dead_before: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&SEARCH_BUILD_BEAT, &[&node, &now, &dead_before])? == 1)
}

/// Makes what the index knows of the next tickets again; how many there were. None: all is done, and the index says so.
pub fn search_build_step(tx: &mut Tx<'_>, node: u16, most: u32, now: Timestamp) -> Result<usize, StoreError> {
    if !is_signed(tx, BEGUN)? {
        tx.execute(&SEARCH_SIGN_SET, &[&BEGUN])?;
        tx.execute(&SEARCH_BUILD_RESTART, &[])?;
    }
    let Some(row) = tx.query_one(&SEARCH_BUILD, &[], SearchBuildRow::from_row)? else {
        return Ok(0);
    };
    let tickets: Vec<TicketId> =
        tx.query(&SEARCH_BUILD_TICKETS, &[&row.place, &most], |row| row.get("id"))?;
    let Some(last) = tickets.last() else {
        if tx.execute(&SEARCH_BUILD_END, &[&node, &now])? == 1 && !is_signed(tx, WHOLE)? {
            tx.execute(&SEARCH_SIGN_SET, &[&WHOLE])?;
        }
        return Ok(0);
    };
    let count = i64::try_from(tickets.len()).unwrap_or(i64::MAX);
    if tx.execute(&SEARCH_BUILD_ADVANCE, &[&node, last, &count, &now])? == 0 {
        return Err(tx.lost_race("making the index of search"));
    }
    search_remake(tx, &tickets)?;
    Ok(tickets.len())
}

/// Makes what the index knows of these tickets again. They must be held.
fn search_remake(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<(), StoreError> {
    for ticket in tickets {
        search_destroy(tx, *ticket)?;
    }
    for text in ticket_text_of(tx, tickets)? {
        if text.erased_at.is_none() {
            let texts = [
                Some(&*text.subject),
                text.demand.as_deref(),
                text.order_no.as_deref(),
            ];
            search_put_ticket(tx, text.ticket, texts)?;
        }
    }
    for message in searched_messages(tx, tickets)? {
        search_put_message(
            tx,
            (message.id, message.ticket),
            message.visibility,
            &message.body,
        )?;
    }
    for file in searched_files(tx, tickets)? {
        search_put_file(tx, (file.id, file.ticket), file.message, &file.name)?;
    }
    Ok(())
}
