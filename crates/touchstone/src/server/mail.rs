//! The door for mail: a mail server hands messages over by SMTP or LMTP, and hears `250` for what is on the disk and nothing else.
//!
//! Where the store takes nothing, callers are told to come again (4xx), so the mail waits with whoever has it. Connections are
//! bounded in number and in time.

use super::tls::Tls;
use anyhow::{Context as _, Result};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use touchstone_app::App;
use touchstone_app::mail::{HandedOver, MailKept, MailRefusal, mail_keep, mail_keep_handed, return_path};
use touchstone_channels::{Envelope, Handover, HandoverOutcome, HandoverStep, LINE_BYTES, MessageReader};
use touchstone_domain::mail::mailbox_of;

/// Conversations held at once.
const CONVERSATIONS: usize = 64;
/// How long a caller may say nothing (RFC 5321, 4.5.3.2.7).
const SILENCE: Duration = Duration::from_secs(300);
/// How long one conversation may last at most.
const LONGEST: Duration = Duration::from_secs(3_600);
/// Bytes of a message that is too large, as a multiple of what is taken, after which nobody listens any more.
const PATIENCE: u64 = 4;
/// How long to wait when the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(100);
const NO_ROOM: &[u8] = b"421 4.3.2 too many conversations, come again\r\n";

/// Where mail is handed over.
pub(crate) struct MailDoor {
    listener: std::net::TcpListener,
    tls: Option<Arc<Tls>>,
}

/// One caller's stream, read in lines.
struct Talk<S> {
    stream: BufReader<S>,
    caller: IpAddr,
}

/// How a conversation went on.
enum Onward {
    Ended,
    Tls,
}

impl MailDoor {
    /// Begins to listen.
    pub(crate) fn open(address: SocketAddr, tls: Option<Arc<Tls>>) -> Result<Self> {
        let listener = std::net::TcpListener::bind(address)
            .with_context(|| format!("mail cannot be listened for at {address}"))?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, tls })
    }

    /// Takes mail until told to stop; what is being taken is finished.
    pub(super) async fn keep(self, app: App, mut stopped: watch::Receiver<bool>) {
        let listener = match TcpListener::from_std(self.listener) {
            Ok(listener) => listener,
            Err(error) => return tracing::error!(%error, "no mail can be taken"),
        };
        let room = Arc::new(Semaphore::new(CONVERSATIONS));
        let mut conversations = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                Some(_) = conversations.join_next() => continue,
                () = told_to_stop(&mut stopped) => break,
            };
            match accepted {
                Ok((stream, caller)) => match Arc::clone(&room).try_acquire_owned() {
                    Ok(seat) => {
                        let (app, tls, stopped) = (app.clone(), self.tls.clone(), stopped.clone());
                        conversations.spawn(attend(app, tls, (stream, caller.ip()), seat, stopped));
                    }
                    Err(_) => {
                        conversations.spawn(turn_away(stream));
                    }
                },
                Err(error) => {
                    tracing::warn!(%error, "a caller with mail was lost");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
        while conversations.join_next().await.is_some() {}
    }
}

