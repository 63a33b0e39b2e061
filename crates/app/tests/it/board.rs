//! Figures over periods: random desk life is counted as a plain count of its tickets says; made anew from the log, or in
//! another zone and back, they are the same to the last digit.

use serde_json::json;
use touchstone_app::board::{
    Board, BoardAsked, BoardInput, board_get, figures_rebuild, figures_step, kpi_lines,
};
use touchstone_app::core::Caller;
use touchstone_app::{AppError, ticket};
use touchstone_domain::access::Role;
use touchstone_domain::event::EventKind;
use touchstone_domain::event::Subject;
use touchstone_domain::figure::{Dimension, FigureSpan, Kpi, Standing};
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::Status;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::event::events_unplaced;
use touchstone_store::figure::{FigureRow, figure_histograms, figure_series};
use touchstone_store::{Lane, Store};
use touchstone_testkit::both_engines;

use crate::support::START;
use crate::ticket_support::{Floor, fields, request};

/// Adds up until nothing is left to be read, however late the log gets its order.
async fn counted(floor: &Floor) {
    let unplaced = || {
        floor
            .app()
            .store
            .read::<_, AppError, _>(Lane::Fast, |tx| Ok(events_unplaced(tx)?))
    };
    while unplaced().await.expect("the order of events") {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    while figures_step(floor.app()).await.expect("a step") {}
}

async fn board(floor: &Floor, by: &str) -> Board {
    look(floor, &floor.lead.caller, &[("by", by)])
        .await
        .expect("a board")
}

async fn look(floor: &Floor, caller: &Caller, asked: &[(&str, &str)]) -> Result<Board, AppError> {
    let of = |wanted: &str| {
        asked
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| *value)
    };
    let asked = BoardAsked {
        from: of("from"),
        to: of("to"),
        team: of("team"),
        by: of("by"),
    };
    board_get(floor.app(), caller, BoardInput::read(floor.app(), &asked)?).await
}

/// Everything that is kept.
async fn kept(floor: &Floor) -> (Vec<(Timestamp, FigureRow)>, String) {
    let always = (START - Span::days(60), START + Span::days(60));
    let read = floor.app().store.read::<_, AppError, _>(Lane::Slow, move |tx| {
        let (mut rows, mut histograms) = (Vec::new(), Vec::new());
        for dimension in Dimension::ALL {
            for span in FigureSpan::ALL {
                rows.extend(figure_series(tx, *span, *dimension, always)?);
            }
            histograms.push(figure_histograms(tx, *dimension, always)?);
        }
        rows.retain(|(_, row)| row.sum.n != 0 || row.sum.sum != 0);
        Ok((rows, format!("{histograms:?}")))
    });
    read.await.expect("figures")
}

/// A dozen days of life: some are answered, some solved, some are spam, some come back.
async fn live(floor: &Floor) -> Vec<TicketId> {
    let mut ids = Vec::new();
    for n in 0..36_usize {
        let kind = ["general", "complaint", "after-sales", "feedback"][n % 4];
        let receipt = floor
            .submit(request(json!({"kind": kind})))
            .await
            .expect("a request");
        ids.push(receipt.ticket);
        let act = async |id: TicketId, action: &str, body| {
            floor.act(&floor.agent, id, action, body).await.expect(action);
        };
        if n % 7 == 3 {
            let spam = floor.act(&floor.lead, receipt.ticket, "spam", json!({})).await;
            spam.expect("spam");
        } else if n % 3 != 0 {
            act(receipt.ticket, "take", json!({})).await;
        }
        floor.passes(Span::hours(3 + i64::try_from(n % 5).unwrap())).await;
        if n % 7 != 3 && n % 3 == 1 {
            let judged = json!({"category": "logistics/late", "kind": "complaint", "class": "general",
                "urgency": "high", "impact": "one_order"});
            let judged = floor.act(&floor.agent, receipt.ticket, "classify", judged).await;
            drop(judged);
            act(receipt.ticket, "resolve", json!({"solution": "已处理"})).await;
        }
        if n % 6 == 4 && n % 7 != 3 {
            let call = floor.requester(receipt.ticket).await;
            let objection = fields(json!({"reason": "没有收到"}));
            ticket::object(floor.app(), &call, receipt.ticket, objection)
                .await
                .expect("an objection");
        }
    }
    ids
}

