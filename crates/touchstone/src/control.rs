//! The control socket: how commands reach the process that owns a data directory. It lies in the directory and only its
//! owner may open it, so whoever can speak here could read the database as well.
//!
//! One line of JSON asks, lines of JSON answer: how far the work is, then what came of it. On PostgreSQL nobody owns the
//! database and there is no socket: commands open it themselves.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use touchstone_app::import::ImportView;
use touchstone_domain::import::{ImportEncoding, ImportKind, Mapping, Preset};

use crate::keys::Wanted;
use crate::mail_in::MailOutcome;

pub(crate) const FILE: &str = "touchstone.sock";

/// What may be asked.
#[derive(Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Asked {
    Backup {
        /// Absolute, since the server has another current directory; or a bucket's address.
        to: PathBuf,
        key: Option<KeyText>,
    },
    Keys {
        wanted: Wanted,
    },
    Import(Box<ImportAsked>),
    Export(ExportAsked),
    /// A mail of so many bytes, which follow the line.
    MailIn(MailInAsked),
}

/// A mail that came in.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailInAsked {
    /// Whom the envelope names.
    pub(crate) to: Option<String>,
    pub(crate) bytes: u64,
}

/// The whole archive as a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportAsked {
    /// Absolute; written by the server, which belongs to whoever may ask here.
    pub(crate) to: PathBuf,
    pub(crate) key: Option<KeyText>,
    /// Contacts in clear.
    pub(crate) contacts: bool,
    pub(crate) reason: String,
}

/// A file to be imported.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportAsked {
    /// Absolute; read by the server, which belongs to whoever may ask here.
    pub(crate) from: PathBuf,
    pub(crate) kind: ImportKind,
    pub(crate) preset: Preset,
    pub(crate) mapping: Option<Mapping>,
    pub(crate) encoding: Option<ImportEncoding>,
    pub(crate) category: Option<String>,
    /// Unknown assignees and teams are left out.
    pub(crate) leave_out: bool,
    /// Nothing is made: every row is only read.
    pub(crate) check: bool,
}

/// A backup's key on its way to the server.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyText {
    Passphrase(String),
    File(Vec<u8>),
}

/// A line of the answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    /// What is being done, how much of it, of how much.
    Progress(String, u64, u64),
    Done(Report),
    /// The answer in words.
    Said(String),
    Imported(Box<ImportView>),
    /// A mail is kept, or why it is not.
    Mail(MailOutcome),
    /// A sentence for whoever asked.
    Failed(String),
}

/// What came of a backup or an export.
#[derive(Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) path: PathBuf,
    pub(crate) size: u64,
    pub(crate) rows: u64,
    pub(crate) files: u64,
}

#[cfg(unix)]
mod socket {
    use std::io::{self, BufRead as _, BufReader, Write as _};
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::net::UnixStream as Caller;

