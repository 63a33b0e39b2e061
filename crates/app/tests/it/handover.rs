//! Handing over: whoever has a ticket answers for it until the receiver has accepted.

use serde_json::json;
use touchstone_app::Call;
use touchstone_app::account;
use touchstone_app::ticket::{self, Ticket, handover_accept, handover_decline, handover_step, handovers};
use touchstone_domain::access::Role;
use touchstone_domain::event::EventKind;
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, fields};

impl Floor {
    async fn offers(&self, id: TicketId) -> Ticket {
        let to = json!({"assignee": self.colleague_id.to_string(), "reason": "已联系仓库，等单号"});
        self.does(id, "hand_over", to).await
    }

    async fn offered_to(&self, call: &Call) -> Vec<TicketId> {
        let found = handovers(self.app(), &call.caller).await.unwrap();
        found.to_me.into_iter().map(|offer| offer.id).collect()
    }
}

fn holders(ticket: &Ticket) -> [Option<touchstone_domain::id::UserId>; 2] {
    [
        ticket.owner.as_ref().map(|user| user.id),
        ticket.assignee.as_ref().map(|user| user.id),
    ]
}

fn names(ticket: &Ticket) -> Vec<&str> {
    ticket
        .actions
        .iter()
        .map(|action| action.as_str())
        .filter(|name| name.contains("hand"))
        .collect()
}

