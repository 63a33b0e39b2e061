//! Ids: 64-bit numbers, ordered by time, each kind its own type, shown as a prefix and 13 characters of Crockford
//! base 32. They say nothing about who may see the thing they name; authorisation never leans on an id being hard
//! to guess.

use crate::time::Timestamp;
use std::fmt;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};

/// A typed 64-bit id. `raw` is what the database keeps; the text form is what people and programs see.
pub trait Id: Copy + Eq + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// The three letters before the underscore.
    const PREFIX: &'static str;
    /// The id with this number. Ids made by [`IdGenerator`] are never negative.
    fn from_raw(raw: i64) -> Self;
    /// The number.
    fn raw(self) -> i64;
}

/// Why a text is no id of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_… with 13 characters")]
pub struct IdError {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 13;

fn encode(raw: i64) -> [u8; LENGTH] {
    let mut rest = raw.cast_unsigned();
    let mut text = [b'0'; LENGTH];
    for slot in text.iter_mut().rev() {
        *slot = DIGITS[(rest & 31) as usize];
        rest >>= 5;
    }
    text
}

/// Reads the canonical form only (lower case, no look-alikes): one id has one text, so texts may be compared.
fn decode(text: &[u8]) -> Option<i64> {
    if text.len() != LENGTH {
        return None;
    }
    let mut value: u128 = 0;
    for byte in text {
        let digit = DIGITS.iter().position(|known| known == byte)?;
        value = value << 5 | digit as u128;
    }
    i64::try_from(value).ok()
}

fn parse<I: Id>(text: &str) -> Result<I, IdError> {
    text.strip_prefix(I::PREFIX)
        .and_then(|rest| rest.strip_prefix('_'))
        .and_then(|rest| decode(rest.as_bytes()))
        .map(I::from_raw)
        .ok_or(IdError { prefix: I::PREFIX })
}

fn write<I: Id>(id: I, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(I::PREFIX)?;
    f.write_str("_")?;
    encode(id.raw())
        .iter()
        .try_for_each(|&byte| fmt::Write::write_char(f, char::from(byte)))
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident = $prefix:literal),+ $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(i64);

            impl Id for $name {
                const PREFIX: &'static str = $prefix;
                fn from_raw(raw: i64) -> Self { Self(raw) }
                fn raw(self) -> i64 { self.0 }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write(*self, f) }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write(*self, f) }
            }

            impl std::str::FromStr for $name {
                type Err = IdError;
                fn from_str(text: &str) -> Result<Self, IdError> { parse(text) }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    to.collect_str(self)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                    text.parse().map_err(serde::de::Error::custom)
                }
            }
        )+

        /// Every prefix in use, so that a test can hold them apart.
        pub const PREFIXES: &[&str] = &[$($prefix),+];
    };
}

ids! {
    /// One service request.
    TicketId = "tkt",
    /// A requester, or another person outside the house.
    PersonId = "per",
    /// Somebody who signs in.
    UserId = "usr",
    /// A group of users that work from one queue.
    TeamId = "tem",
    /// A version of a calendar of working time.
    CalendarId = "cal",
    CorrectionId = "cor",
    /// An action on many tickets at once.
    BulkId = "blk",
    /// A message or note in a ticket.
    MessageId = "msg",
    /// An uploaded file.
    FileId = "fil",
    /// An entry of the event log.
    EventId = "evt",
    /// A sign-in session or a requester's tracking session.
    SessionId = "ses",
    /// An API token.
    TokenId = "tok",
    /// A notification in the outbox.
    NotificationId = "ntf",
    /// A queued job.
    JobId = "job",
    /// A backup.
    BackupId = "bak",
    /// A role of the installation's own.
    RoleId = "rol",
    /// What somebody asks about their own data.
    PrivacyRequestId = "prq",
    /// A run of retention.
    RetentionRunId = "rtn",
    /// A version of the standards pack.
    StandardId = "std",
    /// What somebody said about a version of the standards pack.
    StandardRemarkId = "srm",
    /// A passkey of a user.
    PasskeyId = "pky",
    /// A run of an import.
    ImportId = "imp",
    /// An export of the whole archive.
    ExportId = "exp",
    /// A past period replayed against a version of the standards pack.
    BacktestId = "bkt",
    /// A mail that came in.
    MailId = "mli",
    /// Planned work on systems.
    MaintenanceId = "mnt",
    /// An address that letters came back from.
    SuppressionId = "sup",
    /// Another system that is told of events.
    WebhookId = "whk",
    /// One event on its way to one of them.
    DeliveryId = "dlv",
    /// Past events sent to one of them again.
    ReplayId = "rpl",
    /// A saved list.
    SavedViewId = "viw",
    /// A template of replies.
    ReplyTemplateId = "rtp",
    /// What a member of staff is told of.
    StaffNoticeId = "ntc",
}

