//! One-time codes: six digits sent to a contact the requester named, which show that they read what is sent there. A right
//! code verifies the claim and opens a tracking session for the one ticket. It merges no records and shows no others.

use std::fmt;

use serde::{Deserialize, Serialize};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{EventId, Id, PersonId, TicketId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Locked;
use touchstone_store::otp::{OtpRow, otp_insert, otp_newest_at, otp_newest_lock, otp_save};
use touchstone_store::person::{contact_of_person, contact_verify};
use touchstone_store::suggestion::suggestion_prove;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::track::{TRACK_PREFIX, TrackOpened, track_open};
use crate::account::guard::{Counted, GuardPolicy};
use crate::core::{App, AppError, Call, Cx};
use crate::keys::{KeyRing, Purpose, SecretToken, random};

/// A code works for this long.
pub const CODE_LIFE: Span = Span::minutes(10);
/// Wrong tries a code survives, the last one excluded.
pub const CODE_TRIES: u32 = 5;
/// Another code for the same ticket may be asked for after this long.
pub const CODE_GAP: Span = Span::minutes(1);

/// Codes sent to one contact, whatever tickets they are for: nobody's mailbox or phone is flooded.
static CONTACT: GuardPolicy = GuardPolicy {
    name: "code contact",
    allowance: 5,
    forget: Span::hours(24),
    locks: &[Span::hours(1), Span::hours(4), Span::hours(24)],
};
/// Codes sent for one ticket: with five tries each, at most some hundred guesses a day at a million codes.
static TICKET: GuardPolicy = GuardPolicy {
    name: "code ticket",
    allowance: 5,
    forget: Span::hours(24),
    locks: &[Span::hours(1), Span::hours(4), Span::hours(24)],
};

/// A code drawn but not sent. Its digits are printed nowhere.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CodeDraft {
    #[zeroize(skip)]
    ticket: TicketId,
    #[zeroize(skip)]
    person: PersonId,
    #[zeroize(skip)]
    kind: ContactKind,
    code: String,
}

impl fmt::Debug for CodeDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeDraft({} to {}, …)", self.ticket, self.kind)
    }
}

impl CodeDraft {
    /// Draws a code that is to be sent to this contact of a ticket's requester.
    pub fn new(ticket: TicketId, person: PersonId, kind: ContactKind) -> Self {
        // Of 2^64 numbers, taking the remainder favours some codes by less than 1 in 10^13.
        let number = u64::from_be_bytes(random()) % 1_000_000;
        Self {
            ticket,
            person,
            kind,
            code: format!("{number:06}"),
        }
    }

    /// The digits, for the message that carries them.
    pub fn digits(&self) -> &str {
        &self.code
    }
}

/// What came of asking for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeSent {
    /// It is on its way.
    Sent { expires_at: Timestamp },
    /// Too many were asked for.
    Wait { until: Timestamp },
}

/// What came of a typed code. Every one of these is remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum CodeChecked {
    Right(TrackOpened),
    Wrong {
        tries_left: u32,
    },
    /// There is no code that works: none was sent, it is too old, used, or tried too often.
    Expired,
}

/// Puts a code in force and hands it to `enqueue` together with the event that tells of it, in one transaction. Whoever
/// calls has seen the ticket's tracking code.
pub async fn code_send<F>(app: &App, call: &Call, draft: CodeDraft, enqueue: F) -> Result<CodeSent, AppError>
where
    F: Fn(&mut Cx<'_, '_>, EventId) -> Result<(), AppError> + Send + 'static,
{
    app.command(call, move |cx| code_issue(cx, &draft, &enqueue))
        .await
}

fn code_issue(
    cx: &mut Cx<'_, '_>,
    draft: &CodeDraft,
    enqueue: impl Fn(&mut Cx<'_, '_>, EventId) -> Result<(), AppError>,
) -> Result<CodeSent, AppError> {
    let contact = contact_of_person(cx.tx, draft.person)?
        .into_iter()
        .find(|contact| contact.kind == draft.kind);
    let contact = contact.ok_or_else(|| AppError::field("way", "unknown"))?;
    if let Some(until) = code_throttled(cx, draft.ticket, &contact.lookup)? {
        return Ok(CodeSent::Wait { until });
    }
    let expires_at = cx.now + CODE_LIFE;
    let row = OtpRow {
        ticket: draft.ticket,
        created_at: cx.now,
        person: draft.person,
        contact_kind: draft.kind,
        contact_lookup: contact.lookup,
        code_mac: code_mac(&cx.app.keys, draft.ticket, cx.now, &draft.code).to_vec(),
        expires_at,
        tries_left: CODE_TRIES,
        used_at: None,
    };
    otp_insert(cx.tx, &row)?;
    let event = cx.emit(Subject::Ticket(draft.ticket), EventBody::OwnershipCodeSent)?;
    enqueue(cx, event)?;
    Ok(CodeSent::Sent { expires_at })
}

