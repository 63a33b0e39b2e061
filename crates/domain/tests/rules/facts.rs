//! A change of a request's own facts: future due times follow, what was judged stays judged.

use crate::support::{Case, assign, change, classify, general, wait};
use touchstone_domain::clock::{ClockChangeKind as Did, ClockState, Metric};
use touchstone_domain::stage::{Judge, Move, Stage};
use touchstone_domain::ticket::{
    Class, FactChange, Facts, Kind, RuleError, Tier, Urgency, WaitOn, ticket_receive, ticket_retarget,
};
use touchstone_domain::time::Span;

fn urgent() -> FactChange {
    change(|facts| facts.urgency = Some(Urgency::Urgent))
}

#[test]
fn live_clocks_get_their_new_due_time_from_their_old_start() {
    let mut case = Case::wide(general());
    case.pass(Span::minutes(2)).retarget(&urgent());
    assert_eq!(case.due_in(Metric::FirstResponse), Span::minutes(5));
    assert_eq!(case.due_in(Metric::Resolution), Span::hours(24));
    assert_eq!(case.told(Metric::Resolution), [Did::Retargeted]);
    assert_eq!(
        case.clock_state(Metric::Assessment),
        Some(ClockState::Cancelled),
        "no longer measured"
    );
    assert_eq!(
        case.due_in(Metric::EmergencyStart),
        Span::minutes(5),
        "newly measured, from the receipt"
    );
    let told = case
        .changes
        .iter()
        .find(|change| change.metric == Metric::EmergencyStart)
        .unwrap();
    assert_eq!(
        (told.change, told.at),
        (Did::Activated, Some(case.state.received_at))
    );
    assert_eq!(
        case.told(Metric::StageReceived),
        [],
        "a stage's own time does not depend on the facts"
    );
}

#[test]
fn what_the_new_target_has_used_up_already_is_breached_at_once() {
    let mut case = Case::wide(general());
    case.pass(Span::minutes(10)).retarget(&urgent());
    let clock = case.clock(Metric::FirstResponse);
    assert_eq!(
        (clock.state, clock.breached_in),
        (ClockState::Breached, Some(Stage::Received))
    );
    assert_eq!(clock.breached_at, Some(case.state.received_at + Span::minutes(5)));
    case.retarget(&change(|facts| facts.urgency = Some(Urgency::Low)));
    assert_eq!(
        case.clock_state(Metric::FirstResponse),
        Some(ClockState::Breached),
        "judged stays judged"
    );
    assert_eq!(case.clock(Metric::FirstResponse).target, Span::minutes(5));
}

#[test]
fn a_met_clock_is_not_judged_again() {
    let mut case = Case::wide(general());
    case.pass(Span::minutes(12))
        .steps([assign(1), Move::AgentMessage]);
    case.retarget(&urgent());
    let clock = case.clock(Metric::FirstResponse);
    assert_eq!((clock.state, clock.target), (ClockState::Met, Span::minutes(15)));
    assert!(
        case.clocks.latest(Metric::EmergencyStart).is_none(),
        "work had begun before it was measured"
    );
    assert_eq!(
        case.clock_state(Metric::ProgressTold),
        Some(ClockState::Running),
        "the next message is to come"
    );
}

#[test]
fn there_and_back_loses_neither_time_nor_holds() {
    let mut case = Case::wide(general());
    case.steps([assign(1), Move::Start])
        .pass(Span::minutes(1))
        .step(wait(WaitOn::Requester));
    case.pass(Span::hours(5)).step(Move::Resume);
    case.retarget(&urgent())
        .pass(Span::minutes(1))
        .retarget(&change(|facts| facts.urgency = Some(Urgency::Low)));
    let clock = case.clock(Metric::Assessment);
    assert_eq!((clock.instance, clock.state), (2, ClockState::Running));
    assert_eq!(
        (clock.started_at, clock.held),
        (case.state.received_at, Span::hours(5))
    );
    assert_eq!(case.due_in(Metric::Assessment), Span::hours(29));
    assert_eq!(case.due_in(Metric::Resolution), Span::hours(53));
    assert_eq!(case.clock(Metric::Resolution).instance, 1);
}

#[test]
fn a_clock_begun_during_a_wait_is_at_rest_since_the_wait_began() {
    let mut case = Case::wide(general());
    case.steps([assign(1), Move::Start])
        .pass(Span::minutes(2))
        .step(wait(WaitOn::Requester));
    let since = case.now;
    case.pass(Span::hours(3))
        .retarget(&change(|facts| facts.class = Some(Class::Major)));
    let clock = case.clock(Metric::Restored);
    assert_eq!((clock.state, clock.paused_at), (ClockState::Paused, Some(since)));
    case.pass(Span::hours(3)).step(Move::Resume);
    assert_eq!(case.due_in(Metric::Restored), Span::hours(2) + Span::hours(6));
}

