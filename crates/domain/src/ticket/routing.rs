//! Where a new request goes before anybody has looked at it: to the adviser of its requester, else to the team that serves
//! its tier.

use crate::id::{TeamId, UserId};
use crate::stage::Stage;
use crate::ticket::TicketState;

/// Where a request is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    pub assignee: Option<UserId>,
    /// None: where it is.
    pub team: Option<TeamId>,
}

/// Where this request goes by itself, if anywhere. What a person has decided stays: a request that somebody has or has had,
/// or that is in a team, is left there. An adviser gets what has a category, since nothing is assigned before; until then
/// it waits in the team.
pub fn route(state: &TicketState, adviser: Option<UserId>, team: Option<TeamId>) -> Option<Route> {
    let untouched = matches!(state.stage, Stage::Received | Stage::Classified)
        && state.assignee.is_none()
        && state.owner.is_none();
    if !untouched {
        return None;
    }
    let route = Route {
        assignee: adviser.filter(|_| state.facts.category.is_some()),
        team: team.filter(|_| state.team.is_none()),
    };
    (route.assignee.is_some() || route.team.is_some()).then_some(route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use crate::ticket::{Facts, TicketState};
    use crate::time::Timestamp;
    use proptest::prelude::*;

    fn state(category: bool) -> TicketState {
        let facts = Facts {
            category: category.then(|| "logistics/delay".parse().unwrap()),
            ..Facts::default()
        };
        TicketState::received(facts, Timestamp::from_micros(0))
    }

    #[test]
    fn an_adviser_goes_before_the_team_and_waits_for_a_category() {
        let (anna, elite) = (UserId::from_raw(1), TeamId::from_raw(2));
        let routed = |known, adviser, team| route(&state(known), adviser, team);
        let to = |assignee, team| Some(Route { assignee, team });
        assert_eq!(routed(true, Some(anna), Some(elite)), to(Some(anna), Some(elite)));
        assert_eq!(routed(false, Some(anna), Some(elite)), to(None, Some(elite)));
        assert_eq!(routed(true, Some(anna), None), to(Some(anna), None));
        assert_eq!(routed(false, Some(anna), None), None);
        assert_eq!(routed(true, None, None), None);
    }

    proptest! {
        #[test]
        fn nobody_loses_a_request_to_the_router(
            category: bool,
            assignee in prop::option::of(1_i64..3),
            owner in prop::option::of(1_i64..3),
            team in prop::option::of(1_i64..3),
            stage in prop::sample::select(Stage::ALL),
        ) {
            let before = TicketState {
                assignee: assignee.map(UserId::from_raw),
                owner: owner.map(UserId::from_raw),
                team: team.map(TeamId::from_raw),
                stage,
                ..state(category)
            };
            let routed = route(&before, Some(UserId::from_raw(7)), Some(TeamId::from_raw(8)));
            if let Some(routed) = routed {
                prop_assert!(assignee.is_none() && owner.is_none());
                prop_assert!(routed.team.is_none() || team.is_none());
                prop_assert!(routed.assignee.is_none() || category);
            }
        }
    }
}