both_engines! {
    async fn figures_are_what_a_plain_count_says_and_the_same_when_made_anew(store: Store) {
        let floor = Floor::on(store).await;
        let ids = live(&floor).await;
        counted(&floor).await;
        let board = board(&floor, "kind").await;
        assert_eq!(board.building, None);

        let mut tickets = Vec::new();
        for id in &ids {
            tickets.push(ticket::read(floor.app(), &floor.admin.caller, *id).await.expect("a ticket"));
        }
        let spam = ids.len() / 7 + usize::from(ids.len() % 7 > 3);
        let genuine = i64::try_from(ids.len() - spam).unwrap();
        assert_eq!(board.all.received, genuine);
        assert_eq!(board.lines.iter().map(|line| line.received).sum::<i64>(), genuine, "every one is of one kind");
        assert_eq!(board.days.iter().map(|day| day.received).sum::<i64>(), genuine);
        let open = tickets.iter().filter(|ticket| ticket.status != Status::Closed).count();
        assert_eq!(board.now.open, open as u64);
        let solved = (0..ids.len()).filter(|n| n % 7 != 3 && n % 3 == 1).count();
        assert_eq!(board.all.resolved, i64::try_from(solved).unwrap());
        let back = (0..ids.len()).filter(|n| n % 7 != 3 && n % 6 == 4).count();
        assert_eq!(board.all.undone, i64::try_from(back).unwrap());
        assert_eq!(board.all.resolution.count, board.all.resolved);
        assert!(board.all.breached > 0 && board.all.met > 0, "{:?}", board.all);

        let mut clocks = (0, 0);
        for id in &ids {
            for explained in ticket::clocks(floor.app(), &floor.admin.caller, *id).await.expect("clocks") {
                match explained.clock.state {
                    touchstone_domain::clock::ClockState::Met => clocks.0 += 1,
                    touchstone_domain::clock::ClockState::Breached => clocks.1 += 1,
                    _ => {}
                }
            }
        }
        assert_eq!((board.all.met, board.all.breached), clocks, "every judgement counts once");

        let before = kept(&floor).await;
        figures_rebuild(floor.app(), &floor.admin).await.expect("made anew");
        let building = look(&floor, &floor.lead.caller, &[]).await.expect("a board").building;
        assert!(building.is_some(), "the board says that it is not complete");
        counted(&floor).await;
        assert_eq!(kept(&floor).await, before);
        assert_eq!(floor.desk.kinds(Subject::System).await.last(), Some(&EventKind::FiguresRebuilt));
    }

    async fn another_zone_has_other_days_and_the_same_sums(store: Store) {
        let floor = Floor::on(store).await;
        live(&floor).await;
        counted(&floor).await;
        let (before, board_before) = (kept(&floor).await, board(&floor, "team").await);
        let (renderer, home) = (&floor.app().renderer, floor.app().renderer.zone());
        renderer.local_set(Some("America/St_Johns"), None).expect("a zone");
        counted(&floor).await;
        let moved = board(&floor, "team").await;
        assert_eq!(moved.zone, "America/St_Johns");
        assert_ne!(kept(&floor).await.0, before.0, "days begin elsewhere");
        assert_eq!((moved.all.received, moved.all.resolved), (board_before.all.received, board_before.all.resolved));
        renderer.local_set(Some(&home), None).expect("a zone");
        counted(&floor).await;
        assert_eq!(kept(&floor).await, before);
    }

    async fn key_figures_stand_to_the_targets_of_their_period(store: Store) {
        let floor = Floor::on(store).await;
        let lines = kpi_lines(floor.app(), &floor.lead.caller).await.expect("key figures");
        assert!(lines.iter().all(|line| line.standing.is_none_or(|standing| standing == Standing::Empty) && line.value.is_none()), "{lines:?}");
        live(&floor).await;
        counted(&floor).await;
        let lines = kpi_lines(floor.app(), &floor.lead.caller).await.expect("key figures");
        let of = |kpi| lines.iter().find(|line| line.kpi == kpi).expect("every figure is there");
        let complaints = of(Kpi::ComplaintsInTwoDays);
        assert_eq!((complaints.value, complaints.target), (Some(1.0), Some(0.8)));
        assert_eq!(complaints.standing, Some(Standing::Kept));
        assert_eq!(complaints.owner, Some(Role::TeamLead));
        let interactive = of(Kpi::AverageInteractiveResponse);
        assert!(interactive.value.is_some_and(|seconds| seconds > 3.0 * 3600.0), "{interactive:?}");
        let benchmark = interactive.benchmark.as_ref().expect("what others reach");
        assert_eq!(benchmark.industry.as_deref(), Some("PT30M/PT1H"));
        assert_eq!(interactive.target, None, "the standard sets none");
        let written = of(Kpi::AverageFirstResponse);
        assert_eq!((written.value, written.cases), (None, 0), "nobody wrote a mail");
        let said = of(Kpi::FeedbackChange);
        assert!(said.cases > 1 && said.value.is_none(), "{said:?}");
        floor.passes(Span::days(80)).await;
        floor.submit(request(json!({"kind": "feedback"}))).await.expect("a request");
        counted(&floor).await;
        let next = kpi_lines(floor.app(), &floor.lead.caller).await.expect("key figures");
        let change = next.iter().find(|line| line.kpi == Kpi::FeedbackChange).expect("every figure is there");
        let fewer = (1.0 - said.cases as f64) / said.cases as f64;
        assert_eq!((change.cases, change.value, change.before), (1, Some(fewer), None), "{change:?}");
    }

    async fn the_board_is_for_those_who_lead_and_refuses_what_it_cannot_show(store: Store) {
        let floor = Floor::on(store).await;
        let refused = look(&floor, &floor.agent.caller, &[]).await;
        assert!(matches!(refused, Err(AppError::Forbidden { .. })), "{refused:?}");
        assert!(figures_rebuild(floor.app(), &floor.lead).await.is_err());
        for (name, value) in [("from", "yesterday"), ("from", "2020-01-01"), ("to", "2020-13-01"), ("team", "x"), ("by", "moon")] {
            let refused = look(&floor, &floor.lead.caller, &[(name, value)]).await;
            assert!(matches!(&refused, Err(AppError::Validation(errors)) if errors[0].field == name), "{name}: {refused:?}");
        }
        let one = look(&floor, &floor.lead.caller, &[("team", &floor.team.to_string())]).await.expect("a team's board");
        assert_eq!(one.all.name.as_deref(), Some("售后组"), "nothing was counted yet, but it is a board");
        assert_eq!(one.days.len(), 30);
        assert_eq!(one.lines, []);
    }

    async fn what_runs_out_next_is_foreseen_at_the_usual_rate(store: Store) {
        let floor = Floor::on(store).await;
        let sums = |board: &Board| {
            let due: u32 = board.forecast.iter().map(|hour| hour.due).sum();
            let late: f64 = board.forecast.iter().map(|hour| hour.late).sum();
            (due, late)
        };
        assert_eq!(sums(&board(&floor, "team").await), (0, 0.0));
        let mut ids = Vec::new();
        for _ in 0..4 {
            ids.push(floor.in_progress().await.ticket);
        }
        counted(&floor).await;
        let first = board(&floor, "team").await;
        assert_eq!(sums(&first), (4, 4.0), "nobody has ever kept a promise");
        assert_eq!(first.forecast.len(), 24);
        for id in ids {
            floor.reply(id, "您好，已收到").await;
        }
        // The same hour of the next week: as many as usual, and some that are usual for nobody.
        floor.passes(Span::days(7)).await;
        counted(&floor).await;
        for _ in 0..4 {
            floor.in_progress().await;
        }
        let next = board(&floor, "team").await;
        let (due, late) = sums(&next);
        assert_eq!(due, 4);
        let usual: f64 = next.forecast.iter().map(|hour| hour.usual).sum();
        assert!(usual > 0.0 && late < 4.0 && late >= 4.0 - usual, "{late} of 4 at {usual}");
    }
}
