//! Outgoing mail over SMTP: one pool of connections, bounded in number and in time.
//!
//! Every message goes out as plain text with an optional HTML twin, marked as automatic so that well-behaved mail
//! programs do not answer it. It does not retry: whoever queued the message knows how often that is sensible.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lettre::address::{AddressError, Envelope};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::response::Code;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use touchstone_domain::time::Timestamp;
use tracing::Instrument as _;

use crate::catcher::MailCatcher;
use crate::dkim::DkimSigner;

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465).
    Tls,
    /// Plain greeting, then TLS or nothing (port 587).
    StartTls,
    /// No protection; for a relay on the same machine only.
    Plain,
}

/// Where mail is handed in and in whose name.
#[derive(Debug, Clone)]
pub struct MailerConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User name and password, where the server asks for them.
    pub credentials: Option<(String, String)>,
    /// The sender, `Name <address>` or a bare address.
    pub from: String,
    /// Connections kept at most.
    pub connections: u32,
    /// Longest wait for any single answer of the server; a whole message may take four times as long.
    pub timeout: Duration,
    /// Signs every letter.
    pub signer: Option<Arc<DkimSigner>>,
}

/// One message to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub to_address: String,
    pub to_name: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub files: Vec<AttachedFile>,
    /// Left part of the Message-ID; the same for every attempt, so that a message taken twice can be recognised.
    pub reference: String,
    /// BCP 47 tag of the language it is written in.
    pub language: String,
    pub at: Timestamp,
    pub thread: MailThread,
}

/// A file that goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    pub name: String,
    /// What its bytes were found to be.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Where a message stands in a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailThread {
    /// Where it is answered to, when not to its sender.
    pub reply_to: Option<String>,
    /// Message-IDs of what went before, oldest first, without their angle brackets. The last is what it answers.
    pub before: Vec<String>,
    /// Where mail servers report to when it does not arrive, when not to its sender.
    pub reports_to: Option<String>,
    /// Where whoever got it has no more of its kind sent, with one click (RFC 8058).
    pub end: Option<String>,
    /// A person wrote it: nothing then says that a machine did.
    pub personal: bool,
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The configuration cannot work.
    #[error("mail configuration: {0}")]
    Configuration(String),
    /// The message itself cannot be sent: a malformed address, an unencodable header.
    #[error("mail cannot be composed: {0}")]
    Unsendable(String),
    /// The server refused for good; trying again will not help. Its words hold its status code.
    #[error("mail refused: {0}")]
    Refused(String),
    /// The server does not accept who logs in, or wants somebody to. That concerns the configuration, not the message,
    /// which must survive until it is mended.
    #[error("mail server does not accept the log-in: {0}")]
    LogIn(String),
    /// No protected connection came about.
    #[error("no protected connection to the mail server: {0}")]
    Insecure(String),
    /// No answer in time.
    #[error("mail server is silent: {0}")]
    Late(String),
    /// The server refused for now, or could not be reached.
    #[error("mail not taken yet: {0}")]
    Later(String),
}

impl MailError {
    /// Whether the same message may be taken later.
    pub fn is_temporary(&self) -> bool {
        !matches!(
            self,
            Self::Configuration(_) | Self::Unsendable(_) | Self::Refused(_)
        )
    }
}

/// Where letters go.
enum Way {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    /// Nowhere: they stay on this machine.
    Catcher(Arc<MailCatcher>),
}

/// Hands messages to one mail server, or to whoever catches them.
pub struct Mailer {
    way: Way,
    from: Mailbox,
    whole: Duration,
    signer: Option<Arc<DkimSigner>>,
}

