//! How a connection is made and what every connection is told first.

use std::sync::Arc;
use std::time::Duration;

use postgres::config::Host;
use postgres::{Client, Config, NoTls};

use super::errors::{describe, error};
use super::session::Session;
use super::tls::Tls;
use crate::engine::{EngineConfig, StoreConfig};
use crate::{OpenError, StoreError};

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    Read,
    SlowRead,
    /// The sequencer: its statements are short, its connection waits long.
    Sequence,
    /// Migrations and checks: no time-out.
    Setup,
}

/// Every statement of a request goes by an index. A prepared statement keeps the plan of its first calls, and on tables
/// that were nearly empty then that would be a walk through all of them, until the server next gathers statistics.
const BY_INDEX: &str = "SET enable_seqscan = off; SET jit = off; ";

/// Makes connections to one database.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Arc<Config>,
    tls: Tls,
    statement_timeout: Duration,
    slow_statement_timeout: Duration,
}

impl Connector {
    pub(crate) fn new(store: &StoreConfig) -> Result<Self, OpenError> {
        let EngineConfig::Postgres { url } = &store.engine else {
            return Err(OpenError::Address(
                "a directory is not a PostgreSQL address".into(),
            ));
        };
        // The crate's own message would repeat the address, and with it the password.
        let mut config: Config = url
            .parse()
            .map_err(|_| OpenError::Address("it must look like postgres://user@host/name".into()))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        // A peer that is gone without a word is noticed within half a minute.
        config.keepalives_idle(Duration::from_secs(15));
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(Duration::from_secs(30));
        }
        if config.get_application_name().is_none() {
            config.application_name("touchstone");
        }
        let tls = Tls::decide(&mut config)?;
        Ok(Self {
            config: Arc::new(config),
            tls,
            statement_timeout: store.statement_timeout,
            slow_statement_timeout: store.slow_statement_timeout,
        })
    }

    /// A connection, told its time-outs.
    pub(crate) fn connect(&self, purpose: Purpose) -> Result<Session, StoreError> {
        let mut client = self.client().map_err(|e| StoreError::Unavailable(describe(&e)))?;
        client.batch_execute(&self.greeting(purpose)).map_err(error)?;
        Ok(Session::new(client))
    }

    /// The connection of start-up, whose failure is told to a person.
    pub(crate) fn connect_for_setup(&self) -> Result<Session, OpenError> {
        self.connect(Purpose::Setup).map_err(|e| OpenError::Unreachable {
            place: self.place(),
            reason: match e {
                StoreError::Unavailable(reason) => reason,
                other => other.to_string(),
            },
        })
    }

    /// The database without user and password.
    pub(crate) fn place(&self) -> String {
        let name = self.config.get_dbname().unwrap_or("?");
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(host)) => host.clone(),
            Some(Host::Unix(dir)) => dir.display().to_string(),
            None => "?".to_owned(),
        };
        format!("{name} at {host}")
    }

    fn client(&self) -> Result<Client, postgres::Error> {
        match &self.tls {
            Tls::Plain => self.config.connect(NoTls),
            Tls::Verified(tls) => self.config.connect(tls.clone()),
        }
    }

    fn greeting(&self, purpose: Purpose) -> String {
        let statement = match purpose {
            Purpose::Write | Purpose::Read | Purpose::Sequence => self.statement_timeout,
            Purpose::SlowRead => self.slow_statement_timeout,
            Purpose::Setup => Duration::ZERO,
        };
        let idle = match purpose {
            Purpose::Setup => Duration::ZERO,
            _ => self.slow_statement_timeout,
        };
        // Times are integers of ours, so nothing but the wanted order of days and decimals depends on the session. An
        // acknowledged write is on the disk whatever the server's default says.
        let plans = match purpose {
            Purpose::Write | Purpose::Read => BY_INDEX,
            Purpose::SlowRead | Purpose::Sequence | Purpose::Setup => "",
        };
        format!(
            "{plans}SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {};
             SET client_min_messages = warning; SET timezone = 'UTC';
             SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
             SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
            statement.as_millis(),
            statement.as_millis(),
            idle.as_millis(),
        )
    }
}
