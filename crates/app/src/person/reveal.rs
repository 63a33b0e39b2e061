//! Personal fields in clear, for a stated reason. The entry that says who saw what commits before anything is opened; a
//! refusal is remembered too.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::codes;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::{EventId, Id, PersonId, TicketId, UserId};
use touchstone_domain::text::REASON;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::person::{PersonCardRow, person_by_id, person_cards, person_ticket};
use touchstone_store::reveal::{RevealRow, reveal_insert, reveal_of_person};
use touchstone_store::ticket::TicketRow;
use touchstone_store::{Lane, Tx};

use super::visible::person_may;
use crate::account::input::text_required;
use crate::core::{App, AppError, Call, Cx, UserActor};

/// How long a name that was revealed stands for the variable of a template, and how many of the last reveals are looked at.
const NAME_KNOWN: Span = Span::days(1);
const REVEALS_LOOKED_AT: u32 = 50;

codes! {
    /// A field that can be revealed.
    pub enum RevealField ("field") {
        Name = "name",
        Email = "email",
        Phone = "phone",
    }
}

impl RevealField {
    fn name(self) -> FieldName {
        match self {
            Self::Name => FieldName::Name,
            Self::Email => FieldName::Email,
            Self::Phone => FieldName::Phone,
        }
    }

    fn sealed(self, card: &PersonCardRow) -> Option<&Vec<u8>> {
        match self {
            Self::Name => card.name_sealed.as_ref(),
            Self::Email => card.email_sealed.as_ref(),
            Self::Phone => card.phone_sealed.as_ref(),
        }
    }
}

/// What is to be shown, why, and over which ticket.
#[derive(Debug, Clone)]
pub struct RevealInput {
    pub fields: Vec<RevealField>,
    pub reason: String,
    /// The ticket that was open; must be one of the person's.
    pub ticket: Option<TicketId>,
}

/// Fields in clear. `None` for one the person never gave. Prints no value.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Revealed(pub BTreeMap<RevealField, Option<String>>);

impl std::fmt::Debug for Revealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// One entry of who saw what of a person, or tried to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RevealEntry {
    pub id: EventId,
    pub user: UserId,
    pub at: Timestamp,
    pub fields: Vec<RevealField>,
    pub reason: String,
    pub granted: bool,
}

/// How the command ended: both ways are committed.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Outcome {
    Granted,
    Forbidden,
    Hidden,
}

/// Shows fields of a person to a member of staff whose `person.reveal` reaches them.
pub async fn person_reveal(
    app: &App,
    call: &Call,
    id: PersonId,
    input: RevealInput,
) -> Result<Revealed, AppError> {
    call.caller.actor.user()?;
    let fields: BTreeSet<RevealField> = input.fields.iter().copied().collect();
    if fields.is_empty() {
        return Err(AppError::field("fields", "required"));
    }
    let reason =
        text_required("reason", &input.reason, REASON).map_err(|error| AppError::Validation(vec![error]))?;
    let (asked, ticket) = (fields.clone(), input.ticket);
    match app
        .command(call, move |cx| reveal_decide(cx, id, &asked, &reason, ticket))
        .await?
    {
        Outcome::Granted => {}
        Outcome::Forbidden => {
            return Err(AppError::Forbidden {
                permission: Permission::PersonReveal,
            });
        }
        Outcome::Hidden => return Err(AppError::NotFound { what: "person" }),
    }
    let app_read = app.clone();
    app.query(Lane::Fast, move |tx| fields_open(tx, &app_read, id, &fields))
        .await
}

