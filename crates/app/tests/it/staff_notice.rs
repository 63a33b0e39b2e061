//! What members of staff are told of: whom it concerns, once each, and nobody of what they did or may not see.

use serde_json::json;
use touchstone_app::Call;
use touchstone_app::account::{self, TeamInput};
use touchstone_app::housekeeping::housekeeping_sweep;
use touchstone_app::reactions::react;
use touchstone_app::staff_notice::{
    StaffNotice, staff_notice, staff_notices, staff_notices_read, staff_notices_read_through,
    staff_notices_unread,
};
use touchstone_app::ticket::{self, mentions_read, mentions_unread};
use touchstone_domain::access::Role;
use touchstone_domain::id::{TeamId, TicketId};
use touchstone_domain::staff_notice::NoticeKind;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_store::reader::reader_rewind;
use touchstone_testkit::both_engines;

use crate::notify::placed;
use crate::support::{code, system};
use crate::ticket_support::{Floor, fields, request};

impl Floor {
    /// Everything that has happened is read.
    async fn reacts(&self) {
        placed(self).await;
        react(self.app()).await.unwrap();
    }

    async fn told(&self, by: &Call) -> Vec<StaffNotice> {
        self.reacts().await;
        staff_notices(self.app(), &by.caller, false, None, 50)
            .await
            .unwrap()
    }

    /// What somebody has not read, the newest first; the kept count must say the same.
    async fn news(&self, by: &Call) -> Vec<&'static str> {
        self.reacts().await;
        let found = staff_notices(self.app(), &by.caller, true, None, 50)
            .await
            .unwrap();
        let counted = staff_notices_unread(self.app(), &by.caller).await.unwrap();
        assert_eq!(found.len(), counted as usize, "the count that is kept");
        found.into_iter().map(|notice| notice.kind.as_str()).collect()
    }

    async fn led_team(&self) -> TeamId {
        let input = TeamInput {
            name: "仓配组".to_owned(),
            lead: Some(self.lead.caller.actor.user().unwrap().id),
            members: vec![self.agent_id, self.colleague_id],
        };
        account::team_create(self.app(), &system(), input)
            .await
            .unwrap()
            .id
    }

    async fn remarks(&self, by: &Call, id: TicketId, body: &str) {
        let input = json!({"body": body, "visibility": "internal"});
        ticket::reply(self.app(), by, id, fields(input)).await.unwrap();
    }
}

