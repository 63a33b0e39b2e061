//! Mailboxes of other servers, read over IMAP: by UID behind a place, in full, and without a trace. Nothing is marked as read or
//! deleted, so that others may use the mailbox beside; waiting is the server's IDLE where it has that.
//!
//! It remembers nothing and takes nothing in: whoever asks keeps the place, and moves it when a message is kept.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_imap::{Authenticator, Client, Session};
use futures::StreamExt as _;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use touchstone_domain::mail::FetchProblem;

use crate::mail::Security;
use crate::refresh::TokenRefresh;

/// Longest wait for the answer to a command.
const ANSWER: Duration = Duration::from_secs(60);
/// Longest wait for a connection, and for a program that makes a token.
const CONNECT: Duration = Duration::from_secs(20);
/// Longest wait for a whole message.
const MESSAGE: Duration = Duration::from_secs(300);
/// How often a server that has no IDLE is asked.
const POLL: Duration = Duration::from_secs(30);

/// How somebody shows who they are.
#[derive(Clone, PartialEq, Eq)]
pub enum ImapSecret {
    Password(String),
    /// Read anew for each connection.
    PasswordFile(PathBuf),
    /// A program that prints an OAuth 2 access token, with its arguments; run anew for each connection.
    TokenCommand(Vec<String>),
    /// OAuth 2 access tokens out of a refresh token; a new one for each connection.
    Refresh(Box<TokenRefresh>),
}

impl std::fmt::Debug for ImapSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(…)",
            Self::PasswordFile(_) => "PasswordFile(…)",
            Self::TokenCommand(_) => "TokenCommand(…)",
            Self::Refresh(_) => "Refresh(…)",
        })
    }
}

/// A mailbox of another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImapAccount {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub secret: ImapSecret,
    pub folder: String,
}

/// Why a mailbox cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}: {words}")]
pub struct FetchError {
    pub problem: FetchProblem,
    /// For the log: it may hold what the server said.
    words: String,
}

fn failed(problem: FetchProblem) -> impl Fn(&dyn std::fmt::Display) -> FetchError {
    move |words| FetchError {
        problem,
        words: words.to_string(),
    }
}

/// Whatever a connection runs over.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Wire for T {}
type BoxWire = Box<dyn Wire>;

/// An open folder.
pub struct ImapFolder {
    session: Session<BoxWire>,
    idles: bool,
    /// Changes when the server numbers the messages anew.
    pub validity: u32,
    /// What the next message will be numbered, at least.
    pub next: Option<u32>,
}

impl std::fmt::Debug for ImapFolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ImapFolder({})", self.validity)
    }
}

impl ImapAccount {
    /// Connects, logs in and opens the folder, to be read only.
    pub async fn open(&self) -> Result<ImapFolder, FetchError> {
        let secret = self.secret().await?;
        let client = within(CONNECT, self.client()).await?;
        let mut session = within(ANSWER, self.log_in(client, secret)).await?;
        let idles = within(ANSWER, async {
            let capabilities = session.capabilities().await.map_err(|e| of_server(&e))?;
            Ok(capabilities.has_str("IDLE"))
        });
        let idles = idles.await?;
        let opened = within(ANSWER, async {
            let no_folder = |error: async_imap::error::Error| match error {
                async_imap::error::Error::No(_) => failed(FetchProblem::NoFolder)(&error),
                other => of_server(&other),
            };
            session.examine(&self.folder).await.map_err(no_folder)
        });
        let opened = opened.await?;
        let validity = opened
            .uid_validity
            .ok_or_else(|| failed(FetchProblem::Protocol)(&"the server numbers no messages"))?;
        Ok(ImapFolder {
            session,
            idles,
            validity,
            next: opened.uid_next,
        })
    }