#[test]
fn a_paused_clock_whose_new_target_was_used_up_before_the_pause_is_breached() {
    let mut case = Case::wide(general());
    case.steps([assign(1), Move::Start])
        .pass(Span::minutes(14))
        .step(wait(WaitOn::Requester));
    case.pass(Span::minutes(1)).retarget(&urgent());
    assert_eq!(
        case.clock_state(Metric::FirstResponse),
        Some(ClockState::Breached)
    );
    assert_eq!(case.clock_state(Metric::Resolution), Some(ClockState::Paused));
}

#[test]
fn class_complex_gets_its_own_figure_and_a_tier_its_factor() {
    let mut case = Case::shipped(general());
    case.retarget(&change(|facts| facts.class = Some(Class::Complex)));
    assert_eq!(case.due_in(Metric::Resolution), Span::hours(72));
    case.retarget(&change(|facts| facts.tier = Some(Tier::Premium)));
    assert_eq!(case.due_in(Metric::FirstResponse), Span::from_micros(225_000_000));
    assert_eq!(case.due_in(Metric::Resolution), Span::hours(72));
}

#[test]
fn a_complaint_found_out_while_classifying_brings_its_chain_along() {
    let mut case = Case::shipped(Facts::default());
    let complaint = change(|facts| {
        facts.kind = Some(Kind::Complaint);
        facts.category = "service/attitude".parse().ok();
    });
    case.pass(Span::minutes(5)).step(Move::Classify {
        change: complaint,
        by: Judge::Person,
    });
    assert_eq!(case.state.stage, Stage::Classified);
    assert_eq!(case.due_in(Metric::Accepted), Span::hours(24));
    assert_eq!(case.due_in(Metric::Closed), Span::hours(72));
    assert_eq!(case.due_in(Metric::FirstResponse), Span::hours(24));
    assert_eq!(
        case.clock_state(Metric::Assessment),
        Some(ClockState::Cancelled),
        "complaints have none"
    );
    assert_eq!(case.state.assessed_at, Some(case.now));
}

#[test]
fn warnings_follow_the_new_target() {
    let mut case = Case::wide(general());
    case.pass(Span::hours(39)).due();
    assert_eq!(case.clock(Metric::Resolution).warned, 2);
    case.retarget(&change(|facts| facts.class = Some(Class::Complex)));
    assert_eq!(case.clock(Metric::Resolution).warned, 1, "39 of 72 hours");
    case.pass(Span::hours(19)).due();
    assert_eq!(case.clock(Metric::Resolution).warned, 2);
}

#[test]
fn nothing_begins_while_a_solution_is_before_the_requester_or_after() {
    let mut case = Case::wide(general());
    case.steps([assign(1), Move::Resolve])
        .retarget(&change(|facts| facts.class = Some(Class::Major)));
    assert!(case.clocks.latest(Metric::Restored).is_none());
    case.step(Move::Confirm)
        .retarget(&change(|facts| facts.kind = Some(Kind::Complaint)));
    assert!(case.changes.is_empty());
    case.step(Move::Reopen)
        .retarget(&change(|facts| facts.class = Some(Class::Complex)));
    assert_eq!(
        case.clock(Metric::Resolution).target,
        Span::hours(72),
        "what was begun anew follows the facts"
    );
    assert!(case.clocks.latest(Metric::Closed).is_none());
}

#[test]
fn facts_that_make_no_sense_are_refused() {
    let mut case = Case::shipped(Facts::default());
    assert_eq!(case.try_step(&classify()), Err(RuleError::CategoryMissing));
    let nowhere = change(|facts| facts.category = "nowhere".parse().ok());
    let unknown = Err(RuleError::CategoryUnknown("nowhere".parse().unwrap()));
    assert_eq!(
        case.try_step(&Move::Classify {
            change: nowhere.clone(),
            by: Judge::Person
        }),
        unknown
    );
    let retargeted = ticket_retarget(&case.state, &case.clocks, &case.standard, &nowhere, case.now);
    assert_eq!(retargeted.map(drop), unknown.map(drop));
    let lost = Facts {
        category: "nowhere".parse().ok(),
        ..Facts::default()
    };
    assert!(ticket_receive(lost, &case.standard, case.now).is_err());
    case.step(Move::Spam);
    let archived = ticket_retarget(&case.state, &case.clocks, &case.standard, &urgent(), case.now);
    assert!(matches!(archived, Err(RuleError::InvalidTransition(_))));
}

#[test]
fn a_change_that_changes_nothing_tells_nothing() {
    let mut case = Case::wide(general());
    let before = case.clocks.clone();
    case.pass(Span::minutes(1))
        .retarget(&change(|facts| facts.urgency = Some(Urgency::Normal)));
    assert!(case.changes.is_empty());
    assert_eq!(case.clocks, before);
    case.retarget(&change(|facts| facts.urgency = Some(Urgency::High)));
    assert!(case.changes.is_empty(), "another urgency under the same rule");
    assert_eq!(case.state.facts.urgency, Urgency::High);
}
