//! What starts, stops and meets each clock.

use crate::support::{Case, assign, classify, facts, general, wait};
use touchstone_domain::clock::{BreachCause, Charge, ClockBasis, ClockChangeKind as Did, ClockState, Metric};
use touchstone_domain::id::Id;
use touchstone_domain::stage::{Judge, Move, Stage};
use touchstone_domain::ticket::{FactChange, RuleError, WaitOn, ticket_note_cause};
use touchstone_domain::time::Span;

fn complaint() -> touchstone_domain::ticket::Facts {
    facts(
        r#"{"kind":"complaint","category":"payment/refund-delay","urgency":"normal","impact":"one_order",
        "class":"general","tier":"general","channel":"web"}"#,
    )
}

#[test]
fn a_general_request_gets_its_clocks_at_receipt() {
    let case = Case::shipped(general());
    let got: Vec<_> = case
        .clocks
        .iter()
        .map(|clock| (clock.metric.as_str(), clock.target))
        .collect();
    assert_eq!(
        got,
        [
            ("first_response", Span::minutes(15)),
            ("assessment", Span::hours(24)),
            ("resolution", Span::hours(48)),
            ("stage_received", Span::minutes(15)),
        ]
    );
    assert!(
        case.clocks
            .iter()
            .all(|clock| clock.started_at == case.now && clock.instance == 1)
    );
    assert!(
        case.changes
            .iter()
            .all(|change| change.change == Did::Activated && change.at.is_none())
    );
}

#[test]
fn the_whole_life_meets_its_clocks() {
    let mut case = Case::wide(complaint());
    case.pass(Span::minutes(5)).step(classify()).step(assign(1));
    assert_eq!(case.clock_state(Metric::Assessment), Some(ClockState::Met));
    assert_eq!(case.clock_state(Metric::Accepted), Some(ClockState::Met));
    assert_eq!(case.clock_state(Metric::StageReceived), Some(ClockState::Met));
    assert_eq!(case.clock_state(Metric::StageClassified), Some(ClockState::Met));
    assert_eq!(case.clock_state(Metric::StageAssigned), Some(ClockState::Running));
    case.pass(Span::minutes(5)).step(Move::AgentMessage);
    assert_eq!(case.state.stage, Stage::InProgress);
    assert_eq!(case.clock_state(Metric::FirstResponse), Some(ClockState::Met));
    assert_eq!(case.clock_state(Metric::FirstHandlingTold), Some(ClockState::Met));
    case.pass(Span::hours(20)).step(Move::Resolve);
    for metric in [Metric::Investigated, Metric::ResultTold] {
        assert_eq!(case.clock_state(metric), Some(ClockState::Met), "{metric}");
    }
    for metric in [Metric::Resolution, Metric::Closed, Metric::RequesterWait] {
        assert_eq!(case.clock_state(metric), Some(ClockState::Paused), "{metric}");
    }
    case.pass(Span::hours(60)).step(Move::Confirm);
    for metric in [Metric::Resolution, Metric::Closed, Metric::RequesterWait] {
        assert_eq!(case.clock_state(metric), Some(ClockState::Met), "{metric}");
        assert_eq!(
            case.clock(metric).elapsed(case.now),
            Span::minutes(20 * 60 + 10),
            "{metric}"
        );
    }
    assert!(case.clocks.iter().all(|clock| !clock.is_live()));
}

#[test]
fn a_solution_is_the_first_response_when_nobody_wrote_before() {
    let mut case = Case::wide(complaint());
    case.pass(Span::minutes(3))
        .steps([assign(1), Move::Start])
        .pass(Span::minutes(3))
        .step(Move::Resolve);
    assert_eq!(case.clock_state(Metric::FirstResponse), Some(ClockState::Met));
    assert_eq!(case.clock_state(Metric::FirstHandlingTold), Some(ClockState::Met));
    assert_eq!(
        case.clock_state(Metric::Assessment),
        Some(ClockState::Cancelled),
        "nobody classified it"
    );
    assert_eq!(
        (case.state.replies, case.state.first_reply_at),
        (1, Some(case.now))
    );
    assert!(
        case.clocks.latest(Metric::PeriodicUpdate).is_none(),
        "no update is owed on a solved matter"
    );
}

#[test]
fn progress_is_told_by_the_second_message_only() {
    let mut case = Case::wide(facts(
        r#"{"kind":"general","category":"order/cancel","urgency":"urgent","impact":"one_person",
        "class":"general","tier":"general","channel":"web"}"#,
    ));
    case.pass(Span::minutes(1)).step(assign(1));
    assert_eq!(
        case.clock_state(Metric::EmergencyStart),
        Some(ClockState::Running)
    );
    case.pass(Span::minutes(1)).step(Move::AgentMessage);
    assert_eq!(
        case.clock_state(Metric::EmergencyStart),
        Some(ClockState::Met),
        "writing is starting"
    );
    assert_eq!(case.clock_state(Metric::ProgressTold), Some(ClockState::Running));
    case.pass(Span::minutes(50)).step(Move::AgentMessage);
    assert_eq!(case.clock_state(Metric::ProgressTold), Some(ClockState::Met));
}

