//! What the event log tells: who did what to which subject. Events carry ids, codes and names of fields, never
//! texts, addresses or hashes of them, so that erasing a person's data never touches the log. Order, storage and
//! readers are the store's.

mod body;
mod names;
mod passed;
mod stored;

pub use body::{EventBody, EventKind};
pub use names::{FieldName, SettingName};
pub use passed::Passed;

use crate::id::{Id, PersonId, PrivacyRequestId, SessionId, StandardId, TeamId, TicketId, TokenId, UserId};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

impl EventKind {
    /// What stands before the dot.
    pub fn family(self) -> &'static str {
        let name = self.as_str();
        name.split_once('.').map_or(name, |(family, _)| family)
    }
}

/// Kinds of events by family.
pub fn event_families() -> BTreeMap<&'static str, Vec<EventKind>> {
    let mut families: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for kind in EventKind::ALL {
        families.entry(kind.family()).or_default().push(*kind);
    }
    families
}

codes! {
    /// What kind of thing an event is about.
    pub enum SubjectKind ("subject") {
        Ticket = "ticket",
        Person = "person",
        User = "user",
        Team = "team",
        Token = "token",
        Session = "session",
        Standard = "standard",
        PrivacyRequest = "privacy_request",
        System = "system",
    }
}

codes! {
    /// Who acted, without the id.
    pub enum ActorKind ("actor") {
        User = "user",
        Requester = "requester",
        Public = "public",
        System = "system",
    }
}

codes! {
    /// A part of the product that acts on its own.
    pub enum SystemActor ("system actor") {
        Timer = "timer",
        Setup = "setup",
        Import = "import",
        Demo = "demo",
        Privacy = "privacy",
        /// The identity provider, which says who somebody is and what they may be.
        Provider = "provider",
        /// What takes mail in.
        Mail = "mail",
        /// What gives a new request to whom it belongs by its tier.
        Router = "router",
    }
}

codes! {
    /// From where the act came.
    pub enum Origin ("origin") {
        Desk = "desk",
        Api = "api",
        PublicForm = "public_form",
        TrackingPage = "tracking_page",
        Timer = "timer",
        Setup = "setup",
        Import = "import",
        CommandLine = "command_line",
        Mail = "mail",
    }
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Ticket(TicketId),
    Person(PersonId),
    User(UserId),
    Team(TeamId),
    Token(TokenId),
    Session(SessionId),
    Standard(StandardId),
    PrivacyRequest(PrivacyRequestId),
    System,
}

impl Subject {
    /// The kind, and the id's number (0 for the system), as they are stored.
    pub fn parts(self) -> (SubjectKind, i64) {
        match self {
            Self::Ticket(id) => (SubjectKind::Ticket, id.raw()),
            Self::Person(id) => (SubjectKind::Person, id.raw()),
            Self::User(id) => (SubjectKind::User, id.raw()),
            Self::Team(id) => (SubjectKind::Team, id.raw()),
            Self::Token(id) => (SubjectKind::Token, id.raw()),
            Self::Session(id) => (SubjectKind::Session, id.raw()),
            Self::Standard(id) => (SubjectKind::Standard, id.raw()),
            Self::PrivacyRequest(id) => (SubjectKind::PrivacyRequest, id.raw()),
            Self::System => (SubjectKind::System, 0),
        }
    }

    /// The subject with these stored parts.
    pub fn from_parts(kind: SubjectKind, raw: i64) -> Self {
        match kind {
            SubjectKind::Ticket => Self::Ticket(Id::from_raw(raw)),
            SubjectKind::Person => Self::Person(Id::from_raw(raw)),
            SubjectKind::User => Self::User(Id::from_raw(raw)),
            SubjectKind::Team => Self::Team(Id::from_raw(raw)),
            SubjectKind::Token => Self::Token(Id::from_raw(raw)),
            SubjectKind::Session => Self::Session(Id::from_raw(raw)),
            SubjectKind::Standard => Self::Standard(Id::from_raw(raw)),
            SubjectKind::PrivacyRequest => Self::PrivacyRequest(Id::from_raw(raw)),
            SubjectKind::System => Self::System,
        }
    }
}

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActorRef {
    User(UserId),
    /// A requester who has shown that the ticket is theirs.
    Requester(PersonId),
    /// Somebody who has shown nothing.
    Public,
    System(SystemActor),
}

impl ActorRef {
    /// As one text, the stored form: `usr_…`, `per_…`, `public`, `system:timer`.
    pub fn to_text(self) -> String {
        match self {
            Self::User(id) => id.to_string(),
            Self::Requester(id) => id.to_string(),
            Self::Public => ActorKind::Public.as_str().to_owned(),
            Self::System(part) => format!("{}:{part}", ActorKind::System),
        }
    }

    /// Reads the stored form.
    pub fn from_text(text: &str) -> Option<Self> {
        if text == ActorKind::Public.as_str() {
            return Some(Self::Public);
        }
        if let Some(part) = text.strip_prefix("system:") {
            return part.parse().ok().map(Self::System);
        }
        text.parse()
            .map(Self::User)
            .or_else(|_| text.parse().map(Self::Requester))
            .ok()
    }

    /// Who acted, without the id.
    pub const fn kind(self) -> ActorKind {
        match self {
            Self::User(_) => ActorKind::User,
            Self::Requester(_) => ActorKind::Requester,
            Self::Public => ActorKind::Public,
            Self::System(_) => ActorKind::System,
        }
    }
}

/// JSON with the keys of every object in byte order and no white space, so that equal values have equal bytes
/// whatever library or field order made them.
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    canonical_write(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

fn canonical_write(value: &serde_json::Value, out: &mut String) -> Result<(), serde_json::Error> {
    match value {
        serde_json::Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| key.as_str());
            out.push('{');
            for (n, (key, value)) in fields.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(key)?);
                out.push(':');
                canonical_write(value, out)?;
            }
            out.push('}');
        }
        serde_json::Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                canonical_write(item, out)?;
            }
            out.push(']');
        }
        plain => out.push_str(&serde_json::to_string(plain)?),
    }
    Ok(())
}

/// SHA-256 of the stored bytes of an event.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests;
