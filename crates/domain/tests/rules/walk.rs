//! Random lives of a request, checked at every step against an account kept beside it.

use crate::shop::{self, Shop, shop};
use crate::support::{START, WIDE};
use crate::walk_check::{Account, judged_stays_judged, sound};
use proptest::prelude::*;
use touchstone_domain::clock::Metric;
use touchstone_domain::codes::Code;
use touchstone_domain::id::Id;
use touchstone_domain::stage::{Judge, Move, Stage};
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::{
    Applied, Channel, Class, FactChange, Facts, Kind, Tier, Urgency, WaitOn, ticket_apply, ticket_correct,
    ticket_due, ticket_extend, ticket_receive, ticket_retarget,
};
use touchstone_domain::time::Span;

#[derive(Clone, Debug)]
pub enum Act {
    Step(Move),
    Facts(FactChange),
    Timer,
    /// The calendar's version of this number is the right one for running work.
    Correct(usize),
    Extend(Metric, Span),
}

fn delta() -> impl Strategy<Value = Span> {
    prop_oneof![
        2 => Just(Span::ZERO),
        4 => (1_i64..40).prop_map(Span::minutes),
        3 => (1_i64..30).prop_map(Span::hours),
        1 => (1_i64..9).prop_map(Span::days),
        1 => (0_i64..10_000_000_000).prop_map(Span::from_micros),
    ]
}

fn one<C: Code>(all: &'static [C]) -> impl Strategy<Value = C> {
    prop::sample::select(all)
}

fn maybe<C: Code>(all: &'static [C]) -> impl Strategy<Value = Option<C>> {
    prop::option::of(one(all))
}

fn fact_change() -> impl Strategy<Value = FactChange> {
    let category = prop::option::of(prop::sample::select(vec![
        "payment/refund-delay",
        "order",
        "order/cancel",
    ]));
    (category, maybe(Urgency::ALL), maybe(Class::ALL), maybe(Tier::ALL)).prop_map(
        |(category, urgency, class, tier)| FactChange {
            category: category.and_then(|text| text.parse().ok()),
            urgency,
            class,
            tier,
            ..FactChange::default()
        },
    )
}

fn step(changes: bool) -> impl Strategy<Value = Move> {
    let change = move |change| if changes { change } else { FactChange::default() };
    prop_oneof![
        2 => (fact_change(), any::<bool>()).prop_map(move |(facts, person)| Move::Classify {
            change: change(facts),
            by: if person { Judge::Person } else { Judge::Rule },
        }),
        3 => (1_i64..4, prop::option::of(1_i64..3)).prop_map(|(person, team)| Move::Assign {
            assignee: Some(Id::from_raw(person)),
            team: team.map(Id::from_raw),
        }),
        1 => (1_i64..3).prop_map(|team| Move::Assign { assignee: None, team: Some(Id::from_raw(team)) }),
        3 => Just(Move::Start),
        2 => Just(Move::Wait { on: WaitOn::Requester, until: None }),
        1 => (1_i64..90).prop_map(|hours| Move::Wait {
            on: WaitOn::Requester,
            until: Some(START + Span::hours(hours)),
        }),
        2 => Just(Move::Wait { on: WaitOn::ThirdParty, until: None }),
        2 => Just(Move::Resume),
        4 => Just(Move::Resolve),
        2 => Just(Move::Confirm),
        3 => Just(Move::Object),
        4 => Just(Move::RequesterMessage),
        4 => Just(Move::AgentMessage),
        2 => Just(Move::Reopen),
        1 => prop::sample::select(vec![
            Move::Archive, Move::Withdraw, Move::Spam, Move::Close, Move::GiveUp, Move::SilenceConfirm,
            Move::Merge { into: Id::from_raw(7) },
        ]),
    ]
}

fn acts(changes: bool) -> impl Strategy<Value = Vec<(Span, Act)>> {
    let facts = if changes { 2 } else { 0 };
    let act = prop_oneof![
        12 => step(changes).prop_map(Act::Step),
        4 => Just(Act::Timer),
        facts => fact_change().prop_map(Act::Facts),
        facts => (0..3_usize).prop_map(Act::Correct),
        facts => (one(Metric::ALL), (1_i64..50).prop_map(Span::hours)).prop_map(|(metric, by)| Act::Extend(metric, by)),
    ];
    prop::collection::vec((delta(), act), 1..40)
}

fn facts() -> impl Strategy<Value = Facts> {
    (
        one(Kind::ALL),
        one(Urgency::ALL),
        one(Class::ALL),
        one(Tier::ALL),
        one(Channel::ALL),
    )
        .prop_map(|(kind, urgency, class, tier, channel)| Facts {
            kind,
            category: "payment/refund-delay".parse().ok(),
            urgency,
            class,
            tier,
            channel,
            ..Facts::default()
        })
}

/// The wide pack with its targets counted in the shop's hours, the stages' among them.
fn in_working_time() -> String {
    let pack = WIDE.replace(
        "clock = \"calendar\"",
        "clock = \"business\"\ncalendar = \"shop\"",
    );
    pack.replace("limit = ", "clock = \"business\", calendar = \"shop\", limit = ")
}