    async fn client(&self) -> Result<Client<BoxWire>, FetchError> {
        let unreachable = failed(FetchProblem::Unreachable);
        let plain = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(|error| unreachable(&error))?;
        let _ = plain.set_nodelay(true);
        match self.security {
            Security::Tls => {
                let wire: BoxWire = Box::new(self.protected(plain).await?);
                greeted(Client::new(wire)).await
            }
            Security::Plain => {
                let wire: BoxWire = Box::new(plain);
                greeted(Client::new(wire)).await
            }
            Security::StartTls => {
                let mut client = greeted(Client::new(plain)).await?;
                client
                    .run_command_and_check_ok("STARTTLS", None)
                    .await
                    .map_err(|error| failed(FetchProblem::Insecure)(&error))?;
                let wire: BoxWire = Box::new(self.protected(client.into_inner()).await?);
                Ok(Client::new(wire))
            }
        }
    }

    async fn protected(
        &self,
        plain: TcpStream,
    ) -> Result<tokio_rustls::client::TlsStream<TcpStream>, FetchError> {
        let insecure = failed(FetchProblem::Insecure);
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = rustls::crypto::ring::default_provider();
        let config = ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .map_err(|error| insecure(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(self.host.clone()).map_err(|error| insecure(&error))?;
        let connector = TlsConnector::from(Arc::new(config));
        connector
            .connect(name, plain)
            .await
            .map_err(|error| insecure(&error))
    }

    async fn log_in(&self, client: Client<BoxWire>, secret: String) -> Result<Session<BoxWire>, FetchError> {
        let refused = |error: async_imap::error::Error| match error {
            async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_) => {
                failed(FetchProblem::LogIn)(&error)
            }
            other => of_server(&other),
        };
        let logged_in = match self.secret {
            ImapSecret::TokenCommand(_) | ImapSecret::Refresh(_) => {
                let bearer = Bearer {
                    user: self.user.clone(),
                    token: secret,
                };
                client.authenticate("XOAUTH2", bearer).await
            }
            ImapSecret::Password(_) | ImapSecret::PasswordFile(_) => client.login(&self.user, secret).await,
        };
        logged_in.map_err(|(error, _)| refused(error))
    }

    async fn secret(&self) -> Result<String, FetchError> {
        let missing = failed(FetchProblem::LogIn);
        match self.secret.clone() {
            ImapSecret::Password(password) => Ok(password),
            ImapSecret::PasswordFile(file) => {
                let text = tokio::fs::read_to_string(&file).await;
                let text = text.map_err(|error| missing(&format!("{}: {error}", file.display())))?;
                Ok(text.trim_end_matches(['\r', '\n']).to_owned())
            }
            ImapSecret::Refresh(refresh) => refresh
                .token()
                .await
                .map_err(|(problem, words)| failed(problem)(&words)),
            ImapSecret::TokenCommand(command) => {
                let running = tokio::task::spawn_blocking(move || token(&command));
                let done = tokio::time::timeout(CONNECT, running).await;
                let done = done.map_err(|_| missing(&"the token's program does not end"))?;
                done.map_err(|error| missing(&error))?
                    .map_err(|words| missing(&words))
            }
        }
    }
}

fn token(command: &[String]) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("no program is named")?;
    let output = std::process::Command::new(program)
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program}: {}", output.status));
    }
    let token = String::from_utf8(output.stdout).map_err(|_| format!("{program}: no text"))?;
    Ok(token.trim().to_owned())
}

/// The mechanism of Google and Microsoft.
struct Bearer {
    user: String,
    token: String,
}

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, challenge: &[u8]) -> String {
        // A challenge with words in it says why not; the answer to that is empty.
        if challenge.is_empty() {
            format!("user={}\x01auth=Bearer {}\x01\x01", self.user, self.token)
        } else {
            String::new()
        }
    }
}

