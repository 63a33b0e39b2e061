//! Random lives, told as the log tells them and lived again: the same version gives the same clocks to the last field; a
//! shorter target makes late what a count by hand says; counts of parts are the counts of the whole.

use proptest::prelude::*;

use super::*;
use crate::calendar::CalendarBook;
use crate::clock::{ClockSet, ClockState, Metric};
use crate::deadline::Effect;
use crate::event::{ActorKind, EventBody, Passed};
use crate::id::{Id, StandardId, UserId};
use crate::stage::{Judge, Move, Stage};
use crate::standard::Standard;
use crate::ticket::{
    Applied, AuthorKind, CloseReason, ConfirmedBy, FactChange, Facts, Kind, TicketState, Visibility, WaitOn,
    ticket_apply, ticket_due, ticket_extend, ticket_receive, ticket_retarget, ticket_split_answered,
};
use crate::time::{Span, Timestamp};

const BEGIN: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

fn shipped() -> Standard {
    Standard::default_pack().unwrap()
}

/// The shipped pack with this target for every first answer.
fn first_answer(target: &str) -> Standard {
    let lines = Standard::DEFAULT_PACK.lines().filter_map(|line| {
        if line.starts_with("first_response_") {
            None
        } else if line.starts_with("first_response =") {
            Some(format!("first_response = \"{target}\""))
        } else {
            Some(line.to_owned())
        }
    });
    Standard::parse(&lines.collect::<Vec<_>>().join("\n")).unwrap()
}

/// A life and its log.
struct Life<'a> {
    standard: &'a Standard,
    state: TicketState,
    clocks: ClockSet,
    log: Vec<PastEvent>,
    now: Timestamp,
}

impl<'a> Life<'a> {
    fn received(standard: &'a Standard, kind: Kind) -> Self {
        let facts = Facts {
            kind,
            ..Facts::default()
        };
        let begun = ticket_receive(facts.clone(), standard, BEGIN).unwrap();
        let body = EventBody::TicketReceived {
            person: None,
            standard: StandardId::from_raw(1),
            facts,
            priority: 3,
            received_at: None,
            passed: begun.passed(),
        };
        Self {
            standard,
            state: begun.state,
            clocks: begun.clocks,
            log: vec![PastEvent {
                at: BEGIN,
                by: ActorKind::Requester,
                body,
            }],
            now: BEGIN,
        }
    }

    fn tell(&mut self, by: ActorKind, body: EventBody) {
        self.log.push(PastEvent {
            at: self.now,
            by,
            body,
        });
    }

    fn take(&mut self, applied: Applied) -> Passed {
        let passed = applied.passed();
        (self.state, self.clocks) = (applied.state, applied.clocks);
        passed
    }

    /// Applies a move and tells it, if it is possible now.
    fn step(&mut self, step: &Move, by: ActorKind, told: impl Fn(&Self, Passed) -> EventBody) {
        let applied = ticket_apply(&self.state, &self.clocks, self.standard, step, self.now);
        if let Ok(applied) = applied
            && applied.follow_up.is_none()
        {
            let passed = self.take(applied);
            let body = told(self, passed);
            self.tell(by, body);
        }
    }

    fn said(author: AuthorKind) -> impl Fn(&Self, Passed) -> EventBody {
        move |_, passed| EventBody::MessageAdded {
            message: Id::from_raw(1),
            visibility: Visibility::Public,
            author,
            passed,
        }
    }

