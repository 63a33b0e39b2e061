//! What letters a requester wants: by topic, for one request or for all of theirs. What the standard or the law has them told
//! has no topic and is always sent: receipts, codes, what is asked of them, and how it ended.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

codes! {
    /// What a letter is about that a requester can do without.
    pub enum LetterTopic ("letter topic") {
        /// Answers of the desk: what was asked for. Without them, everything about the request is stopped.
        Replies = "replies",
        /// Work begins, takes longer, goes on, is filed.
        Progress = "progress",
        Rating = "rating",
        /// What was asked before.
        Reminders = "reminders",
    }
}

codes! {
    /// What a choice is for.
    pub enum ChoiceScope ("choice scope") {
        /// One request.
        Ticket = "ticket",
        /// Every request of the person.
        Person = "person",
    }
}

impl LetterTopic {
    /// What a letter is about, by its template; nothing for what must be sent.
    pub fn of(template: &str) -> Option<Self> {
        Some(match template {
            "agent_replied" | "agent_answered" => Self::Replies,
            "taken_up" | "more_time" | "reopened" | "archived" => Self::Progress,
            "rating_invitation" => Self::Rating,
            "reminder_waiting" => Self::Reminders,
            _ => return None,
        })
    }

    /// Whether a letter about it says how to do without: an answer does not, since the button of a mail program would
    /// cut off what was asked for.
    pub fn offers_end(self) -> bool {
        self != Self::Replies
    }
}

/// The topics somebody does without.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LetterChoice(BTreeSet<LetterTopic>);

impl LetterChoice {
    /// Without replies there is nothing else either.
    pub fn without(topics: impl IntoIterator<Item = LetterTopic>) -> Self {
        let off: BTreeSet<_> = topics.into_iter().collect();
        if off.contains(&LetterTopic::Replies) {
            Self(LetterTopic::ALL.iter().copied().collect())
        } else {
            Self(off)
        }
    }

    /// Whether letters about it are not sent.
    pub fn withholds(&self, topic: LetterTopic) -> bool {
        self.0.contains(&topic)
    }

    /// Whether everything is stopped.
    pub fn stops(&self) -> bool {
        self.withholds(LetterTopic::Replies)
    }

    /// The same with one topic off or on. One that is on again brings the replies back: without them there is nothing.
    #[must_use]
    pub fn switched(&self, topic: LetterTopic, off: bool) -> Self {
        let mut topics = self.0.clone();
        if off {
            topics.insert(topic);
        } else {
            topics.remove(&topic);
            topics.remove(&LetterTopic::Replies);
        }
        Self::without(topics)
    }

    /// The topics, in order.
    pub fn topics(&self) -> impl Iterator<Item = LetterTopic> {
        self.0.iter().copied()
    }

    /// What counts for a request: what was chosen last, for it or for all. Replies are stopped for one request alone, and
    /// no later choice for all brings them back by the way.
    pub fn counting(of_ticket: Option<&KeptChoice>, of_person: Option<&KeptChoice>) -> Self {
        match (of_ticket, of_person) {
            (Some(ticket), _) if ticket.choice.stops() => ticket.choice.clone(),
            (Some(ticket), Some(person)) if person.at > ticket.at => person.choice.clone(),
            (Some(ticket), _) => ticket.choice.clone(),
            (None, Some(person)) => person.choice.clone(),
            (None, None) => Self::default(),
        }
    }
}

/// A choice and when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptChoice {
    pub choice: LetterChoice,
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn choices() -> impl Strategy<Value = LetterChoice> {
        proptest::collection::vec(proptest::sample::select(LetterTopic::ALL), 0..4)
            .prop_map(LetterChoice::without)
    }

    fn kept() -> impl Strategy<Value = Option<KeptChoice>> {
        proptest::option::of((choices(), 0_i64..4).prop_map(|(choice, at)| KeptChoice {
            choice,
            at: Timestamp::from_micros(at),
        }))
    }

    #[test]
    fn what_must_be_told_has_no_topic() {
        for template in [
            "receipt",
            "one_time_code",
            "waiting_for_you",
            "resolved_please_confirm",
            "solution_answered",
            "confirmed_by_silence",
            "closed_no_answer",
            "closed",
            "follow_up",
        ] {
            assert_eq!(LetterTopic::of(template), None, "{template}");
        }
    }

    #[test]
    fn the_last_choice_counts() {
        let kept = |topic, at| KeptChoice {
            choice: LetterChoice::without([topic]),
            at: Timestamp::from_micros(at),
        };
        let (early, late) = (kept(LetterTopic::Rating, 1), kept(LetterTopic::Progress, 2));
        assert_eq!(LetterChoice::counting(Some(&early), Some(&late)), late.choice);
        assert_eq!(LetterChoice::counting(Some(&late), Some(&early)), late.choice);
        assert_eq!(LetterChoice::counting(None, Some(&early)), early.choice);
    }

    proptest! {
        #[test]
        fn without_replies_there_is_nothing(choice in choices(), topic in proptest::sample::select(LetterTopic::ALL), off: bool) {
            let next = choice.switched(topic, off);
            prop_assert_eq!(next.withholds(topic), off);
            prop_assert!(!next.stops() || LetterTopic::ALL.iter().all(|topic| next.withholds(*topic)));
            prop_assert_eq!(next.switched(topic, off), next);
        }

        #[test]
        fn what_counts_is_one_of_the_two_and_a_stop_stays(ticket in kept(), person in kept()) {
            let counts = LetterChoice::counting(ticket.as_ref(), person.as_ref());
            let chosen = [&ticket, &person].into_iter().flatten().any(|kept| kept.choice == counts);
            prop_assert!(chosen || (counts == LetterChoice::default() && ticket.is_none() && person.is_none()));
            if ticket.is_some_and(|ticket| ticket.choice.stops()) {
                prop_assert!(counts.stops());
            }
        }
    }
}
