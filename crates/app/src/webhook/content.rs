//! What is sent: an event as a structured CloudEvent 1.0 in JSON. Ids, codes and names of fields, as the log has them: whoever
//! wants more asks the API, with the permissions that this takes.

use serde_json::{Value, json};
use touchstone_domain::time::Timestamp;
use touchstone_store::event::EventRow;

use crate::audit::subject_text;
use crate::core::AppError;

/// What stands before a kind of event in the type of a CloudEvent.
pub(super) const TYPE: &str = "touchstone.";
/// The kind of what is sent to try a system.
const TRIAL: &str = "webhook.tested";

/// The body for an event. `pos` is its place in the log, by which receivers can bring events in order.
pub(super) fn cloud_event(source: &str, event: &EventRow, pos: i64) -> Result<Vec<u8>, AppError> {
    let mut data: Value = serde_json::from_str(&event.body)
        .map_err(|error| AppError::Internal(format!("event {} cannot be read: {error}", event.id)))?;
    if let Some(fields) = data.as_object_mut() {
        fields.insert("actor".to_owned(), event.actor.to_text().into());
        fields.insert("origin".to_owned(), event.origin.as_str().into());
    }
    let head = Head {
        source,
        id: &event.id.to_string(),
        kind: event.kind.as_str(),
        subject: &subject_text(event.subject),
        at: event.at,
    };
    let mut whole = head.with(data);
    whole["sequence"] = format!("{pos:020}").into();
    bytes(&whole)
}

/// The body of a trial: an event of its kind without anything about anybody.
pub(super) fn trial_event(source: &str, id: &str, webhook: &str, at: Timestamp) -> Result<Vec<u8>, AppError> {
    let head = Head {
        source,
        id,
        kind: TRIAL,
        subject: webhook,
        at,
    };
    bytes(&head.with(json!({"kind": TRIAL, "v": 1, "webhook": webhook})))
}

struct Head<'a> {
    source: &'a str,
    id: &'a str,
    kind: &'a str,
    subject: &'a str,
    at: Timestamp,
}

impl Head<'_> {
    fn with(&self, data: Value) -> Value {
        json!({
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": format!("{TYPE}{}", self.kind),
            "subject": self.subject,
            "time": self.at,
            "datacontenttype": "application/json",
            "data": data,
        })
    }
}

fn bytes(whole: &Value) -> Result<Vec<u8>, AppError> {
    serde_json::to_vec(whole).map_err(|error| AppError::Internal(error.to_string()))
}
