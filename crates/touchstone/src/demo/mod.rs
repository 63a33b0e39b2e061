//! `touchstone demo`: a marketplace with 90 days of history, made through the same commands as everything else, and
//! served on this machine only.

mod backstage;
mod calendars;
mod cast;
mod colleagues;
mod corpus;
mod day;
mod desk;
mod directory;
mod erp;
mod explain;
mod filling;
mod house;
mod load;
mod mail;
mod mix;
mod moved;
mod perform;
mod picture;
mod random;
mod rhythm;
mod roster;
mod stage;
mod standards;
mod story;
#[cfg(test)]
mod texts_test;
mod traffic;
mod traffic_mail;

pub(crate) use directory::refuse;

use crate::config::{LogConfig, LogFormat, MetricsConfig, ServerConfig};
#[cfg(unix)]
use crate::control::Control;
use crate::server::{Serving, Sockets};
use crate::{journal, say, server, wiring};
use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use desk::Account;
use directory::{Directory, Label, Logins};
use load::Order;
use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use touchstone_app::core::{Fixed, SystemClock};
use touchstone_app::webhook::HookInbox;
use touchstone_domain::time::{Clock as _, Timestamp};
use touchstone_render::Options;
use touchstone_render::view::DemoLogin;
use touchstone_store::StoreConfig;
#[cfg(unix)]
use touchstone_store::backup::BucketAccess;
use touchstone_web::WebSettings;
use traffic::Pace;

const HOUR_MICROS: i64 = 3_600_000_000;
/// Ports tried after the wanted one.
const PORTS: u16 = 50;