/// What the channel lends must not be held while the caller is spoken to.
async fn told_to_stop(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn turn_away(mut stream: TcpStream) {
    let _ = tokio::time::timeout(Duration::from_secs(1), stream.write_all(NO_ROOM)).await;
}

async fn attend(
    app: App,
    tls: Option<Arc<Tls>>,
    (stream, caller): (TcpStream, IpAddr),
    _seat: OwnedSemaphorePermit,
    stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let talking = tokio::time::timeout(LONGEST, converse(&app, tls, (stream, caller), stopped));
    match talking.await {
        Ok(Err(error)) => tracing::debug!(%error, "a conversation about mail broke off"),
        Err(_) => tracing::debug!("a conversation about mail took too long"),
        Ok(Ok(())) => {}
    }
}

async fn converse(
    app: &App,
    tls: Option<Arc<Tls>>,
    (stream, caller): (TcpStream, IpAddr),
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut handover = Handover::new(&host(app), app.mail.bytes, tls.is_some());
    let mut talk = Talk::new(stream, caller);
    talk.say(&handover.greeting()).await?;
    match talk.listen(app, &mut handover, &mut stopped).await? {
        Onward::Ended => Ok(()),
        Onward::Tls => {
            let Some(tls) = tls else { return Ok(()) };
            // What was sent before the connection was protected may be anybody's.
            let secured = tls.accept(talk.stream.into_inner());
            let stream = tokio::time::timeout(SILENCE, secured)
                .await
                .map_err(|_| io::ErrorKind::TimedOut)??;
            handover.protected();
            Talk::new(stream, caller)
                .listen(app, &mut handover, &mut stopped)
                .await?;
            Ok(())
        }
    }
}

/// What this installation is called where mail is handed over.
fn host(app: &App) -> String {
    let behind = app.public_url.split_once("://").map_or("", |(_, rest)| rest);
    let host = behind.split([':', '/']).next().unwrap_or_default();
    if host.is_empty() { "touchstone" } else { host }.to_owned()
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    fn new(stream: S, caller: IpAddr) -> Self {
        Self {
            stream: BufReader::new(stream),
            // One and the same address, whichever way the socket writes it.
            caller: caller.to_canonical(),
        }
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        let stream = self.stream.get_mut();
        let saying = async {
            stream.write_all(words.as_bytes()).await?;
            stream.flush().await
        };
        tokio::time::timeout(SILENCE, saying)
            .await
            .map_err(|_| io::ErrorKind::TimedOut)?
    }

    async fn listen(
        &mut self,
        app: &App,
        handover: &mut Handover,
        stopped: &mut watch::Receiver<bool>,
    ) -> io::Result<Onward> {
        loop {
            let line = tokio::select! {
                line = self.line() => line?,
                () = told_to_stop(stopped) => {
                    self.say("421 4.3.2 going away, come again\r\n").await?;
                    return Ok(Onward::Ended);
                }
            };
            let step = match line {
                Some(Some(line)) => handover.line(&line, |to| mailbox_of(&app.mail.mailboxes, to).is_some()),
                Some(None) => handover.too_long(),
                None => return Ok(Onward::Ended),
            };
            match step {
                HandoverStep::Say(words) => self.say(&words).await?,
                HandoverStep::End(words) => {
                    self.say(&words).await?;
                    return Ok(Onward::Ended);
                }
                HandoverStep::StartTls(words) => {
                    let early = !self.stream.buffer().is_empty();
                    if early {
                        self.say("501 5.5.1 nothing may follow\r\n").await?;
                        return Ok(Onward::Ended);
                    }
                    self.say(&words).await?;
                    return Ok(Onward::Tls);
                }
                HandoverStep::Take(words) => {
                    self.say(&words).await?;
                    let Some(message) = self.message(app.mail.bytes).await? else {
                        return Ok(Onward::Ended);
                    };
                    let envelope = handover.envelope();
                    let outcomes = keep_all(app, self.caller, &envelope, message).await;
                    self.say(&handover.answer(&outcomes)).await?;
                }
            }
        }
    }

    /// A line; nothing at the end of the stream, and no text when it is too long.
    async fn line(&mut self) -> io::Result<Option<Option<Vec<u8>>>> {
        let mut line = Vec::new();
        let mut long = false;
        loop {
            let bytes = self.heard().await?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(bytes.len(), |end| end + 1);
            if line.len() + used > LINE_BYTES {
                long = true;
                line.clear();
            } else {
                line.extend_from_slice(&bytes[..used]);
            }
            self.stream.consume(used);
            if end.is_some() {
                return Ok(Some((!long).then_some(line)));
            }
        }
    }

    /// A message to its end: with no bytes when it is too large, nothing at all when its sender went away.
    async fn message(&mut self, most: u64) -> io::Result<Option<Option<Vec<u8>>>> {
        let mut reader = MessageReader::new(most);
        loop {
            let bytes = self.heard().await?;
            if bytes.is_empty() || reader.seen() > most.saturating_mul(PATIENCE) {
                return Ok(None);
            }
            let (ended, all) = (reader.push(bytes), bytes.len());
            self.stream.consume(ended.unwrap_or(all));
            if ended.is_some() {
                return Ok(Some(reader.message()));
            }
        }
    }

    async fn heard(&mut self) -> io::Result<&[u8]> {
        tokio::time::timeout(SILENCE, self.stream.fill_buf())
            .await
            .map_err(|_| io::ErrorKind::TimedOut)?
    }
}

/// Keeps a message for each of its recipients. One that was kept for some is handed over again whole and taken once.
async fn keep_all(
    app: &App,
    caller: IpAddr,
    envelope: &Envelope,
    message: Option<Vec<u8>>,
) -> Vec<HandoverOutcome> {
    let Some(message) = message else {
        return vec![HandoverOutcome::TooLarge; envelope.to.len()];
    };
    let mut outcomes = Vec::with_capacity(envelope.to.len());
    for to in &envelope.to {
        outcomes.push(match keep_one(app, caller, envelope, to, &message).await {
            Ok(_) => HandoverOutcome::Kept,
            Err(MailRefusal::TooLarge { .. }) => HandoverOutcome::TooLarge,
            Err(MailRefusal::Empty) => HandoverOutcome::Refused,
            Err(refusal) => {
                tracing::warn!(%refusal, "mail is not taken now");
                HandoverOutcome::Later
            }
        });
    }
    outcomes
}

/// A server of the same house that hands mail on says nothing about who sent it.
async fn keep_one(
    app: &App,
    caller: IpAddr,
    envelope: &Envelope,
    to: &str,
    message: &[u8],
) -> Result<MailKept, MailRefusal> {
    if envelope.handed_on {
        let raw = [return_path(&envelope.from).as_bytes(), message].concat();
        return mail_keep(app, Some(to), raw).await;
    }
    let handed = HandedOver {
        address: caller,
        helo: envelope.helo.clone(),
        from: envelope.from.clone(),
    };
    mail_keep_handed(app, to, handed, message).await
}
