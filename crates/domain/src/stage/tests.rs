use super::*;
use crate::id::Id;

fn moves() -> Vec<Move> {
    let assign = |person: Option<i64>, team: Option<i64>| Move::Assign {
        assignee: person.map(Id::from_raw),
        team: team.map(Id::from_raw),
    };
    let wait = |on| Move::Wait { on, until: None };
    vec![
        Move::Classify {
            change: FactChange::default(),
            by: Judge::Person,
        },
        assign(Some(1), None),
        assign(Some(1), Some(2)),
        assign(None, Some(2)),
        Move::Start,
        wait(WaitOn::Requester),
        wait(WaitOn::ThirdParty),
        Move::Resume,
        Move::Resolve,
        Move::Confirm,
        Move::SilenceConfirm,
        Move::Object,
        Move::RequesterMessage,
        Move::AgentMessage,
        Move::Reopen,
        Move::Archive,
        Move::Withdraw,
        Move::Spam,
        Move::Merge {
            into: Id::from_raw(9),
        },
        Move::Close,
        Move::GiveUp,
    ]
}

fn grounds() -> impl Iterator<Item = Ground> {
    [false, true].into_iter().flat_map(|category_known| {
        [false, true].into_iter().map(move |reopen_open| Ground {
            category_known,
            reopen_open,
        })
    })
}

const OPEN: Ground = Ground {
    category_known: true,
    reopen_open: true,
};

fn passes(stage: Stage, step: &Move) -> Option<Vec<Stage>> {
    transition(stage, OPEN, step).ok()
}

#[test]
fn every_path_follows_declared_steps_only() {
    for &stage in Stage::ALL {
        for ground in grounds() {
            for step in moves() {
                let Ok(path) = transition(stage, ground, &step) else {
                    continue;
                };
                let mut at = stage;
                for next in path {
                    assert!(at.successors().contains(&next), "{step:?}: {at} to {next}");
                    at = next;
                }
            }
        }
    }
}

#[test]
fn what_is_said_to_be_allowed_is_exactly_what_is_not_refused() {
    for &stage in Stage::ALL {
        for ground in grounds() {
            let allowed = allowed(stage, ground);
            for step in moves() {
                let Ok(action) = step.name().parse::<Action>() else {
                    continue;
                };
                // Routing to a team is no giving to a person; a wait may be for the one already waited for.
                if matches!(step, Move::Assign { assignee: None, .. })
                    || matches!(step, Move::Wait { on, .. } if on.stage() == stage)
                {
                    continue;
                }
                let taken = transition(stage, ground, &step);
                assert_eq!(
                    taken.is_ok(),
                    allowed.contains(&action),
                    "{action} in {stage} with {ground:?}"
                );
                if let Err(refused) = taken {
                    assert_eq!((refused.stage, refused.action), (stage, action.as_str()));
                    assert_eq!(refused.allowed, allowed);
                }
            }
        }
    }
}

#[test]
fn an_archived_request_never_moves_again() {
    for step in moves() {
        assert_eq!(passes(Stage::Archived, &step), None, "{step:?}");
    }
    assert!(Stage::Archived.successors().is_empty());
}

#[test]
fn every_stage_can_be_reached_and_left() {
    let mut reached = vec![Stage::Received];
    for at in 0.. {
        let Some(&stage) = reached.get(at) else { break };
        for step in moves() {
            for next in passes(stage, &step).unwrap_or_default() {
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
        }
    }
    reached.sort_unstable();
    assert_eq!(reached, Stage::ALL);
}

#[test]
fn assigning_passes_classified_only_with_a_category() {
    let assign = Move::Assign {
        assignee: Some(Id::from_raw(1)),
        team: None,
    };
    assert_eq!(
        passes(Stage::Received, &assign),
        Some(vec![Stage::Classified, Stage::Assigned])
    );
    let unknown = Ground {
        category_known: false,
        reopen_open: false,
    };
    let refused = transition(Stage::Received, unknown, &assign).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a request that is received does not allow assign"
    );
    assert!(refused.allowed.contains(&Action::Classify) && !refused.allowed.contains(&Action::Assign));
    let route = Move::Assign {
        assignee: None,
        team: Some(Id::from_raw(1)),
    };
    assert_eq!(
        transition(Stage::Received, unknown, &route),
        Ok(vec![]),
        "a team may have it before"
    );
}

#[test]
fn work_is_implied_where_it_must_have_happened() {
    let work = vec![Stage::InProgress];
    assert_eq!(passes(Stage::Assigned, &Move::AgentMessage), Some(work.clone()));
    assert_eq!(passes(Stage::Classified, &Move::AgentMessage), Some(vec![]));
    for stage in [Stage::Assigned, Stage::WaitingRequester, Stage::WaitingThirdParty] {
        assert_eq!(
            passes(stage, &Move::Resolve),
            Some(vec![Stage::InProgress, Stage::Resolved])
        );
    }
    assert_eq!(passes(Stage::Received, &Move::Resolve), None);
    let switch = Move::Wait {
        on: WaitOn::ThirdParty,
        until: None,
    };
    let switched = Some(vec![Stage::InProgress, Stage::WaitingThirdParty]);
    assert_eq!(passes(Stage::WaitingRequester, &switch), switched);
    assert_eq!(passes(Stage::WaitingThirdParty, &switch), None);
}

#[test]
fn a_requester_s_message_wakes_what_waits_for_them() {
    let work = Some(vec![Stage::InProgress]);
    let message = Move::RequesterMessage;
    assert_eq!(passes(Stage::WaitingRequester, &message), work);
    assert_eq!(passes(Stage::Resolved, &message), work);
    assert_eq!(passes(Stage::Confirmed, &message), work);
    for stage in [
        Stage::Received,
        Stage::Assigned,
        Stage::InProgress,
        Stage::WaitingThirdParty,
    ] {
        assert_eq!(passes(stage, &message), Some(vec![]), "{stage}");
    }
    let late = Ground {
        category_known: true,
        reopen_open: false,
    };
    assert!(transition(Stage::Confirmed, late, &message).is_err());
    assert!(transition(Stage::Confirmed, late, &Move::Reopen).is_err());
}

#[test]
fn the_loop_is_closed_by_the_requester_or_by_ending_it_openly() {
    for &stage in Stage::ALL {
        let closes = passes(stage, &Move::Confirm) == Some(vec![Stage::Confirmed]);
        assert_eq!(closes, stage == Stage::Resolved);
        assert_eq!(
            passes(stage, &Move::SilenceConfirm).is_some(),
            stage == Stage::Resolved
        );
        assert_eq!(passes(stage, &Move::Archive).is_some(), stage == Stage::Confirmed);
        assert_eq!(
            passes(stage, &Move::GiveUp).is_some(),
            stage == Stage::WaitingRequester
        );
    }
}

#[test]
fn status_and_turn_follow_the_stage() {
    let status = |stage: Stage| stage.status().as_str();
    assert_eq!(
        Stage::ALL.iter().map(|&stage| status(stage)).collect::<Vec<_>>(),
        [
            "new", "new", "open", "open", "waiting", "waiting", "resolved", "closed", "closed"
        ]
    );
    assert_eq!(Stage::Resolved.turn(), Turn::Requester);
    assert_eq!(Stage::WaitingThirdParty.turn(), Turn::ThirdParty);
    assert!(
        Stage::ALL
            .iter()
            .all(|stage| stage.is_closed() == (stage.turn() == Turn::Nobody))
    );
}
