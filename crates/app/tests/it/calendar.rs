//! Working time at the front door: calendars and their versions, corrections that reach running work, extensions.

use serde_json::json;
use touchstone_app::calendar::{self, CalendarInput, calendar_step};
use touchstone_app::ticket::{self, ExplainedClock};
use touchstone_app::{AppError, Call};
use touchstone_domain::calendar::{CalendarDocument, Carry};
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::{Id, StandardId, TicketId};
use touchstone_domain::stage::Stage;
use touchstone_domain::standard::Standard;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::standard::{StandardRow, standard_insert};
use touchstone_store::{Store, StoreError};
use touchstone_testkit::both_engines;

use crate::support::{START, code, fields};
use crate::ticket_support::{Floor, request};

/// Thursday 28 May 2026, 20:26:40 UTC: Friday before the office opens in Shanghai.
const MORNING: Span = Span::seconds(4 * 3600 + 33 * 60 + 20);

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// A floor whose promises count in the shipped working hours.
pub async fn business(store: Store) -> Floor {
    let floor = Floor::on(store).await;
    let pack = Standard::DEFAULT_PACK
        .replace(
            "clock = \"calendar\"",
            "clock = \"business\"\ncalendar = \"service-hours\"",
        )
        .replace(
            "{ limit",
            "{ clock = \"business\", calendar = \"service-hours\", limit",
        );
    let row = StandardRow {
        id: StandardId::from_raw(2),
        pack,
        effective_from: START,
        created_at: START,
    };
    floor
        .app()
        .store
        .write::<_, StoreError, _>(move |tx| standard_insert(tx, &row))
        .await
        .expect("a standard");
    floor
}

async fn latest(floor: &Floor) -> CalendarDocument {
    let found = calendar::calendar_get(floor.app(), &floor.admin.caller, "service-hours").await;
    found.expect("the calendar").versions[0].document.clone()
}

fn input(document: CalendarDocument) -> CalendarInput {
    CalendarInput {
        name: "Hours".to_owned(),
        document,
        note: "the office moves".to_owned(),
        effective_from: None,
        reaches_running: false,
    }
}

async fn revise(floor: &Floor, based_on: i64, input: &CalendarInput) -> Result<u32, AppError> {
    let call = floor.admin.clone().expecting(based_on);
    let made = calendar::calendar_revise(floor.app(), &call, "service-hours", input).await?;
    Ok(made.versions[0].number)
}

async fn explained(floor: &Floor, id: TicketId, metric: Metric) -> ExplainedClock {
    let clocks = ticket::clocks(floor.app(), &floor.lead.caller, id)
        .await
        .expect("clocks");
    let found = clocks
        .into_iter()
        .find(|explained| explained.clock.metric == metric);
    found.expect("the clock")
}

/// The correction is carried as far as it goes; processes are waited for.
async fn carried(floor: &Floor) {
    while calendar_step(floor.app()).await.expect("a step") {}
    floor.desk.wait(Span::seconds(31));
    while calendar_step(floor.app()).await.expect("a step") {}
}

