//! Keeping a mail as it came. When this answers, the bytes are on the disk; whoever handed them over may forget them.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use touchstone_channels::{MailHead, mail_head, message_start};
use touchstone_domain::contact::email_normalise;
use touchstone_domain::id::MailId;
use touchstone_domain::mail::{MailboxRule, mailbox_of};
use touchstone_store::mail::{NewMail, mail_insert};

use crate::core::{App, AppError};
use crate::keys::{KeyRing, Purpose};

/// Field that head and bytes are sealed as.
const HEAD: &str = "head";
const BYTES: &str = "bytes";

/// What came of handing a mail over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailKept {
    /// None when it was kept already.
    pub mail: Option<MailId>,
}

/// Why a mail is not kept.
#[derive(Debug, thiserror::Error)]
pub enum MailRefusal {
    /// Nobody has said which mail is taken.
    #[error("no mailbox is configured (mail.mailboxes)")]
    NoMailbox,
    #[error("there is no such mailbox")]
    UnknownMailbox,
    #[error("the message is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the message is empty")]
    Empty,
    /// Worth another try.
    #[error("not now: {0}")]
    NotNow(AppError),
}

/// Who handed a mail over, by the connection alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandedOver {
    pub address: IpAddr,
    /// The name it gave itself.
    pub helo: String,
    /// Whom the envelope says reports go to; empty for a report.
    pub from: String,
}

/// Sender and subject as they are kept beside the bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct KeptHead {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(default)]
    pub(super) subject: String,
    /// Its Message-ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// Only of what came from its sender's server directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) handed: Option<HandedOver>,
}

/// Keeps a mail. `to` is whom the envelope names; without one, the header does.
pub async fn mail_keep(app: &App, to: Option<&str>, raw: Vec<u8>) -> Result<MailKept, MailRefusal> {
    keep(app, to, None, raw).await
}

/// Keeps a mail that a server has handed over for a recipient. From where is kept with it, for who its sender is.
pub async fn mail_keep_handed(
    app: &App,
    to: &str,
    handed: HandedOver,
    raw: &[u8],
) -> Result<MailKept, MailRefusal> {
    let raw = [return_path(&handed.from).as_bytes(), raw].concat();
    keep(app, Some(to), Some(handed), raw).await
}

/// Whom reports go to stands in the envelope alone; machines are known by its being empty (RFC 5321, 4.4).
pub fn return_path(from: &str) -> String {
    let from: String = from.chars().filter(|c| !c.is_control()).collect();
    format!("Return-Path: <{from}>\r\n")
}

/// A mail that was handed over as it came: without the recipient and the way back, which are noted above it.
pub(super) fn as_handed(bytes: &[u8]) -> &[u8] {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    lines.nth(2).unwrap_or_default()
}

async fn keep(
    app: &App,
    to: Option<&str>,
    handed: Option<HandedOver>,
    raw: Vec<u8>,
) -> Result<MailKept, MailRefusal> {
    let mut raw = raw;
    raw.drain(..message_start(&raw));
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Err(MailRefusal::Empty);
    }
    if raw.len() as u64 > app.mail.bytes {
        return Err(MailRefusal::TooLarge {
            limit: app.mail.bytes,
        });
    }
    let head = mail_head(&raw).unwrap_or_default();
    let mailbox = mailbox(&app.mail.mailboxes, to, &head)?.address.clone();
    let (handle, to) = (app.clone(), to.map(str::to_owned));
    let sealing =
        tokio::task::spawn_blocking(move || sealed(&handle, mailbox, to.as_deref(), handed, &head, &raw));
    let new = sealing
        .await
        .map_err(|error| MailRefusal::NotNow(AppError::Internal(error.to_string())))?;
    let kept = app
        .store
        .write(move |tx| Ok::<_, AppError>(mail_insert(tx, &new)?));
    Ok(MailKept {
        mail: kept.await.map_err(MailRefusal::NotNow)?,
    })
}

/// The mailbox that an envelope or a header leads to; the only one there is, when a header names none.
fn mailbox<'a>(
    mailboxes: &'a [MailboxRule],
    to: Option<&str>,
    head: &MailHead,
) -> Result<&'a MailboxRule, MailRefusal> {
    if mailboxes.is_empty() {
        return Err(MailRefusal::NoMailbox);
    }
    let found = |address: &str| mailbox_of(mailboxes, address).map(|(mailbox, _)| mailbox);
    match to {
        Some(to) => found(to).ok_or(MailRefusal::UnknownMailbox),
        None => {
            let named = head.recipients.iter().find_map(|address| found(address));
            named
                .or(mailboxes.first().filter(|_| mailboxes.len() == 1))
                .ok_or(MailRefusal::UnknownMailbox)
        }
    }
}

fn sealed(
    app: &App,
    mailbox: String,
    to: Option<&str>,
    handed: Option<HandedOver>,
    head: &MailHead,
    raw: &[u8],
) -> NewMail {
    let now = app.clock.now();
    let id: MailId = app.ids.next(now);
    let (key, wrapped) = app.keys.data_key_create(id);
    let from = head.from.as_ref().map(|party| party.address.clone());
    let kept = KeptHead {
        from: from.clone(),
        subject: head.subject.clone(),
        id: head.message_id.clone(),
        handed,
    };
    let kept = serde_json::to_string(&kept).unwrap_or_default();
    let known_by = known_by(&app.keys, &mailbox, head, raw);
    // Whom the envelope named may stand in no field; the token of a request may be in it.
    let noted = to.map(|to| format!("Delivered-To: {}\r\n", to.replace(['\r', '\n'], " ")));
    let bytes = [noted.as_deref().unwrap_or_default().as_bytes(), raw].concat();
    NewMail {
        id,
        mailbox,
        key: known_by,
        sender: from.and_then(|from| sender_hash(&app.keys, &from)),
        head: key.seal(HEAD, &kept),
        bytes: key.seal_bytes(BYTES, &bytes),
        data_key: wrapped.bytes,
        master_version: wrapped.master_version,
        size: i64::try_from(raw.len()).unwrap_or(i64::MAX),
        received_at: now,
    }
}

/// Its Message-ID, and its bytes where it has none.
fn known_by(keys: &KeyRing, mailbox: &str, head: &MailHead, raw: &[u8]) -> [u8; 32] {
    match &head.message_id {
        Some(id) => keys.mac(Purpose::Mail, &[mailbox.as_bytes(), b"id", id.as_bytes()]),
        None => keys.mac(Purpose::Mail, &[mailbox.as_bytes(), b"bytes", raw]),
    }
}

/// By which mail of one sender is counted and kept in order; nothing for what is no address.
pub(super) fn sender_hash(keys: &KeyRing, from: &str) -> Option<[u8; 32]> {
    let address = email_normalise(from).ok()?;
    Some(keys.mac(Purpose::MailSender, &[address.as_bytes()]))
}

/// Sender and subject of a kept mail; nothing once they are destroyed.
pub(super) fn head_open(
    app: &App,
    id: MailId,
    data_key: Option<&[u8]>,
    head: Option<&[u8]>,
) -> Result<Option<KeptHead>, AppError> {
    let (Some(data_key), Some(head)) = (data_key, head) else {
        return Ok(None);
    };
    let text = app.keys.data_key_open(id, data_key)?.open(HEAD, head)?;
    Ok(serde_json::from_str(&text).ok())
}

/// The bytes of a kept mail.
pub(super) fn bytes_open(app: &App, id: MailId, data_key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, AppError> {
    let bytes = app.keys.data_key_open(id, data_key)?.open_bytes(BYTES, sealed)?;
    Ok(bytes.to_vec())
}
