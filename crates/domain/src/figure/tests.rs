use std::collections::BTreeMap;

use super::*;
use crate::clock::{ClockChange, ClockChangeKind, Metric};
use crate::event::{EventBody as E, Passed};
use crate::id::{Id, MessageId, PersonId, StandardId, TeamId};
use crate::standard::clause::KpiFigures;
use crate::ticket::{AuthorKind, CloseReason, Facts, Kind, Visibility};
use crate::time::{Span, Timestamp};
use proptest::prelude::*;

fn at(hours: i64) -> Timestamp {
    "2026-03-02T01:00:00Z".parse::<Timestamp>().unwrap() + Span::hours(hours)
}

fn facts(kind: Kind, category: &str) -> Facts {
    Facts {
        kind,
        category: (!category.is_empty()).then(|| category.parse().unwrap()),
        ..Facts::default()
    }
}

fn received(facts: Facts) -> E {
    E::TicketReceived {
        person: Some(PersonId::from_raw(1)),
        standard: StandardId::from_raw(1),
        facts,
        priority: 3,
        received_at: None,
        passed: Passed::default(),
    }
}

fn classified(facts: Facts) -> E {
    E::TicketClassified {
        facts,
        priority: 3,
        fields: Vec::new(),
        passed: Passed::default(),
    }
}

fn assigned(team: i64) -> E {
    E::TicketAssigned {
        assignee: None,
        team: Some(TeamId::from_raw(team)),
        passed: Passed::default(),
    }
}

fn message(author: AuthorKind, visibility: Visibility) -> E {
    E::MessageAdded {
        message: MessageId::from_raw(1),
        visibility,
        author,
        passed: Passed::default(),
    }
}

fn resolved() -> E {
    E::TicketResolved {
        message: MessageId::from_raw(2),
        passed: Passed::default(),
    }
}

fn reopened() -> E {
    E::TicketReopened {
        passed: Passed::default(),
    }
}

fn archived(reason: CloseReason) -> E {
    E::TicketArchived {
        reason,
        merged_into: None,
        passed: Passed::default(),
    }
}

type Place = (Dimension, String, Measure, Option<Metric>);

/// Everything a life adds up to, places without anything left out.
fn added_up(life: &[(Timestamp, E)]) -> BTreeMap<(Timestamp, Place), Sum> {
    let (mut state, mut sums) = (None, BTreeMap::<_, Sum>::new());
    for (at, body) in life {
        for fact in figure_fold(&mut state, *at, body) {
            for (dimension, member) in &fact.members {
                let place = (*dimension, member.clone(), fact.measure, fact.metric);
                sums.entry((fact.at, place)).or_default().add(Sum {
                    n: fact.n,
                    sum: fact.sum,
                });
            }
        }
    }
    sums.retain(|_, sum| *sum != Sum::default());
    sums
}

fn count(life: &[(Timestamp, E)], dimension: Dimension, member: &str, measure: Measure) -> i64 {
    let sums = added_up(life);
    let here = sums
        .iter()
        .filter(|((_, place), _)| place.0 == dimension && place.1 == member && place.2 == measure);
    here.map(|(_, sum)| sum.n).sum()
}

