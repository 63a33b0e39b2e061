//! `touchstone rollback`: after a bad upgrade of the embedded database, back to the copy made before it.

use crate::cli::Where;
use crate::{demo, say};
use anyhow::{Result, bail};
use clap::Args;
use std::path::PathBuf;
use touchstone_store::migrate::{copies, newest_copy, rollback};

#[derive(Args)]
pub(crate) struct RollbackArgs {
    /// The copy to go back to (default: the newest of an older schema)
    #[arg(long, value_name = "FILE")]
    copy: Option<PathBuf>,
    /// Do it; without, it is only said what would be done
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &RollbackArgs) -> Result<()> {
    let config = args.place.read()?;
    demo::refuse(&config.data_dir)?;
    if config.database_url.is_some() {
        bail!(
            "PostgreSQL has no copy beside it: restore the backup made before the migration into an empty database, with \
             the version that made it"
        );
    }
    let dir = &config.data_dir;
    let copy = match &args.copy {
        Some(path) => path.clone(),
        None => newest_copy(dir)?.path,
    };
    if !args.yes {
        for copy in copies(dir)? {
            say::line(&format!("schema {:>3}  {}", copy.schema, copy.path.display()));
        }
        say::line(&format!(
            "would go back to {}: what was written since it was made would be kept aside, in a file beside the database, \
             and be seen no more. Nothing was changed; add --yes to do it",
            copy.display()
        ));
        return Ok(());
    }
    let done = rollback(dir, &copy)?;
    say::line(&format!(
        "went back to schema {}, the state in {}, which was checked; the newer state is kept in {}",
        done.to,
        done.copy.display(),
        done.aside.display()
    ));
    say::line(&format!(
        "start the version that wrote schema {} now: this one would migrate it again",
        done.to
    ));
    Ok(())
}