    fn act(&mut self, act: u8) {
        let user = UserId::from_raw(i64::from(act % 3) + 1);
        match act {
            0 | 1 => {
                let change = FactChange {
                    category: Some(
                        ["payment/refund-delay", "logistics/delay"][usize::from(act)]
                            .parse()
                            .unwrap(),
                    ),
                    class: (act == 1).then_some(crate::ticket::Class::Complex),
                    ..FactChange::default()
                };
                let by = Judge::Person;
                self.step(&Move::Classify { change, by }, ActorKind::User, |life, passed| {
                    EventBody::TicketClassified {
                        facts: life.state.facts.clone(),
                        priority: 3,
                        fields: vec![],
                        passed,
                    }
                });
            }
            2 | 3 => {
                let assignee = Some(user);
                self.step(
                    &Move::Assign { assignee, team: None },
                    ActorKind::User,
                    |life, passed| EventBody::TicketAssigned {
                        assignee: life.state.assignee,
                        team: life.state.team,
                        passed,
                    },
                );
            }
            4 => self.step(&Move::Start, ActorKind::User, |_, passed| {
                EventBody::TicketStarted { passed }
            }),
            5 | 6 => {
                let on = [WaitOn::Requester, WaitOn::ThirdParty][usize::from(act) - 5];
                self.step(&Move::Wait { on, until: None }, ActorKind::User, |_, passed| {
                    EventBody::TicketWaiting {
                        on,
                        until: None,
                        passed,
                    }
                });
            }
            7 => self.step(&Move::Resume, ActorKind::User, |_, passed| {
                EventBody::TicketResumed { passed }
            }),
            8 => self.step(&Move::Resolve, ActorKind::User, |_, passed| {
                EventBody::TicketResolved {
                    message: Id::from_raw(1),
                    passed,
                }
            }),
            9 => self.step(
                &Move::AgentMessage,
                ActorKind::User,
                Self::said(AuthorKind::Agent),
            ),
            10 if self.state.stage == Stage::Confirmed => {
                let before = self.log.len();
                self.step(&Move::RequesterMessage, ActorKind::Requester, |_, passed| {
                    EventBody::TicketReopened { passed }
                });
                if self.log.len() > before {
                    let words = Self::said(AuthorKind::Requester)(self, Passed::default());
                    let (at, by) = (self.now, ActorKind::Requester);
                    self.log.insert(before, PastEvent { at, by, body: words });
                }
            }
            10 => self.step(
                &Move::RequesterMessage,
                ActorKind::Requester,
                Self::said(AuthorKind::Requester),
            ),
            11 => self.step(&Move::Object, ActorKind::Requester, |_, passed| {
                EventBody::TicketObjected {
                    message: Id::from_raw(1),
                    passed,
                }
            }),
            12 => self.step(&Move::Confirm, ActorKind::Requester, |_, passed| {
                EventBody::TicketConfirmed {
                    by: ConfirmedBy::Requester,
                    passed,
                }
            }),
            13 => self.retarget(),
            14 => self.extend(),
            15 => self.step(&Move::Reopen, ActorKind::User, |_, passed| {
                EventBody::TicketReopened { passed }
            }),
            _ => {}
        }
    }

    fn retarget(&mut self) {
        let change = FactChange {
            urgency: Some(crate::ticket::Urgency::Urgent),
            category: Some("account-security".parse().unwrap()),
            ..FactChange::default()
        };
        let applied = ticket_retarget(&self.state, &self.clocks, self.standard, &change, self.now);
        if let Ok(applied) = applied {
            let passed = self.take(applied);
            let facts = Some(self.state.facts.clone());
            self.tell(
                ActorKind::User,
                EventBody::TicketUpdated {
                    fields: vec![],
                    facts,
                    correction: None,
                    passed,
                },
            );
        }
    }

    fn extend(&mut self) {
        let (metric, by) = (Metric::Resolution, Span::hours(5));
        let applied = ticket_extend(&self.state, &self.clocks, self.standard, metric, by, self.now);
        if let Ok(applied) = applied {
            let passed = self.take(applied);
            self.tell(ActorKind::User, EventBody::ClockExtended { metric, by, passed });
        }
    }

