//! The link by which whoever got a letter does without more of its kind, with one click of their mail program (RFC 8058) or on the
//! page it opens. It names the ticket and the kind, nobody's address, and works as long as the ticket is there: who has the letter
//! may always say that they want no more.

use data_encoding::HEXLOWER_PERMISSIVE;
use touchstone_domain::id::{Id, TicketId};
use touchstone_domain::letter_choice::{ChoiceScope, LetterTopic};
use touchstone_store::Lane;
use touchstone_store::ticket::{ticket_by_id, ticket_text_by_id};

use super::choice::{choice_counting, choose, held};
use crate::core::{App, AppError, Call};
use crate::keys::{KeyRing, Purpose};

/// Bytes of the keyed hash in a link: 128 bits.
const HASH: usize = 16;

/// What a link is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterEnd {
    pub topic: LetterTopic,
    /// Number and tracking code of the ticket, as the letter says them.
    pub number: i64,
    pub tracking_code: String,
    /// Nothing about it is sent any more.
    pub off: bool,
}

/// The link in a letter about a ticket, for those kinds that offer one.
pub(crate) fn letter_end_link(app: &App, ticket: TicketId, template: &str) -> Option<String> {
    let topic = LetterTopic::of(template).filter(|topic| topic.offers_end())?;
    Some(format!(
        "{}/letters/{}",
        app.public_url,
        written(&app.keys, ticket, topic)
    ))
}

/// What a link stands for, and whether it is done.
pub async fn letter_end(app: &App, token: &str) -> Result<LetterEnd, AppError> {
    let (ticket, topic) = read(&app.keys, token)?;
    app.query(Lane::Fast, move |tx| {
        let (Some(row), Some(text)) = (ticket_by_id(tx, ticket)?, ticket_text_by_id(tx, ticket)?) else {
            return Err(unknown());
        };
        Ok(LetterEnd {
            topic,
            number: row.number,
            tracking_code: text.tracking_code,
            off: choice_counting(tx, ticket, row.requester)?.withholds(topic),
        })
    })
    .await
}

/// Switches letters of the link's kind about its ticket off or on; what is so already stays so.
pub async fn letter_end_switch(app: &App, call: &Call, token: &str, off: bool) -> Result<(), AppError> {
    let (ticket, topic) = read(&app.keys, token)?;
    app.command(call, move |cx| {
        let row = held(cx, ticket)?;
        let before = choice_counting(cx.tx, row.id, row.requester)?;
        if before.withholds(topic) != off {
            choose(cx, &row, ChoiceScope::Ticket, &before.switched(topic, off))?;
        }
        Ok(())
    })
    .await
}

fn unknown() -> AppError {
    AppError::NotFound { what: "letter_link" }
}

fn written(keys: &KeyRing, ticket: TicketId, topic: LetterTopic) -> String {
    let hash = keys.mac(Purpose::LetterEnd, &parts(&ticket.raw().to_be_bytes(), topic));
    let number = LetterTopic::ALL
        .iter()
        .position(|one| *one == topic)
        .unwrap_or_default();
    let mut bytes = ticket.raw().to_be_bytes().to_vec();
    bytes.push(u8::try_from(number).unwrap_or_default());
    bytes.extend(&hash[..HASH]);
    HEXLOWER_PERMISSIVE.encode(&bytes)
}

fn read(keys: &KeyRing, token: &str) -> Result<(TicketId, LetterTopic), AppError> {
    if token.len() != 2 * (8 + 1 + HASH) {
        return Err(unknown());
    }
    let bytes = HEXLOWER_PERMISSIVE
        .decode(token.as_bytes())
        .map_err(|_| unknown())?;
    let (ticket, rest) = bytes.split_first_chunk::<8>().ok_or_else(unknown)?;
    let (number, hash) = rest.split_first().ok_or_else(unknown)?;
    let topic = *LetterTopic::ALL.get(usize::from(*number)).ok_or_else(unknown)?;
    let right = keys.mac(Purpose::LetterEnd, &parts(ticket, topic));
    if !constant_time(&right[..HASH], hash) || !topic.offers_end() {
        return Err(unknown());
    }
    Ok((TicketId::from_raw(i64::from_be_bytes(*ticket)), topic))
}

fn parts(ticket: &[u8; 8], topic: LetterTopic) -> [&[u8]; 2] {
    [ticket, topic.as_str().as_bytes()]
}

fn constant_time(left: &[u8], right: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(left, right).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_by_the_ring_that_wrote_it_and_no_other() {
        let (keys, ticket) = (KeyRing::generate(), TicketId::from_raw(77_000_000));
        for topic in [LetterTopic::Progress, LetterTopic::Rating, LetterTopic::Reminders] {
            let token = written(&keys, ticket, topic);
            assert_eq!(read(&keys, &token).unwrap(), (ticket, topic));
            assert_eq!(read(&keys, &token.to_uppercase()).unwrap(), (ticket, topic));
            assert!(read(&KeyRing::generate(), &token).is_err());
        }
        // An answer has no such link, whoever makes one.
        assert!(read(&keys, &written(&keys, ticket, LetterTopic::Replies)).is_err());
        let token = written(&keys, ticket, LetterTopic::Rating);
        for at in 0..token.len() {
            let mut other = token.clone().into_bytes();
            other[at] = if other[at] == b'0' { b'1' } else { b'0' };
            assert!(read(&keys, &String::from_utf8(other).unwrap()).is_err(), "{at}");
        }
        for odd in ["", "0", "zz", &token[1..], "码"] {
            assert!(read(&keys, odd).is_err(), "{odd}");
        }
    }
}
