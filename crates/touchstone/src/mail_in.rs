//! `touchstone mail-in`: one mail on the standard input, kept by the running server or, when none runs, by this process. What
//! it answers is what mail servers understand (`sysexits.h`): a mail that can be taken later is never bounced.

use crate::cli::Where;
use crate::{control, demo, say, wiring};
use anyhow::{Context as _, Result};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::io::Read as _;
use std::process::ExitCode;
use touchstone_app::App;
use touchstone_app::mail::{MailKept, MailRefusal, mail_keep};

/// EX_DATAERR: this message will never be taken.
const NEVER: u8 = 65;
/// EX_NOUSER: nobody of this name is here.
const NOBODY: u8 = 67;
/// EX_TEMPFAIL: hand it over again later.
const LATER: u8 = 75;

#[derive(Args)]
pub(crate) struct MailInArgs {
    /// The address it came for, as the envelope says; without it the header decides
    #[arg(long, value_name = "ADDRESS")]
    mailbox: Option<String>,
    #[command(flatten)]
    place: Where,
}

/// What came of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MailOutcome {
    /// Its id; none when it was kept already.
    Kept(Option<String>),
    TooLarge,
    Empty,
    UnknownMailbox,
    /// A sentence for the log of whoever handed it over.
    Later(String),
}

/// Takes one mail in. Whatever goes wrong is an exit code, never a lost mail.
pub(crate) fn run(args: &MailInArgs) -> ExitCode {
    let outcome = read(args).unwrap_or_else(|error| MailOutcome::Later(format!("{error:#}")));
    let (code, word) = match outcome {
        MailOutcome::Kept(Some(id)) => {
            say::line(&format!("{id} is kept"));
            return ExitCode::SUCCESS;
        }
        MailOutcome::Kept(None) => {
            say::line("it was kept before");
            return ExitCode::SUCCESS;
        }
        MailOutcome::TooLarge => (NEVER, "the message is larger than mail.megabytes".to_owned()),
        MailOutcome::Empty => (NEVER, "there is no message on the standard input".to_owned()),
        MailOutcome::UnknownMailbox => (NOBODY, "mail.mailboxes has no such address".to_owned()),
        MailOutcome::Later(why) => (LATER, format!("not now: {why}")),
    };
    say::complain(&format!("touchstone: {word}"));
    ExitCode::from(code)
}

fn read(args: &MailInArgs) -> Result<MailOutcome> {
    let config = args.place.read()?;
    let mut raw = Vec::new();
    // One byte more than is taken tells that there is more.
    std::io::stdin()
        .lock()
        .take(config.mail.bytes + 1)
        .read_to_end(&mut raw)
        .context("the standard input cannot be read")?;
    if raw.len() as u64 > config.mail.bytes {
        return Ok(MailOutcome::TooLarge);
    }
    if config.database_url.is_none()
        && let Some(outcome) = control::ask_mail(&config.data_dir, args.mailbox.clone(), &raw)?
    {
        return Ok(outcome);
    }
    demo::refuse(&config.data_dir)?;
    wiring::alone(&config, async |app| {
        Ok(keep(app, args.mailbox.as_deref(), raw.clone()).await)
    })
}

/// Keeps a mail, and says what came of it.
pub(crate) async fn keep(app: &App, to: Option<&str>, raw: Vec<u8>) -> MailOutcome {
    match mail_keep(app, to, raw).await {
        Ok(MailKept { mail }) => MailOutcome::Kept(mail.map(|id| id.to_string())),
        Err(MailRefusal::TooLarge { .. }) => MailOutcome::TooLarge,
        Err(MailRefusal::Empty) => MailOutcome::Empty,
        Err(MailRefusal::UnknownMailbox) => MailOutcome::UnknownMailbox,
        // Whoever forgot to configure it shall not lose the mail meanwhile.
        Err(refusal @ (MailRefusal::NoMailbox | MailRefusal::NotNow(_))) => {
            MailOutcome::Later(refusal.to_string())
        }
    }
}
