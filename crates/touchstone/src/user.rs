//! `touchstone user …`: who may sign in, from the machine the database is on: for the first steps, and for an
//! administrator who is locked out.

use crate::cli::Where;
use crate::{demo, refusal, say, wiring};
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use std::io::BufRead as _;
use touchstone_app::account::{
    UserInput, UserView, second_factor_reset, team_list, user_create, user_list, user_password_reset,
};
use touchstone_app::keys::SecretToken;
use touchstone_app::{App, Call, Caller};
use touchstone_domain::access::Role;
use touchstone_domain::contact::email_normalise;
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::TeamId;
use touchstone_domain::language::Language;
use zeroize::Zeroizing;

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Create a user
    Create(CreateArgs),
    /// Give a user another password and end their sessions
    ResetPassword(ResetArgs),
    /// List the users
    List(Where),
}

#[derive(Args)]
pub(crate) struct CreateArgs {
    /// Name as others see it
    #[arg(long)]
    name: String,
    /// E-mail address to sign in with
    #[arg(long)]
    email: String,
    /// administrator, team_lead, agent, quality_manager or executive
    #[arg(long)]
    role: Role,
    /// zh-CN, en, ja or ko
    #[arg(long, default_value_t = Language::default())]
    language: Language,
    /// Name of a team the user is in; may be given several times
    #[arg(long = "team", value_name = "NAME")]
    teams: Vec<String>,
    /// Read the password from the standard input instead of making one up
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    place: Where,
}

#[derive(Args)]
pub(crate) struct ResetArgs {
    /// E-mail address of the user
    email: String,
    /// Take a second factor away too, which was lost
    #[arg(long)]
    second_factor: bool,
    /// Read the password from the standard input instead of making one up
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    place: Where,
}

/// A password, and whether it was made up here and has to be told.
struct Password {
    text: Zeroizing<String>,
    told: bool,
}

/// Does what is asked on a database that no server is running on.
pub(crate) fn run(command: &UserCommand) -> Result<()> {
    let place = match command {
        UserCommand::Create(args) => &args.place,
        UserCommand::ResetPassword(args) => &args.place,
        UserCommand::List(place) => place,
    };
    let config = place.read()?;
    demo::refuse(&config.data_dir)?;
    wiring::alone(&config, async |app| {
        let call = Call::by(Caller::system(SystemActor::Setup, Origin::CommandLine));
        match command {
            UserCommand::Create(args) => create(app, &call, args).await,
            UserCommand::ResetPassword(args) => reset(app, &call, args).await,
            UserCommand::List(_) => list(app, &call).await,
        }
    })
}

fn password(from_stdin: bool) -> Result<Password> {
    if !from_stdin {
        let made_up = SecretToken::generate("");
        return Ok(Password {
            text: Zeroizing::new(made_up.reveal().to_owned()),
            told: true,
        });
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin()
        .lock()
        .read_line(&mut text)
        .context("no password could be read")?;
    let text = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
    Ok(Password { text, told: false })
}

async fn create(app: &App, call: &Call, args: &CreateArgs) -> Result<()> {
    let password = password(args.password_stdin)?;
    let input = UserInput {
        name: args.name.clone(),
        email: args.email.clone(),
        language: args.language,
        role: args.role.into(),
        teams: teams(app, call, &args.teams).await?,
        password: Some(password.text.clone()),
    };
    let user = user_create(app, call, input)
        .await
        .map_err(|error| refusal::worded(&error))?;
    say::line(&format!(
        "{} is {} now and signs in as {}",
        user.name, user.role, args.email
    ));
    tell(&password);
    Ok(())
}

async fn teams(app: &App, call: &Call, names: &[String]) -> Result<Vec<TeamId>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let known = team_list(app, call, None, 1_000)
        .await
        .map_err(|error| refusal::worded(&error))?;
    let id = |name: &String| known.iter().find(|team| team.name == *name).map(|team| team.id);
    names
        .iter()
        .map(|name| id(name).with_context(|| format!("there is no team `{name}`")))
        .collect()
}

async fn reset(app: &App, call: &Call, args: &ResetArgs) -> Result<()> {
    let Ok(email) = email_normalise(&args.email) else {
        bail!("`{}` is not an e-mail address", args.email)
    };
    let users = users(app, call).await?;
    let user = users
        .iter()
        .find(|user| user.email.as_deref() == Some(email.as_str()) && user.archived_at.is_none());
    let user = user.with_context(|| format!("no active user signs in as {email}"))?;
    let password = password(args.password_stdin)?;
    let done = user_password_reset(app, call, user.id, password.text.clone()).await;
    done.map_err(|error| refusal::worded(&error))?;
    say::line(&format!(
        "{} has another password; their sessions are over",
        user.name
    ));
    if args.second_factor {
        let done = second_factor_reset(app, call, user.id).await;
        done.map_err(|error| refusal::worded(&error))?;
        say::line("their second factor is gone");
    }
    tell(&password);
    Ok(())
}

fn tell(password: &Password) {
    if password.told {
        say::line(&format!("password: {}", password.text.as_str()));
    }
}

async fn list(app: &App, call: &Call) -> Result<()> {
    for user in users(app, call).await? {
        let email = user.email.as_deref().unwrap_or("-");
        let archived = if user.archived_at.is_some() {
            "  archived"
        } else {
            ""
        };
        say::line(&format!(
            "{}  {:<15}  {email}  {}{archived}",
            user.id, user.role, user.name
        ));
    }
    Ok(())
}

async fn users(app: &App, call: &Call) -> Result<Vec<UserView>> {
    let (mut users, mut after) = (Vec::new(), None);
    loop {
        let page = user_list(app, call, after, 200)
            .await
            .map_err(|error| refusal::worded(&error))?;
        users.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(users);
        }
    }
}