both_engines! {
    async fn a_ticket_is_the_givers_until_the_receiver_accepts(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let offered = floor.offers(id).await;
        assert_eq!(holders(&offered), [Some(floor.agent_id); 2], "nothing has changed yet");
        assert_eq!(names(&offered), ["withdraw_handover"]);
        assert_eq!(floor.offered_to(&floor.colleague).await, [id]);
        assert!(floor.offered_to(&floor.agent).await.is_empty());
        let seen = ticket::read(floor.app(), &floor.colleague.caller, id).await.unwrap();
        assert_eq!(names(&seen), ["accept_handover", "decline_handover"]);
        assert_eq!(code(floor.act(&floor.lead, id, "accept_handover", json!({})).await), "handover_not_yours");
        let again = json!({"assignee": floor.colleague_id.to_string(), "reason": "x"});
        assert_eq!(code(floor.act(&floor.agent, id, "hand_over", again).await), "handover_pending");

        let accepted = floor.act(&floor.colleague, id, "accept_handover", json!({})).await.unwrap();
        assert_eq!((holders(&accepted), accepted.handover), ([Some(floor.colleague_id); 2], None));
        assert!(floor.offered_to(&floor.colleague).await.is_empty());
        assert_eq!(floor.count(id, EventKind::TicketHandedOver).await, 1);
        assert_eq!(code(floor.act(&floor.colleague, id, "accept_handover", json!({})).await), "handover_none");
        // An objection comes back to whoever answers for it now.
        floor.act(&floor.colleague, id, "resolve", json!({"solution": "已补发"})).await.unwrap();
        let requester = floor.requester(id).await;
        ticket::object(floor.app(), &requester, id, fields(json!({"reason": "没收到"}))).await.unwrap();
        assert_eq!(holders(&floor.read(id).await), [Some(floor.colleague_id); 2]);
    }

    async fn an_offer_is_declined_withdrawn_or_lapses_and_the_giver_keeps_it(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.offers(id).await;
        let missing = floor.act(&floor.colleague, id, "decline_handover", json!({})).await;
        assert_eq!(refused(missing), ["reason required"]);
        let declined = floor.act(&floor.colleague, id, "decline_handover", json!({"reason": "今天休假"})).await.unwrap();
        assert_eq!((holders(&declined), declined.handover), ([Some(floor.agent_id); 2], None));

        floor.offers(id).await;
        let back = floor.does(id, "withdraw_handover", json!({})).await;
        assert_eq!(names(&back), ["hand_over"]);

        floor.offers(id).await;
        floor.desk.wait(Span::hours(24));
        assert_eq!(code(floor.act(&floor.colleague, id, "accept_handover", json!({})).await), "handover_none");
        assert!(handover_step(floor.app()).await.unwrap());
        assert!(!handover_step(floor.app()).await.unwrap());
        assert_eq!(floor.count(id, EventKind::TicketHandoverLapsed).await, 1);
        assert_eq!(holders(&floor.read(id).await), [Some(floor.agent_id); 2]);

        // Given to somebody by a lead, or ended, it is nobody's to hand over any more.
        floor.offers(id).await;
        floor.act(&floor.lead, id, "take", json!({})).await.unwrap();
        assert!(floor.offered_to(&floor.colleague).await.is_empty());
        assert_eq!(floor.count(id, EventKind::TicketHandoverLapsed).await, 2);
        floor.act(&floor.lead, id, "hand_over", json!({"assignee": floor.colleague_id.to_string(), "reason": "x"})).await.unwrap();
        floor.act(&floor.lead, id, "spam", json!({})).await.unwrap();
        assert!(floor.offered_to(&floor.colleague).await.is_empty());
        assert_eq!(floor.count(id, EventKind::TicketHandoverLapsed).await, 3);
    }

    async fn a_ticket_follows_whoever_accepts_it_into_their_team(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.act(&floor.lead, id, "assign", json!({"assignee": floor.agent_id.to_string(), "team": floor.team.to_string()})).await.unwrap();
        let stranger = floor.desk.staff("stranger", Role::Agent, &[floor.other_team]).await;
        let stranger_id = stranger.caller.actor.user().unwrap().id;
        let to = json!({"assignee": stranger_id.to_string(), "reason": "支付渠道的问题"});
        let offered = floor.does(id, "hand_over", to).await.handover.unwrap();
        assert_eq!(offered.team.map(|team| team.id), Some(floor.other_team));
        assert_eq!(code(ticket::read(floor.app(), &stranger.caller, id).await), "not_found", "an offer opens nothing");
        let seen = handovers(floor.app(), &stranger.caller).await.unwrap().to_me;
        assert_eq!((seen[0].reason.as_deref(), seen[0].readable), (Some("支付渠道的问题"), false));
        assert_eq!(handovers(floor.app(), &floor.agent.caller).await.unwrap().from_me.len(), 1);
        assert_eq!(code(handover_accept(floor.app(), &floor.colleague, id).await), "not_found", "it is not offered to them");
        let left = handover_accept(floor.app(), &stranger, id).await.unwrap();
        assert!(left.to_me.is_empty());
        let taken = ticket::read(floor.app(), &stranger.caller, id).await.unwrap();
        assert_eq!(holders(&taken), [Some(stranger_id); 2]);
        assert_eq!(taken.team.map(|team| team.id), Some(floor.other_team));
        assert_eq!(code(ticket::read(floor.app(), &floor.agent.caller, id).await), "not_found", "it is theirs no more");
        let queues = ticket::queues(floor.app(), &stranger.caller).await.unwrap();
        assert_eq!(queues.iter().find(|queue| queue.code == "mine").map(|queue| queue.count), Some(1));
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 0, "the counts have followed");
    }

    async fn a_teams_offer_is_taken_by_whoever_is_first(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let one = floor.desk.staff("one", Role::Agent, &[floor.other_team]).await;
        let two = floor.desk.staff("two", Role::Agent, &[floor.other_team]).await;
        let reader = floor.desk.staff("reader", Role::Executive, &[floor.other_team]).await;
        let to = json!({"team": floor.other_team.to_string(), "reason": "请支付组接手"});
        floor.does(id, "hand_over", to.clone()).await;
        assert_eq!((floor.offered_to(&one).await, floor.offered_to(&two).await), (vec![id], vec![id]));
        assert!(floor.offered_to(&floor.colleague).await.is_empty());
        assert!(floor.offered_to(&reader).await.is_empty(), "who does not work on tickets is offered none");
        assert_eq!(code(handover_accept(floor.app(), &reader, id).await), "forbidden");
        let no = fields(json!({"reason": "不是支付问题"}));
        handover_decline(floor.app(), &two, id, no).await.unwrap();
        assert!(floor.offered_to(&one).await.is_empty(), "one word is the team's");
        floor.does(id, "hand_over", to).await;
        handover_accept(floor.app(), &one, id).await.unwrap();
        assert_eq!(code(handover_accept(floor.app(), &two, id).await), "not_found");
        assert_eq!(floor.read(id).await.assignee.map(|user| user.id), Some(one.caller.actor.user().unwrap().id));
    }

    async fn what_was_offered_to_somebody_who_leaves_lapses(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.offers(id).await;
        account::user_archive(floor.app(), &floor.admin, floor.colleague_id).await.unwrap();
        assert_eq!(code(floor.act(&floor.agent, id, "withdraw_handover", json!({})).await), "handover_none");
        assert!(handover_step(floor.app()).await.unwrap());
        assert_eq!(floor.count(id, EventKind::TicketHandoverLapsed).await, 1);
        let gone = json!({"assignee": floor.colleague_id.to_string(), "reason": "x"});
        assert_eq!(refused(floor.act(&floor.agent, id, "hand_over", gone).await), ["assignee not_found"]);
        let to = json!({"team": floor.other_team.to_string(), "reason": "请支付组接手"});
        floor.does(id, "hand_over", to).await;
        account::team_archive(floor.app(), &floor.admin, floor.other_team).await.unwrap();
        assert!(handover_step(floor.app()).await.unwrap());
        assert_eq!(holders(&floor.read(id).await), [Some(floor.agent_id); 2]);
    }

    async fn what_cannot_be_handed_over_says_why(store: Store) {
        let floor = Floor::on(store).await;
        let fresh = floor.received().await.ticket;
        let to = |user: String| json!({"assignee": user, "reason": "请接手"});
        let colleague = || to(floor.colleague_id.to_string());
        assert_eq!(code(floor.act(&floor.agent, fresh, "hand_over", colleague()).await), "handover_nobodys");
        let id = floor.in_progress().await.ticket;
        let own = floor.act(&floor.agent, id, "hand_over", to(floor.agent_id.to_string())).await;
        assert_eq!(refused(own), ["assignee handover_theirs"]);
        let reader = floor.desk.staff("reader", Role::Executive, &[]).await;
        let reader = reader.caller.actor.user().unwrap().id;
        let idle = floor.act(&floor.agent, id, "hand_over", to(reader.to_string())).await;
        assert_eq!(refused(idle), ["assignee handover_cannot_work"]);
        let mut elsewhere = colleague();
        elsewhere["team"] = json!(floor.other_team.to_string());
        assert_eq!(refused(floor.act(&floor.agent, id, "hand_over", elsewhere).await), ["team handover_not_in_team"]);
        assert_eq!(refused(floor.act(&floor.agent, id, "hand_over", json!({"reason": "x"})).await), ["assignee required"]);
    }
}
