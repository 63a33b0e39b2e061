//! `touchstone export`: the whole archive as one file, through the running server or from its directory when none runs.

use crate::backup::{Bar, KeyArgs, key_text};
use crate::cli::Where;
use crate::config::Config;
use crate::control::{self, Asked, ExportAsked, Report};
use crate::{demo, say, wiring};
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use tokio::sync::watch;
use touchstone_app::export::{ArchiveOrder, ArchiveProgress, ArchiveWritten, archive_make};
use touchstone_app::standard::standard_begin;
use touchstone_app::{App, Call, Caller};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_store::backup::{BackupKey, unsealed};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    command: Option<ExportCommand>,
    /// The file, or a directory for one named after the instant
    #[arg(long, value_name = "FILE or DIR", required = true)]
    to: Option<PathBuf>,
    /// Contacts of requesters and staff in clear, not masked; needs --reason
    #[arg(long, requires = "reason")]
    contacts: bool,
    /// Why contacts are wanted in clear
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    place: Where,
}

#[derive(Subcommand)]
enum ExportCommand {
    /// Make the ZIP archive again out of a sealed export
    Open {
        /// The sealed export
        file: PathBuf,
        /// The archive that is made of it
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        key: KeyArgs,
    },
}

pub(crate) fn run(args: &ExportArgs) -> Result<()> {
    match (&args.command, &args.to) {
        (Some(ExportCommand::Open { file, to, key }), _) => open(file, to, key),
        (None, Some(to)) => make(args, to),
        (None, None) => bail!("--to is missing: the file, or the directory, that the export is written to"),
    }
}

fn make(args: &ExportArgs, to: &Path) -> Result<()> {
    let config = args.place.read()?;
    demo::refuse(&config.data_dir)?;
    let key = args.key.read()?;
    let to = std::path::absolute(to).with_context(|| format!("{} is no path", to.display()))?;
    let reason = args.reason.clone().unwrap_or_default();
    let bar = Bar::new();
    let asked = ExportAsked {
        to: to.clone(),
        key: key.as_ref().map(key_text),
        contacts: args.contacts,
        reason: reason.clone(),
    };
    let report = match ask(&config, asked, &bar)? {
        Some(report) => report,
        None => {
            let order = ArchiveOrder {
                to,
                key: key.clone(),
                contacts: args.contacts,
                reason,
            };
            alone(&config, order, &bar)?
        }
    };
    bar.clear();
    say::line(&format!(
        "{}: {} bytes, {} records, {} files; contacts are {}",
        report.path.display(),
        report.size,
        report.rows,
        report.files,
        if args.contacts { "in clear" } else { "masked" },
    ));
    if key.is_none() {
        say::line("it is not sealed: what people wrote can be read in it");
    }
    Ok(())
}

/// The process that owns an embedded database writes it itself. On PostgreSQL nobody owns the database.
fn ask(config: &Config, asked: ExportAsked, bar: &Bar) -> Result<Option<Report>> {
    if config.database_url.is_some() {
        return Ok(None);
    }
    control::ask(&config.data_dir, &Asked::Export(asked), |stage, done, total| {
        bar.show(stage, done, total);
    })
}

fn alone(config: &Config, order: ArchiveOrder, bar: &Bar) -> Result<Report> {
    wiring::alone(config, async |app| {
        standard_begin(app)
            .await
            .map_err(|error| crate::refusal::worded(&error))?;
        drive(app, order, |(done, total)| bar.show("records", done, total)).await
    })
}

/// Writes an archive to its end; `told` hears how far it is.
pub(crate) async fn drive(
    app: &App,
    order: ArchiveOrder,
    mut told: impl FnMut(ArchiveProgress),
) -> Result<Report> {
    let (progress, mut heard) = watch::channel((0, 0));
    let call = Call::by(Caller::system(SystemActor::Setup, Origin::CommandLine));
    let making = archive_make(app, &call, order, progress);
    tokio::pin!(making);
    loop {
        tokio::select! {
            made = &mut making => return Ok(Report::of_archive(&made?)),
            Ok(()) = heard.changed() => told(*heard.borrow_and_update()),
        }
    }
}

impl Report {
    fn of_archive(written: &ArchiveWritten) -> Self {
        Self {
            path: written.path.clone(),
            size: written.size,
            rows: written.manifest.records(),
            files: written.manifest.files.count,
        }
    }
}

/// Nothing is kept of a file that does not open to its end.
fn open(file: &Path, to: &Path, key: &KeyArgs) -> Result<()> {
    let Some(key): Option<BackupKey> = key.read()? else {
        bail!("give the passphrase or the key file it was sealed with (--passphrase-file or --key-file)");
    };
    let mut from = unsealed(file, &key)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut archive = options
        .open(to)
        .with_context(|| format!("{} cannot be made", to.display()))?;
    let copied = std::io::copy(&mut from, &mut archive).and_then(|size| archive.sync_all().map(|()| size));
    match copied {
        Ok(size) => {
            say::line(&format!("{}: {size} bytes", to.display()));
            Ok(())
        }
        Err(error) => {
            drop(archive);
            let _ = std::fs::remove_file(to);
            Err(error).with_context(|| format!("{} is damaged or cut short", file.display()))
        }
    }
}
