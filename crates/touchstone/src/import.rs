//! `touchstone import`: records of another tool, through the running server or into its directory when none runs.

use crate::backup::Bar;
use crate::cli::Where;
use crate::config::Config;
use crate::control::{self, ImportAsked};
use crate::{demo, refusal, say, wiring};
use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use clap::Args;
use std::path::{Path, PathBuf};
use tokio::io::AsyncReadExt as _;
use touchstone_app::import::{ImportFile, ImportOrder, ImportView, import_drive};
use touchstone_app::standard::standard_begin;
use touchstone_app::{App, Call, Caller};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::import::{ImportEncoding, ImportKind, ImportState, Mapping, Preset};

/// Bytes read from the file at once.
const PIECE: usize = 256 << 10;

#[derive(Args)]
pub(crate) struct ImportArgs {
    /// What the file holds: teams, users, requesters or tickets
    #[arg(long)]
    kind: ImportKind,
    /// CSV, JSON lines or one JSON list
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// zendesk, zammad, plain (columns are guessed by their names), or a file with a mapping in JSON
    #[arg(long, value_name = "NAME or FILE", default_value = "plain")]
    mapping: String,
    /// utf-8, gb18030, shift_jis, euc-kr or windows-1252 (default: utf-8 or gb18030, whichever fits)
    #[arg(long)]
    encoding: Option<ImportEncoding>,
    /// Category of tickets that name none, or an unknown one
    #[arg(long)]
    category: Option<String>,
    /// Leave unknown assignees and teams out instead of refusing their rows
    #[arg(long)]
    leave_out: bool,
    /// Only read every row and say what would come of it
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: &ImportArgs) -> Result<()> {
    let config = args.place.read()?;
    demo::refuse(&config.data_dir)?;
    let asked = || asked(args);
    let bar = Bar::new();
    let shown = |stage: &str, done: u64, total: u64| bar.show(stage, done, total);
    let view = match live(&config, asked()?, shown)? {
        Some(view) => view,
        None => alone(&config, asked()?, &bar)?,
    };
    bar.clear();
    tell(&view);
    if view.state == ImportState::Failed {
        bail!("the file could not be read to its end; what came before is in, and can be undone");
    }
    Ok(())
}

fn asked(args: &ImportArgs) -> Result<ImportAsked> {
    let from = std::path::absolute(&args.from);
    let from = from.with_context(|| format!("{} is no path", args.from.display()))?;
    let (preset, mapping) = match args.mapping.parse::<Preset>() {
        Ok(preset) => (preset, None),
        Err(_) => (Preset::Plain, Some(mapping_read(Path::new(&args.mapping))?)),
    };
    Ok(ImportAsked {
        from,
        kind: args.kind,
        preset,
        mapping,
        encoding: args.encoding,
        category: args.category.clone(),
        leave_out: args.leave_out,
        check: args.check,
    })
}

fn mapping_read(path: &Path) -> Result<Mapping> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!(
            "{} is neither zendesk, zammad or plain nor a file that can be read",
            path.display()
        )
    })?;
    serde_json::from_str(&text).with_context(|| format!("{} is no mapping", path.display()))
}

/// Asks the server that runs on the data directory, if one does. On PostgreSQL nobody owns the database.
fn live(config: &Config, asked: ImportAsked, told: impl FnMut(&str, u64, u64)) -> Result<Option<ImportView>> {
    if config.database_url.is_some() {
        return Ok(None);
    }
    control::ask_import(&config.data_dir, asked, told)
}

/// Imports without a server.
fn alone(config: &Config, asked: ImportAsked, bar: &Bar) -> Result<ImportView> {
    wiring::alone(config, async |app| {
        standard_begin(app)
            .await
            .map_err(|error| refusal::worded(&error))?;
        drive(app, asked, true, |done, total| bar.show("rows", done, total)).await
    })
}

/// Sends the file through an import to its end. `alone` when nothing else of this process works on imports.
pub(crate) async fn drive(
    app: &App,
    asked: ImportAsked,
    alone: bool,
    mut told: impl FnMut(u64, u64),
) -> Result<ImportView> {
    let unreadable = || format!("{} cannot be read", asked.from.display());
    let file = tokio::fs::File::open(&asked.from)
        .await
        .with_context(unreadable)?;
    let name = asked
        .from
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let order = ImportOrder {
        file: ImportFile {
            kind: asked.kind,
            preset: asked.preset,
            name,
            format: None,
            encoding: asked.encoding,
            mapping: asked.mapping,
        },
        category: asked.category,
        assignee: None,
        team: None,
        leave_out: asked.leave_out,
        check: asked.check,
        alone,
    };
    let pieces = futures::stream::unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let call = Call::by(Caller::system(SystemActor::Import, Origin::CommandLine));
    let percent = |view: &ImportView| u64::from(view.percent.unwrap_or(100));
    let done = import_drive(app, &call, order, Box::pin(pieces), |view| {
        told(percent(view), 100)
    })
    .await;
    done.map_err(|error| refusal::worded(&error))
}

fn tell(view: &ImportView) {
    match &view.checked {
        Some(checked) if view.state == ImportState::Draft => {
            say::line(&format!(
                "{}: of {} rows {} would be made, {} linked, {} passed over, {} would fail",
                view.id, checked.rows, checked.created, checked.linked, checked.skipped, checked.failed
            ));
            for (code, n) in &checked.codes {
                say::line(&format!("  {n}  {code}"));
            }
        }
        _ => say::line(&format!(
            "{}: {} made, {} linked, {} passed over, {} failed",
            view.id, view.created, view.linked, view.skipped, view.failed
        )),
    }
    if view.failed > 0 {
        say::line("failed rows: Administration → Imports, or GET /api/v1/imports/…/failed");
    }
    if let (Some(problem), Some(line)) = (view.problem, view.problem_line) {
        say::line(&format!(
            "the file breaks off at line {line}, column {}: {problem}",
            view.problem_column.unwrap_or(1)
        ));
    }
}
