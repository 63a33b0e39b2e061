//! What another mail server says about a letter that does not arrive, what that means for its address, and when an address is
//! written to no more.
//!
//! A single word of a server ends nothing unless it says that there is no such address. Whatever else goes wrong counts,
//! and only several letters in a row that came back let an address rest.

use std::fmt;
use std::str::FromStr;

use crate::time::{Span, Timestamp};

/// Letters in a row that came back, after which an address rests.
pub const STRIKES: u32 = 3;
/// Two letters that came back further apart than this are no row.
pub const STRIKES_WITHIN: Span = Span::days(30);
/// How long an address rests that is full, or does not answer.
pub const REST: Span = Span::days(30);

/// An enhanced status code (RFC 3463): class, subject, detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailStatus {
    class: u16,
    subject: u16,
    detail: u16,
}

impl MailStatus {
    /// The first one that stands in a text by itself: never a part of an address of a machine, a version or a date.
    pub fn in_text(text: &str) -> Option<Self> {
        let parts = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        parts
            .map(|part| part.trim_end_matches('.'))
            .find_map(|part| part.parse().ok())
    }

    /// Whether the server will never take it, in its own words.
    pub const fn is_permanent(self) -> bool {
        self.class == 5
    }
}

impl FromStr for MailStatus {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut numbers = text.trim().split('.');
        let mut number = |most: usize| {
            let part = numbers.next().filter(|part| (1..=most).contains(&part.len()));
            let sound = part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            sound.and_then(|part| part.parse::<u16>().ok()).ok_or(())
        };
        let (class, subject, detail) = (number(1)?, number(3)?, number(3)?);
        if numbers.next().is_some() || !matches!(class, 2 | 4 | 5) {
            return Err(());
        }
        Ok(Self {
            class,
            subject,
            detail,
        })
    }
}

impl fmt::Display for MailStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

codes! {
    /// Why a letter does not arrive, in the words of people.
    pub enum BounceCause ("bounce cause") {
        /// There is no such mailbox.
        UnknownAddress = "unknown_address",
        /// There is no such domain, or none that takes mail.
        UnknownDomain = "unknown_domain",
        /// The mailbox takes no mail any more.
        MailboxClosed = "mailbox_closed",
        MailboxFull = "mailbox_full",
        /// Nobody answered there for days.
        NoAnswer = "no_answer",
        /// The letter is larger than they take.
        TooLarge = "too_large",
        /// A rule of theirs: its content, or who we are to them.
        Policy = "policy",
        /// Refused without a reason that can be told.
        Refused = "refused",
    }
}

/// What a letter that came back means for its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BounceWeight {
    /// Nothing ever arrives there.
    Dead,
    /// It counts; several in a row let the address rest.
    Strike,
    /// It says something about the letter or about us, and nothing about the address.
    Nothing,
}

/// Why, from a server's status code.
pub const fn bounce_cause(status: Option<MailStatus>) -> BounceCause {
    use BounceCause as C;
    let Some(status) = status else {
        return C::Refused;
    };
    match (status.subject, status.detail) {
        (1, 2 | 10) | (4, 4) => C::UnknownDomain,
        // The sender's address, not the recipient's.
        (1, 7..=9) | (5..=7, _) => C::Policy,
        (1, _) => C::UnknownAddress,
        (2, 1) => C::MailboxClosed,
        (2, 2) | (3, 1) => C::MailboxFull,
        (2, 3) | (3, 4) => C::TooLarge,
        (3 | 4, _) => C::NoAnswer,
        _ => C::Refused,
    }
}

/// What it means for the address. What a server said for the time being is never the last word.
pub const fn bounce_weight(cause: BounceCause, status: Option<MailStatus>) -> BounceWeight {
    use BounceCause as C;
    let for_good = match status {
        Some(status) => status.is_permanent(),
        None => false,
    };
    match cause {
        C::UnknownAddress | C::UnknownDomain | C::MailboxClosed if for_good => BounceWeight::Dead,
        C::TooLarge | C::Policy => BounceWeight::Nothing,
        _ => BounceWeight::Strike,
    }
}

/// How an address stands that letters came back from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressStanding {
    pub strikes: u32,
    pub struck_at: Timestamp,
    /// Since when it is written to no more.
    pub suppressed_at: Option<Timestamp>,
    /// Until when; nothing until somebody says otherwise.
    pub ends_at: Option<Timestamp>,
}

impl AddressStanding {
    /// How it stands after another letter came back.
    #[must_use]
    pub fn struck(former: Option<Self>, weight: BounceWeight, now: Timestamp) -> Self {
        let in_a_row = former.filter(|former| now - former.struck_at <= STRIKES_WITHIN);
        let strikes = in_a_row.map_or(0, |former| former.strikes).saturating_add(1);
        let held = former.filter(|former| former.is_suppressed(now));
        let (suppressed_at, ends_at) = match (weight, held) {
            (BounceWeight::Dead, held) => (
                Some(held.and_then(|held| held.suppressed_at).unwrap_or(now)),
                None,
            ),
            (_, Some(held)) => (held.suppressed_at, held.ends_at),
            _ if strikes >= STRIKES => (Some(now), Some(now + REST)),
            _ => (None, None),
        };
        Self {
            strikes,
            struck_at: now,
            suppressed_at,
            ends_at,
        }
    }