/// Calls `callback!(Type, Type, …)` with every id type, so that the store implements its traits for all of them.
#[macro_export]
macro_rules! for_each_id {
    ($callback:ident) => {
        $callback! {
            $crate::id::MaintenanceId,
            $crate::id::TicketId,
            $crate::id::PersonId,
            $crate::id::UserId,
            $crate::id::TeamId,
            $crate::id::MessageId,
            $crate::id::FileId,
            $crate::id::EventId,
            $crate::id::SessionId,
            $crate::id::TokenId,
            $crate::id::NotificationId,
            $crate::id::JobId,
            $crate::id::BackupId,
            $crate::id::RoleId,
            $crate::id::PrivacyRequestId,
            $crate::id::RetentionRunId,
            $crate::id::StandardId,
            $crate::id::StandardRemarkId,
            $crate::id::CalendarId,
            $crate::id::CorrectionId,
            $crate::id::BulkId,
            $crate::id::PasskeyId,
            $crate::id::ImportId,
            $crate::id::ExportId,
            $crate::id::BacktestId,
            $crate::id::MailId,
            $crate::id::SuppressionId,
            $crate::id::WebhookId,
            $crate::id::DeliveryId,
            $crate::id::ReplayId,
            $crate::id::SavedViewId,
            $crate::id::ReplyTemplateId,
            $crate::id::StaffNoticeId,
        }
    };
}

/// 2024-01-01T00:00:00Z in ms since 1970: where the 41 bits of time begin. They last until the year 2093.
const EPOCH_MS: i64 = 1_704_067_200_000;
const TIME_BITS: u32 = 41;
const NODE_BITS: u32 = 10;
const COUNTER_BITS: u32 = 12;

/// The smallest id that a generator draws at this instant: whatever was drawn from then on is not below it.
pub fn first_at<I: Id>(at: Timestamp) -> I {
    let ms = (at.as_micros().div_euclid(1000) - EPOCH_MS).clamp(0, (1 << TIME_BITS) - 1);
    I::from_raw(ms << (NODE_BITS + COUNTER_BITS))
}

/// Makes ids: 41 bits of ms since 2024, 10 bits of node, 12 bits of counter.
///
/// Ids of one generator strictly increase, also when the clock goes back; when more than 4,096 are drawn in one
/// millisecond the generator runs ahead of the clock instead of waiting. Two generators never meet as long as their
/// node numbers differ.
#[derive(Debug)]
pub struct IdGenerator {
    node: u64,
    /// ms since the epoch << 12 | counter, of the last id drawn.
    last: AtomicU64,
}

impl IdGenerator {
    /// The highest node number.
    pub const MAX_NODE: u16 = (1 << NODE_BITS) - 1;

    /// A generator for a node number leased from the database; only its lower 10 bits count.
    pub fn new(node: u16) -> Self {
        Self {
            node: u64::from(node & Self::MAX_NODE),
            last: AtomicU64::new(0),
        }
    }

    /// The same, with every id behind this one, which another generator made: for a process that goes on where one ended
    /// whose clock was ahead.
    #[must_use]
    pub fn behind(self, raw: i64) -> Self {
        let ms = raw.max(0).cast_unsigned() >> (NODE_BITS + COUNTER_BITS);
        let last = if raw > 0 {
            ((ms + 1) << COUNTER_BITS) - 1
        } else {
            0
        };
        Self {
            node: self.node,
            last: AtomicU64::new(last.max(self.last.into_inner())),
        }
    }

