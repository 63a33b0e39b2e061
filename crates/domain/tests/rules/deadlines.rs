//! What time alone does: warnings, breaches, reminders, giving up, silence, the archive.

use crate::support::{Case, START, assign, facts, general, wait};
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::deadline::{Effect, due_effects, next_instant};
use touchstone_domain::stage::{Move, Stage};
use touchstone_domain::ticket::{CloseReason, ConfirmedBy, WaitOn};
use touchstone_domain::time::Span;

fn effects(case: &mut Case) -> Vec<Effect> {
    let foreseen = due_effects(&case.state, &case.clocks, &case.standard, case.now);
    let happened: Vec<Effect> = case
        .due()
        .happened
        .into_iter()
        .map(|happened| happened.effect)
        .collect();
    assert!(happened.starts_with(&foreseen) || foreseen.len() > happened.len());
    assert!(case.due().happened.is_empty(), "nothing happens twice");
    assert!(next_instant(&case.state, &case.clocks, &case.standard).is_none_or(|next| next > case.now));
    happened
}

fn next_in(case: &Case) -> Option<Span> {
    next_instant(&case.state, &case.clocks, &case.standard).map(|next| next - case.now)
}

fn waiting(on: WaitOn) -> Case {
    let mut case = Case::shipped(general());
    case.steps([assign(1), Move::AgentMessage, wait(on)]);
    case
}

#[test]
fn the_one_timer_is_set_to_whatever_comes_first() {
    let mut case = Case::shipped(general());
    assert_eq!(
        next_in(&case),
        Some(Span::seconds(450)),
        "half of fifteen minutes"
    );
    case.pass(Span::seconds(450));
    let warned = effects(&mut case);
    assert_eq!(
        warned.len(),
        2,
        "the first response and the stage have the same target"
    );
    assert!(
        warned
            .iter()
            .all(|effect| matches!(effect, Effect::Warn(change) if change.level == Some(1)))
    );
    assert_eq!(next_in(&case), Some(Span::seconds(270)), "eighty of a hundred");
    case.pass(Span::seconds(270)).due();
    assert_eq!(next_in(&case), Some(Span::minutes(3)), "the due time itself");
    case.pass(Span::minutes(3));
    let breached = effects(&mut case);
    assert!(
        matches!(&breached[..], [Effect::Breach(one), Effect::Breach(_)] if one.metric == Metric::FirstResponse)
    );
    assert_eq!(case.clock(Metric::FirstResponse).breached_at, Some(case.now));
}

#[test]
fn warnings_slept_through_are_given_once_and_none_after_the_breach() {
    let mut case = Case::shipped(general());
    case.steps([assign(1), Move::AgentMessage]).pass(Span::hours(23));
    let warned: Vec<_> = effects(&mut case)
        .into_iter()
        .map(|effect| match effect {
            Effect::Warn(change) => (change.metric, change.level),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        warned,
        [(Metric::Assessment, Some(2)), (Metric::StageInProgress, Some(2))]
    );
    case.pass(Span::hours(30));
    let after = effects(&mut case);
    assert!(after.iter().all(|effect| matches!(effect, Effect::Breach(_))));
    assert_eq!(after.len(), 3);
}

#[test]
fn a_mail_request_warns_at_its_own_figure_too() {
    let mail = facts(
        r#"{"kind":"general","category":"order/cancel","urgency":"normal","impact":"one_person",
        "class":"general","tier":"general","channel":"email"}"#,
    );
    let mut case = Case::shipped(mail);
    case.steps([assign(1), Move::Start]).pass(Span::hours(6));
    let first = effects(&mut case);
    assert!(matches!(&first[..], [Effect::Warn(change)] if change.metric == Metric::FirstResponse));
    assert_eq!(case.clock(Metric::FirstResponse).warned, 1);
}

#[test]
fn a_silent_requester_is_reminded_twice_and_given_up_on() {
    let mut case = waiting(WaitOn::Requester);
    assert_eq!(next_in(&case), Some(Span::hours(24)));
    case.pass(Span::hours(24));
    assert_eq!(effects(&mut case), [Effect::RemindRequester { number: 1 }]);
    assert_eq!(
        (case.state.reminders, case.state.reminded_at),
        (1, Some(case.now))
    );
    case.pass(Span::hours(24));
    assert_eq!(effects(&mut case), [Effect::RemindRequester { number: 2 }]);
    assert_eq!(next_in(&case), Some(Span::hours(24)));
    case.pass(Span::hours(24));
    assert_eq!(effects(&mut case), [Effect::GiveUp]);
    assert_eq!(
        (case.state.stage, case.state.close_reason),
        (Stage::Archived, Some(CloseReason::NoAnswer))
    );
    assert_eq!(case.clock_state(Metric::Resolution), Some(ClockState::Cancelled));
    assert_eq!(next_in(&case), None);
}

