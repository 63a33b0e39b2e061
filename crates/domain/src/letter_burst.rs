//! Answers that follow one another closely are one letter: the first goes at once, since it is waited for; what is added before
//! the burst is over goes together when it is. Nothing waits longer than the burst lasts.

use crate::time::{Span, Timestamp};

/// The last letter with an answer to a requester.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastAnswer {
    /// When its burst is over.
    pub burst_until: Timestamp,
    /// It has not gone yet: more may join.
    pub gathers: bool,
}

/// Where the next answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerPlace {
    /// It goes at once; a burst begins that is over then.
    AtOnce { burst_until: Timestamp },
    /// It opens the letter that goes when the burst is over.
    Gathers { burst_until: Timestamp },
    /// It joins the letter that has not gone yet.
    Joins,
}

/// Where an answer goes that is written now. Without a length of bursts each goes for itself.
pub fn answer_place(last: Option<LastAnswer>, now: Timestamp, length: Span) -> AnswerPlace {
    match last.filter(|_| length > Span::ZERO) {
        Some(LastAnswer { gathers: true, .. }) => AnswerPlace::Joins,
        Some(LastAnswer { burst_until, .. }) if now < burst_until => AnswerPlace::Gathers { burst_until },
        _ => AnswerPlace::AtOnce {
            burst_until: now + length,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LENGTH: Span = Span::minutes(3);

    /// When each of several answers goes out, and in which letter, if letters go as soon as they may.
    fn sent(answers: &[i64]) -> Vec<(Timestamp, usize)> {
        let mut letters: Vec<(LastAnswer, Timestamp)> = Vec::new();
        let mut sent = Vec::new();
        for at in answers {
            let now = Timestamp::from_micros(at * 1_000_000);
            if let Some((last, goes)) = letters.last_mut() {
                last.gathers = now < *goes;
            }
            let last = letters.last().map(|(last, _)| *last);
            let next = |burst_until, goes| {
                (
                    LastAnswer {
                        burst_until,
                        gathers: goes > now,
                    },
                    goes,
                )
            };
            match answer_place(last, now, LENGTH) {
                AnswerPlace::AtOnce { burst_until } => letters.push(next(burst_until, now)),
                AnswerPlace::Gathers { burst_until } => letters.push(next(burst_until, burst_until)),
                AnswerPlace::Joins => {}
            }
            sent.push((letters.last().unwrap().1, letters.len() - 1));
        }
        sent
    }

    #[test]
    fn the_first_goes_at_once_and_the_rest_together() {
        let letters: Vec<usize> = sent(&[0, 30, 60, 181, 200, 600])
            .iter()
            .map(|(_, letter)| *letter)
            .collect();
        assert_eq!(letters, [0, 1, 1, 2, 3, 4]);
    }

    #[test]
    fn without_a_length_each_goes_for_itself() {
        let last = LastAnswer {
            burst_until: Timestamp::from_micros(9),
            gathers: true,
        };
        let now = Timestamp::from_micros(5);
        let place = answer_place(Some(last), now, Span::ZERO);
        assert_eq!(place, AnswerPlace::AtOnce { burst_until: now });
    }

    proptest! {
        #[test]
        fn none_is_late_lost_or_out_of_order(mut answers in proptest::collection::vec(0_i64..2_000, 1..30)) {
            answers.sort_unstable();
            let sent = sent(&answers);
            for (at, (goes, _)) in answers.iter().zip(&sent) {
                let written = Timestamp::from_micros(at * 1_000_000);
                prop_assert!(*goes >= written && *goes <= written + LENGTH);
            }
            prop_assert!(sent.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
            // Of the letters that go within one length from any on, there are at most two.
            let mut goes: Vec<Timestamp> = sent.iter().map(|(goes, _)| *goes).collect();
            goes.dedup();
            prop_assert!(goes.windows(3).all(|three| three[2] >= three[0] + LENGTH));
        }
    }
}