#[test]
fn progress_that_a_solution_tells_counts_and_without_an_earlier_message_lapses() {
    let urgent = facts(
        r#"{"kind":"general","category":"order/cancel","urgency":"urgent","impact":"one_person",
        "class":"general","tier":"general","channel":"web"}"#,
    );
    let mut case = Case::wide(urgent.clone());
    case.steps([assign(1), Move::AgentMessage])
        .pass(Span::minutes(30))
        .step(Move::Resolve);
    assert_eq!(case.clock_state(Metric::ProgressTold), Some(ClockState::Met));
    let mut case = Case::wide(urgent);
    case.steps([assign(1), Move::Start])
        .pass(Span::minutes(3))
        .step(Move::Resolve);
    assert_eq!(
        case.clock_state(Metric::ProgressTold),
        Some(ClockState::Cancelled)
    );
}

#[test]
fn assigning_by_hand_is_no_assessment_and_neither_is_a_rule_s_classification() {
    let mut case = Case::shipped(general());
    case.step(assign(1));
    assert_eq!(case.clock_state(Metric::Assessment), Some(ClockState::Running));
    case.step(Move::Classify {
        change: FactChange::default(),
        by: Judge::Rule,
    });
    assert_eq!(
        (case.clock_state(Metric::Assessment), case.state.assessed_at),
        (Some(ClockState::Running), None)
    );
    case.step(classify());
    assert_eq!(case.clock_state(Metric::Assessment), Some(ClockState::Met));
    assert_eq!(case.state.assessed_at, Some(case.now));
}

#[test]
fn waiting_for_the_requester_pauses_every_clock_and_third_parties_pause_only_own_work() {
    let mut case = Case::wide(complaint());
    case.steps([assign(1), Move::Start])
        .pass(Span::minutes(10))
        .step(wait(WaitOn::Requester));
    assert!(case.clocks.iter().all(|clock| clock.state != ClockState::Running));
    assert_eq!(
        case.told(Metric::StageInProgress),
        [Did::Met],
        "the stage was left, so its clock is done"
    );
    case.pass(Span::hours(10)).step(wait(WaitOn::ThirdParty));
    assert_eq!(case.clock(Metric::Resolution).held, Span::hours(10));
    assert_eq!(case.clock_state(Metric::FirstResponse), Some(ClockState::Running));
    assert_eq!(
        case.due_in(Metric::FirstResponse),
        Span::minutes(15) + Span::hours(10)
    );
    assert_eq!(case.clock_state(Metric::AgentWork), Some(ClockState::Paused));
    assert_eq!(case.clock_state(Metric::RequesterWait), Some(ClockState::Running));
    case.pass(Span::minutes(4)).step(Move::Resume);
    assert_eq!(
        case.clock(Metric::AgentWork).held,
        Span::hours(10) + Span::minutes(4)
    );
    assert_eq!(case.clock(Metric::Resolution).held, Span::hours(10));
    assert_eq!(case.state.held_requester, Span::hours(10));
    assert_eq!(case.state.held_third_party, Span::minutes(4));
}

#[test]
fn a_paused_clock_can_be_met_and_keeps_its_pause() {
    let mut case = Case::wide(general());
    case.steps([assign(1), Move::Start])
        .pass(Span::minutes(10))
        .step(wait(WaitOn::Requester));
    case.pass(Span::hours(1)).step(Move::AgentMessage);
    let clock = case.clock(Metric::FirstResponse);
    assert_eq!(
        (clock.state, clock.held, clock.paused_at),
        (ClockState::Met, Span::hours(1), None)
    );
    assert_eq!(clock.elapsed(case.now), Span::minutes(10));
    assert_eq!(
        case.state.stage,
        Stage::WaitingRequester,
        "writing again does not end the wait"
    );
    assert_eq!(
        case.clock_state(Metric::PausableUpdate),
        Some(ClockState::Paused),
        "begun in a wait: at rest"
    );
    assert_eq!(
        case.clock_state(Metric::PeriodicUpdate),
        Some(ClockState::Running),
        "owed whoever is waited for"
    );
}