    use anyhow::{Context as _, Result, bail};
    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt};
    use tokio::net::{UnixListener, UnixStream};
    use tokio::sync::watch;
    use touchstone_app::App;
    use touchstone_app::backup::{BEGINNING, BackupError, BackupOrder, Shelf, Written, backup_make};
    use touchstone_app::export::ArchiveOrder;
    use touchstone_store::backup::BucketAccess;

    use super::{Asked, ExportAsked, FILE, ImportAsked, ImportView, MailInAsked, Path, Report, Told, Wanted};
    use crate::backup::{key_of, stage_name};
    use crate::keys;
    use crate::mail_in::MailOutcome;
    use crate::shelf::ShelfPlace;

    const UNEXPECTED: &str = "the running server answers something else; is it of another version?";
    /// A question is a path and a key, or a path and a mapping.
    const LONGEST: u64 = 1 << 20;

    /// Answers at the socket until dropped.
    pub(crate) struct Control {
        path: std::path::PathBuf,
        serving: tokio::task::JoinHandle<()>,
    }

    impl Control {
        /// Begins to listen in a directory that this process owns, so that what lies there is left over. Must be called
        /// inside the runtime.
        pub(crate) fn listen(data_dir: &Path, app: &App, s3: &BucketAccess) -> io::Result<Self> {
            let path = data_dir.join(FILE);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let listener = UnixListener::bind(&path)?;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
            let (app, s3) = (app.clone(), s3.clone());
            let serving = tokio::spawn(async move {
                loop {
                    match listener.accept().await {
                        Ok((stream, _)) => drop(tokio::spawn(answer(app.clone(), s3.clone(), stream))),
                        Err(error) => {
                            tracing::warn!(%error, "a call on the control socket was lost");
                            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                        }
                    }
                }
            });
            Ok(Self { path, serving })
        }
    }

    impl Drop for Control {
        fn drop(&mut self) {
            self.serving.abort();
            let _ = std::fs::remove_file(&self.path);
        }
    }

    async fn answer(app: App, s3: BucketAccess, stream: UnixStream) {
        let (from, mut to) = stream.into_split();
        let mut line = String::new();
        let mut from = tokio::io::BufReader::new(from.take(LONGEST));
        let asked = match from.read_line(&mut line).await {
            Ok(_) => serde_json::from_str(&line),
            Err(_) => return,
        };
        let outcome = match asked {
            Ok(Asked::Backup { to: place, key }) => match shelf(&place, &s3) {
                Ok(shelf) => {
                    let key = key.map(key_of);
                    backup(&app, BackupOrder { shelf, key }, &mut to).await
                }
                Err(error) => Told::Failed(format!("{error:#}")),
            },
            Ok(Asked::Keys { wanted }) => match keys::answer(&app, wanted).await {
                Ok(told) => Told::Said(told),
                Err(error) => Told::Failed(error.to_string()),
            },
            Ok(Asked::Import(asked)) => import(&app, *asked, &mut to).await,
            Ok(Asked::Export(asked)) => export(&app, asked, &mut to).await,
            Ok(Asked::MailIn(asked)) => mail_in(&app, asked, from).await,
            Err(_) => Told::Failed("the running server does not know this command".to_owned()),
        };
        say(&mut to, &outcome).await;
    }

    fn shelf(place: &Path, s3: &BucketAccess) -> Result<Shelf> {
        let place: ShelfPlace = place.to_string_lossy().parse().map_err(anyhow::Error::msg)?;
        place.open(s3, tokio::runtime::Handle::current())
    }

    /// Makes a backup and tells how far it is. A caller that goes away does not end it.
    async fn backup(app: &App, order: BackupOrder, to: &mut (impl AsyncWriteExt + Unpin)) -> Told {
        let (progress, mut told) = watch::channel(BEGINNING);
        let making = backup_make(app, order, progress);
        tokio::pin!(making);
        loop {
            tokio::select! {
                made = &mut making => return outcome(made),
                Ok(()) = told.changed() => {
                    let now = *told.borrow_and_update();
                    let word = Told::Progress(stage_name(now.stage).to_owned(), now.done, now.total);
                    say(to, &word).await;
                }
            }
        }
    }

    fn outcome(made: Result<Written, BackupError>) -> Told {
        match made {
            Ok(written) => Told::Done(Report::of(&written)),
            Err(error) => {
                tracing::error!(%error, "a backup failed");
                Told::Failed(error.to_string())
            }
        }
    }

    /// Imports a file and tells how far it is. A caller that goes away does not end it.
    async fn import(app: &App, asked: ImportAsked, to: &mut (impl AsyncWriteExt + Unpin)) -> Told {
        let (progress, mut told) = watch::channel((0, 0));
        let importing = crate::import::drive(app, asked, false, move |done, total| {
            progress.send_replace((done, total));
        });
        tokio::pin!(importing);
        loop {
            tokio::select! {
                done = &mut importing => return match done {
                    Ok(view) => Told::Imported(Box::new(view)),
                    Err(error) => Told::Failed(format!("{error:#}")),
                },
                Ok(()) = told.changed() => {
                    let (done, total) = *told.borrow_and_update();
                    say(to, &Told::Progress("rows".to_owned(), done, total)).await;
                }
            }
        }
    }

    /// Keeps the mail that follows the question.
    async fn mail_in(
        app: &App,
        asked: MailInAsked,
        mut from: tokio::io::BufReader<tokio::io::Take<tokio::net::unix::OwnedReadHalf>>,
    ) -> Told {
        if asked.bytes > app.mail.bytes {
            return Told::Mail(MailOutcome::TooLarge);
        }
        from.get_mut().set_limit(asked.bytes);
        let mut raw = vec![0; usize::try_from(asked.bytes).unwrap_or(usize::MAX)];
        match from.read_exact(&mut raw).await {
            Ok(_) => Told::Mail(crate::mail_in::keep(app, asked.to.as_deref(), raw).await),
            Err(_) => Told::Failed("the message was cut short".to_owned()),
        }
    }

    /// Writes the whole archive and tells how far it is. A caller that goes away does not end it.
    async fn export(app: &App, asked: ExportAsked, to: &mut (impl AsyncWriteExt + Unpin)) -> Told {
        let (progress, mut told) = watch::channel((0, 0));
        let order = ArchiveOrder {
            to: asked.to,
            key: asked.key.map(key_of),
            contacts: asked.contacts,
            reason: asked.reason,
        };
        let exporting = crate::export::drive(app, order, move |now| {
            progress.send_replace(now);
        });
        tokio::pin!(exporting);
        loop {
            tokio::select! {
                done = &mut exporting => return match done {
                    Ok(report) => Told::Done(report),
                    Err(error) => Told::Failed(format!("{error:#}")),
                },
                Ok(()) = told.changed() => {
                    let (done, total) = *told.borrow_and_update();
                    say(to, &Told::Progress("records".to_owned(), done, total)).await;
                }
            }
        }
    }

    async fn say(to: &mut (impl AsyncWriteExt + Unpin), told: &Told) {
        if let Ok(mut line) = serde_json::to_string(told) {
            line.push('\n');
            // Whoever asked may have gone.
            let _ = to.write_all(line.as_bytes()).await;
        }
    }

    /// Asks the process that owns a directory for a backup or an export; nothing when there is none. Blocks.
    pub(crate) fn ask(
        data_dir: &Path,
        asked: &Asked,
        progress: impl FnMut(&str, u64, u64),
    ) -> Result<Option<Report>> {
        match converse(data_dir, asked, &[], progress)? {
            Some(Told::Done(report)) => Ok(Some(report)),
            Some(_) => bail!("{UNEXPECTED}"),
            None => Ok(None),
        }
    }

    /// Has the process that owns a directory import a file; nothing when there is none. Blocks.
    pub(crate) fn ask_import(
        data_dir: &Path,
        asked: ImportAsked,
        progress: impl FnMut(&str, u64, u64),
    ) -> Result<Option<ImportView>> {
        match converse(data_dir, &Asked::Import(Box::new(asked)), &[], progress)? {
            Some(Told::Imported(view)) => Ok(Some(*view)),
            Some(_) => bail!("{UNEXPECTED}"),
            None => Ok(None),
        }
    }

    /// Asks the process that owns a directory about its keys; nothing when there is none. Blocks.
    pub(crate) fn ask_keys(data_dir: &Path, wanted: Wanted) -> Result<Option<String>> {
        match converse(data_dir, &Asked::Keys { wanted }, &[], |_, _, _| ())? {
            Some(Told::Said(text)) => Ok(Some(text)),
            Some(_) => bail!("{UNEXPECTED}"),
            None => Ok(None),
        }
    }

    /// Has the process that owns a directory keep a mail; nothing when there is none. Blocks.
    pub(crate) fn ask_mail(data_dir: &Path, to: Option<String>, raw: &[u8]) -> Result<Option<MailOutcome>> {
        let bytes = raw.len() as u64;
        match converse(
            data_dir,
            &Asked::MailIn(MailInAsked { to, bytes }),
            raw,
            |_, _, _| (),
        )? {
            Some(Told::Mail(outcome)) => Ok(Some(outcome)),
            Some(_) => bail!("{UNEXPECTED}"),
            None => Ok(None),
        }
    }

    /// Asks, hears how far it is, and answers the last word.
    fn converse(
        data_dir: &Path,
        asked: &Asked,
        behind: &[u8],
        mut progress: impl FnMut(&str, u64, u64),
    ) -> Result<Option<Told>> {
        let Ok(mut stream) = Caller::connect(data_dir.join(FILE)) else {
            return Ok(None);
        };
        let gone = "the running server does not answer on its control socket";
        let mut line = serde_json::to_string(asked)?;
        line.push('\n');
        stream.write_all(line.as_bytes()).context(gone)?;
        stream.write_all(behind).context(gone)?;
        for line in BufReader::new(stream).lines() {
            match serde_json::from_str(&line.context(gone)?).context(gone)? {
                Told::Progress(stage, done, total) => progress(&stage, done, total),
                Told::Failed(reason) => bail!("{reason}"),
                last => return Ok(Some(last)),
            }
        }
        bail!("the running server ended before it was done; nothing was kept of it")
    }
}

#[cfg(unix)]
pub(crate) use socket::{Control, ask, ask_import, ask_keys, ask_mail};

/// Where there are no such sockets, a command is refused as long as a server runs.
#[cfg(not(unix))]
pub(crate) fn ask(_: &Path, _: &Asked, _: impl FnMut(&str, u64, u64)) -> anyhow::Result<Option<Report>> {
    Ok(None)
}

#[cfg(not(unix))]
pub(crate) fn ask_keys(_: &Path, _: Wanted) -> anyhow::Result<Option<String>> {
    Ok(None)
}

/// See [`ask`].
#[cfg(not(unix))]
pub(crate) fn ask_import(
    _: &Path,
    _: ImportAsked,
    _: impl FnMut(&str, u64, u64),
) -> anyhow::Result<Option<ImportView>> {
    Ok(None)
}

/// See [`ask`].
#[cfg(not(unix))]
pub(crate) fn ask_mail(_: &Path, _: Option<String>, _: &[u8]) -> anyhow::Result<Option<MailOutcome>> {
    Ok(None)
}