    /// Whether nothing is written to it at this instant.
    pub fn is_suppressed(&self, now: Timestamp) -> bool {
        self.suppressed_at.is_some() && self.ends_at.is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn of(code: &str) -> (BounceCause, BounceWeight) {
        let status = code.parse().ok();
        let cause = bounce_cause(status);
        (cause, bounce_weight(cause, status))
    }

    #[test]
    fn codes_of_servers_have_a_meaning() {
        use BounceCause as C;
        use BounceWeight as W;
        for (code, expected) in [
            ("5.1.1", (C::UnknownAddress, W::Dead)),
            ("5.1.10", (C::UnknownDomain, W::Dead)),
            ("5.1.2", (C::UnknownDomain, W::Dead)),
            ("5.4.4", (C::UnknownDomain, W::Dead)),
            ("5.2.1", (C::MailboxClosed, W::Dead)),
            ("5.2.2", (C::MailboxFull, W::Strike)),
            ("4.2.2", (C::MailboxFull, W::Strike)),
            ("4.4.1", (C::NoAnswer, W::Strike)),
            ("5.4.7", (C::NoAnswer, W::Strike)),
            ("4.1.1", (C::UnknownAddress, W::Strike)),
            ("5.3.4", (C::TooLarge, W::Nothing)),
            ("5.7.1", (C::Policy, W::Nothing)),
            ("5.7.26", (C::Policy, W::Nothing)),
            ("5.1.8", (C::Policy, W::Nothing)),
            ("5.0.0", (C::Refused, W::Strike)),
            ("", (C::Refused, W::Strike)),
        ] {
            assert_eq!(of(code), expected, "{code}");
        }
    }

    #[test]
    fn a_code_is_found_in_a_servers_words_and_nowhere_else() {
        let found = |text: &str| MailStatus::in_text(text).map(|status| status.to_string());
        for (text, code) in [
            (
                "permanent error (550): 5.1.1 <a@b.example>: User unknown",
                "5.1.1",
            ),
            ("550-5.7.26 This mail is unauthenticated", "5.7.26"),
            (
                "Remote host said: 553 sorry, no mailbox here by that name. (#5.7.1)",
                "5.7.1",
            ),
            ("The status was 5.2.2.", "5.2.2"),
        ] {
            assert_eq!(found(text).as_deref(), Some(code), "{text}");
        }
        for text in [
            "",
            "550 no such person",
            "host 5.1.1.7 said no",
            "3.1.1",
            "5.1",
            "15.1.1",
            "5.1.1234",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn several_in_a_row_let_an_address_rest_and_it_wakes_by_itself() {
        let one = AddressStanding::struck(None, BounceWeight::Strike, NOW);
        let two = AddressStanding::struck(Some(one), BounceWeight::Strike, NOW + Span::days(1));
        assert!(!two.is_suppressed(NOW + Span::days(1)));
        let three = AddressStanding::struck(Some(two), BounceWeight::Strike, NOW + Span::days(2));
        assert!(three.is_suppressed(NOW + Span::days(2)));
        assert!(!three.is_suppressed(NOW + Span::days(33)));
        let late = AddressStanding::struck(Some(two), BounceWeight::Strike, NOW + Span::days(60));
        assert_eq!(
            (late.strikes, late.suppressed_at),
            (1, None),
            "too far apart for a row"
        );
    }

    #[test]
    fn no_such_address_is_for_good() {
        let dead = AddressStanding::struck(None, BounceWeight::Dead, NOW);
        assert!(dead.is_suppressed(NOW + Span::days(9_000)));
        let again = AddressStanding::struck(Some(dead), BounceWeight::Strike, NOW + Span::days(1));
        assert_eq!((again.suppressed_at, again.ends_at), (Some(NOW), None));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in ".{0,200}") {
            let _ = MailStatus::in_text(&text);
        }

        #[test]
        fn what_is_suppressed_stays_so_whatever_comes(weights in prop::collection::vec(0_u8..2, 1..20)) {
            let mut standing: Option<AddressStanding> = None;
            for (day, weight) in weights.into_iter().enumerate() {
                let now = NOW + Span::days(day as i64);
                let was = standing.is_some_and(|standing| standing.is_suppressed(now));
                let weight = if weight == 0 { BounceWeight::Dead } else { BounceWeight::Strike };
                let next = AddressStanding::struck(standing, weight, now);
                prop_assert!(!was || next.is_suppressed(now));
                standing = Some(next);
            }
        }
    }
}