both_engines! {
    async fn whom_it_concerns_is_told_and_nobody_of_what_they_did(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        let to = json!({"assignee": floor.agent_id.to_string()});
        floor.act(&floor.lead, id, "assign", to).await.unwrap();
        assert_eq!(floor.news(&floor.agent).await, ["assigned"]);
        let told = floor.told(&floor.agent).await.remove(0);
        assert_eq!(told.author.as_ref().map(|user| user.name.as_str()), Some("lead"));
        assert_eq!(told.ticket.as_ref().map(|ticket| ticket.id), Some(id));
        assert!(floor.news(&floor.lead).await.is_empty() && floor.news(&floor.colleague).await.is_empty());

        floor.does(id, "start", json!({})).await;
        assert!(floor.news(&floor.agent).await.is_empty(), "whoever acts on it has seen it");
        floor.writes(id, "还没有到账").await;
        floor.remarks(&floor.colleague, id, "@agent 请看").await;
        assert_eq!(floor.news(&floor.agent).await, ["mentioned", "requester_replied"]);
        let offer = json!({"assignee": floor.colleague_id.to_string(), "reason": "已联系银行"});
        floor.does(id, "hand_over", offer).await;
        assert_eq!(floor.news(&floor.colleague).await, ["handover_offered"]);
        floor.act(&floor.colleague, id, "accept_handover", json!({})).await.unwrap();
        assert!(floor.news(&floor.colleague).await.is_empty(), "their own doing");
        assert_eq!(floor.news(&floor.agent).await, ["handover_accepted"]);
        floor.act(&floor.colleague, id, "resolve", json!({"solution": "已退款"})).await.unwrap();
        let requester = floor.requester(id).await;
        ticket::object(floor.app(), &requester, id, fields(json!({"reason": "没有收到"}))).await.unwrap();
        assert_eq!(floor.news(&floor.colleague).await, ["objected"]);
        assert!(floor.news(&floor.lead).await.is_empty());
    }

    async fn a_clock_is_told_to_who_works_on_it_and_a_breach_to_their_lead(store: Store) {
        let floor = Floor::on(store).await;
        let team = floor.led_team().await;
        let id = floor.received().await.ticket;
        let to = json!({"assignee": floor.agent_id.to_string(), "team": team.to_string()});
        floor.act(&floor.admin, id, "assign", to).await.unwrap();
        floor.reacts().await;
        for _ in 0..12 {
            floor.passes(Span::hours(6)).await;
        }
        let news = floor.news(&floor.agent).await;
        assert!(news.contains(&"clock_warned") && news.contains(&"clock_breached"), "{news:?}");
        let told = floor.news(&floor.lead).await;
        assert!(!told.is_empty() && told.iter().all(|kind| *kind == "clock_breached"), "{told:?}");
        let found = floor.told(&floor.lead).await;
        assert!(found.iter().all(|notice| notice.metric.is_some() && notice.author.is_none()));
        assert!(floor.news(&floor.colleague).await.is_empty());
    }

    async fn an_offer_that_nobody_answers_comes_back_to_the_giver(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let offer = json!({"team": floor.team.to_string(), "reason": "谁有空"});
        floor.does(id, "hand_over", offer).await;
        assert_eq!(floor.news(&floor.colleague).await, ["handover_offered"], "anybody of the team");
        assert_eq!(floor.news(&floor.lead).await, ["handover_offered"]);
        assert!(floor.news(&floor.agent).await.is_empty());
        floor.desk.wait(Span::hours(25));
        ticket::handover_step(floor.app()).await.unwrap();
        let news = floor.news(&floor.agent).await;
        assert_eq!(news, ["handover_lapsed"]);
    }

    async fn an_event_tells_once_however_often_it_is_read(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.writes(id, "在吗").await;
        floor.writes(id, "请回复").await;
        assert_eq!(floor.news(&floor.agent).await.len(), 2);
        let first = floor.told(&floor.agent).await.pop().unwrap();
        assert_eq!(staff_notices_read(floor.app(), &floor.agent, vec![first.id]).await.unwrap(), 1);
        // As after a process that died before it noted how far it had come.
        floor.app().store.write(|tx| reader_rewind(tx, "notify_staff")).await.unwrap();
        assert_eq!(floor.news(&floor.agent).await, ["requester_replied"], "read stays read, nothing comes twice");
        assert_eq!(floor.told(&floor.agent).await.len(), 2);
    }

    async fn what_is_read_is_counted_once_and_only_by_whose_it_is(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        for n in 0..4 {
            floor.writes(id, &format!("第 {n} 次追问")).await;
        }
        let told = floor.told(&floor.agent).await;
        let ids: Vec<_> = told.iter().map(|notice| notice.id).collect();
        assert_eq!(staff_notices_read(floor.app(), &floor.colleague, ids.clone()).await.unwrap(), 0, "not theirs");
        assert_eq!(code(staff_notice(floor.app(), &floor.colleague.caller, ids[0]).await), "not_found");
        assert_eq!(staff_notices_read(floor.app(), &floor.agent, vec![ids[3], ids[3]]).await.unwrap(), 1);
        assert_eq!(staff_notices_read_through(floor.app(), &floor.agent, ids[1]).await.unwrap(), 2);
        assert_eq!(floor.news(&floor.agent).await.len(), 1, "what came later stays unread");
        let second = staff_notices(floor.app(), &floor.agent.caller, false, Some(ids[1]), 1).await.unwrap();
        assert_eq!(second[0].id, ids[2], "a page goes on behind the one before");
    }

    async fn a_mention_is_read_in_both_places_at_once(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.remarks(&floor.colleague, id, "@lead 请定夺").await;
        floor.remarks(&floor.colleague, id, "@lead 再看一下").await;
        let told = floor.told(&floor.lead).await;
        staff_notices_read(floor.app(), &floor.lead, vec![told[0].id]).await.unwrap();
        assert_eq!(mentions_unread(floor.app(), &floor.lead.caller).await.unwrap(), 1);
        let other = told[1].message.unwrap();
        mentions_read(floor.app(), &floor.lead, vec![other]).await.unwrap();
        assert!(floor.news(&floor.lead).await.is_empty());
    }

    async fn what_goes_out_of_sight_says_nothing_any_more(store: Store) {
        let floor = Floor::on(store).await;
        let stranger = floor.desk.staff("stranger", Role::Agent, &[floor.other_team]).await;
        let id = floor.received().await.ticket;
        floor.remarks(&floor.agent, id, "@stranger 请看").await;
        assert_eq!(floor.news(&stranger).await, ["mentioned"]);
        floor.act(&floor.lead, id, "assign", json!({"team": floor.team.to_string()})).await.unwrap();
        let told = floor.told(&stranger).await.remove(0);
        assert!(told.hidden && told.ticket.is_none());
        assert_eq!(floor.news(&stranger).await, ["mentioned"], "the count is what the list shows");
    }

    async fn what_was_told_long_ago_is_forgotten_and_counted_no_more(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.writes(id, "在吗").await;
        assert_eq!(floor.news(&floor.agent).await, ["requester_replied"]);
        floor.desk.wait(Span::days(91));
        housekeeping_sweep(floor.app()).await.unwrap();
        assert!(floor.told(&floor.agent).await.is_empty());
        assert!(floor.news(&floor.agent).await.is_empty());
    }

    async fn news_that_is_old_when_it_is_read_is_none(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.writes(id, "在吗").await;
        floor.desk.wait(Span::days(8));
        assert!(floor.news(&floor.agent).await.is_empty());
        let late = floor.submit(request(json!({"subject": "另一件"}))).await.unwrap().ticket;
        let to = json!({"assignee": floor.agent_id.to_string()});
        floor.act(&floor.lead, late, "assign", to).await.unwrap();
        assert_eq!(floor.news(&floor.agent).await, [NoticeKind::Assigned.as_str()]);
    }
}