/// Leads a request through the acts and checks every step.
fn walk(pack: &str, shops: &[Shop], facts: Facts, acts: Vec<(Span, Act)>) -> Result<(), TestCaseError> {
    let (book, by_id) = shop::book(shops, START);
    let standard = Standard::parse(pack).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let standard = standard
        .bind(book.clone())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let received =
        ticket_receive(facts, &standard, START).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let (mut state, mut clocks, mut now) = (received.state, received.clocks, START);
    let mut account = Account::new(START, by_id);
    for (passed, act) in acts {
        now = now + passed;
        account.pass(state.stage, now);
        let of = |applied: Applied| (applied.state, applied.clocks, applied.stages);
        let outcome = match &act {
            Act::Step(step) => ticket_apply(&state, &clocks, &standard, step, now).map(of),
            Act::Facts(change) => ticket_retarget(&state, &clocks, &standard, change, now).map(of),
            Act::Timer => ticket_due(&state, &clocks, &standard, now).map(|due| {
                let stages: Vec<Stage> = due
                    .happened
                    .into_iter()
                    .flat_map(|happened| happened.stages)
                    .collect();
                (due.state, due.clocks, stages)
            }),
            Act::Correct(number) => {
                let Some(version) = book.line("shop").and_then(|line| line.versions().get(*number)) else {
                    continue;
                };
                Ok(of(ticket_correct(&state, &clocks, &standard, version, now)))
            }
            Act::Extend(metric, by) => ticket_extend(&state, &clocks, &standard, *metric, *by, now).map(of),
        };
        let Ok((next, next_clocks, stages)) = outcome else {
            continue;
        };
        let mut at = state.stage;
        for stage in stages {
            prop_assert!(at.successors().contains(&stage), "{:?}: {} to {}", act, at, stage);
            at = stage;
        }
        prop_assert_eq!(at, next.stage, "the history tells every stage");
        judged_stays_judged(&clocks, &next_clocks)?;
        sound(&next, &next_clocks)?;
        account.holds(&next_clocks, now)?;
        if matches!(act, Act::Timer) {
            let again = ticket_due(&next, &next_clocks, &standard, now)
                .map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert!(again.happened.is_empty(), "nothing happens twice");
            let timer = touchstone_domain::deadline::next_instant(&next, &next_clocks, &standard);
            prop_assert!(timer.is_none_or(|at| at > now), "the timer is set to the future");
        }
        (state, clocks) = (next, next_clocks);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_life_makes_a_clock_lie(facts in facts(), acts in acts(false)) {
        walk(WIDE, &[], facts, acts)?;
    }

    #[test]
    fn no_change_of_facts_makes_a_clock_lie(facts in facts(), acts in acts(true)) {
        walk(WIDE, &[], facts, acts)?;
    }

    #[test]
    fn the_shipped_pack_holds_as_well(facts in facts(), acts in acts(true)) {
        walk(Standard::DEFAULT_PACK, &[], facts, acts)?;
    }

    #[test]
    fn working_time_is_counted_as_by_hand(
        facts in facts(),
        acts in acts(true),
        shops in prop::collection::vec(shop(), 1..4),
    ) {
        walk(&in_working_time(), &shops, facts, acts)?;
    }

    #[test]
    fn both_times_stand_beside_each_other(
        facts in facts(),
        acts in acts(true),
        shops in prop::collection::vec(shop(), 1..4),
    ) {
        let mixed = WIDE.replacen("clock = \"calendar\"", "clock = \"business\"\ncalendar = \"shop\"", 2);
        walk(&mixed, &shops, facts, acts)?;
    }

    /// Firing the timer exactly when it is set, for ever: everything ends, and in the archive once it was resolved.
    #[test]
    fn time_alone_brings_a_resolved_request_to_the_archive(facts in facts(), acts in acts(true)) {
        let standard = Standard::parse(WIDE).unwrap();
        let received = ticket_receive(facts, &standard, START).unwrap();
        let (mut state, mut clocks, mut now) = (received.state, received.clocks, START);
        for (passed, act) in acts {
            now = now + passed;
            if let Act::Step(step) = act
                && let Ok(applied) = ticket_apply(&state, &clocks, &standard, &step, now)
            {
                (state, clocks) = (applied.state, applied.clocks);
            }
        }
        let mut fired = 0;
        while let Some(at) = touchstone_domain::deadline::next_instant(&state, &clocks, &standard) {
            now = at.max(now);
            let due = ticket_due(&state, &clocks, &standard, now).unwrap();
            prop_assert!(!due.happened.is_empty(), "a timer fires for a reason");
            (state, clocks) = (due.state, due.clocks);
            fired += 1;
            prop_assert!(fired < 200);
        }
        let rests = matches!(
            state.stage,
            Stage::Archived
                | Stage::Received
                | Stage::Classified
                | Stage::Assigned
                | Stage::InProgress
                | Stage::WaitingThirdParty
        );
        prop_assert!(rests, "{} needs nobody and still ends", state.stage);
        let resting = |metric| state.stage == Stage::WaitingThirdParty && metric == Metric::AgentWork;
        let judged = clocks.iter().all(|clock| !clock.is_live() || resting(clock.metric));
        prop_assert!(judged, "every clock is judged in the end");
    }
}