impl Mailer {
    /// Prepares the pool; connects to nothing yet. Must be called inside a tokio runtime.
    pub fn new(config: &MailerConfig) -> Result<Self, MailError> {
        let from = sender(&config.from)?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls(config)?)
            .timeout(Some(config.timeout))
            .pool_config(PoolConfig::new().max_size(config.connections.max(1)));
        if let Some((user, password)) = &config.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self {
            way: Way::Server(builder.build()),
            from,
            whole: config.timeout.saturating_mul(4),
            signer: config.signer.clone(),
        })
    }

    /// Sends nothing: every letter ends in the catcher. `from` is the sender, as in [`MailerConfig`].
    pub fn catching(from: &str, catcher: Arc<MailCatcher>) -> Result<Self, MailError> {
        Ok(Self {
            way: Way::Catcher(catcher),
            from: sender(from)?,
            whole: Duration::from_secs(10),
            signer: None,
        })
    }

    /// Who catches the letters, if they are caught.
    pub fn catcher(&self) -> Option<&Arc<MailCatcher>> {
        match &self.way {
            Way::Server(_) => None,
            Way::Catcher(catcher) => Some(catcher),
        }
    }

    /// Hands one message in. `Ok` means the server has taken responsibility for it.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = self.compose(mail)?;
        let envelope = message.envelope().clone();
        let letter = self.signed(message.formatted(), mail.at);
        let transport = match &self.way {
            Way::Server(transport) => transport,
            Way::Catcher(catcher) => return caught(Arc::clone(catcher), envelope, letter, mail.at).await,
        };
        let span = tracing::trace_span!(target: crate::http::TRACE, "mail.send", "otel.kind" = "client");
        let sending = tokio::time::timeout(self.whole, transport.send_raw(&envelope, &letter));
        match sending.instrument(span).await {
            Err(_) => Err(MailError::Late("no end of the conversation in time".to_owned())),
            Ok(Err(error)) => Err(classified(&error)),
            Ok(Ok(response)) => {
                tracing::debug!(reference = %mail.reference, code = %response.code(), "mail taken");
                Ok(())
            }
        }
    }

    /// The letter as it is handed over.
    fn signed(&self, letter: Vec<u8>, at: Timestamp) -> Vec<u8> {
        let signer = self.signer.as_ref();
        match signer.and_then(|signer| signer.signature(&letter, at)) {
            Some(field) => [field.as_bytes(), &letter].concat(),
            None => letter,
        }
    }

    /// The address that mail goes out from.
    pub fn address(&self) -> String {
        self.from.email.to_string()
    }

    /// Closes the pooled connections.
    pub async fn close(&self) {
        if let Way::Server(transport) = &self.way {
            transport.shutdown().await;
        }
    }

    fn compose(&self, mail: &Mail) -> Result<Message, MailError> {
        let unsendable = |error: &dyn std::fmt::Display| MailError::Unsendable(error.to_string());
        let address = mail
            .to_address
            .parse::<Address>()
            .map_err(|error| unsendable(&error))?;
        let at = SystemTime::UNIX_EPOCH
            + Duration::from_micros(u64::try_from(mail.at.as_micros()).unwrap_or_default());
        let builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(mail.to_name.clone(), address.clone()))
            .subject(mail.subject.clone())
            .date(at)
            .message_id(Some(format!("<{}@{}>", mail.reference, self.from.email.domain())))
            // What Exchange listens to: do not answer it by a machine.
            .raw_header(plain_header("X-Auto-Response-Suppress", "All"))
            .raw_header(plain_header("Content-Language", mail.language.clone()));
        let builder = threaded(builder, &mail.thread).map_err(|error| unsendable(&error))?;
        let builder = match &mail.thread.reports_to {
            Some(back) => {
                let back = back.parse().map_err(|error: AddressError| unsendable(&error))?;
                builder
                    .envelope(Envelope::new(Some(back), vec![address]).map_err(|error| unsendable(&error))?)
            }
            None => builder,
        };
        body(builder, mail)
    }
}