fn reveal_decide(
    cx: &mut Cx<'_, '_>,
    id: PersonId,
    fields: &BTreeSet<RevealField>,
    reason: &str,
    ticket: Option<TicketId>,
) -> Result<Outcome, AppError> {
    if person_by_id(cx.tx, id)?.is_none() {
        return Err(AppError::NotFound { what: "person" });
    }
    let outcome = match person_may(cx.tx, cx.actor(), Permission::PersonReveal, id) {
        Ok(()) => Outcome::Granted,
        Err(AppError::Forbidden { .. }) => Outcome::Forbidden,
        Err(AppError::NotFound { .. }) => Outcome::Hidden,
        Err(other) => return Err(other),
    };
    let granted = matches!(outcome, Outcome::Granted);
    let names: Vec<FieldName> = fields.iter().map(|field| field.name()).collect();
    let body = if granted {
        let ticket = ticket
            .map(|ticket| person_ticket(cx.tx, id, ticket))
            .transpose()?
            .flatten();
        EventBody::PersonRevealed {
            fields: names,
            ticket,
        }
    } else {
        EventBody::PersonRevealRefused { fields: names }
    };
    let event = cx.emit(Subject::Person(id), body)?;
    let row = RevealRow {
        id: event,
        person: id,
        user_id: cx.actor().user()?.id,
        at: cx.now,
        fields: serde_json::to_string(fields).map_err(|error| AppError::Internal(error.to_string()))?,
        reason: reason.to_owned(),
        granted,
    };
    reveal_insert(cx.tx, &row)?;
    Ok(outcome)
}

fn fields_open(
    tx: &mut Tx<'_>,
    app: &App,
    id: PersonId,
    fields: &BTreeSet<RevealField>,
) -> Result<Revealed, AppError> {
    let card = person_cards(tx, &[id])?
        .pop()
        .ok_or(AppError::NotFound { what: "person" })?;
    let key = card
        .data_key
        .as_ref()
        .map(|wrapped| app.keys.data_key_open(id, wrapped))
        .transpose()?;
    let mut shown = BTreeMap::new();
    for field in fields {
        let plain = match (&key, field.sealed(&card)) {
            (Some(key), Some(sealed)) => Some(key.open(field.as_str(), sealed)?.as_str().to_owned()),
            _ => None,
        };
        shown.insert(*field, plain);
    }
    Ok(Revealed(shown))
}

/// A ticket's requester by name, for somebody to whom that name was revealed a short while ago: whoever has said why they need it
/// need not say so again for each reply.
pub(crate) fn name_revealed(
    tx: &mut Tx<'_>,
    app: &App,
    user: &UserActor,
    ticket: &TicketRow,
) -> Result<Option<String>, AppError> {
    let place = ticket.state.place();
    if !user.grants.reaches(Permission::PersonReveal, &user.reach, &place) {
        return Ok(None);
    }
    let person = ticket.requester;
    let since = app.clock.now() - NAME_KNOWN;
    let seen = reveal_of_person(tx, person, EventId::from_raw(i64::MAX), REVEALS_LOOKED_AT)?;
    let shown = |row: &RevealRow| {
        let fields: Vec<RevealField> = serde_json::from_str(&row.fields).unwrap_or_default();
        row.user_id == user.id && row.granted && since <= row.at && fields.contains(&RevealField::Name)
    };
    if !seen.iter().any(shown) {
        return Ok(None);
    }
    let fields = BTreeSet::from([RevealField::Name]);
    let shown = fields_open(tx, app, person, &fields)?;
    Ok(shown.0.into_values().next().flatten())
}

/// Who saw fields of a person, or tried to, before `before`, newest first; for those who read the audit.
pub async fn reveal_list(
    app: &App,
    call: &Call,
    person: PersonId,
    before: Option<EventId>,
    limit: u32,
) -> Result<Vec<RevealEntry>, AppError> {
    call.caller.actor.holds(Permission::AuditRead)?;
    let before = before.unwrap_or(EventId::from_raw(i64::MAX));
    let rows = app
        .query(Lane::Fast, move |tx| {
            Ok(reveal_of_person(tx, person, before, limit)?)
        })
        .await?;
    rows.into_iter()
        .map(|row| {
            let fields = serde_json::from_str(&row.fields)
                .map_err(|error| AppError::Internal(format!("fields of a reveal cannot be read: {error}")))?;
            let (id, user, at) = (row.id, row.user_id, row.at);
            Ok(RevealEntry {
                id,
                user,
                at,
                fields,
                reason: row.reason,
                granted: row.granted,
            })
        })
        .collect()
}
