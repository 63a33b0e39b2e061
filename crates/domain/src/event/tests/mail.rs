//! Samples of letters that came back.

use super::EventBody as E;
use crate::id::Id;
use crate::letter_choice::{ChoiceScope, LetterTopic};
use crate::mail::BounceCause;

pub(super) fn samples() -> Vec<E> {
    vec![
        E::WordingSet {
            letter: "receipt".into(),
            language: crate::language::Language::Ja,
            version: 2,
            own: true,
        },
        E::LetterResent {
            letter: Id::from_raw(4),
        },
        E::LetterWithheld {
            letter: Id::from_raw(4),
            topic: LetterTopic::Progress,
        },
        E::TicketLettersChosen {
            scope: ChoiceScope::Ticket,
            off: vec![LetterTopic::Progress, LetterTopic::Rating],
        },
        E::LetterBounced {
            letter: Id::from_raw(4),
            cause: BounceCause::MailboxFull,
        },
        E::AddressSuppressed {
            suppression: Id::from_raw(5),
            cause: BounceCause::UnknownAddress,
        },
        E::AddressReleased {
            suppression: Id::from_raw(5),
        },
    ]
}