#[test]
fn nobody_is_given_up_on_without_the_time_after_the_last_reminder() {
    let mut case = waiting(WaitOn::Requester);
    case.pass(Span::days(5));
    assert_eq!(
        effects(&mut case),
        [Effect::RemindRequester { number: 2 }],
        "one reminder for two slept through"
    );
    assert_eq!(
        (case.state.stage, next_in(&case)),
        (Stage::WaitingRequester, Some(Span::hours(24)))
    );
    case.pass(Span::hours(24));
    assert_eq!(effects(&mut case), [Effect::GiveUp]);
}

#[test]
fn an_answer_ends_reminders_and_a_new_wait_begins_anew() {
    let mut case = waiting(WaitOn::Requester);
    case.pass(Span::hours(30)).due();
    case.step(Move::RequesterMessage);
    assert_eq!((case.state.stage, case.state.reminders), (Stage::InProgress, 0));
    case.step(wait(WaitOn::Requester));
    assert_eq!(next_in(&case), Some(Span::hours(24)));
}

#[test]
fn a_wait_with_a_date_counts_from_the_date() {
    let mut case = Case::shipped(general());
    let until = START + Span::days(3);
    case.steps([assign(1), Move::Start]).step(Move::Wait {
        on: WaitOn::Requester,
        until: Some(until),
    });
    assert_eq!(next_in(&case), Some(Span::days(3) + Span::hours(24)));
    case.pass(Span::days(4));
    assert_eq!(effects(&mut case), [Effect::RemindRequester { number: 1 }]);
    case.pass(Span::days(1)).due();
    assert_eq!(next_in(&case), Some(Span::hours(24)));
    case.step(Move::RequesterMessage);
    assert_eq!(case.state.wait_until, None);
    let past = Move::Wait {
        on: WaitOn::Requester,
        until: Some(START),
    };
    assert!(case.try_step(&past).is_err());
}

#[test]
fn a_third_party_that_does_not_answer_is_escalated_once() {
    let mut case = waiting(WaitOn::ThirdParty);
    case.pass(Span::hours(24));
    assert!(effects(&mut case).contains(&Effect::RemindThirdParty { number: 1 }));
    case.pass(Span::hours(24));
    let later = effects(&mut case);
    assert!(later.contains(&Effect::EscalateThirdParty));
    assert_eq!(case.state.escalated_at, Some(case.now));
    assert!(
        later.iter().any(|effect| matches!(effect, Effect::Breach(_))),
        "the clocks run on meanwhile"
    );
    assert_eq!(
        (case.state.stage, next_in(&case)),
        (Stage::WaitingThirdParty, None)
    );
}

#[test]
fn silence_confirms_and_the_archive_follows() {
    let mut case = Case::shipped(general());
    case.steps([assign(1), Move::AgentMessage])
        .pass(Span::hours(1))
        .step(Move::Resolve);
    assert_eq!(next_in(&case), Some(Span::hours(72)));
    case.pass(Span::hours(72));
    let due = case.due();
    assert_eq!(due.happened.len(), 1);
    assert_eq!(due.happened[0].effect, Effect::SilenceConfirms);
    assert_eq!(
        (due.happened[0].stage, &due.happened[0].stages[..]),
        (Stage::Resolved, &[Stage::Confirmed][..])
    );
    assert!(
        due.happened[0]
            .clock_changes
            .iter()
            .any(|change| change.metric == Metric::Resolution)
    );
    assert_eq!(case.state.confirmed_by, Some(ConfirmedBy::Silence));
    assert_eq!(case.clock_state(Metric::Resolution), Some(ClockState::Met));
    assert_eq!(case.clock(Metric::Resolution).elapsed(case.now), Span::hours(1));
    assert!(case.state.ratable());
    case.pass(Span::days(7));
    assert_eq!(effects(&mut case), [Effect::Archive]);
    assert_eq!(case.state.close_reason, Some(CloseReason::Completed));
    assert!(case.state.ratable());
    assert_eq!(next_in(&case), None);
}

#[test]
fn an_objection_that_arrives_before_a_late_timer_counts() {
    let mut case = Case::shipped(general());
    case.steps([assign(1), Move::Resolve])
        .pass(Span::hours(100))
        .step(Move::Object);
    assert_eq!(case.state.stage, Stage::InProgress);
    assert!(
        effects(&mut case)
            .iter()
            .all(|effect| !matches!(effect, Effect::SilenceConfirms))
    );
}
