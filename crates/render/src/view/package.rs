//! The copy of everything held about a person, as they get it: a page that needs nothing but itself, and the same as JSON.
//!
//! Unlike every other view it carries personal data in clear: it is only ever sealed into the archive of its person.
//! `docs/privacy.md` documents the fields of the JSON.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, View};

/// Everything about one person.
#[derive(Clone, Debug, Serialize)]
pub struct PersonalData {
    /// Version of this shape.
    pub format: u32,
    pub made_at: Timestamp,
    pub person: PersonFacts,
    /// Oldest first.
    pub tickets: Vec<TicketCopy>,
    /// What was written to the person, newest first.
    pub letters: Vec<LetterCopy>,
    /// Who saw identifying fields in clear, newest first.
    pub disclosures: Vec<Disclosure>,
    /// What the person asked about their data, newest first.
    pub requests: Vec<RequestCopy>,
    /// Events about the person themself, oldest first.
    pub history: Vec<HappenedCopy>,
}

impl View for PersonalData {
    const TEMPLATE: &'static str = "package/index.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct PersonFacts {
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    /// When the person showed that the address is theirs.
    pub email_verified_at: Option<Timestamp>,
    pub phone: Option<String>,
    pub phone_verified_at: Option<Timestamp>,
    pub language: Code,
    pub tier: Code,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One request for service.
#[derive(Clone, Debug, Serialize)]
pub struct TicketCopy {
    pub id: String,
    pub number: i64,
    pub subject: Option<String>,
    pub demand: Option<String>,
    pub order_no: Option<String>,
    /// Why it was given its class.
    pub class_reason: Option<String>,
    pub kind: Code,
    pub category: Option<Code>,
    pub channel: Code,
    pub urgency: Code,
    pub class: Code,
    pub stage: Code,
    pub received_at: Timestamp,
    pub archived_at: Option<Timestamp>,
    pub tags: Vec<String>,
    pub messages: Vec<MessageCopy>,
    pub rating: Option<RatingCopy>,
    pub history: Vec<HappenedCopy>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MessageCopy {
    pub at: Timestamp,
    /// `requester`, `agent` or `system`.
    pub author: Code,
    /// `internal` was for the staff's eyes.
    pub visibility: Code,
    pub body: Option<String>,
    pub files: Vec<FileCopy>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FileCopy {
    pub name: String,
    /// Where it lies in the archive.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Hexadecimal.
    pub sha256: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct RatingCopy {
    /// 1 to 5.
    pub score: u8,
    pub comment: Option<String>,
    pub at: Timestamp,
}

/// An event. Staff appear as such, without names; a network address is the person's own.
#[derive(Clone, Debug, Serialize)]
pub struct HappenedCopy {
    pub at: Timestamp,
    pub what: Code,
    /// `user`, `requester`, `public` or a part of the product.
    pub by: Code,
    pub address: Option<String>,
    pub agent: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct LetterCopy {
    pub at: Timestamp,
    /// `email` or `sms`.
    pub medium: Code,
    pub state: Code,
    /// When it went out, or came to nothing.
    pub settled_at: Option<Timestamp>,
    pub subject: Option<String>,
    pub text: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Disclosure {
    pub at: Timestamp,
    pub fields: Vec<Code>,
    pub reason: String,
    /// False when it was asked for and refused.
    pub granted: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct RequestCopy {
    pub kind: Code,
    pub state: Code,
    pub received_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub detail: String,
    pub answer: Option<String>,
}
