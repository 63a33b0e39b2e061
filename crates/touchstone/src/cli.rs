//! The command line.

use crate::config::{self, Place};
use crate::sla::{self, CalendarCommand, SlaCommand};
use crate::{
    backup, copy, demo, export, import, keys, mail_in, migrate, restore, rollback, say, serve, server, user,
};
use anyhow::{Context as _, Result};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Quality of e-commerce services: requests, standards, clocks.
#[derive(Parser)]
#[command(name = "touchstone", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show the product with 90 days of invented history, on this machine only
    Demo(demo::DemoArgs),
    /// Run the product
    Serve(Where),
    /// Bring the database up to this version
    Migrate(migrate::MigrateArgs),
    /// Go back to the copy of the embedded database that was made before its last migration
    Rollback(rollback::RollbackArgs),
    /// Write a backup of everything but the key ring, while the server runs or not
    Backup(backup::BackupArgs),
    /// Make an installation from a backup, in an empty place
    Restore(restore::RestoreArgs),
    /// Move the database
    #[command(subcommand)]
    Db(copy::DbCommand),
    /// Bring records over from another tool, while the server runs or not
    Import(import::ImportArgs),
    /// Write the whole archive into one file, while the server runs or not
    Export(export::ExportArgs),
    /// Take one mail in from standard input, as a mail server's pipe hands it over
    MailIn(mail_in::MailInArgs),
    /// Manage who may sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Look at the keys of the key ring, and change them
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Compute due times and working time, a question a line
    #[command(subcommand)]
    Sla(SlaCommand),
    /// Look at public holidays
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the version
    Version,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Read the configuration and say what is wrong with it, or what it comes to
    Check(Where),
    /// Say what to publish in the domain name system, so that others can check the signatures of letters
    Dkim(Where),
}

/// Which configuration, and what of it the command line decides.
#[derive(Args, Clone)]
pub(crate) struct Where {
    /// Configuration file (default: touchstone.toml in the current directory, if it is there)
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Directory that holds the database and the files
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
}

impl Where {
    pub(crate) fn read(&self) -> Result<config::Config> {
        config::read(&Place {
            file: self.config.clone(),
            data_dir: self.data_dir.clone(),
            listen: self.listen,
        })
    }
}

/// Does what the command line asks for.
pub(crate) fn run() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(place) => serve::run(&place.read()?),
        Command::Migrate(args) => migrate::run(&args),
        Command::Rollback(args) => rollback::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Db(command) => copy::run(&command),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::MailIn(args) => return Ok(mail_in::run(&args)),
        Command::User(command) => user::run(&command),
        Command::Keys(command) => keys::run(&command),
        Command::Sla(command) => sla::run(&command),
        Command::Calendar(command) => sla::calendar(&command),
        Command::Config(ConfigCommand::Check(place)) => {
            let config = place.read()?;
            if let Some(tls) = &config.tls {
                server::tls::check(tls)?;
            }
            if let Some(dkim) = &config.dkim {
                dkim.signer()?;
            }
            say::line(&config::told(&config));
            Ok(())
        }
        Command::Config(ConfigCommand::Dkim(place)) => {
            let config = place.read()?;
            let dkim = config.dkim.as_ref();
            let signer = dkim
                .context("letters are not signed: [dkim] says with what, see the documentation of mail")?
                .signer()?;
            say::line(&format!("{}. IN TXT", signer.record_name()));
            say::line(&signer.record());
            Ok(())
        }
        Command::Version => {
            say::line(concat!("touchstone ", env!("CARGO_PKG_VERSION")));
            Ok(())
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
