//! `touchstone migrate`: brings the schema of the database up to this version. The embedded database is copied first and
//! is migrated by `serve` too; PostgreSQL only here, after a backup where one is wanted.

use crate::backup::{self, KeyArgs};
use crate::cli::Where;
use crate::shelf::ShelfPlace;
use crate::{demo, say, wiring};
use anyhow::Result;
use clap::Args;
use touchstone_store::Store;

#[derive(Args)]
pub(crate) struct MigrateArgs {
    /// Write a backup there before anything is changed
    #[arg(long, value_name = "PLACE")]
    backup_to: Option<ShelfPlace>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &MigrateArgs) -> Result<()> {
    let config = args.place.read()?;
    demo::refuse(&config.data_dir)?;
    if let Some(to) = &args.backup_to {
        backup::make(&config, to, &args.key)?;
    }
    let store = wiring::store_config(&config);
    let done = Store::migrate_watched(&store, &mut |word| say::complain(&word.to_string()))?;
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
