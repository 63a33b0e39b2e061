//! `touchstone keys`: which keys there are, new ones, and the end of old ones; through the running server or alone.

use std::fmt::Write as _;

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use touchstone_app::core::{App, Call, Caller};
use touchstone_app::rotation::{keys_retire, keys_rotate, keys_view, rotation_step};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::keys::KeyFamily;

use crate::cli::Where;
use crate::config::Config;
use crate::control;
use crate::{demo, say, wiring};

#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Say which versions there are and how far a change is
    Status(Where),
    /// Change keys: new things are made with new ones at once, older ones again in the background
    Rotate(KeysArgs),
    /// Take older keys out of the key ring, when nothing is left that they made
    Retire(KeysArgs),
}

#[derive(Args)]
pub(crate) struct KeysArgs {
    /// The keys that contacts are found by, instead of those that data are sealed under
    #[arg(long)]
    look_up: bool,
    #[command(flatten)]
    place: Where,
}

/// What is wanted.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wanted {
    Status,
    Rotate(KeyFamily),
    Retire(KeyFamily),
}

pub(crate) fn run(command: &KeysCommand) -> Result<()> {
    let family = |args: &KeysArgs| {
        if args.look_up {
            KeyFamily::Lookup
        } else {
            KeyFamily::Sealing
        }
    };
    let (place, wanted) = match command {
        KeysCommand::Status(place) => (place, Wanted::Status),
        KeysCommand::Rotate(args) => (&args.place, Wanted::Rotate(family(args))),
        KeysCommand::Retire(args) => (&args.place, Wanted::Retire(family(args))),
    };
    let config = place.read()?;
    demo::refuse(&config.data_dir)?;
    let told = match control::ask_keys(&config.data_dir, wanted)? {
        Some(told) => told,
        None => alone(&config, wanted)?,
    };
    say::line(told.trim_end());
    Ok(())
}

/// On a database that no server owns. On PostgreSQL running servers do their part themselves.
fn alone(config: &Config, wanted: Wanted) -> Result<String> {
    wiring::alone(config, async |app| {
        act(app, wanted).await?;
        while rotation_step(app).await? {}
        status(app).await
    })
}

/// Does what is wanted; and says how the keys stand then.
pub(crate) async fn answer(app: &App, wanted: Wanted) -> Result<String> {
    act(app, wanted).await?;
    status(app).await
}

async fn act(app: &App, wanted: Wanted) -> Result<()> {
    let call = Call::by(caller());
    let done = match wanted {
        Wanted::Status => Ok(()),
        Wanted::Rotate(family) => keys_rotate(app, &call, family).await,
        Wanted::Retire(family) => keys_retire(app, &call, family).await,
    };
    done.map_err(|error| {
        anyhow!(match error.code() {
            "key_change_under_way" =>
                "these keys are being changed already; see `touchstone keys status`".to_owned(),
            "key_nothing_to_retire" => "there are no older keys to take out".to_owned(),
            "key_retire_early" =>
                "older keys may be taken out an hour after the new ones came into use".to_owned(),
            "key_still_used" =>
                "something is still made with older keys; see `touchstone keys status`".to_owned(),
            _ => error.to_string(),
        })
    })
}

async fn status(app: &App) -> Result<String> {
    let mut told = String::new();
    for keys in keys_view(app, &caller()).await? {
        let versions: Vec<String> = keys.versions.iter().map(u32::to_string).collect();
        let _ = write!(
            told,
            "{:<8} version {} in use; in the key ring: {}; made with older ones: {}",
            keys.family.as_str(),
            keys.in_use,
            versions.join(", "),
            keys.left,
        );
        if let Some(change) = keys.change {
            let _ = write!(
                told,
                "; change to {}: {}, {} of {}",
                change.version,
                change.state.as_str(),
                change.done,
                change.total,
            );
            if change.stuck > 0 {
                let _ = write!(told, ", {} do not open", change.stuck);
            }
            if !change.waiting.is_empty() {
                let _ = write!(
                    told,
                    ", waiting for {} process(es) to have it",
                    change.waiting.len()
                );
            }
            if let Some(problem) = change.problem {
                let _ = write!(told, "; {problem}");
            }
        }
        told.push('\n');
    }
    Ok(told)
}

fn caller() -> Caller {
    Caller::system(SystemActor::Setup, Origin::CommandLine)
}
