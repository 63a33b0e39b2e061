//! Which letters a requester does without: read, chosen, and what counts when one is about to be sent.
//!
//! A session of the tracking page chooses for its ticket; one that was opened with a one-time code for all of the person's as
//! well: having sent a ticket in shows nothing about whose contact it names.

use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::letter_choice::{ChoiceScope, KeptChoice, LetterChoice, LetterTopic};
use touchstone_store::letter_choice::{LetterChoiceRow, letter_choice_put, letter_choices_of};
use touchstone_store::ticket::{TicketRow, ticket_by_id, ticket_lock};
use touchstone_store::{Lane, Locked, Tx};

use crate::core::{App, AppError, Call, Cx};
use crate::person::{TrackedBy, actor_from_track};

/// What counts for a ticket, and how far its requester may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLetters {
    pub choice: LetterChoice,
    /// A contact was shown to be theirs: they may choose for all of their tickets.
    pub proven: bool,
}

/// Whether a choice is for everything of the person, when it is more than one ticket's session may say.
fn may_choose(who: &TrackedBy, scope: ChoiceScope) -> Result<(), AppError> {
    if scope == ChoiceScope::Person && who.contact.is_none() {
        return Err(AppError::Conflict {
            code: "letters_unverified",
        });
    }
    Ok(())
}

async fn session(app: &App, token: &str) -> Result<TrackedBy, AppError> {
    actor_from_track(app, token)
        .await?
        .ok_or(AppError::Unauthenticated)
}

/// What counts for the ticket of a tracking session.
pub async fn own_letters(app: &App, token: &str) -> Result<OwnLetters, AppError> {
    let who = session(app, token).await?;
    let proven = who.contact.is_some();
    app.query(Lane::Fast, move |tx| {
        let row = ticket_by_id(tx, who.actor.ticket)?.ok_or(AppError::NotFound { what: "ticket" })?;
        let choice = choice_counting(tx, row.id, row.requester)?;
        Ok(OwnLetters { choice, proven })
    })
    .await
}

/// Chooses what the requester does without, for the ticket of their session or for all. Replies are stopped for one ticket alone.
pub async fn own_letters_choose(
    app: &App,
    call: &Call,
    token: &str,
    scope: ChoiceScope,
    off: &[LetterTopic],
) -> Result<OwnLetters, AppError> {
    let who = session(app, token).await?;
    may_choose(&who, scope)?;
    if scope == ChoiceScope::Person && off.contains(&LetterTopic::Replies) {
        return Err(AppError::field("off", "replies_of_one_request"));
    }
    let choice = LetterChoice::without(off.iter().copied());
    let choice = app
        .command(call, move |cx| {
            let row = held(cx, who.actor.ticket)?;
            let before = choice_counting(cx.tx, row.id, row.requester)?;
            // What a stopped ticket is given is not what all others are.
            if scope == ChoiceScope::Ticket && before == choice {
                return Ok(before);
            }
            choose(cx, &row, scope, &choice)
        })
        .await?;
    Ok(OwnLetters {
        choice,
        proven: who.contact.is_some(),
    })
}

/// The ticket, held so that of two choices made at once one is the last.
pub(super) fn held(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<Locked<TicketRow>, AppError> {
    ticket_lock(cx.tx, ticket)?.ok_or(AppError::NotFound { what: "ticket" })
}

/// Keeps a choice and tells of it in the history; what counts for the ticket now.
pub(super) fn choose(
    cx: &mut Cx<'_, '_>,
    ticket: &TicketRow,
    scope: ChoiceScope,
    choice: &LetterChoice,
) -> Result<LetterChoice, AppError> {
    let off_topics = serde_json::to_string(choice)
        .map_err(|error| AppError::Internal(format!("a choice of letters cannot be kept: {error}")))?;
    let row = LetterChoiceRow {
        scope,
        subject: LetterChoiceRow::subject_of(scope, ticket.id, ticket.requester),
        off_topics,
        updated_at: cx.now,
    };
    letter_choice_put(cx.tx, &row)?;
    let off = choice.topics().collect();
    let told = EventBody::TicketLettersChosen { scope, off };
    cx.emit(Subject::Ticket(ticket.id), told)?;
    choice_counting(cx.tx, ticket.id, ticket.requester)
}

/// What counts for a ticket of a person.
pub(crate) fn choice_counting(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    person: PersonId,
) -> Result<LetterChoice, AppError> {
    let (mut of_ticket, mut of_person) = (None, None);
    for row in letter_choices_of(tx, ticket, person)? {
        let place = match row.scope {
            ChoiceScope::Ticket => &mut of_ticket,
            ChoiceScope::Person => &mut of_person,
        };
        *place = Some(kept(&row));
    }
    Ok(LetterChoice::counting(of_ticket.as_ref(), of_person.as_ref()))
}

/// A choice that cannot be read any more is none: a letter too many is better than silence.
fn kept(row: &LetterChoiceRow) -> KeptChoice {
    let choice = serde_json::from_str(&row.off_topics).unwrap_or_else(|error| {
        tracing::error!(%error, scope = %row.scope, "a choice of letters cannot be read");
        LetterChoice::default()
    });
    KeptChoice {
        choice,
        at: row.updated_at,
    }
}