both_engines! {
    async fn promises_wait_for_the_office_to_open(store: Store) {
        let floor = business(store).await;
        let id = floor.submit(request(json!({}))).await.unwrap().ticket;
        let first = explained(&floor, id, Metric::FirstResponse).await;
        assert_eq!(first.clock.due_at, at("2026-05-29T01:15:00Z"), "15 minutes after nine");
        assert_eq!(first.calendar.map(|calendar| (calendar.code, calendar.number)), Some(("service-hours".to_owned(), 1)));
        // 48 hours of 7.5 a day from Friday: six whole days and three hours, over two weekends.
        let resolution = explained(&floor, id, Metric::Resolution).await;
        assert_eq!(resolution.clock.due_at, at("2026-06-08T04:00:00Z"));
        assert!(resolution.rule.is_some_and(|rule| !rule.when.is_everything()));
        floor.passes(MORNING + Span::minutes(14)).await;
        assert_eq!(explained(&floor, id, Metric::FirstResponse).await.elapsed, Span::minutes(14));
        floor.passes(Span::minutes(1)).await;
        assert_eq!(explained(&floor, id, Metric::FirstResponse).await.clock.state, ClockState::Breached);
    }

    async fn a_wait_holds_working_time(store: Store) {
        let floor = business(store).await;
        let id = floor.submit(request(json!({}))).await.unwrap().ticket;
        floor.does(id, "take", json!({})).await;
        floor.does(id, "start", json!({})).await;
        floor.passes(MORNING + Span::hours(1)).await;
        floor.reply(id, "请提供照片").await;
        floor.does(id, "wait", json!({"on": "requester"})).await;
        // From ten in the morning over the lunch break to two in the afternoon.
        floor.passes(Span::hours(4)).await;
        floor.writes(id, "照片在此").await;
        let resolution = explained(&floor, id, Metric::Resolution).await;
        assert_eq!(resolution.elapsed, Span::hours(1));
        assert_eq!(resolution.held, Span::hours(4));
        assert_eq!(resolution.rests.len(), 1);
        assert_eq!(resolution.rests[0].stage, Stage::WaitingRequester);
        // Held from 10:00 to 14:00 is two and a half hours of work: the due time moves by as much.
        assert_eq!(resolution.clock.due_at, at("2026-06-08T08:00:00Z"));
    }

    async fn another_version_is_for_clocks_that_start_later(store: Store) {
        let floor = business(store).await;
        let before = floor.submit(request(json!({}))).await.unwrap().ticket;
        let mut longer = latest(&floor).await;
        longer.week.fri = vec![("06:00".to_owned(), "22:00".to_owned())];
        assert_eq!(revise(&floor, 1, &input(longer)).await.unwrap(), 2);
        let after = floor.submit(request(json!({}))).await.unwrap().ticket;
        let due = |explained: ExplainedClock| (explained.clock.due_at, explained.calendar.unwrap().number);
        assert_eq!(due(explained(&floor, before, Metric::FirstResponse).await), (at("2026-05-29T01:15:00Z"), 1));
        assert_eq!(due(explained(&floor, after, Metric::FirstResponse).await), (at("2026-05-28T22:15:00Z"), 2));
        carried(&floor).await;
        assert_eq!(due(explained(&floor, before, Metric::FirstResponse).await), (at("2026-05-29T01:15:00Z"), 1));
    }

    async fn a_version_may_take_effect_later(store: Store) {
        let floor = business(store).await;
        let mut saturdays = latest(&floor).await;
        saturdays.week.sat = vec![("09:00".to_owned(), "18:00".to_owned())];
        let planned = CalendarInput { effective_from: Some(START + Span::hours(24)), ..input(saturdays) };
        assert_eq!(revise(&floor, 1, &planned).await.unwrap(), 2);
        let early = floor.submit(request(json!({}))).await.unwrap().ticket;
        floor.passes(Span::hours(25)).await;
        let late = floor.submit(request(json!({}))).await.unwrap().ticket;
        assert_eq!(explained(&floor, early, Metric::Resolution).await.calendar.unwrap().number, 1);
        let counted = explained(&floor, late, Metric::FirstResponse).await;
        assert_eq!((counted.calendar.unwrap().number, counted.clock.due_at), (2, at("2026-05-30T01:15:00Z")));
    }

    async fn a_correction_reaches_running_clocks_and_nothing_that_was_judged(store: Store) {
        let floor = business(store).await;
        let judged = floor.submit(request(json!({}))).await.unwrap().ticket;
        let running: Vec<TicketId> = {
            let mut ids = Vec::new();
            for _ in 0..5 {
                ids.push(floor.submit(request(json!({}))).await.unwrap().ticket);
            }
            ids
        };
        floor.does(judged, "take", json!({})).await;
        floor.passes(MORNING + Span::minutes(5)).await;
        floor.reply(judged, "已收到").await;
        let before = explained(&floor, judged, Metric::FirstResponse).await;
        // The office had opened at eleven only, that Friday: nobody knew.
        let mut right = latest(&floor).await;
        right.exceptions.push(serde_json::from_value(json!({"date": "2026-05-29", "segments": [["11:00", "18:00"]]})).unwrap());
        let correction = CalendarInput { reaches_running: true, ..input(right) };
        assert_eq!(revise(&floor, 1, &correction).await.unwrap(), 2);
        carried(&floor).await;
        for &id in &running {
            let first = explained(&floor, id, Metric::FirstResponse).await;
            assert_eq!((first.clock.due_at, first.elapsed), (at("2026-05-29T03:15:00Z"), Span::ZERO));
            assert_eq!(first.calendar.unwrap().number, 2);
            assert_eq!(floor.count(id, EventKind::TicketCorrected).await, 1);
        }
        let after = explained(&floor, judged, Metric::FirstResponse).await;
        assert_eq!(after.clock, before.clock, "what was judged stays judged");
        assert_eq!(explained(&floor, judged, Metric::Resolution).await.calendar.unwrap().number, 2);
        let version = calendar::calendar_get(floor.app(), &floor.admin.caller, "service-hours").await.unwrap().versions.remove(0);
        assert_eq!((version.carry, version.reached), (Carry::Done, 6));
        // The timer follows: the breach comes when it is due now.
        floor.passes(at("2026-05-29T03:14:00Z") - floor.app().clock.now()).await;
        assert_eq!(explained(&floor, running[0], Metric::FirstResponse).await.clock.state, ClockState::Running);
        floor.passes(Span::minutes(1)).await;
        assert_eq!(explained(&floor, running[0], Metric::FirstResponse).await.clock.state, ClockState::Breached);
    }

    async fn mistakes_are_named_at_their_fields(store: Store) {
        let floor = business(store).await;
        let good = latest(&floor).await;
        let mut bad = good.clone();
        bad.time_zone = "Asia/Peking".to_owned();
        bad.week.tue = vec![("09:00".to_owned(), "25:00".to_owned())];
        assert_eq!(fields(revise(&floor, 1, &input(bad)).await), ["week.tue no_time_of_day"]);
        let zone = CalendarDocument { time_zone: "Asia/Peking".to_owned(), ..good.clone() };
        assert_eq!(fields(revise(&floor, 1, &input(zone)).await), ["time_zone no_zone"]);
        let idle = CalendarDocument { week: Default::default(), ..good.clone() };
        assert_eq!(fields(revise(&floor, 1, &input(idle)).await), ["week required"]);
        let past = CalendarInput { effective_from: Some(START - Span::hours(1)), ..input(good.clone()) };
        assert_eq!(fields(revise(&floor, 1, &past).await), ["effective_from past"]);
        let both = CalendarInput { effective_from: Some(START + Span::hours(1)), reaches_running: true, ..input(good.clone()) };
        assert_eq!(fields(revise(&floor, 1, &both).await), ["effective_from not_for_running"]);
        assert_eq!(code(revise(&floor, 7, &input(good.clone())).await), "version_conflict");
        let again = calendar::calendar_create(floor.app(), &floor.admin, "service-hours", &input(good.clone())).await;
        assert_eq!(fields(again), ["code taken"]);
        let agent = calendar::calendar_create(floor.app(), &floor.agent, "night", &input(good)).await;
        assert_eq!(code(agent), "forbidden");
    }

    async fn a_clock_is_extended_by_whoever_may_and_says_why(store: Store) {
        let floor = business(store).await;
        let id = floor.submit(request(json!({}))).await.unwrap().ticket;
        let more = json!({"metric": "resolution", "by": "PT15H", "reason": "商家放假,经王经理同意"});
        assert_eq!(code(floor.act(&floor.agent, id, "extend", more.clone()).await), "forbidden");
        let ticket = floor.act(&floor.lead, id, "extend", more).await.unwrap();
        assert!(ticket.actions.iter().any(|action| action.as_str() == "extend"));
        let resolution = explained(&floor, id, Metric::Resolution).await;
        assert_eq!(resolution.extended, Span::hours(15));
        assert_eq!(resolution.clock.due_at, at("2026-06-10T04:00:00Z"), "two working days more");
        assert_eq!(floor.count(id, EventKind::ClockExtended).await, 1);
        let said = ticket::messages(floor.app(), &floor.lead.caller, id, Default::default()).await.unwrap();
        assert!(said.items.iter().any(|message| message.body.as_deref() == Some("商家放假,经王经理同意")));
        let refused = |call: Call, body| {
            let floor = &floor;
            async move { fields(floor.act(&call, id, "extend", body).await) }
        };
        let lead = || floor.lead.clone();
        assert_eq!(refused(lead(), json!({"metric": "restored", "hours": 3, "reason": "x"})).await, ["metric not_live"]);
        assert_eq!(refused(lead(), json!({"metric": "resolution", "reason": "x"})).await, ["by required"]);
        assert_eq!(refused(lead(), json!({"metric": "resolution", "hours": 3})).await, ["reason required"]);
        floor.passes(MORNING + Span::minutes(16)).await;
        assert_eq!(refused(lead(), json!({"metric": "first_response", "hours": 3, "reason": "x"})).await, ["metric not_live"]);
    }
}