/// What is written, as text and where there is one as a page, then the files.
fn body(builder: lettre::message::MessageBuilder, mail: &Mail) -> Result<Message, MailError> {
    let unsendable = |error: &dyn std::fmt::Display| MailError::Unsendable(error.to_string());
    let text = || mail.text.clone();
    let pages = |html: &String| MultiPart::alternative_plain_html(text(), html.clone());
    let message = if mail.files.is_empty() {
        match &mail.html {
            Some(html) => builder.multipart(pages(html)),
            None => builder.singlepart(SinglePart::plain(text())),
        }
    } else {
        let mut whole = match &mail.html {
            Some(html) => MultiPart::mixed().multipart(pages(html)),
            None => MultiPart::mixed().singlepart(SinglePart::plain(text())),
        };
        for file in &mail.files {
            let kind = ContentType::parse(&file.media_type).map_err(|error| unsendable(&error))?;
            whole = whole.singlepart(Attachment::new(file.name.clone()).body(file.bytes.clone(), kind));
        }
        builder.multipart(whole)
    };
    message.map_err(|error| unsendable(&error))
}

fn sender(from: &str) -> Result<Mailbox, MailError> {
    from.parse::<Mailbox>()
        .map_err(|error| MailError::Configuration(format!("sender {from:?}: {error}")))
}

async fn caught(
    catcher: Arc<MailCatcher>,
    envelope: Envelope,
    letter: Vec<u8>,
    at: Timestamp,
) -> Result<(), MailError> {
    let caught = tokio::task::spawn_blocking(move || {
        let from = envelope.from().map(ToString::to_string).unwrap_or_default();
        let to: Vec<String> = envelope.to().iter().map(ToString::to_string).collect();
        catcher.catch((&from, &to), &letter, at)
    });
    match caught.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(MailError::Later(error.to_string())),
        Err(error) => Err(MailError::Later(error.to_string())),
    }
}

/// Says what it answers, where it is answered to, and whether a machine wrote it (RFC 3834).
fn threaded(
    mut builder: lettre::message::MessageBuilder,
    thread: &MailThread,
) -> Result<lettre::message::MessageBuilder, AddressError> {
    if !thread.personal {
        builder = builder.raw_header(plain_header("Auto-Submitted", "auto-generated"));
    }
    if let Some(link) = &thread.end {
        builder = builder
            .raw_header(plain_header("List-Unsubscribe", format!("<{link}>")))
            .raw_header(plain_header(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click",
            ));
    }
    if let Some(address) = &thread.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address.parse()?));
    }
    // A stranger chose these: what could end a header's line, or is no id at all, is left out.
    let sound = |id: &&String| {
        id.len() <= 250
            && id
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
    };
    let before: Vec<String> = thread
        .before
        .iter()
        .filter(sound)
        .map(|id| format!("<{id}>"))
        .collect();
    if let Some(last) = before.last() {
        builder = builder.in_reply_to(last.clone()).references(before.join(" "));
    }
    Ok(builder)
}

fn tls(config: &MailerConfig) -> Result<Tls, MailError> {
    let parameters = || {
        TlsParameters::new(config.host.clone())
            .map_err(|error| MailError::Configuration(format!("TLS for {}: {error}", config.host)))
    };
    Ok(match config.security {
        Security::Tls => Tls::Wrapper(parameters()?),
        Security::StartTls => Tls::Required(parameters()?),
        Security::Plain => Tls::None,
    })
}

fn classified(error: &lettre::transport::smtp::Error) -> MailError {
    let text = error.to_string();
    if error.status().is_some_and(concerns_log_in) {
        MailError::LogIn(text)
    } else if error.is_permanent() {
        MailError::Refused(text)
    } else if error.is_tls() {
        MailError::Insecure(text)
    } else if error.is_timeout() {
        MailError::Late(text)
    } else {
        MailError::Later(text)
    }
}

/// 530 authentication required, 534 mechanism too weak, 535 credentials invalid, 538 encryption required (RFC 4954).
fn concerns_log_in(code: Code) -> bool {
    matches!(u16::from(code), 530 | 534 | 535 | 538)
}

fn plain_header(name: &'static str, value: impl Into<String>) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.into())
}