    /// Time passes, and acts at its end.
    fn pass(&mut self, span: Span) {
        self.now = self.now + span;
        let due = ticket_due(&self.state, &self.clocks, self.standard, self.now).unwrap();
        (self.state, self.clocks) = (due.state, due.clocks);
        for happened in due.happened {
            let passed = Passed {
                stages: happened.stages,
                clocks: happened.clock_changes,
            };
            let archived = |reason| EventBody::TicketArchived {
                reason,
                merged_into: None,
                passed: passed.clone(),
            };
            let body = match happened.effect {
                Effect::Warn(clock) => EventBody::ClockWarned { clock },
                Effect::Breach(clock) => EventBody::ClockBreached {
                    clock,
                    stage: happened.stage,
                },
                Effect::SilenceConfirms => EventBody::TicketConfirmed {
                    by: ConfirmedBy::Silence,
                    passed,
                },
                Effect::GiveUp => archived(CloseReason::NoAnswer),
                Effect::Archive => archived(CloseReason::Completed),
                Effect::RemindRequester { number } => EventBody::ReminderSent {
                    to: WaitOn::Requester,
                    number,
                },
                Effect::RemindThirdParty { number } => EventBody::ReminderSent {
                    to: WaitOn::ThirdParty,
                    number,
                },
                Effect::EscalateThirdParty => EventBody::TicketEscalated {
                    stage: happened.stage,
                },
            };
            self.tell(ActorKind::System, body);
        }
    }
}

fn lives() -> impl Strategy<Value = (Kind, Vec<(u8, i64)>)> {
    let kind = prop::sample::select(Kind::ALL);
    let steps = prop::collection::vec((0_u8..16, 0_i64..60 * 30), 0..40);
    (kind, steps)
}

fn live<'a>(standard: &'a Standard, kind: Kind, steps: &[(u8, i64)]) -> Life<'a> {
    let mut life = Life::received(standard, kind);
    for &(act, minutes) in steps {
        life.act(act);
        life.pass(Span::minutes(minutes));
    }
    life
}

fn again(life: &Life<'_>, lived: &Lived) -> Replayed {
    replay(&life.log, |_| lived, &CalendarBook::default(), life.now).unwrap()
}

#[test]
fn a_request_split_from_another_is_lived_again_from_when_it_was_asked() {
    let standard = shipped();
    let mut life = Life::received(&standard, Kind::General);
    life.now = BEGIN + Span::minutes(90);
    let answered_at = Some(BEGIN + Span::minutes(20));
    if let EventBody::TicketReceived { received_at, .. } = &mut life.log[0].body {
        *received_at = Some(BEGIN);
    }
    // It came into the log later than its time began.
    life.log[0].at = life.now;
    let answered = BEGIN + Span::minutes(20);
    let applied = ticket_split_answered(&life.state, &life.clocks, &standard, answered).unwrap();
    let passed = life.take(applied);
    let from = Id::from_raw(9);
    let body = EventBody::TicketSplitFrom {
        from,
        messages: 1,
        answered_at,
        passed,
    };
    life.tell(ActorKind::User, body);
    let replayed = again(&life, &Lived::really(&standard));
    assert_eq!(replayed.state, life.state);
    assert_eq!(replayed.clocks, life.clocks);
    assert_eq!(
        replayed.state.unanswered_since,
        Some(BEGIN),
        "the matter still waits"
    );
}

