//! Taking messages of a request out into a request of its own: nothing is moved, both show them.
//!
//! The new request's time begins when its first message of the requester arrived, by the standard the other one is judged by:
//! that is what the requester was promised when they wrote. An answer they had since then answered them, though not this matter.

use super::{Applied, AuthorKind, RuleError, TicketState, ticket_apply};
use crate::clock::ClockSet;
use crate::stage::Move;
use crate::standard::Standard;
use crate::time::Timestamp;

/// Messages taken out at once.
pub const SPLIT_MESSAGES: usize = 50;

/// When the time of a request begins that is made of these messages: with the requester's first; now, when none is theirs.
pub fn split_begins(
    messages: impl IntoIterator<Item = (AuthorKind, Timestamp)>,
    now: Timestamp,
) -> (Timestamp, bool) {
    let theirs = messages
        .into_iter()
        .filter(|(author, _)| *author == AuthorKind::Requester)
        .map(|(_, at)| at)
        .min();
    theirs.map_or((now, false), |at| (at.min(now), true))
}

/// The new request after the answer its requester had in the other one: it counts as the first, and the matter still waits.
pub fn ticket_split_answered(
    state: &TicketState,
    clocks: &ClockSet,
    standard: &Standard,
    at: Timestamp,
) -> Result<Applied, RuleError> {
    let waits = state.unanswered_since;
    let mut applied = ticket_apply(state, clocks, standard, &Move::AgentMessage, at)?;
    applied.state.unanswered_since = waits;
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_micros(minute * 60_000_000)
    }

    #[test]
    fn time_begins_with_the_first_message_of_the_requester() {
        use AuthorKind as K;
        let all = [(K::Agent, at(1)), (K::Requester, at(7)), (K::Requester, at(3))];
        assert_eq!(split_begins(all, at(9)), (at(3), true));
        assert_eq!(split_begins([(K::Agent, at(1))], at(9)), (at(9), false));
        assert_eq!(
            split_begins([(K::Requester, at(10))], at(9)),
            (at(9), true),
            "clocks that disagree"
        );
    }
}
