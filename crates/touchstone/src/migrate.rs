//! `touchstone migrate`: brings the schema of the database up to this version. The embedded database is copied first and
//! is migrated by `serve` too; PostgreSQL only here.

use crate::config::Config;
use crate::{demo, say, wiring};
use anyhow::Result;
use touchstone_store::Store;

pub(crate) fn run(config: &Config) -> Result<()> {
    demo::refuse(&config.data_dir)?;
    let store = wiring::store_config(config);
    let done = Store::migrate(&store)?;
    if done.from == done.to {
        say::line(&format!(
            "the database has schema {} already; there is nothing to do",
            done.to
        ));
    } else {
        say::line(&format!(
            "the database went from schema {} to {}",
            done.from, done.to
        ));
    }
    if let Some(copy) = done.copy {
        say::line(&format!("the state before is kept in {}", copy.display()));
    }
    Ok(())
}
