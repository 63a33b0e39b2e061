//! Breaches: charged to every kind of party, counted along the tree of causes, listed page by page, and the log knows no names.

use serde_json::json;
use touchstone_app::breach::{BreachAsked, BreachPage, BreachQuery, BreachSums, breach_list, breach_sums};
use touchstone_app::core::Caller;
use touchstone_app::{AppError, ticket};
use touchstone_domain::clock::{BreachCause, CauseBranch, Metric};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::fields;
use crate::ticket_support::Floor;

async fn list(floor: &Floor, caller: &Caller, asked: BreachAsked<'_>) -> Result<BreachPage, AppError> {
    breach_list(floor.app(), caller, BreachQuery::read(floor.app(), &asked)?).await
}

async fn sums(floor: &Floor) -> BreachSums {
    let days = BreachQuery::read(floor.app(), &BreachAsked::default())
        .unwrap()
        .filter
        .days;
    breach_sums(floor.app(), &floor.lead.caller, days).await.unwrap()
}

/// Tickets whose first response ran out, and nothing else.
async fn late(floor: &Floor, count: usize) -> Vec<TicketId> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(floor.in_progress().await.ticket);
    }
    floor.passes(Span::minutes(16)).await;
    ids
}

async fn notes(floor: &Floor, id: TicketId, cause: &str, charged: Option<(&str, &str)>) {
    let mut body = json!({"metric": "first_response", "cause": cause});
    if let Some((to, party)) = charged {
        body["charged_to"] = json!(to);
        body["charged"] = json!(party);
    }
    floor.does(id, "note_cause", body).await;
}

