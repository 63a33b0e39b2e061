use proptest::prelude::*;

use super::*;
use crate::id::{Id as _, UserId};
use crate::stage::Move;
use crate::standard::Standard;
use crate::ticket::{Facts, WaitOn, ticket_apply, ticket_receive};

const AT: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

fn standard() -> Standard {
    Standard::default_pack().unwrap()
}

fn received(standard: &Standard, now: Timestamp) -> (TicketState, ClockSet) {
    let category = standard.categories().tops().next().cloned();
    let facts = Facts {
        category,
        ..Facts::default()
    };
    let applied = ticket_receive(facts, standard, now).unwrap();
    (applied.state, applied.clocks)
}

fn step(n: u8) -> Move {
    match n % 9 {
        0 => Move::Assign {
            assignee: Some(UserId::from_raw(1)),
            team: None,
        },
        1 => Move::Start,
        2 => Move::AgentMessage,
        3 => Move::Wait {
            on: WaitOn::Requester,
            until: None,
        },
        4 => Move::Wait {
            on: WaitOn::ThirdParty,
            until: None,
        },
        5 => Move::RequesterMessage,
        6 => Move::Resume,
        7 => Move::Resolve,
        _ => Move::Object,
    }
}

fn ending(n: u8) -> Move {
    match n % 4 {
        0 => Move::Spam,
        1 => Move::Merge {
            into: TicketId::from_raw(7),
        },
        2 => Move::Withdraw,
        _ => Move::Close,
    }
}

proptest! {
    #[test]
    fn an_ending_taken_back_leaves_everything_as_it_was(
        steps in prop::collection::vec((0_u8..9, 1_i64..600), 0..12),
        how in 0_u8..4,
        later in 1_i64..1_440,
    ) {
        let standard = standard();
        let (mut state, mut clocks) = received(&standard, AT);
        let mut now = AT;
        for (n, minutes) in steps {
            now = now + Span::minutes(minutes);
            let plan = standard.plan(&state.facts);
            let _ = clocks.due(state.stage, now, &plan);
            if let Ok(applied) = ticket_apply(&state, &clocks, &standard, &step(n), now) {
                (state, clocks) = (applied.state, applied.clocks);
            }
        }
        now = now + Span::minutes(later);
        let _ = clocks.due(state.stage, now, &standard.plan(&state.facts));
        let before = TicketBefore::of(&state, &clocks);
        let ended = ticket_apply(&state, &clocks, &standard, &ending(how), now).unwrap();
        prop_assert_eq!(ended.state.restorable_until(), Some(ended.state.archived_at.unwrap() + UNDO_WINDOW));
        // What is kept survives being written down.
        let kept: TicketBefore = serde_json::from_str(&serde_json::to_string(&before).unwrap()).unwrap();
        let back = ticket_restore(&ended.clocks, &kept);
        prop_assert_eq!(back.state, state);
        prop_assert_eq!(back.clocks, clocks);
    }
}

#[test]
fn what_time_ended_is_not_taken_back() {
    let standard = standard();
    let (state, _) = received(&standard, AT);
    assert_eq!(state.restorable_until(), None);
    let archived = TicketState {
        archived_at: Some(AT),
        close_reason: Some(CloseReason::NoAnswer),
        ..state
    };
    assert_eq!(archived.restorable_until(), None);
}

#[test]
fn a_request_is_merged_into_an_open_one_of_the_same_person_or_on_purpose() {
    let standard = standard();
    let (open, clocks) = received(&standard, AT);
    let (one, two) = (TicketId::from_raw(1), TicketId::from_raw(2));
    let (ana, bob) = (PersonId::from_raw(1), PersonId::from_raw(2));
    let check = |from, into, target: &TicketState, agreed| merge_check(from, into, target, agreed);
    assert_eq!(check((one, ana), (two, ana), &open, false), Ok(()));
    assert_eq!(
        check((one, ana), (one, ana), &open, false),
        Err(MergeError::Itself)
    );
    assert_eq!(
        check((one, ana), (two, bob), &open, false),
        Err(MergeError::OtherRequester)
    );
    assert_eq!(check((one, ana), (two, bob), &open, true), Ok(()));
    let over = ticket_apply(&open, &clocks, &standard, &Move::Close, AT)
        .unwrap()
        .state;
    assert_eq!(
        check((one, ana), (two, ana), &over, true),
        Err(MergeError::IntoClosed)
    );
}

#[test]
fn a_merge_asks_only_what_the_target_has_not_seen_to() {
    let standard = standard();
    let (from, _) = received(&standard, AT);
    let (target, _) = received(&standard, AT - Span::hours(1));
    assert!(merge_asks(&from, &target));
    let waits = |since| TicketState {
        stage: Stage::WaitingRequester,
        stage_since: since,
        ..target.clone()
    };
    assert!(
        merge_asks(&from, &waits(AT - Span::minutes(1))),
        "written after the wait began"
    );
    assert!(
        !merge_asks(&from, &waits(AT + Span::minutes(1))),
        "the question came after it"
    );
    let answered = TicketState {
        unanswered_since: None,
        ..from
    };
    assert!(!merge_asks(&answered, &target));
}

#[test]
fn a_breach_that_the_ending_brought_to_light_stays() {
    let standard = standard();
    let (state, clocks) = received(&standard, AT);
    let before = TicketBefore::of(&state, &clocks);
    let late = AT + Span::days(30);
    let ended = ticket_apply(&state, &clocks, &standard, &Move::Spam, late).unwrap();
    let back = ticket_restore(&ended.clocks, &before);
    let breached = |clocks: &ClockSet| {
        clocks
            .iter()
            .filter(|clock| clock.state == ClockState::Breached)
            .count()
    };
    assert!(breached(&ended.clocks) > 0);
    assert_eq!(breached(&back.clocks), breached(&ended.clocks));
    assert!(
        back.clocks.iter().all(|clock| clock.is_open()),
        "what is still owed is owed again"
    );
}