#[test]
fn a_plain_life_counts_once_each() {
    let life = [
        (at(0), received(facts(Kind::Complaint, "payment/refund-delay"))),
        (at(1), assigned(7)),
        (at(2), message(AuthorKind::Requester, Visibility::Public)),
        (at(3), message(AuthorKind::Agent, Visibility::Internal)),
        (at(4), message(AuthorKind::Agent, Visibility::Public)),
        (at(5), message(AuthorKind::Agent, Visibility::Public)),
        (at(47), resolved()),
        (at(50), E::RatingGiven { score: 4 }),
        (at(50), archived(CloseReason::Completed)),
    ];
    let sums = added_up(&life);
    let of = |hours, dimension, member: &str, measure| {
        sums.get(&(at(hours), (dimension, member.to_owned(), measure, None)))
            .copied()
            .unwrap_or_default()
    };
    for (hours, measure, sum) in [
        (0, Measure::Received, 0),
        (4, Measure::FirstResponse, Span::hours(4).as_micros()),
        (4, Measure::FirstResponseInDay, 0),
        (47, Measure::Resolved, Span::hours(47).as_micros()),
        (47, Measure::ResolvedInTwoDays, 0),
        (50, Measure::Rated, 4),
        (50, Measure::Satisfied, 0),
        (50, Measure::Closed, 0),
    ] {
        for (dimension, member) in [
            (Dimension::All, ""),
            (Dimension::Kind, "complaint"),
            (Dimension::Category, "payment/refund-delay"),
        ] {
            assert_eq!(
                of(hours, dimension, member, measure),
                Sum { n: 1, sum },
                "{measure}"
            );
        }
        if measure != Measure::Received {
            assert_eq!(of(hours, Dimension::Team, "7", measure).n, 1, "{measure}");
        }
    }
    assert_eq!(
        of(1, Dimension::Team, "7", Measure::Received).n,
        1,
        "it came to the team later"
    );
    assert_eq!(count(&life, Dimension::All, "", Measure::FirstResponse), 1);
}

#[test]
fn what_takes_longer_is_not_within() {
    let life = [
        (at(0), received(facts(Kind::Complaint, ""))),
        (at(49), resolved()),
    ];
    assert_eq!(count(&life, Dimension::All, "", Measure::Resolved), 1);
    assert_eq!(count(&life, Dimension::All, "", Measure::ResolvedInTwoDays), 0);
    assert_eq!(
        count(&life, Dimension::All, "", Measure::FirstResponse),
        1,
        "a solution answers"
    );
    assert_eq!(count(&life, Dimension::All, "", Measure::FirstResponseInDay), 0);
}

#[test]
fn classified_anew_the_receipt_moves_in_its_own_hour() {
    let life = [
        (at(0), received(facts(Kind::General, "payment/refund-delay"))),
        (at(9), classified(facts(Kind::Complaint, "payment/refund-delay"))),
        (at(10), classified(facts(Kind::Complaint, "logistics/late"))),
    ];
    let sums = added_up(&life);
    assert!(sums.keys().all(|(hour, _)| *hour == at(0)), "{sums:?}");
    assert_eq!(count(&life, Dimension::Kind, "general", Measure::Received), 0);
    assert_eq!(count(&life, Dimension::Kind, "complaint", Measure::Received), 1);
    assert_eq!(
        count(
            &life,
            Dimension::Category,
            "payment/refund-delay",
            Measure::Received
        ),
        0
    );
    assert_eq!(
        count(&life, Dimension::Category, "logistics/late", Measure::Received),
        1
    );
    assert_eq!(count(&life, Dimension::All, "", Measure::Received), 1);
}

#[test]
fn spam_was_never_a_request() {
    let mut life = vec![
        (at(0), received(facts(Kind::General, "payment/refund-delay"))),
        (at(1), assigned(7)),
        (at(2), archived(CloseReason::Spam)),
    ];
    assert_eq!(added_up(&life), BTreeMap::new());
    life.push((at(3), reopened()));
    assert_eq!(count(&life, Dimension::All, "", Measure::Received), 1);
    assert_eq!(count(&life, Dimension::Team, "7", Measure::Received), 1);
    assert_eq!(
        count(&life, Dimension::All, "", Measure::Undone),
        0,
        "it was never solved"
    );
}

#[test]
fn a_changed_rating_counts_once_where_it_was_given() {
    let life = [
        (at(0), received(facts(Kind::General, "payment/refund-delay"))),
        (at(9), resolved()),
        (at(10), E::RatingGiven { score: 5 }),
        (at(11), classified(facts(Kind::Complaint, "logistics/late"))),
        (at(12), E::RatingGiven { score: 2 }),
    ];
    for (kind, rated, satisfied) in [("general", 0, 0), ("complaint", 1, 0)] {
        assert_eq!(
            count(&life, Dimension::Kind, kind, Measure::Rated),
            rated,
            "{kind}"
        );
        assert_eq!(
            count(&life, Dimension::Kind, kind, Measure::Satisfied),
            satisfied,
            "{kind}"
        );
    }
}

