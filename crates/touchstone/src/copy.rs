//! `touchstone db copy`: from the embedded database to PostgreSQL, or back, with the files of requests.

use crate::backup::{Bar, runtime};
use crate::cli::Where;
use crate::{demo, say};
use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use futures::TryStreamExt as _;
use std::path::{Path, PathBuf};
use touchstone_store::StoreConfig;
use touchstone_store::backup::database_copy;
use touchstone_store::blob::Blobs;

#[derive(Subcommand)]
pub(crate) enum DbCommand {
    /// Copy a database that nobody works with into an empty one; run it again when it was broken off
    Copy {
        /// Data directory, or postgres://user@host/name
        #[arg(long, value_name = "PLACE")]
        from: String,
        /// Empty data directory, or address of an empty database
        #[arg(long, value_name = "PLACE")]
        to: String,
        #[command(flatten)]
        place: Where,
    },
}

/// One end of a copy.
struct End {
    store: StoreConfig,
    /// Where the files of its requests lie: with PostgreSQL in the configured data directory.
    files: PathBuf,
}

pub(crate) fn run(command: &DbCommand) -> Result<()> {
    let DbCommand::Copy { from, to, place } = command;
    let data_dir = place.read()?.data_dir;
    let (from, to) = (end(from, &data_dir)?, end(to, &data_dir)?);
    let bar = Bar::new();
    let copied = database_copy(&from.store, &to.store, &mut |now| bar.watch(now))?;
    bar.clear();
    let files = copy_files(&from.files, &to.files)?;
    let rows: u64 = copied.tables.iter().map(|table| table.rows).sum();
    say::line(&format!(
        "{rows} rows in {} tables, found equal on both sides; schema {}; {files}",
        copied.tables.len(),
        copied.schema
    ));
    if copied.kept > 0 {
        say::line(&format!(
            "{} rows were there from a copy that was broken off",
            copied.kept
        ));
    }
    Ok(())
}

fn end(place: &str, data_dir: &Path) -> Result<End> {
    if place.starts_with("postgres://") || place.starts_with("postgresql://") {
        return Ok(End {
            store: StoreConfig::postgres(place),
            files: data_dir.join("blobs"),
        });
    }
    if place.contains("://") {
        bail!("a place is a data directory, or begins with postgres://");
    }
    demo::refuse(Path::new(place))?;
    Ok(End {
        store: StoreConfig::sqlite(place),
        files: Path::new(place).join("blobs"),
    })
}

/// Copies the files that are not there yet; what became of them.
fn copy_files(from: &Path, to: &Path) -> Result<String> {
    let same = from
        .canonicalize()
        .ok()
        .is_some_and(|from| to.canonicalize().ok() == Some(from));
    if same {
        return Ok(format!("files stay in {}", from.display()));
    }
    if !from.is_dir() {
        return Ok(format!("no files, since there is no {}", from.display()));
    }
    let (source, target) = (Blobs::directory(from)?, Blobs::directory(to)?);
    let copied = runtime()?.block_on(async {
        let mut copied = 0u64;
        let mut entries = source.list();
        while let Some(entry) = entries.try_next().await? {
            let there = target
                .stream(&entry.key)
                .await
                .is_ok_and(|(size, _)| size == entry.size);
            if !there {
                target.put(&entry.key, source.get(&entry.key).await?).await?;
            }
            copied += 1;
        }
        Ok::<_, anyhow::Error>(copied)
    });
    Ok(format!(
        "{} files in {}",
        copied.context("the files could not be copied")?,
        to.display()
    ))
}