proptest! {
    #[test]
    fn the_version_that_bound_gives_the_clocks_that_were((kind, steps) in lives()) {
        let standard = shipped();
        let life = live(&standard, kind, &steps);
        let replayed = again(&life, &Lived::really(&standard));
        prop_assert_eq!(&replayed.clocks, &life.clocks);
        prop_assert_eq!(replayed.state.stage, life.state.stage);
        prop_assert_eq!(&replayed.state.rests, &life.state.rests);
        // The same rules laid over it as a draft change nothing.
        let over = again(&life, &Lived::under(&standard, &standard));
        prop_assert_eq!(&over.clocks, &life.clocks);
    }

    #[test]
    fn a_draft_judges_the_same_life_by_its_own_targets((kind, steps) in lives(), minutes in 1_i64..4_000) {
        let standard = shipped();
        let draft = first_answer(&format!("PT{minutes}M"));
        let life = live(&standard, kind, &steps);
        let replayed = again(&life, &Lived::under(&draft, &standard));
        prop_assert_eq!(replayed.state.stage, life.state.stage);
        let (was, would) = (life.clocks.latest(Metric::FirstResponse), replayed.clocks.latest(Metric::FirstResponse));
        prop_assert_eq!(was.is_some(), would.is_some());
        let (Some(was), Some(would)) = (was, would) else { return Ok(()) };
        prop_assert_eq!(would.met_at, was.met_at);
        if was.state == ClockState::Cancelled || would.state == ClockState::Cancelled {
            return Ok(());
        }
        // What had counted when it was met, or has by now, against the target.
        let counted = was.elapsed(life.now);
        if counted > would.allowance() {
            prop_assert_eq!(would.state, ClockState::Breached);
        } else if counted < would.allowance() {
            prop_assert_ne!(would.state, ClockState::Breached);
        }
    }

    #[test]
    fn counts_of_parts_are_the_counts_of_the_whole(all in prop::collection::vec(lives(), 1..8), cut in 0_usize..8) {
        let (standard, draft) = (shipped(), first_answer("PT7M"));
        let (really, over) = (Lived::really(&standard), Lived::under(&draft, &standard));
        let mut whole = Findings::default();
        let mut parts = [Findings::default(), Findings::default()];
        let mut changed = 0;
        for (n, (kind, steps)) in all.iter().enumerate() {
            let life = live(&standard, *kind, steps);
            let sides = Sides { before: again(&life, &really), after: again(&life, &over) };
            changed += whole.add(&sides, life.now, |_| 7).len();
            parts[usize::from(n < cut)].add(&sides, life.now, |_| 7);
        }
        let [mut one, other] = parts;
        one.merge(&other);
        prop_assert_eq!(&one, &whole);
        // Every promise late on one side only is the difference of the two.
        let promises = whole.promises();
        prop_assert!(promises.after.late.abs_diff(promises.before.late) <= changed as u64);
        let json = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(serde_json::from_str::<Findings>(&json).unwrap(), whole);
    }
}

#[test]
fn what_has_no_beginning_or_contradicts_itself_is_left_out() {
    let standard = shipped();
    let lived = Lived::really(&standard);
    let book = CalendarBook::default();
    let life = live(&standard, Kind::General, &[(0, 5), (2, 5), (9, 5)]);
    let end = life.now;
    let played = |log: &[PastEvent]| replay(log, |_| &lived, &book, end);
    assert!(played(&life.log).is_ok());
    assert_eq!(played(&[]).unwrap_err().reason(), LeftOut::NoReceipt);
    assert_eq!(played(&life.log[1..]).unwrap_err().reason(), LeftOut::NoReceipt);
    // Started before anybody was assigned.
    let mut wrong = life.log.clone();
    wrong.truncate(1);
    wrong.push(PastEvent {
        at: end,
        by: ActorKind::User,
        body: EventBody::TicketStarted {
            passed: Passed::default(),
        },
    });
    assert_eq!(played(&wrong).unwrap_err().reason(), LeftOut::Contradiction);
    // The log says that nothing moved where the rules say that it did.
    let mut other = life.log.clone();
    for event in &mut other {
        if let EventBody::TicketAssigned { passed, .. } = &mut event.body {
            passed.stages.clear();
        }
    }
    assert_eq!(played(&other).unwrap_err(), Unreplayable::OtherStages);
}

#[test]
fn goals_are_read_from_packs_and_held_against_what_was() {
    let standard = shipped();
    let share = KpiFigure::named("complaints-resolved-within-48h").unwrap();
    assert_eq!(share.goal(standard.kpis()), Some(KpiGoal::AtLeast(0.80)));
    let average = KpiFigure::named("average-first-response").unwrap();
    assert_eq!(
        average.goal(standard.kpis()),
        Some(KpiGoal::AtMost(Span::hours(6)))
    );
    let side = FigureSide {
        of: 10,
        within: 8,
        time: 10 * 3_600_000,
    };
    assert_eq!(KpiGoal::AtLeast(0.80).is_reached(&side), Some(true));
    assert_eq!(KpiGoal::AtLeast(0.81).is_reached(&side), Some(false));
    assert_eq!(side.average(), Some(Span::hours(1)));
    assert_eq!(
        KpiGoal::AtMost(Span::hours(1)).is_reached(&FigureSide::default()),
        None
    );
}