#[test]
fn next_response_runs_once_per_unanswered_message() {
    let mut case = Case::wide(general());
    case.pass(Span::minutes(1)).step(Move::RequesterMessage);
    assert_eq!(
        case.clock_state(Metric::NextResponse),
        None,
        "the first response is still owed"
    );
    case.steps([assign(1), Move::AgentMessage]);
    case.pass(Span::minutes(9)).step(Move::RequesterMessage);
    let since = case.now;
    case.pass(Span::minutes(9)).step(Move::RequesterMessage);
    assert_eq!(
        case.clock(Metric::NextResponse).started_at,
        since,
        "the oldest message counts"
    );
    assert_eq!(case.state.unanswered_since, Some(since));
    case.pass(Span::minutes(40)).step(Move::RequesterMessage);
    assert_eq!(case.clock_state(Metric::NextResponse), Some(ClockState::Breached));
    assert_eq!(
        case.clock(Metric::NextResponse).instance,
        1,
        "a breach does not start the count anew"
    );
    case.step(Move::AgentMessage);
    assert_eq!(case.clock(Metric::NextResponse).met_at, Some(case.now));
    assert_eq!(case.state.unanswered_since, None);
    case.pass(Span::minutes(1)).step(Move::RequesterMessage);
    assert_eq!(case.clock(Metric::NextResponse).instance, 2);
    assert_eq!(case.clock(Metric::NextResponse).target, Span::minutes(30));
    case.pass(Span::minutes(1)).step(Move::Resolve);
    assert_eq!(
        case.clock_state(Metric::NextResponse),
        Some(ClockState::Met),
        "the solution answers it"
    );
}

#[test]
fn updates_are_owed_from_reply_to_reply() {
    let mut case = Case::wide(general());
    case.steps([assign(1), Move::AgentMessage]);
    assert_eq!(case.clock(Metric::PeriodicUpdate).instance, 1);
    case.pass(Span::hours(3)).step(Move::AgentMessage);
    assert_eq!(case.clock(Metric::PeriodicUpdate).instance, 2);
    case.pass(Span::hours(1)).step(Move::Resolve);
    assert_eq!(case.clock_state(Metric::PeriodicUpdate), Some(ClockState::Met));
    case.pass(Span::hours(1)).step(Move::AgentMessage);
    assert_eq!(
        case.clock(Metric::PeriodicUpdate).instance,
        2,
        "not while a solution is before the requester"
    );
    case.step(Move::Object);
    assert_eq!(case.clock(Metric::PeriodicUpdate).instance, 3);
}

#[test]
fn an_objection_resumes_the_resolution_with_what_was_held() {
    let mut case = Case::wide(complaint());
    case.steps([assign(1), Move::Start]).step(assign(2));
    case.pass(Span::hours(10))
        .step(Move::Resolve)
        .pass(Span::hours(50))
        .step(Move::Object);
    assert_eq!(case.told(Metric::Resolution), [Did::Resumed]);
    assert_eq!(case.told(Metric::Closed), [Did::Resumed]);
    assert_eq!(case.due_in(Metric::Resolution), Span::hours(48 + 50));
    assert_eq!((case.state.objections, case.state.stage), (1, Stage::InProgress));
    assert_eq!(
        case.state.assignee,
        Some(Id::from_raw(1)),
        "it goes back to the owner"
    );
    assert_eq!(
        case.clock_state(Metric::ResultTold),
        Some(ClockState::Met),
        "the result was told once"
    );
    case.pass(Span::hours(37)).step(Move::Resolve);
    case.pass(Span::hours(1)).step(Move::RequesterMessage);
    assert_eq!((case.state.objections, case.state.stage), (1, Stage::InProgress));
    assert_eq!(case.due_in(Metric::Resolution), Span::hours(48 + 51));
    case.pass(Span::hours(2)).step(Move::Resolve);
    assert_eq!(
        case.clock_state(Metric::Resolution),
        Some(ClockState::Breached),
        "10 + 37 + 2 hours of work"
    );
    assert_eq!(
        case.clock(Metric::Resolution).breached_in,
        Some(Stage::InProgress)
    );
}

#[test]
fn reopening_measures_the_resolution_anew_and_the_first_response_never() {
    let mut case = Case::wide(complaint());
    case.steps([assign(1), Move::AgentMessage, Move::Resolve, Move::Confirm]);
    case.pass(Span::days(6)).step(Move::RequesterMessage);
    assert_eq!((case.state.stage, case.state.reopened), (Stage::InProgress, 1));
    let clock = case.clock(Metric::Resolution);
    assert_eq!(
        (clock.instance, clock.started_at, clock.held),
        (2, case.now, Span::ZERO)
    );
    assert_eq!(clock.due_at, case.now + Span::hours(48));
    assert_eq!(case.clock(Metric::FirstResponse).instance, 1);
    assert_eq!(
        case.clock(Metric::Closed).instance,
        1,
        "the complaint was closed once"
    );
    assert_eq!(case.clock(Metric::NextResponse).instance, 1);
    case.steps([Move::Resolve, Move::Confirm]);
    assert_eq!(case.clock_state(Metric::Resolution), Some(ClockState::Met));
    assert!(case.clocks.iter().all(|clock| !clock.is_live()));
}