#[derive(Args)]
pub(crate) struct DemoArgs {
    /// Directory of the demo; it is made when it is missing
    #[arg(long, value_name = "DIR", default_value = "touchstone-demo")]
    data_dir: PathBuf,
    /// Address and port to listen on; the next free port is taken when it is in use
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Whether requests keep coming and are worked on while it is served
    #[arg(long, value_enum, default_value_t = Traffic::Off)]
    traffic: Traffic,
    /// How many requests the history has
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    tickets: u32,
    /// Last instant of the history, such as 2026-11-21T06:00:00Z [default: the beginning of this hour]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Make the history again
    #[arg(long)]
    fresh: bool,
    /// Read templates and locales from this directory at each request, for whoever writes them
    #[arg(long, value_name = "DIR", hide = true)]
    reload_from: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Traffic {
    Off,
    /// About a thousand requests in a working day
    Slow,
    /// Something to see every second
    Fast,
}

impl Traffic {
    fn pace(self) -> Option<Pace> {
        match self {
            Self::Off => None,
            Self::Slow => Some(traffic::SLOW),
            Self::Fast => Some(traffic::FAST),
        }
    }
}

/// Makes the demo where it is not there yet, and serves it.
pub(crate) fn run(args: &DemoArgs) -> Result<()> {
    let log = LogConfig {
        format: LogFormat::Text,
        filter: "warn,touchstone_app::keys=error".to_owned(),
    };
    journal::start(&log, None)?;
    if !args.listen.ip().is_loopback() {
        bail!(
            "{} is not on this machine only; everybody knows the demo's passwords: use 127.0.0.1",
            args.listen
        );
    }
    let directory = Directory::new(&args.data_dir);
    let label = directory.label()?;
    let listener = listen(args.listen)?;
    let address = listener.local_addr().context("the listener has no address")?;
    let url = format!("http://{address}");
    let accounts = match label.filter(|label| is_wanted(label, args)) {
        Some(label) => {
            say::line(&format!(
                "using the demo in {}, whose history ends at {}",
                args.data_dir.display(),
                label.at
            ));
            directory.logins()?.users
        }
        None => make(&directory, args, &url)?,
    };
    directory.logins_write(&Logins {
        url: url.clone(),
        users: accounts.clone(),
    })?;
    let served = Served {
        url: &url,
        accounts: &accounts,
        reload_from: args.reload_from.clone(),
        pace: args.traffic.pace(),
    };
    serve(&directory, listener, served)
}

/// Whether a directory is complete and was made as it is asked for now.
fn is_wanted(label: &Label, args: &DemoArgs) -> bool {
    let same = Label::new(args.tickets as usize, args.at.unwrap_or(Timestamp::MIN));
    let at = args.at.is_none() || label.at == same.at;
    !args.fresh && label.complete && at && label.tickets == same.tickets && label.made_by == same.made_by
}

fn make(directory: &Directory, args: &DemoArgs, url: &str) -> Result<Vec<Account>> {
    let now = SystemClock.now();
    let hour = Timestamp::from_micros(now.as_micros().div_euclid(HOUR_MICROS) * HOUR_MICROS);
    let at = args.at.unwrap_or(hour);
    if at > now {
        bail!("--at {at} lies in the future; the history of the demo has to be over");
    }
    let tickets = args.tickets as usize;
    let mut label = Label::new(tickets, at);
    directory.begin(&label)?;
    say::line(&format!(
        "making a marketplace with 90 days and {tickets} requests in {}",
        directory.path().display()
    ));
    let loaded = load::load(&Order {
        directory,
        tickets,
        at,
        public_url: url,
    })?;
    tracing::info!(refused = loaded.refused, "the history is complete");
    directory.logins_write(&Logins {
        url: url.to_owned(),
        users: loaded.accounts.clone(),
    })?;
    label.complete = true;
    directory.mark(&label)?;
    Ok(loaded.accounts)
}

/// The wanted address, or the next free port on it.
fn listen(wanted: SocketAddr) -> Result<TcpListener> {
    for step in 0..=PORTS {
        let address = SocketAddr::new(wanted.ip(), wanted.port().saturating_add(step));
        match TcpListener::bind(address) {
            Ok(listener) => {
                if step > 0 {
                    say::line(&format!("{wanted} is in use; listening on {address} instead"));
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("{address} cannot be listened on")),
        }
    }
    bail!("{wanted} and the {PORTS} ports after it are in use; name a free one with --listen")
}

/// How a demo is served.
struct Served<'a> {
    url: &'a str,
    accounts: &'a [Account],
    reload_from: Option<PathBuf>,
    pace: Option<Pace>,
}

fn serve(directory: &Directory, listener: TcpListener, served: Served<'_>) -> Result<()> {
    let Served {
        url,
        accounts,
        reload_from,
        pace,
    } = served;
    let options = Options {
        asset_base: touchstone_web::asset_base(),
        reload: reload_from.is_some(),
        overrides_dir: reload_from,
        ..Options::default()
    };
    let (data, keys) = (directory.data(), directory.key_ring());
    let catching = mail::catching(&directory.letters())?;
    let hooks = erp::sender(listener.local_addr().context("the listener has no address")?.ip())?;
    let parts = wiring::parts(StoreConfig::sqlite(&data), &data, &keys, options, &SystemClock)?;
    let store = parts.store.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the runtime could not be started")?;
    let served = runtime.block_on(async {
        let around = wiring::Surroundings {
            public_url: url,
            fixed: NO_MAIL,
            mail: mail::intake(),
            catching: Some(catching),
            hooks,
            ..wiring::Surroundings::default()
        };
        let app = wiring::app(parts, Arc::new(SystemClock), around)?;
        let demo_inbox = HookInbox::default();
        // Before anything happens, so that there is something to look at.
        erp::connect(&app, accounts, &demo_inbox).await;
        mail::arrive(&app)
            .await
            .map_err(|error| crate::refusal::worded(&error))?;
        colleagues::meet(&app, accounts)
            .await
            .map_err(|error| crate::refusal::worded(&error))?;
        house::furnish(&app, accounts)
            .await
            .map_err(|error| crate::refusal::worded(&error))?;
        #[cfg(unix)]
        let _control = Control::listen(&data, &app, &nowhere()).inspect_err(
            |error| tracing::warn!(%error, "no control socket: commands cannot reach this demonstration"),
        );
        say::line(&welcome(directory, url, accounts));
        let settings = WebSettings {
            public_url: url.to_owned(),
            demo: true,
            demo_logins: one_per_role(accounts).into_iter().map(demo_login).collect(),
            demo_inbox,
            ..WebSettings::default()
        };
        let serving = Serving {
            sockets: Sockets::of(listener),
            tls: None,
            limits: ServerConfig::default(),
            metrics: MetricsConfig::default(),
            metrics_sockets: None,
            mail: None,
            telemetry: None,
        };
        let people = match pace {
            Some(pace) => Some(tokio::spawn(
                traffic::People::new(&app, url, accounts, pace)?.run(),
            )),
            None => None,
        };
        let served = server::serve(&app, serving, settings).await;
        if let Some(people) = people {
            people.abort();
        }
        served
    });
    drop(runtime);
    store.close();
    served
}

/// A demonstration reaches no bucket.
#[cfg(unix)]
fn nowhere() -> BucketAccess {
    BucketAccess {
        endpoint: None,
        region: "us-east-1".to_owned(),
        credentials: None,
        path_style: false,
        plain_http: false,
        authority: None,
    }
}

/// A demonstration moves no real mail, whatever is typed into it.
pub(crate) const NO_MAIL: Fixed = Fixed {
    mail: true,
    zone: false,
};

/// The first account of each role, in the order of the cast.
fn one_per_role(accounts: &[Account]) -> Vec<&Account> {
    let mut found: Vec<&Account> = Vec::new();
    for account in accounts {
        if found.iter().all(|known| known.role != account.role) {
            found.push(account);
        }
    }
    found
}

/// An account as the sign-in page offers it.
fn demo_login(account: &Account) -> DemoLogin {
    DemoLogin {
        role: account.role.clone().into(),
        name: account.name.clone(),
        email: account.email.clone(),
        password: account.password.clone(),
    }
}

/// What the visitor needs to know.
fn welcome(directory: &Directory, url: &str, accounts: &[Account]) -> String {
    let mut text = format!(
        "\nTouchstone is at {url} (on this machine only; Ctrl-C stops it)\n\nSign in at {url}/sign-in:\n"
    );
    for account in one_per_role(accounts) {
        let _ = writeln!(
            text,
            "  {:<16} {:<34} {}",
            account.role, account.email, account.password
        );
    }
    let _ = write!(
        text,
        "All {} logins, with a token for the API each: {}\n\nTry first:\n\
         \x20 1. {url}/submit — ask for something as a customer, and keep the tracking code\n\
         \x20 2. {url}/desk — sign in as an agent, take the request, answer it, solve it\n\
         \x20 3. {url}/track — follow it as the customer; the one-time code is in {url}/demo/outbox\n\
         \x20 4. {url}/demo/mail — write a mail as a customer, answer it at the desk, read the answer\n\
         \x20 5. {url}/demo/webhooks — see another system told of it; put it out of order and watch it catch up\n\
         \x20 6. {url}/api/docs — the same through the API\n",
        accounts.len(),
        directory.logins_path().display()
    );
    text
}

#[cfg(test)]
mod tests;
