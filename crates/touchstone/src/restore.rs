//! `touchstone restore`: a backup becomes an installation, in a place where there is none.

use crate::backup::{Bar, KeyArgs, runtime};
use crate::cli::Where;
use crate::shelf::kept;
use crate::{demo, say};
use anyhow::{Context as _, Result};
use clap::Args;
use std::path::PathBuf;
use touchstone_app::keys::KeyRingPlace;
use touchstone_app::privacy::ErasureList;
use touchstone_store::backup::{Target, restore};

#[derive(Args)]
pub(crate) struct RestoreArgs {
    /// The backup: a file, or s3://BUCKET/PREFIX/NAME
    #[arg(long, value_name = "BACKUP")]
    from: PathBuf,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &RestoreArgs) -> Result<()> {
    let config = args.place.read()?;
    demo::refuse(&config.data_dir)?;
    let key = args.key.read()?;
    let erasures = ErasureList::of_ring(&config.key_ring)
        .read()
        .context("the list of erasures cannot be read")?;
    let runtime = runtime()?;
    let target = Target {
        data_dir: &config.data_dir,
        database_url: config.database_url.as_deref(),
        runtime: runtime.handle(),
    };
    let ring = KeyRingPlace {
        path: config.key_ring.clone(),
        data_dir: Some(config.data_dir.clone()),
    };
    let bar = Bar::new();
    let restored = restore(
        kept(&args.from, &config.s3, runtime.handle().clone())?,
        key.as_ref(),
        &target,
        &erasures,
        |head| Ok::<_, anyhow::Error>(ring.check(&head.key_check_rows())?),
        &mut |now| bar.watch(now),
    )?;
    bar.clear();
    let head = &restored.manifest.head;
    say::line(&format!(
        "restored into {}: the state of {}, {} rows, {} files, read back and equal; schema {}",
        config.data_dir.display(),
        head.at,
        restored.manifest.rows(),
        restored.manifest.files,
        restored.schema,
    ));
    if restored.schema != head.schema_version() {
        say::line(&format!("the schema was {} before", head.schema_version()));
    }
    if !erasures.is_empty() {
        say::line(&format!(
            "{} of {} listed erasures were repeated; the others were in the backup",
            restored.erased,
            erasures.len()
        ));
    }
    Ok(())
}