#[test]
fn ending_it_cancels_what_runs_and_judges_nothing() {
    for end in [
        Move::Spam,
        Move::Withdraw,
        Move::Close,
        Move::Merge {
            into: Id::from_raw(5),
        },
    ] {
        let mut case = Case::wide(complaint());
        case.pass(Span::minutes(14)).step(end);
        assert!(case.clocks.iter().all(|clock| !clock.is_live()));
        let stage = case.clock_state(Metric::StageReceived);
        assert_eq!(stage, Some(ClockState::Met), "the stage was left in time");
        let rest = case
            .clocks
            .iter()
            .filter(|clock| clock.basis != ClockBasis::Stage);
        assert!(rest.clone().all(|clock| clock.state == ClockState::Cancelled) && rest.count() > 5);
    }
}

#[test]
fn a_breach_found_late_keeps_its_true_time_and_stage() {
    let mut case = Case::wide(complaint());
    case.pass(Span::hours(3)).step(classify());
    let clock = case.clock(Metric::FirstResponse);
    assert_eq!(clock.state, ClockState::Breached);
    assert_eq!(clock.breached_at, Some(clock.due_at));
    assert_eq!(clock.breached_in, Some(Stage::Received));
    assert_eq!(clock.cause, Some(BreachCause::Unset));
    let told = case
        .changes
        .iter()
        .find(|change| change.metric == Metric::FirstResponse)
        .unwrap();
    assert_eq!((told.change, told.at), (Did::Breached, Some(clock.due_at)));
    case.steps([assign(1), Move::AgentMessage]);
    let clock = case.clock(Metric::FirstResponse);
    assert_eq!(
        (clock.state, clock.met_at),
        (ClockState::Breached, Some(case.now))
    );
    let told = case
        .changes
        .iter()
        .find(|change| change.metric == Metric::FirstResponse)
        .unwrap();
    assert_eq!((told.change, told.late), (Did::Met, true));
    assert_eq!(
        case.clock(Metric::StageReceived).met_at,
        Some(case.now),
        "left late"
    );
}

#[test]
fn exactly_at_the_due_time_is_in_time_unless_the_timer_was_first() {
    let mut case = Case::shipped(general());
    case.step(assign(1))
        .pass(Span::minutes(15))
        .step(Move::AgentMessage);
    assert_eq!(case.clock_state(Metric::FirstResponse), Some(ClockState::Met));
    let mut case = Case::shipped(general());
    case.step(assign(1)).pass(Span::minutes(15)).due();
    case.step(Move::AgentMessage);
    assert_eq!(
        case.clock_state(Metric::FirstResponse),
        Some(ClockState::Breached)
    );
}

#[test]
fn a_machine_whose_time_lags_never_turns_a_clock_back() {
    let mut case = Case::wide(general());
    case.pass(Span::minutes(5))
        .steps([assign(1), Move::Start, wait(WaitOn::Requester)]);
    case.pass(Span::minutes(-4)).step(Move::Resume);
    assert_eq!(case.clock(Metric::Resolution).held, Span::ZERO);
    assert!(
        case.clocks
            .iter()
            .all(|clock| clock.met_at.is_none_or(|met| met >= clock.started_at))
    );
    assert!(case.state.stage_since > case.now);
}

#[test]
fn a_cause_is_noted_on_breaches_only() {
    let mut case = Case::shipped(general());
    let note = |case: &Case, instance| {
        ticket_note_cause(
            &case.clocks,
            Metric::FirstResponse,
            instance,
            BreachCause::Workload,
            Some(Charge::Stage(Stage::Received)),
        )
    };
    assert_eq!(note(&case, 1), Err(RuleError::NotBreached));
    case.pass(Span::hours(1)).due();
    let noted = note(&case, 1).unwrap();
    assert_eq!(
        noted.latest(Metric::FirstResponse).unwrap().cause,
        Some(BreachCause::Workload)
    );
    assert_eq!(note(&case, 2), Err(RuleError::NotBreached));
}

#[test]
fn what_presses_most_is_the_earliest_due_time_that_is_not_at_rest() {
    let mut case = Case::shipped(general());
    assert_eq!(case.clocks.next_due(), Some(case.now + Span::minutes(15)));
    case.pass(Span::hours(1)).due();
    assert_eq!(
        case.clocks.next_due(),
        Some(case.clock(Metric::FirstResponse).due_at),
        "overdue until answered"
    );
    case.steps([assign(1), Move::AgentMessage]);
    assert_eq!(
        case.clocks.next_due(),
        Some(case.clock(Metric::Assessment).due_at)
    );
    case.step(wait(WaitOn::Requester));
    assert_eq!(case.clocks.next_due(), None);
}