    /// The next id, at or after `now`.
    pub fn next<I: Id>(&self, now: Timestamp) -> I {
        let ms = (now.as_micros().div_euclid(1000) - EPOCH_MS)
            .clamp(0, (1 << TIME_BITS) - 1)
            .cast_unsigned();
        let wanted = ms << COUNTER_BITS;
        let mut last = self.last.load(Ordering::Relaxed);
        let drawn = loop {
            let drawn = wanted.max(last + 1);
            match self
                .last
                .compare_exchange_weak(last, drawn, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => break drawn,
                Err(seen) => last = seen,
            }
        };
        let (ms, counter) = (drawn >> COUNTER_BITS, drawn & ((1 << COUNTER_BITS) - 1));
        I::from_raw((ms << (NODE_BITS + COUNTER_BITS) | self.node << COUNTER_BITS | counter).cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn prefixes_are_three_letters_and_distinct() {
        assert_eq!(PREFIXES.iter().collect::<BTreeSet<_>>().len(), PREFIXES.len());
        assert!(PREFIXES.iter().all(|prefix| prefix.len() == 3));
    }

    #[test]
    fn text_form_is_fixed() {
        assert_eq!(TicketId::from_raw(0).to_string(), "tkt_0000000000000");
        assert_eq!(TicketId::from_raw(31).to_string(), "tkt_000000000000z");
        assert_eq!(UserId::from_raw(i64::MAX).to_string(), "usr_7zzzzzzzzzzzz");
    }

    #[test]
    fn foreign_and_malformed_texts_are_refused() {
        for wrong in [
            "",
            "tkt",
            "tkt_",
            "tkt_000000000000",
            "tkt_00000000000000",
            "usr_0000000000000",
            "tkt_000000000000I",
            "tkt_000000000000l",
            "tkt_000000000000Z",
            "tkt_8000000000000",
            "tkt_zzzzzzzzzzzzz",
            "tkt_00000000000é",
            "tkt-0000000000000",
            " tkt_0000000000000",
        ] {
            assert!(wrong.parse::<TicketId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn more_ids_than_one_millisecond_holds_stay_distinct() {
        let generator = IdGenerator::new(3);
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let ids: BTreeSet<EventId> = (0..10_000).map(|_| generator.next(now)).collect();
        assert_eq!(ids.len(), 10_000);
    }

    #[test]
    fn ids_go_on_behind_those_of_a_clock_that_was_ahead() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let before: EventId = IdGenerator::new(900).next(now + Span::hours(5));
        let generator = IdGenerator::new(1).behind(before.raw());
        let after: EventId = generator.next(now);
        assert!(after > before);
        let later = now + Span::hours(6);
        let plain: EventId = IdGenerator::new(1).next(later);
        assert_eq!(generator.next::<EventId>(later), plain, "the clock leads again");
        assert_eq!(
            IdGenerator::new(1).behind(0).next::<EventId>(now),
            IdGenerator::new(1).next(now)
        );
    }

    #[test]
    fn threads_never_draw_the_same_id() {
        let generator = IdGenerator::new(1);
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let drawn = std::thread::scope(|scope| {
            let draw = || {
                (0..5_000)
                    .map(|_| generator.next::<JobId>(now))
                    .collect::<Vec<_>>()
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(draw)).collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap())
                .collect::<BTreeSet<_>>()
        });
        assert_eq!(drawn.len(), 20_000);
    }

    proptest! {
        #[test]
        fn ids_round_trip_and_order_like_their_text(a in 0..=i64::MAX, b in 0..=i64::MAX) {
            let (a, b) = (TicketId::from_raw(a), TicketId::from_raw(b));
            prop_assert_eq!(a.to_string().parse::<TicketId>(), Ok(a));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            let json = serde_json::to_string(&a).unwrap();
            prop_assert_eq!(serde_json::from_str::<TicketId>(&json).unwrap(), a);
        }

        #[test]
        fn ids_increase_whatever_the_clock_does(instants in prop::collection::vec(any::<i64>(), 1..50), node: u16) {
            let generator = IdGenerator::new(node);
            let ids: Vec<TicketId> =
                instants.iter().map(|&at| generator.next(Timestamp::from_micros(at))).collect();
            prop_assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(ids.iter().all(|id| id.raw() >= 0));
            let seen: Vec<_> = ids.iter().map(|id| id.raw() >> 12 & 1023).collect();
            prop_assert!(seen.iter().all(|&seen| seen == i64::from(node & 1023)));
        }

        #[test]
        fn nothing_drawn_from_an_instant_on_is_below_its_first_id(
            at in 1_704_067_201_000_000..=3_800_000_000_000_000i64, later in 0..10_000_000i64, node: u16,
        ) {
            let generator = IdGenerator::new(node);
            let drawn: TicketId = generator.next(Timestamp::from_micros(at + later));
            prop_assert!(first_at::<TicketId>(Timestamp::from_micros(at)) <= drawn);
            let before: TicketId = IdGenerator::new(node).next(Timestamp::from_micros(at - 1000));
            prop_assert!(before < first_at(Timestamp::from_micros(at)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,24}") {
            if let Ok(id) = text.parse::<TicketId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