/// Counts this code; answers until when none may be sent, if it is one too many.
fn code_throttled(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    lookup: &[u8],
) -> Result<Option<Timestamp>, AppError> {
    let gap = otp_newest_at(cx.tx, ticket)?
        .map(|last| last + CODE_GAP)
        .filter(|end| *end > cx.now);
    if gap.is_some() {
        return Ok(gap);
    }
    let guards = [
        CONTACT.of(&cx.app.keys, lookup),
        TICKET.of(&cx.app.keys, &ticket.raw().to_be_bytes()),
    ];
    for guard in guards {
        if let Some(until) = guard.locked_until(cx.tx, cx.now)? {
            return Ok(Some(until));
        }
    }
    for guard in guards {
        // The count that locks is the last one let through.
        if let Counted::Refused { until } = guard.count(cx.tx, cx.now)? {
            return Ok(Some(until));
        }
    }
    Ok(None)
}

/// Checks a typed code against the newest one of a ticket. A wrong one costs a try; a right one is used up, verifies the
/// contact it was sent to, and opens a tracking session.
pub async fn code_check(
    app: &App,
    call: &Call,
    ticket: TicketId,
    typed: &str,
) -> Result<CodeChecked, AppError> {
    // Full-width digits come out of Chinese and Japanese keyboards; spaces out of copying.
    let digits: String = typed.chars().filter_map(digit).take(7).collect();
    let token = SecretToken::generate(TRACK_PREFIX);
    app.command(call, move |cx| {
        let Some(mut code) = otp_newest_lock(cx.tx, ticket)?.filter(|code| works(code, cx.now)) else {
            return Ok(CodeChecked::Expired);
        };
        let mac = code_mac_parts(ticket, code.created_at);
        let right = cx.app.keys.mac_matches(
            Purpose::OneTimeCode,
            &[&mac.0, &mac.1, digits.as_bytes()],
            &code.code_mac,
        );
        if !right {
            code.tries_left = code.tries_left.saturating_sub(1);
            otp_save(cx.tx, &code)?;
            cx.emit(Subject::Ticket(ticket), EventBody::OwnershipRefused)?;
            return Ok(CodeChecked::Wrong {
                tries_left: code.tries_left,
            });
        }
        code.used_at = Some(cx.now);
        otp_save(cx.tx, &code)?;
        claim_verify(cx, &code)?;
        cx.emit(Subject::Ticket(ticket), EventBody::OwnershipShown)?;
        track_open(cx, code.person, ticket, Some(code.contact_kind), &token).map(CodeChecked::Right)
    })
    .await
}

fn works(code: &OtpRow, now: Timestamp) -> bool {
    code.used_at.is_none() && code.tries_left > 0 && now < code.expires_at
}

fn claim_verify(cx: &mut Cx<'_, '_>, code: &Locked<OtpRow>) -> Result<(), AppError> {
    if contact_verify(
        cx.tx,
        code.person,
        code.contact_kind,
        &code.contact_lookup,
        cx.now,
    )? {
        suggestion_prove(
            cx.tx,
            code.person,
            code.contact_kind,
            &code.contact_lookup,
            cx.now,
        )?;
    }
    Ok(())
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10),
        c if c.is_whitespace() || c == '-' => None,
        // Kept, so that what is no code is wrong and not read as one.
        other => Some(other),
    }
}

fn code_mac_parts(ticket: TicketId, created_at: Timestamp) -> ([u8; 8], [u8; 8]) {
    (ticket.raw().to_be_bytes(), created_at.as_micros().to_be_bytes())
}

fn code_mac(keys: &KeyRing, ticket: TicketId, created_at: Timestamp, digits: &str) -> [u8; 32] {
    let (ticket, created_at) = code_mac_parts(ticket, created_at);
    keys.mac(Purpose::OneTimeCode, &[&ticket, &created_at, digits.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_six_digits_and_not_printed() {
        for _ in 0..100 {
            let draft = CodeDraft::new(TicketId::from_raw(1), PersonId::from_raw(2), ContactKind::Email);
            assert_eq!(draft.digits().len(), 6);
            assert!(draft.digits().bytes().all(|byte| byte.is_ascii_digit()));
            assert!(!format!("{draft:?}").contains(draft.digits()));
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        let read = |typed: &str| typed.chars().filter_map(digit).collect::<String>();
        assert_eq!(read(" 123 456 "), "123456");
        assert_eq!(read("123-456"), "123456");
        assert_eq!(read("１２３４５６"), "123456");
        assert_eq!(read("12345x6"), "12345x6");
    }
}
