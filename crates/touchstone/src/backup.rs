//! `touchstone backup`: one file with everything but the key ring, from a running server or from its directory.

use crate::cli::Where;
use crate::config::Config;
use crate::control::{self, Asked, KeyText, Report};
use crate::shelf::{ShelfPlace, in_bucket, kept};
use crate::{demo, say, wiring};
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use tokio::runtime::Handle;
use touchstone_app::backup::BackupSettings;
use touchstone_app::core::SystemClock;
use touchstone_domain::time::Clock as _;
use touchstone_store::backup::{
    BackupKey, BackupPlan, KeptBackup, Manifest, Progress, Stage, Written, backup_verify, backup_write,
};
use touchstone_store::blob::Blobs;
use touchstone_store::portable::Snapshot;
use zeroize::Zeroizing;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct BackupArgs {
    #[command(subcommand)]
    command: Option<BackupCommand>,
    /// Directory, or s3://BUCKET/PREFIX, that the backup is written to
    #[arg(long, value_name = "PLACE", required = true)]
    to: Option<ShelfPlace>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    place: Where,
}

#[derive(Subcommand)]
enum BackupCommand {
    /// Read a backup and compare every byte of it with its hashes
    Verify {
        /// The backup: a file, or s3://BUCKET/PREFIX/NAME
        file: PathBuf,
        #[command(flatten)]
        key: KeyArgs,
        #[command(flatten)]
        place: Where,
    },
    /// List the finished backups of a place
    List {
        /// Directory, or s3://BUCKET/PREFIX (default: the configured one)
        #[arg(long, value_name = "PLACE")]
        at: Option<ShelfPlace>,
        #[command(flatten)]
        place: Where,
    },
}

/// The backups an installation makes by itself, with the key they are sealed with. Must be called inside the runtime.
pub(crate) fn settings(config: &Config) -> Result<Option<BackupSettings>> {
    let settings = config.backup.as_ref().map(|backup| {
        Ok(BackupSettings {
            shelf: backup.place.open(&config.s3, Handle::current())?,
            every: backup.every,
            keep_daily: backup.keep_daily,
            keep_weekly: backup.keep_weekly,
            key: backup.key.read()?,
        })
    });
    settings.transpose()
}

/// What a backup is sealed with, if it is.
#[derive(Args, Clone, Default)]
pub(crate) struct KeyArgs {
    /// File whose first line is the passphrase that seals the backup; `-` reads it from the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "key_file")]
    passphrase_file: Option<PathBuf>,
    /// File of at least 32 random bytes that seals the backup
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl KeyArgs {
    pub(crate) fn from_files(passphrase_file: Option<PathBuf>, key_file: Option<PathBuf>) -> Self {
        Self {
            passphrase_file,
            key_file,
        }
    }

    pub(crate) fn read(&self) -> Result<Option<BackupKey>> {
        let unreadable = |path: &Path| format!("{} cannot be read", path.display());
        if let Some(path) = &self.passphrase_file {
            let text = if path.as_os_str() == "-" {
                std::io::read_to_string(std::io::stdin())
            } else {
                std::fs::read_to_string(path)
            };
            let text = Zeroizing::new(text.with_context(|| unreadable(path))?);
            let first = text.lines().next().unwrap_or_default();
            if first.is_empty() {
                bail!(
                    "the first line of {} is empty; it must be the passphrase",
                    path.display()
                );
            }
            return Ok(Some(BackupKey::Passphrase(Zeroizing::new(first.to_owned()))));
        }
        let bytes = self.key_file.as_ref().map(|path| {
            let bytes = std::fs::read(path).with_context(|| unreadable(path))?;
            Ok(BackupKey::File(Zeroizing::new(bytes)))
        });
        bytes.transpose()
    }
}

pub(crate) fn run(args: &BackupArgs) -> Result<()> {
    match (&args.command, &args.to) {
        (Some(BackupCommand::Verify { file, key, place }), _) => verify(file, key, place),
        (Some(BackupCommand::List { at, place }), _) => list(at.as_ref(), &place.read()?),
        (None, Some(to)) => make(&args.place.read()?, to, &args.key),
        (None, None) => bail!("--to is missing: the place that the backup is written to"),
    }
}

pub(crate) fn make(config: &Config, to: &ShelfPlace, key: &KeyArgs) -> Result<()> {
    demo::refuse(&config.data_dir)?;
    let key = key.read()?;
    let bar = Bar::new();
    let report = match ask(config, to, key.as_ref(), &bar)? {
        Some(report) => report,
        None => alone(config, to, key.as_ref(), &bar)?,
    };
    bar.clear();
    say::line(&format!(
        "{}: {} bytes, {} rows, {} files; written and checked. The key ring {} is not in it: keep a copy of that \
         elsewhere",
        report.path.display(),
        report.size,
        report.rows,
        report.files,
        config.key_ring.display(),
    ));
    Ok(())
}

/// The process that owns an embedded database makes the backup itself.
fn ask(config: &Config, to: &ShelfPlace, key: Option<&BackupKey>, bar: &Bar) -> Result<Option<Report>> {
    if config.database_url.is_some() {
        return Ok(None);
    }
    let asked = Asked::Backup {
        to: PathBuf::from(to.to_string()),
        key: key.map(key_text),
    };
    control::ask(&config.data_dir, &asked, |stage, done, total| {
        bar.show(stage, done, total);
    })
}

fn alone(config: &Config, to: &ShelfPlace, key: Option<&BackupKey>, bar: &Bar) -> Result<Report> {
    let at = SystemClock.now();
    let mut snapshot = Snapshot::alone(&wiring::store_config(config))?;
    let runtime = runtime()?;
    let plan = BackupPlan {
        shelf: &to.open(&config.s3, runtime.handle().clone())?,
        key,
        at,
        product: env!("CARGO_PKG_VERSION"),
        blobs: &Blobs::directory(&config.data_dir.join("blobs"))?,
        runtime: runtime.handle(),
    };
    let written = backup_write(&mut snapshot, &plan, &mut |now| bar.watch(now))?;
    Ok(Report::of(&written))
}

/// Files are read and written on it.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    runtime.context("the runtime could not be started")
}

