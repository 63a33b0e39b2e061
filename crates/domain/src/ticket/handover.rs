//! Handing a request over: whoever has it offers it to a colleague or to a team, and answers for it until one of them has
//! accepted (首问负责).

use super::TicketState;
use crate::id::{TeamId, UserId};
use crate::time::Span;

/// How long an offer stands. After that the giver simply keeps it.
pub const HANDOVER_STANDS: Span = Span::hours(24);

/// Why a request cannot be offered to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandoverError {
    #[error("nobody has the request yet: it is assigned, not handed over")]
    NobodyHasIt,
    #[error("the request is closed")]
    Closed,
    #[error("they have it already")]
    TheirsAlready,
    #[error("they are not in that team")]
    NotInTeam,
    #[error("they are in several other teams: which one is to have it?")]
    TeamNeeded,
}

/// Who gives it away when it is offered to this person, or to whoever of a team takes it.
pub fn handover_giver(state: &TicketState, receiver: Option<UserId>) -> Result<UserId, HandoverError> {
    if state.stage.is_closed() {
        return Err(HandoverError::Closed);
    }
    let giver = state.assignee.ok_or(HandoverError::NobodyHasIt)?;
    if receiver == Some(giver) {
        return Err(HandoverError::TheirsAlready);
    }
    Ok(giver)
}

/// Which team gets the request together with a person of these teams; `None` leaves it where it is. Nobody takes a request to a
/// team that is not theirs, and it does not stay with one that they do not work for, unless they work for `everywhere`.
pub fn handover_team(
    teams: &[TeamId],
    everywhere: bool,
    present: Option<TeamId>,
    asked: Option<TeamId>,
) -> Result<Option<TeamId>, HandoverError> {
    let works_for = |team: TeamId| everywhere || teams.contains(&team);
    match (asked, present) {
        (Some(team), _) if works_for(team) => Ok(Some(team)),
        (Some(_), _) => Err(HandoverError::NotInTeam),
        (None, Some(team)) if !works_for(team) => match teams {
            [only] => Ok(Some(*only)),
            _ => Err(HandoverError::TeamNeeded),
        },
        (None, _) => Ok(None),
    }
}

/// The request after this person has accepted it: they work on it and answer for it from now on.
#[must_use]
pub fn ticket_handed_over(state: &TicketState, receiver: UserId, team: Option<TeamId>) -> TicketState {
    TicketState {
        owner: Some(receiver),
        assignee: Some(receiver),
        team: team.or(state.team),
        ..state.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use proptest::prelude::*;

    fn team(raw: i64) -> TeamId {
        Id::from_raw(raw)
    }

    #[test]
    fn a_request_follows_whoever_takes_it_into_their_team() {
        let (here, there, third) = (team(1), team(2), team(3));
        assert_eq!(handover_team(&[here], false, Some(here), None), Ok(None));
        assert_eq!(handover_team(&[there], false, Some(here), None), Ok(Some(there)));
        assert_eq!(handover_team(&[there], false, None, None), Ok(None));
        assert_eq!(
            handover_team(&[there], false, Some(here), Some(there)),
            Ok(Some(there))
        );
        assert_eq!(
            handover_team(&[there], false, Some(here), Some(third)),
            Err(HandoverError::NotInTeam)
        );
        assert_eq!(
            handover_team(&[there, third], false, Some(here), None),
            Err(HandoverError::TeamNeeded)
        );
        assert_eq!(handover_team(&[], true, Some(here), None), Ok(None));
        assert_eq!(handover_team(&[], true, Some(here), Some(third)), Ok(Some(third)));
    }

    proptest! {
        /// Whoever takes a request works for the team it is in afterwards.
        #[test]
        fn nobody_takes_a_request_where_they_do_not_work(
            teams in prop::collection::vec(0..4i64, 0..3),
            present in prop::option::of(0..4i64),
            asked in prop::option::of(0..4i64),
        ) {
            let teams: Vec<_> = teams.into_iter().map(team).collect();
            let (present, asked) = (present.map(team), asked.map(team));
            if let Ok(to) = handover_team(&teams, false, present, asked) {
                prop_assert!(to.or(present).is_none_or(|team| teams.contains(&team)));
                prop_assert!(asked.is_none() || to == asked);
            }
        }
    }
}
