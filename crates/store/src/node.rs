//! Node numbers: ten bits that keep the ids of concurrent processes apart.
//!
//! A number is leased. On PostgreSQL the sequencer's thread renews it; a process that finds its number gone to another
//! stops writing, because its ids might then be another's. A number that was used longest ago is taken last, so that a
//! clock put back between two runs does no harm either.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::OptionalExtension;

use crate::engine::postgres::Session;
use crate::engine::sqlite;
use crate::{OpenError, StoreError};

/// Node numbers are below this (10 bits).
const NODES: u16 = 1024;

/// How long a number stays ours without a word; renewed ten times as often.
const LEASE: &str = "INTERVAL '10 minutes'";
/// A returned number rests: the next holder's clock may be a little behind.
const REST: &str = "INTERVAL '1 minute'";

/// Slots of the counters: enough to keep connections apart, few enough to be summed.
const SLOT_NODES: u16 = 8;
const SLOTS_PER_NODE: i64 = 32;

/// Where the `writer`-th connection of a node adds to counters.
pub(crate) fn counter_slot(node: u16, writer: usize) -> i64 {
    i64::from(node % SLOT_NODES) * SLOTS_PER_NODE + i64::try_from(writer).unwrap_or(0) % SLOTS_PER_NODE
}

/// Raised when the node number is lost.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fence(Arc<AtomicBool>);

impl Fence {
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if self.0.load(Ordering::Acquire) {
            return Err(StoreError::Unavailable(
                "this process lost its node number after a long pause; restart it".into(),
            ));
        }
        Ok(())
    }

    fn raise(&self) {
        if !self.0.swap(true, Ordering::AcqRel) {
            tracing::error!("the node number went to another process: writes are refused until a restart");
        }
    }
}

/// Who this opening of the store is.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) node: u16,
    /// A name no other opening has.
    pub(crate) holder: String,
    /// Id of the newest event there was; 0 for none.
    pub(crate) newest: i64,
}

/// Ids go on behind this one, whatever the machine's clock says by now.
const NEWEST: &str = "SELECT COALESCE(MAX(id), 0) FROM event";

/// A number held on PostgreSQL.
#[derive(Debug)]
pub(crate) struct NodeLease {
    pub(crate) identity: Identity,
    pub(crate) fence: Fence,
}

/// The next number of a data directory. Its lock says that no other process lives.
pub(crate) fn claim_sqlite(conn: &rusqlite::Connection) -> Result<Identity, OpenError> {
    let holder = holder_name()?;
    let last: Option<i64> = conn
        .query_row(
            "SELECT id FROM node ORDER BY lease_until DESC, id DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()
        .map_err(sqlite::error)?;
    let next = last.map_or(0, |last| (last + 1) % i64::from(NODES));
    conn.execute(
        "INSERT INTO node (id, holder, lease_until) VALUES (?1, ?2, (SELECT COALESCE(MAX(lease_until), 0) + 1 FROM node))
         ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until",
        (next, &holder),
    )
    .map_err(sqlite::error)?;
    let node = u16::try_from(next).map_err(|_| OpenError::NodesExhausted(NODES))?;
    let newest = conn
        .query_row(NEWEST, [], |row| row.get(0))
        .map_err(sqlite::error)?;
    Ok(Identity { node, holder, newest })
}

/// A number no living process holds.
pub(crate) fn claim_postgres(session: &mut Session) -> Result<NodeLease, OpenError> {
    let holder = holder_name()?;
    let unused = format!(
        "INSERT INTO node (id, holder, lease_until)
         SELECT n.id, '{holder}', {now} FROM (SELECT COALESCE(MAX(id) + 1, 0) AS id FROM node) n WHERE n.id < {NODES}
         ON CONFLICT (id) DO NOTHING RETURNING id::text",
        now = lease_until(LEASE),
    );
    let expired = format!(
        "UPDATE node SET holder = '{holder}', lease_until = {until}
         WHERE id = (SELECT id FROM node WHERE lease_until < {now} ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING id::text",
        until = lease_until(LEASE),
        now = lease_until("INTERVAL '0'"),
    );
    let newest = session.ask(NEWEST)?.and_then(|id| id.parse().ok()).unwrap_or(0);
    // Another process may take the same new number in between; then the next one is free.
    for text in [&unused, &unused, &unused, &expired] {
        if let Some(id) = session.ask(text)?
            && let Ok(node) = id.parse()
        {
            return Ok(NodeLease {
                identity: Identity { node, holder, newest },
                fence: Fence::default(),
            });
        }
    }
    Err(OpenError::NodesExhausted(NODES))
}

impl NodeLease {
    /// Stays in possession; raises the fence when it is too late.
    pub(crate) fn renew(&self, session: &mut Session) -> Result<(), StoreError> {
        let text = format!(
            "UPDATE node SET lease_until = {} WHERE id = {} AND holder = '{}' RETURNING id::text",
            lease_until(LEASE),
            self.identity.node,
            self.identity.holder
        );
        if session.ask(&text)?.is_none() {
            self.fence.raise();
        }
        Ok(())
    }

    /// Gives the number back.
    pub(crate) fn release(&self, session: &mut Session) -> Result<(), StoreError> {
        session.run(&format!(
            "UPDATE node SET lease_until = {} WHERE id = {} AND holder = '{}'",
            lease_until(REST),
            self.identity.node,
            self.identity.holder
        ))
    }
}

/// The database's own time plus a span, in µs.
fn lease_until(span: &str) -> String {
    format!("CAST(EXTRACT(EPOCH FROM clock_timestamp() + {span}) * 1000000 AS BIGINT)")
}

/// A name no other process has: hexadecimal digits, safe inside a statement.
fn holder_name() -> Result<String, OpenError> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| StoreError::Unavailable(format!("no randomness: {e}")))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}
