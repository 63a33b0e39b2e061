//! Messages, files and the form that writes them; shared by the ticket page and the tracking page.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems};

/// One message. `body` is what was written; the template turns it into sanitised HTML by its `format`.
#[derive(Clone, Debug, Serialize)]
pub struct MessageLine {
    pub id: String,
    /// `requester`, `agent` or `system`.
    pub author_kind: Code,
    /// Masked for a requester; empty for the system.
    pub author_name: String,
    /// Written by whoever looks at the page.
    pub own: bool,
    /// It came while the reader wrote a reply, which was held for it.
    pub crossing: bool,
    /// `public` or `internal`.
    pub visibility: Code,
    /// `text` or `markdown`.
    pub format: Code,
    pub body: String,
    /// What follows the writer's own words in a requester's text: a quotation of earlier mail, a signature.
    pub quoted: String,
    /// Names of those it mentions.
    pub mentions: Vec<String>,
    /// The text was destroyed.
    pub erased: bool,
    pub at: Timestamp,
    pub files: Vec<FileLine>,
    /// It stands in another ticket, which was merged into this one.
    pub merged_from: Option<MergedFromLine>,
    /// It stands in another ticket, of whose messages the one that is read was made.
    pub split_from: Option<SplitPartLine>,
    /// Tickets that were made of it.
    pub split_into: Vec<SplitPartLine>,
    /// What is known of who sent it by mail; only for the desk.
    pub sender: Option<SenderNote>,
    /// How the letter stands that tells its requester of it, locale key `delivery-<code>`; only for the desk.
    pub letter: Option<Code>,
}

/// The other ticket a message stands in as well.
#[derive(Clone, Debug, Serialize)]
pub struct SplitPartLine {
    pub number: i64,
    /// Its page; only for the desk.
    pub href: Option<String>,
}

/// What is known of the sender of a message that came by mail.
#[derive(Clone, Debug, Serialize)]
pub struct SenderNote {
    /// Locale key `sender-<code>`.
    pub standing: Code,
    /// Who checked: locale key `checked-<code>`.
    pub checked_by: Option<Code>,
    /// It came from another address than the requester's.
    pub other: bool,
}

/// The ticket a message was written in, where that was merged into the one that is read.
#[derive(Clone, Debug, Serialize)]
pub struct MergedFromLine {
    pub number: i64,
    /// Its page; only for the desk.
    pub href: Option<String>,
    /// Another person wrote it, who alone was answered there.
    pub other_requester: bool,
}

/// A stored file; `href` is a short-lived signed address.
#[derive(Clone, Debug, Serialize)]
pub struct FileLine {
    pub name: String,
    pub size: u64,
    pub media_type: String,
    pub href: String,
}

/// A file already uploaded and waiting to be sent with the form; survives errors of the form.
#[derive(Clone, Debug, Serialize)]
pub struct UploadLine {
    pub id: String,
    pub name: String,
    pub size: u64,
}

/// The form for a message, with whatever was typed before an error.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Composer {
    pub body: String,
    /// `public` or `internal`; empty means public.
    pub visibility: Code,
    pub uploads: Vec<UploadLine>,
    /// Version of the ticket the writer saw; sent back as `based_on`.
    pub based_on: i64,
    /// A newer public message arrived while this one was written: shown before it is sent anyway.
    pub crossed: bool,
    /// When the body was kept: the reader had begun it and comes back to it.
    pub kept: Option<Timestamp>,
    /// A template was just put behind what was typed.
    pub inserted: bool,
    /// What it left open.
    pub gaps: Vec<Code>,
    pub problems: Problems,
}
