//! Moves and what they leave in the state, clocks apart.

use crate::support::{Case, assign, classify, general, wait};
use touchstone_domain::id::{Id, TeamId, UserId};
use touchstone_domain::stage::{Action, Move, Stage};
use touchstone_domain::ticket::{
    CloseReason, ConfirmedBy, FollowUp, Impact, RuleError, Urgency, WaitOn, ticket_allowed,
};
use touchstone_domain::time::Span;

fn user(n: i64) -> Option<UserId> {
    Some(Id::from_raw(n))
}

#[test]
fn a_fresh_request_waits_for_the_desk() {
    let case = Case::shipped(general());
    assert_eq!(
        (case.state.stage, case.state.status().as_str()),
        (Stage::Received, "new")
    );
    assert_eq!(case.state.unanswered_since, Some(case.now));
    assert_eq!(case.standard.priority(Impact::OnePerson, Urgency::Urgent), 1);
    assert!(!case.state.ratable());
}

#[test]
fn the_first_person_assigned_owns_it_to_the_end() {
    let mut case = Case::shipped(general());
    let team: TeamId = Id::from_raw(3);
    case.step(Move::Assign {
        assignee: None,
        team: Some(team),
    });
    assert_eq!(
        (case.state.stage, case.state.owner),
        (Stage::Received, None),
        "routing is no acceptance"
    );
    assert_eq!((case.state.accepted_at, case.state.team), (None, Some(team)));
    case.pass(Span::minutes(1));
    let (stages, _) = case.try_step(&assign(1)).unwrap();
    assert_eq!(stages, [Stage::Classified, Stage::Assigned]);
    let accepted = case.state.accepted_at;
    case.pass(Span::minutes(1)).step(assign(2));
    assert_eq!((case.state.owner, case.state.assignee), (user(1), user(2)));
    assert_eq!((case.state.accepted_at, case.state.team), (accepted, Some(team)));
    case.step(Move::Assign {
        assignee: None,
        team: Some(Id::from_raw(4)),
    });
    assert_eq!(case.state.assignee, user(2), "work is never nobody's");
    let nobody = Move::Assign {
        assignee: None,
        team: None,
    };
    assert_eq!(case.try_step(&nobody), Err(RuleError::AssigneeMissing));
}

#[test]
fn a_refused_move_says_what_would_be_allowed_and_changes_nothing() {
    let mut case = Case::shipped(general());
    let before = case.state.clone();
    let Err(RuleError::InvalidTransition(refused)) = case.try_step(&Move::Resolve) else {
        panic!()
    };
    assert_eq!((refused.stage, refused.action), (Stage::Received, "resolve"));
    assert_eq!(
        refused.allowed,
        ticket_allowed(&case.state, &case.standard, case.now)
    );
    assert!(refused.allowed.contains(&Action::Assign));
    assert_eq!(case.state, before);
}

#[test]
fn classifying_again_later_stays_where_it_is() {
    let mut case = Case::shipped(general());
    case.steps([classify(), assign(1), Move::Start]);
    assert_eq!(case.try_step(&classify()).unwrap().0, []);
    assert_eq!(case.state.stage, Stage::InProgress);
}

#[test]
fn a_message_after_confirmation_reopens_inside_the_window_only() {
    let mut case = Case::shipped(general());
    case.steps([assign(1), Move::AgentMessage, Move::Resolve, Move::Confirm]);
    assert_eq!(
        (case.state.confirmed_by, case.state.ratable()),
        (Some(ConfirmedBy::Requester), true)
    );
    let window = case.standard.reopen_window();
    assert_eq!(case.state.reopen_until(window), Some(case.now + Span::days(7)));
    let confirmed = (case.state.clone(), case.clocks.clone());

    case.pass(Span::days(7));
    assert_eq!(
        case.try_step(&Move::RequesterMessage).unwrap(),
        (vec![Stage::InProgress], None)
    );
    assert_eq!(
        (case.state.reopened, case.state.unanswered_since),
        (1, Some(case.now))
    );

    (case.state, case.clocks) = confirmed.clone();
    case.pass(Span::from_micros(1));
    let late = case.try_step(&Move::RequesterMessage).unwrap();
    assert_eq!(late, (vec![], Some(FollowUp::NewLinkedTicket)));
    assert_eq!(
        (&case.state, &case.clocks),
        (&confirmed.0, &confirmed.1),
        "nothing changes here"
    );
    assert!(case.try_step(&Move::Reopen).is_err());
    assert_eq!(ticket_allowed(&case.state, &case.standard, case.now), []);
}

#[test]
fn a_message_to_an_archived_request_goes_where_it_belongs() {
    let mut case = Case::shipped(general());
    case.step(Move::Merge {
        into: Id::from_raw(8),
    });
    assert_eq!(
        (case.state.close_reason, case.state.archived_at),
        (Some(CloseReason::Merged), Some(case.now))
    );
    let message = case.try_step(&Move::RequesterMessage).unwrap();
    assert_eq!(message.1, Some(FollowUp::Redirect(Id::from_raw(8))));
    for (end, reason) in [
        (Move::Spam, CloseReason::Spam),
        (Move::Withdraw, CloseReason::Withdrawn),
        (Move::Close, CloseReason::Closed),
    ] {
        let mut case = Case::shipped(general());
        case.step(end);
        assert_eq!(case.state.close_reason, Some(reason));
        assert!(!case.state.ratable() && case.state.unanswered_since.is_none());
        assert_eq!(
            case.try_step(&Move::RequesterMessage).unwrap().1,
            Some(FollowUp::NewLinkedTicket)
        );
        assert!(case.try_step(&Move::AgentMessage).is_err());
    }
}

#[test]
fn objections_return_to_the_owner_and_reset_the_answer() {
    let mut case = Case::shipped(general());
    case.steps([assign(1), assign(2), Move::Resolve]);
    assert_eq!(case.state.unanswered_since, None);
    case.pass(Span::hours(1)).step(Move::Object);
    assert_eq!((case.state.assignee, case.state.objections), (user(1), 1));
    assert_eq!(case.state.unanswered_since, Some(case.now));
    assert_eq!(case.state.held_requester, Span::hours(1));
    assert!(case.state.resolved_at.is_some());
}

#[test]
fn waits_are_told_apart() {
    let mut case = Case::shipped(general());
    case.steps([assign(1), Move::Start]);
    assert!(case.try_step(&Move::Resume).is_err());
    case.step(wait(WaitOn::ThirdParty));
    assert_eq!(WaitOn::of_stage(case.state.stage), Some(WaitOn::ThirdParty));
    assert_eq!(case.try_step(&Move::RequesterMessage).unwrap().0, []);
    assert_eq!(
        case.state.stage,
        Stage::WaitingThirdParty,
        "their message is no answer of the third party"
    );
    assert!(case.try_step(&Move::GiveUp).is_err());
}
