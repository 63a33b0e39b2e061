//! Public pledges: kept and broken by the clocks that show them, counted as they are decided, remedied once.

use serde_json::json;
use touchstone_app::AppError;
use touchstone_app::core::Call;
use touchstone_app::pledge::{
    BrokenPledgeQuery, RemedyInput, TicketPledge, pledge_breach_list, pledge_figures, pledge_remedy,
    ticket_pledges,
};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::TicketId;
use touchstone_domain::standard::pledge::{PledgeState, RemedyState};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::fields as problems;
use crate::ticket_support::{Floor, fields, request};

async fn on(floor: &Floor, id: TicketId) -> Vec<TicketPledge> {
    ticket_pledges(floor.app(), &floor.lead.caller, id).await.unwrap()
}

async fn states(floor: &Floor, id: TicketId) -> Vec<(String, PledgeState, Option<RemedyState>)> {
    let told = on(floor, id).await.into_iter();
    told.map(|one| (one.pledge, one.state, one.remedy.map(|remedy| remedy.state)))
        .collect()
}

/// Kept and broken, by pledge.
async fn figures(floor: &Floor) -> Vec<(String, i64, i64)> {
    let (_, figures) = pledge_figures(floor.app(), &floor.lead.caller, None, None)
        .await
        .unwrap();
    figures
        .into_iter()
        .map(|one| (one.pledge, one.kept, one.broken))
        .collect()
}

async fn remedy(
    floor: &Floor,
    call: &Call,
    id: TicketId,
    outcome: &str,
) -> Result<Vec<TicketPledge>, AppError> {
    let input = RemedyInput::read(fields(json!({"outcome": outcome, "reason": "已致电说明原因"})))?;
    let mut call = Call::by(call.caller.clone());
    call.expected_version = Some(floor.read(id).await.version);
    pledge_remedy(floor.app(), &call, id, "first-answer".to_owned(), input).await
}

async fn owed(floor: &Floor) -> usize {
    let query = BrokenPledgeQuery::read(None, None, None).unwrap();
    pledge_breach_list(floor.app(), &floor.lead.caller, query)
        .await
        .unwrap()
        .items
        .len()
}

both_engines! {
    async fn a_pledge_is_kept_or_broken_by_its_clock(store: Store) {
        let floor = Floor::on(store).await;
        let (kept, broken) = (floor.in_progress().await.ticket, floor.in_progress().await.ticket);
        let first = |state, remedy| vec![("first-answer".to_owned(), state, remedy)];
        assert_eq!(states(&floor, kept).await, first(PledgeState::Pending, None));
        floor.reply(kept, "您好，已收到").await;
        floor.passes(Span::minutes(16)).await;
        assert_eq!(states(&floor, kept).await, first(PledgeState::Kept, None));
        assert_eq!(states(&floor, broken).await, first(PledgeState::Broken, Some(RemedyState::Owed)));
        floor.reply(broken, "抱歉久等").await;
        assert_eq!(states(&floor, broken).await, first(PledgeState::Broken, Some(RemedyState::Owed)), "late is late");
        assert_eq!(figures(&floor).await, [("first-answer".to_owned(), 1, 1), ("complaint-result".to_owned(), 0, 0)]);
        assert_eq!(floor.count(broken, EventKind::PledgeBroken).await, 1);
        assert_eq!(floor.count(kept, EventKind::PledgeBroken).await, 0);
        let known = standing_outside(&floor, broken).await;
        assert_eq!(known, [PledgeState::Broken], "its requester is told");
    }

    async fn two_clocks_break_a_pledge_once(store: Store) {
        let floor = Floor::on(store).await;
        let body = request(json!({"kind": "complaint"}));
        let id = floor.submit(body).await.unwrap().ticket;
        floor.passes(Span::hours(80)).await;
        let told = states(&floor, id).await;
        assert_eq!(told, [("complaint-result".to_owned(), PledgeState::Broken, Some(RemedyState::Owed))]);
        assert_eq!(floor.count(id, EventKind::PledgeBroken).await, 1);
        assert_eq!(figures(&floor).await[1], ("complaint-result".to_owned(), 0, 2), "each clock counts");
        // Found to be no complaint after all: what was broken stays broken.
        floor.does(id, "classify", json!({"kind": "general", "category": "payment/refund-delay"})).await;
        assert!(states(&floor, id).await.contains(&told[0]));
    }

    async fn a_remedy_is_recorded_once_and_waived_by_those_who_may(store: Store) {
        let floor = Floor::on(store).await;
        let ids = [floor.in_progress().await.ticket, floor.in_progress().await.ticket];
        assert!(matches!(
            remedy(&floor, &floor.agent, ids[0], "given").await,
            Err(AppError::NotFound { .. })
        ), "nothing is owed yet");
        floor.passes(Span::minutes(16)).await;
        assert_eq!(owed(&floor).await, 2);
        assert!(matches!(
            remedy(&floor, &floor.agent, ids[0], "waived").await,
            Err(AppError::Forbidden { .. })
        ));
        assert_eq!(problems(remedy(&floor, &floor.agent, ids[0], "owed").await), ["outcome unknown_value"]);
        let told = remedy(&floor, &floor.agent, ids[0], "given").await.unwrap();
        assert_eq!(told[0].remedy.as_ref().unwrap().state, RemedyState::Given);
        assert_eq!(problems(remedy(&floor, &floor.agent, ids[0], "given").await), ["outcome remedy_decided"]);
        remedy(&floor, &floor.lead, ids[1], "waived").await.unwrap();
        assert_eq!(owed(&floor).await, 0);
        let given = BrokenPledgeQuery::read(Some(RemedyState::Given), None, None).unwrap();
        let given = pledge_breach_list(floor.app(), &floor.lead.caller, given).await.unwrap().items;
        assert_eq!(given.iter().map(|one| one.ticket).collect::<Vec<_>>(), [ids[0]]);
        assert_eq!(given[0].decided_by.as_ref().unwrap().id, floor.agent_id);
        assert_eq!(floor.count(ids[0], EventKind::PledgeRemedied).await, 1);
    }
}

/// How the pledges stand for whoever holds the tracking code.
async fn standing_outside(floor: &Floor, id: TicketId) -> Vec<PledgeState> {
    let code = floor.read(id).await.tracking_code.unwrap();
    let track = touchstone_app::ticket::track(floor.app(), &floor.agent.caller, &code)
        .await
        .unwrap();
    track.pledges.into_iter().map(|one| one.state).collect()
}