#[test]
fn a_clock_counts_by_its_metric_at_its_own_time() {
    let change = |change, late| ClockChange {
        metric: Metric::Resolution,
        instance: 1,
        change,
        late,
        level: None,
        at: (change == ClockChangeKind::Breached).then(|| at(24)),
    };
    let passed = Passed {
        stages: Vec::new(),
        clocks: vec![
            change(ClockChangeKind::Met, true),
            change(ClockChangeKind::Met, false),
        ],
    };
    let life = [
        (at(0), received(facts(Kind::General, ""))),
        (
            at(30),
            E::ClockBreached {
                clock: change(ClockChangeKind::Breached, false),
                stage: crate::stage::Stage::Assigned,
            },
        ),
        (at(31), E::TicketStarted { passed }),
    ];
    let sums = added_up(&life);
    let clock = |measure| (Dimension::All, String::new(), measure, Some(Metric::Resolution));
    assert_eq!(sums[&(at(24), clock(Measure::Breached))].n, 1);
    assert_eq!(
        sums[&(at(31), clock(Measure::Met))].n,
        1,
        "what was met late is a breach and no more"
    );
}

proptest! {
    /// Whatever happens to a request, it is in the figures once or not at all, and never less than not at all.
    #[test]
    fn a_request_counts_once_or_not_at_all(steps in proptest::collection::vec(0..9u8, 0..40)) {
        let mut life = vec![(at(0), received(facts(Kind::General, "payment/refund-delay")))];
        for (n, step) in (1..).zip(steps) {
            life.push((at(n), match step {
                0 => classified(facts(Kind::Complaint, "logistics/late")),
                1 => classified(facts(Kind::General, "")),
                2 => assigned(7),
                3 => assigned(8),
                4 => message(AuthorKind::Agent, Visibility::Public),
                5 => resolved(),
                6 => reopened(),
                7 => archived(CloseReason::Spam),
                _ => archived(CloseReason::Completed),
            }));
        }
        for measure in [Measure::Received, Measure::FirstResponse, Measure::Resolved, Measure::Undone] {
            for dimension in Dimension::ALL {
                let sums = added_up(&life);
                let mut members: BTreeMap<&str, i64> = BTreeMap::new();
                for ((_, place), sum) in &sums {
                    if place.0 == *dimension && place.2 == measure {
                        *members.entry(&place.1).or_default() += sum.n;
                    }
                }
                prop_assert!(members.values().all(|n| *n >= 0), "{measure} by {dimension}: {members:?}");
                let once = *dimension != Dimension::Team || measure != Measure::Received;
                prop_assert!(!once || members.values().sum::<i64>() <= 1, "{measure} by {dimension}: {members:?}");
            }
        }
    }
}

fn target(figures: &[(&str, &str)]) -> KpiFigures {
    KpiFigures {
        owner: None,
        kpi: "x".to_owned(),
        figures: figures
            .iter()
            .map(|(name, figure)| ((*name).to_owned(), (*figure).to_owned()))
            .collect(),
    }
}

#[test]
fn figures_stand_to_their_targets() {
    let aim = kpi_aim(&target(&[
        ("at_least", "0.9"),
        ("floor", "0.85"),
        ("stretch", "0.95"),
        ("period", "quarter"),
    ]));
    let aim = aim.unwrap();
    assert_eq!(aim.period, Period::Quarter);
    for (value, standing) in [
        (Some(0.95), Standing::Stretch),
        (Some(0.9), Standing::Kept),
        (Some(0.86), Standing::Warning),
        (Some(0.84), Standing::Missed),
        (None, Standing::Empty),
    ] {
        assert_eq!(aim.standing(value), standing, "{value:?}");
    }
    let most = kpi_aim(&target(&[("at_most", "PT6H"), ("period", "month")])).unwrap();
    assert_eq!(most.standing(Some(6.0 * 3.6e9)), Standing::Kept);
    assert_eq!(most.standing(Some(6.1 * 3.6e9)), Standing::Missed);
    assert_eq!(kpi_aim(&target(&[("at_most", "PT6H")])), None, "over no period");
    assert_eq!(kpi_aim(&target(&[("period", "month")])), None, "with no bound");
}

