//! PostgreSQL: connections that live and die on their own threads.
//!
//! The `postgres` crate blocks and panics inside an async task, even when dropped there, so nothing of it leaves these
//! threads. No pool crate: a worker owns its connection, makes it again when it is lost, and waits longer each time.

mod connect;
mod errors;
mod session;
mod tls;
mod value;
mod worker;

pub(crate) use self::connect::{Connector, Purpose};
pub(crate) use self::errors::error;
pub(crate) use self::session::Session;
pub(crate) use self::worker::Worker;