both_engines! {
    async fn a_breach_is_charged_to_whoever_answers_for_it(store: Store) {
        let floor = Floor::on(store).await;
        let ids = late(&floor, 5).await;
        let (team, user) = (floor.team.to_string(), floor.colleague_id.to_string());
        let charges = [
            ("handover", "stage", "assigned"),
            ("workload", "team", team.as_str()),
            ("oversight", "person", user.as_str()),
            ("carrier", "partner", "迅达快递"),
            ("merchant_stock", "merchant", "晨光数码旗舰店"),
        ];
        for (id, (cause, to, party)) in ids.iter().zip(charges) {
            notes(&floor, *id, cause, Some((to, party))).await;
            let ticket = floor.read(*id).await;
            let first = ticket.clocks.iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap();
            let charged = first.charged.as_ref().unwrap();
            assert_eq!((charged.to.as_str(), charged.party.as_str()), (to, party));
            assert_eq!(charged.name.is_some(), matches!(to, "team" | "person"), "names of teams and people only");
            let log = floor.desk.history(Subject::Ticket(*id)).await;
            let noted = log.into_iter().find_map(|body| match body {
                EventBody::ClockCauseNoted { charged_to, charged, .. } => Some((charged_to, charged)),
                _ => None,
            });
            let logged = matches!(to, "stage" | "team" | "person").then(|| party.to_owned());
            assert_eq!(noted, Some((charged.to.into(), logged)), "no names in the log");
            let outside = ticket::track(floor.app(), &floor.agent.caller, &ticket.tracking_code.unwrap()).await.unwrap();
            let told = outside.clocks.iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap();
            assert_eq!((told.cause, &told.charged), (None, &None), "the desk's own judgement stays inside");
        }
        let page = list(&floor, &floor.lead.caller, BreachAsked::default()).await.unwrap();
        assert_eq!(page.items.len(), 5);
        let partner = BreachAsked { charged_to: Some("partner"), ..BreachAsked::default() };
        let page = list(&floor, &floor.lead.caller, partner).await.unwrap();
        assert_eq!(page.items.iter().map(|one| (one.cause, one.ticket)).collect::<Vec<_>>(), [(BreachCause::Carrier, ids[3])]);
    }

    async fn causes_are_counted_along_their_tree(store: Store) {
        let floor = Floor::on(store).await;
        let ids = late(&floor, 6).await;
        notes(&floor, ids[0], "carrier", Some(("partner", "迅达快递"))).await;
        notes(&floor, ids[1], "supplier", Some(("partner", "迅达快递"))).await;
        notes(&floor, ids[2], "carrier", Some(("partner", "通达速运"))).await;
        notes(&floor, ids[3], "workload", None).await;
        // A later judgement takes the place of the first.
        notes(&floor, ids[4], "other", Some(("stage", "received"))).await;
        notes(&floor, ids[4], "system", None).await;
        let sums = sums(&floor).await;
        assert_eq!((sums.count, sums.unset, sums.uncharged, sums.capped), (6, 1, 3, false));
        let told: Vec<_> = sums.branches.iter().map(|sum| (sum.branch, sum.count)).collect();
        assert_eq!(told, [(CauseBranch::Partner, 3), (CauseBranch::Staff, 1), (CauseBranch::System, 1)]);
        let causes: Vec<_> = sums.branches[0].causes.iter().map(|sum| (sum.cause, sum.count)).collect();
        assert_eq!(causes, [(BreachCause::Carrier, 2), (BreachCause::Supplier, 1)]);
        let parties: Vec<_> = sums.parties.iter().map(|sum| (sum.charged.party.as_str(), sum.count)).collect();
        assert_eq!(parties, [("迅达快递", 2), ("通达速运", 1)]);
        let branch = BreachAsked { cause: Some("branch:partner"), ..BreachAsked::default() };
        assert_eq!(list(&floor, &floor.lead.caller, branch).await.unwrap().items.len(), 3);
        let open = BreachAsked { cause: Some("unset"), ..BreachAsked::default() };
        assert_eq!(list(&floor, &floor.lead.caller, open).await.unwrap().items[0].ticket, ids[5]);
    }

    async fn pages_of_breaches_leave_nothing_out(store: Store) {
        let floor = Floor::on(store).await;
        let ids = late(&floor, 7).await;
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let asked = BreachAsked { cursor: cursor.as_deref(), limit: Some(3), ..BreachAsked::default() };
            let page = list(&floor, &floor.lead.caller, asked).await.unwrap();
            seen.extend(page.items.into_iter().map(|one| one.ticket));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        seen.sort_unstable();
        let mut wanted = ids;
        wanted.sort_unstable();
        assert_eq!(seen, wanted);
        let yesterday = BreachAsked { to: Some("2026-01-01"), ..BreachAsked::default() };
        assert!(list(&floor, &floor.lead.caller, yesterday).await.unwrap().items.is_empty());
    }

    async fn a_charge_that_cannot_be_is_refused(store: Store) {
        let floor = Floor::on(store).await;
        let id = late(&floor, 1).await[0];
        let nobody = "usr_0000000000001";
        for (to, party, wanted) in [
            (Some("person"), Some(nobody), "charged unknown_value"),
            (Some("team"), Some("售后一组"), "charged unknown_value"),
            (Some("stage"), Some("nowhere"), "charged unknown_value"),
            (Some("merchant"), None, "charged required"),
            (Some("planet"), Some("地球"), "charged_to unknown_value"),
            (None, Some("迅达快递"), "charged_to required"),
        ] {
            let body = json!({"metric": "first_response", "cause": "other", "charged_to": to, "charged": party});
            let refused = floor.act(&floor.agent, id, "note_cause", body).await;
            assert_eq!(fields(refused), [wanted], "{to:?} {party:?}");
        }
        assert_eq!(sums(&floor).await.unset, 1, "nothing was noted");
        let asked = BreachAsked { cause: Some("weather"), from: Some("soon"), ..BreachAsked::default() };
        let mut refused = fields(list(&floor, &floor.lead.caller, asked).await);
        refused.sort_unstable();
        assert_eq!(refused, ["cause unknown_value", "from not_a_date"]);
        let agent = list(&floor, &floor.agent.caller, BreachAsked::default()).await;
        assert!(matches!(agent, Err(AppError::Forbidden { .. })), "for those who read the board");
    }
}
