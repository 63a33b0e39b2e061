//! The audit: the event log, narrowed.

mod export;
mod list;
mod read;

use serde::Serialize;
use serde_json::Value;
use touchstone_app::audit::{AuditEntry, subject_text};
use touchstone_domain::event::{Origin, Subject};
use touchstone_domain::id::{EventId, SessionId, TokenId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_audit_list, _, _>(list::audit_list),
        Route::api_read::<export::__path_audit_export, _, _>(export::audit_export),
        Route::api_read::<read::__path_audit_read, _, _>(read::audit_read),
    ]
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
struct AuditActor {
    /// `usr_…`, `per_…`, `public`, or `system:` and a part of the product.
    id: String,
    /// Name of a user.
    name: Option<String>,
}

/// The API token that was used.
#[derive(Debug, Serialize, ToSchema)]
struct AuditToken {
    #[schema(value_type = schema::TokenId)]
    id: TokenId,
    name: String,
}

/// About what something was done.
#[derive(Debug, Serialize, ToSchema)]
struct AuditSubject {
    /// `ticket`, `person`, `user`, `team`, `token`, `session`, `standard` or `system`.
    kind: String,
    /// A typed id; `null` for the system.
    id: Option<String>,
    /// Name of a user, team or token; number of a ticket.
    name: Option<String>,
}

/// One entry of the audit.
#[derive(Debug, Serialize, ToSchema)]
struct AuditEvent {
    #[schema(value_type = schema::EventId)]
    id: EventId,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    actor: AuditActor,
    token: Option<AuditToken>,
    #[schema(value_type = Option<schema::SessionId>)]
    session: Option<SessionId>,
    #[schema(value_type = schema::Origin)]
    origin: Origin,
    address: Option<String>,
    /// The program used, as it named itself.
    agent: Option<String>,
    subject: AuditSubject,
    /// What happened: `kind` and what belongs to it. Ids, codes and names of fields only.
    #[schema(value_type = schema::Json)]
    what: Value,
    /// SHA-256 of the entry as it was appended, hexadecimal.
    hash: String,
    /// Whether what is stored now still has this hash.
    intact: bool,
}

impl From<AuditEntry> for AuditEvent {
    fn from(entry: AuditEntry) -> Self {
        let subject = match entry.subject {
            Subject::System => None,
            other => Some(subject_text(other)),
        };
        Self {
            id: entry.id,
            at: entry.at,
            actor: AuditActor {
                id: entry.actor.to_text(),
                name: entry.actor_name,
            },
            token: entry.token.map(|token| AuditToken {
                id: token.id,
                name: token.name,
            }),
            session: entry.session,
            origin: entry.origin,
            address: entry.address,
            agent: entry.agent,
            subject: AuditSubject {
                kind: entry.subject.parts().0.to_string(),
                id: subject,
                name: entry.subject_name,
            },
            // What is no JSON any more was not written by this program; it is shown as the text it is.
            what: serde_json::from_str(&entry.stored).unwrap_or(Value::String(entry.stored)),
            hash: entry.hash,
            intact: entry.intact,
        }
    }
}