impl ImapFolder {
    /// The numbers behind a place, in order; only those that came on a day (`22-Nov-2026`) or later, where one is given.
    pub async fn behind(&mut self, place: u32, since: Option<&str>) -> Result<Vec<u32>, FetchError> {
        let from = place.saturating_add(1);
        let query = match since {
            Some(day) => format!("UID {from}:* SINCE {day}"),
            None => format!("UID {from}:*"),
        };
        let found = within(ANSWER, async {
            self.session
                .uid_search(&query)
                .await
                .map_err(|error| of_server(&error))
        });
        // A range always holds the last message, however far behind it begins.
        let mut numbers: Vec<u32> = found.await?.into_iter().filter(|uid| *uid > place).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// A message as it came. Nothing when somebody has deleted it, and no bytes when it is larger than this.
    pub async fn message(&mut self, uid: u32, most: u64) -> Result<Option<Option<Vec<u8>>>, FetchError> {
        let size = self
            .part(uid, "(UID RFC822.SIZE)", |fetched| fetched.size)
            .await?;
        match size {
            None => Ok(None),
            Some(size) if u64::from(size) > most => Ok(Some(None)),
            Some(_) => {
                let bytes = self.part(uid, "(UID BODY.PEEK[])", |fetched| {
                    fetched.body().map(<[u8]>::to_vec)
                });
                Ok(bytes.await?.map(Some))
            }
        }
    }

    async fn part<T>(
        &mut self,
        uid: u32,
        what: &str,
        take: impl Fn(&async_imap::types::Fetch) -> Option<T>,
    ) -> Result<Option<T>, FetchError> {
        within(MESSAGE, async {
            let mut found = None;
            let asked = self.session.uid_fetch(uid.to_string(), what).await;
            let mut answers = asked.map_err(|error| of_server(&error))?;
            while let Some(answer) = answers.next().await {
                let answer = answer.map_err(|error| of_server(&error))?;
                if answer.uid == Some(uid) {
                    found = take(&answer).or(found);
                }
            }
            Ok(found)
        })
        .await
    }

    /// Waits until there may be something new, no longer than this.
    pub async fn wait(mut self, most: Duration) -> Result<Self, FetchError> {
        if !self.idles {
            tokio::time::sleep(POLL.min(most)).await;
            within(ANSWER, async {
                self.session.noop().await.map_err(|error| of_server(&error))
            })
            .await?;
            return Ok(self);
        }
        let (validity, next, idles) = (self.validity, self.next, self.idles);
        let mut handle = self.session.idle();
        within(ANSWER, async {
            handle.init().await.map_err(|error| of_server(&error))
        })
        .await?;
        let (waiting, _stop) = handle.wait_with_timeout(most);
        waiting.await.map_err(|error| of_server(&error))?;
        let session = within(ANSWER, async {
            handle.done().await.map_err(|error| of_server(&error))
        })
        .await?;
        Ok(Self {
            session,
            idles,
            validity,
            next,
        })
    }

    /// Says goodbye, as far as somebody listens.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(2), self.session.logout()).await;
    }
}

async fn greeted<T>(mut client: Client<T>) -> Result<Client<T>, FetchError>
where
    T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug,
{
    let greeting = client
        .read_response()
        .await
        .map_err(|error| failed(FetchProblem::Unreachable)(&error))?;
    match greeting {
        Some(_) => Ok(client),
        None => Err(failed(FetchProblem::Unreachable)(&"the server says nothing")),
    }
}

fn of_server(error: &async_imap::error::Error) -> FetchError {
    use async_imap::error::Error;
    let problem = match error {
        Error::Io(_) | Error::ConnectionLost => FetchProblem::Unreachable,
        _ => FetchProblem::Protocol,
    };
    failed(problem)(error)
}

async fn within<T>(
    most: Duration,
    what: impl Future<Output = Result<T, FetchError>>,
) -> Result<T, FetchError> {
    match tokio::time::timeout(most, what).await {
        Ok(done) => done,
        Err(_) => Err(failed(FetchProblem::Late)(&"no answer in time")),
    }
}