#[test]
fn every_figure_is_what_its_name_says() {
    let mut now = Totals::default();
    for (measure, n, sum) in [
        (Measure::Received, 30, 0),
        (Measure::Resolved, 10, Span::hours(100).as_micros()),
        (Measure::ResolvedInTwoDays, 8, 0),
        (Measure::Undone, 1, 0),
        (Measure::FirstResponse, 20, Span::hours(20).as_micros()),
        (Measure::FirstResponseInDay, 19, 0),
        (Measure::Rated, 4, 15),
        (Measure::Satisfied, 3, 0),
    ] {
        now.add(measure, None, Sum { n, sum });
    }
    for (metric, met, breached) in [(Metric::Resolution, 6, 2), (Metric::FirstResponse, 9, 3)] {
        now.add(Measure::Met, Some(metric), Sum { n: met, sum: 0 });
        now.add(Measure::Breached, Some(metric), Sum { n: breached, sum: 0 });
    }
    let mut before = Totals::default();
    before.add(Measure::Received, None, Sum { n: 20, sum: 0 });
    let hour = 3.6e9;
    for (kpi, value, cases) in [
        (Kpi::ClocksMet, 0.75, 20),
        (Kpi::ComplaintsInTwoDays, 0.8, 10),
        (Kpi::CustomerSatisfaction, 0.75, 4),
        (Kpi::AverageFirstResponse, hour, 20),
        (Kpi::AverageInteractiveResponse, hour, 20),
        (Kpi::AverageResolution, 10.0 * hour, 10),
        (Kpi::AfterSalesInDay, 0.95, 20),
        (Kpi::ProblemSolvingRate, 0.9, 10),
        (Kpi::FeedbackChange, 0.5, 30),
    ] {
        assert_eq!(kpi.value(&now, &before), (Some(value), cases), "{kpi}");
        assert_eq!(
            kpi.value(&Totals::default(), &Totals::default()),
            (None, 0),
            "{kpi}"
        );
    }
}

#[test]
fn days_are_those_of_the_zone() {
    let zone: FigureZone = "Asia/Shanghai".parse().unwrap();
    let at: Timestamp = "2026-03-01T16:30:00Z".parse().unwrap();
    assert_eq!(zone.day_of(at).unwrap().to_string(), "2026-03-01T16:00:00Z");
    assert_eq!(zone.hour_of(at).unwrap().to_string(), "2026-03-01T16:00:00Z");
    let half: FigureZone = "Asia/Kolkata".parse().unwrap();
    assert_eq!(half.hour_of(at).unwrap().to_string(), "2026-03-01T16:30:00Z");
    let date = zone.date_of(at).unwrap();
    assert_eq!(date.to_string(), "2026-03-02");
    for (period, from, to) in [
        (Period::Day, "2026-03-02", "2026-03-03"),
        (Period::Week, "2026-03-02", "2026-03-09"),
        (Period::Month, "2026-03-01", "2026-04-01"),
        (Period::Quarter, "2026-01-01", "2026-04-01"),
        (Period::Year, "2026-01-01", "2027-01-01"),
    ] {
        let (first, next) = FigureZone::period_of(period, date).unwrap();
        assert_eq!(
            (first.to_string().as_str(), next.to_string().as_str()),
            (from, to),
            "{period}"
        );
    }
    assert!("Mars/Olympus".parse::<FigureZone>().is_err());
}