fn verify(file: &Path, key: &KeyArgs, place: &Where) -> Result<()> {
    let key = key.read()?;
    let runtime = runtime()?;
    // A file needs no configuration to be read.
    let kept = match in_bucket(file) {
        true => kept(file, &place.read()?.s3, runtime.handle().clone())?,
        false => KeptBackup::from(file),
    };
    let bar = Bar::new();
    let manifest = backup_verify(kept, key.as_ref(), &mut |now| bar.watch(now))?;
    bar.clear();
    say::line(&told(file, &manifest));
    Ok(())
}

fn list(at: Option<&ShelfPlace>, config: &Config) -> Result<()> {
    let configured = config.backup.as_ref().map(|backup| &backup.place);
    let Some(place) = at.or(configured) else {
        bail!("--at is missing: no place for backups is configured");
    };
    let runtime = runtime()?;
    let shelf = place.open(&config.s3, runtime.handle().clone())?;
    let entries = runtime.block_on(shelf.list())?;
    if entries.is_empty() {
        say::line(&format!("there is no backup in {shelf}"));
    }
    for entry in entries {
        say::line(&format!(
            "{}  {:>14}  {}",
            entry.written_at,
            entry.size,
            entry.place.display()
        ));
    }
    Ok(())
}

fn told(file: &Path, manifest: &Manifest) -> String {
    let head = &manifest.head;
    let mut told = format!(
        "{} is whole: made by Touchstone {} at {} from {}, schema {}\n",
        file.display(),
        head.product,
        head.at,
        head.engine,
        head.schema_version()
    );
    for table in manifest.tables.iter().filter(|table| table.rows > 0) {
        told.push_str(&format!("{:>12}  {}\n", table.rows, table.name));
    }
    told.push_str(&format!(
        "{:>12}  files, {} bytes",
        manifest.files, manifest.file_bytes
    ));
    told
}

impl Report {
    pub(crate) fn of(written: &Written) -> Self {
        Self {
            path: written.path.clone(),
            size: written.size,
            rows: written.manifest.rows(),
            files: written.manifest.files,
        }
    }
}

pub(crate) fn key_of(text: KeyText) -> BackupKey {
    match text {
        KeyText::Passphrase(text) => BackupKey::Passphrase(Zeroizing::new(text)),
        KeyText::File(bytes) => BackupKey::File(Zeroizing::new(bytes)),
    }
}

pub(crate) fn key_text(key: &BackupKey) -> KeyText {
    match key {
        BackupKey::Passphrase(text) => KeyText::Passphrase(text.as_str().to_owned()),
        BackupKey::File(bytes) => KeyText::File(bytes.to_vec()),
    }
}

pub(crate) fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Rows => "rows",
        Stage::Files => "files",
        Stage::Checking => "checking",
    }
}

/// How far it is, on a terminal; silent elsewhere.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {elapsed}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn watch(&self, now: Progress) {
        self.show(stage_name(now.stage), now.done, now.total);
    }

    pub(crate) fn show(&self, stage: &str, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
        self.0.set_message(stage.to_owned());
    }

    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
