//! Repeated requests: what is taken for one, what is too old or out of reach, and what a sender's spam tells.

use serde_json::{Value, json};
use touchstone_app::Call;
use touchstone_app::ticket::{self, Duplicates};
use touchstone_domain::id::TicketId;
use touchstone_domain::ticket::Likeness;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::code;
use crate::ticket_support::{Floor, fields, request};

impl Floor {
    async fn like(&self, call: &Call, id: TicketId) -> Duplicates {
        ticket::duplicates(self.app(), &call.caller, id)
            .await
            .expect("a look")
    }

    async fn before(&self, body: Value) -> Duplicates {
        ticket::duplicates_before(self.app(), &self.agent, fields(body))
            .await
            .expect("a look")
    }
}

fn found(duplicates: &Duplicates) -> Vec<(TicketId, Vec<Likeness>)> {
    let one = |found: &ticket::PossibleDuplicate| (found.id, found.because.clone());
    duplicates.items.iter().map(one).collect()
}

both_engines! {
    async fn a_request_is_held_against_those_of_the_same_person_order_and_words(store: Store) {
        use Likeness::{SameContact, SameOrder, SameRequester, SameText};
        let floor = Floor::on(store).await;
        let other = |with: Value| {
            let mut body = request(json!({
                "subject": "账号无法登录", "requester": {"name": "李雷", "email": "li@example.com", "language": "zh-CN"},
            }));
            for (name, value) in with.as_object().unwrap() {
                body[name] = value.clone();
            }
            body
        };
        let one = floor.submit(request(json!({"order_no": "A-1"}))).await.unwrap().ticket;
        let contact = floor.received().await.ticket;
        let order = floor.submit(other(json!({"order_no": "A-1"}))).await.unwrap().ticket;
        let words = floor.submit(other(json!({"subject": "我的退款一直没有到账"}))).await.unwrap().ticket;
        floor.submit(other(json!({"order_no": "B-2", "subject": "发票抬头写错了"}))).await.unwrap();
        let person = floor.read(one).await.requester.id.to_string();
        let own = json!({"subject": "请问什么时候处理", "body": "在吗", "requester_id": person});
        let own = ticket::create(floor.app(), &floor.lead, fields(own)).await.unwrap().id;

        let seen = floor.like(&floor.agent, one).await;
        let mut seen = found(&seen);
        assert_eq!(seen.remove(0), (contact, vec![SameContact, SameText]), "most in common first");
        seen.sort_unstable();
        let mut wanted = vec![(order, vec![SameOrder]), (words, vec![SameText]), (own, vec![SameRequester])];
        wanted.sort_unstable();
        assert_eq!(seen, wanted);
        assert!(found(&floor.like(&floor.agent, own).await).contains(&(one, vec![SameRequester])));

        // The same while it is still being taken down; what cannot be read yet finds nothing and stops nobody.
        let typed = json!({"requester": {"email": " WANG@example.com"}, "order_no": "A-1", "subject": "退款一直没有到账"});
        let before = found(&floor.before(typed).await);
        assert_eq!(before[0], (one, vec![SameContact, SameOrder, SameText]));
        assert_eq!(before.len(), 5);
        let half = json!({"requester": {"email": "wang@", "phone": "1"}, "order_no": "", "subject": "退"});
        assert!(floor.before(half).await.items.is_empty());
        assert_eq!(code(ticket::duplicates_before(floor.app(), &crate::support::public("198.51.100.7"),
            fields(json!({}))).await), "unauthenticated");
    }

    async fn what_is_over_long_ago_merged_or_out_of_reach_is_not_told_of(store: Store) {
        let floor = Floor::on(store).await;
        let old = floor.resolved().await.ticket;
        floor.confirms(old).await;
        floor.desk.wait(Span::days(29));
        let one = floor.received().await.ticket;
        let tells = async |call: &Call| -> Vec<TicketId> {
            floor.like(call, one).await.items.iter().map(|found| found.id).collect()
        };
        assert_eq!(tells(&floor.agent).await, [old]);
        floor.desk.wait(Span::days(2));
        assert!(tells(&floor.agent).await.is_empty(), "closed for more than thirty days");
        let two = floor.received().await.ticket;
        assert_eq!(tells(&floor.agent).await, [two]);
        floor.act(&floor.admin, two, "assign", json!({"team": floor.other_team.to_string()})).await.unwrap();
        assert!(tells(&floor.agent).await.is_empty());
        assert_eq!(tells(&floor.admin).await, [two]);
        let merge = json!({"into": one.to_string(), "other_requester": true});
        floor.act(&floor.admin, two, "merge", merge).await.unwrap();
        assert!(tells(&floor.admin).await.is_empty(), "it is part of this one");
    }

    async fn a_sender_of_spam_is_known_by_contact(store: Store) {
        let floor = Floor::on(store).await;
        let spam = floor.received().await.ticket;
        let next = floor.received().await.ticket;
        assert_eq!(floor.like(&floor.agent, next).await.spam_before, 0);
        floor.act(&floor.lead, spam, "spam", json!({})).await.unwrap();
        let seen = floor.like(&floor.agent, next).await;
        assert_eq!((seen.spam_before, seen.items.len()), (1, 0));
        assert_eq!(floor.before(json!({"requester": {"email": "wang@example.com"}})).await.spam_before, 1);
        floor.act(&floor.lead, spam, "restore", json!({})).await.unwrap();
        assert_eq!(floor.like(&floor.agent, next).await.spam_before, 0);
    }

    async fn of_many_in_the_same_words_the_newest_are_told_of(store: Store) {
        let floor = Floor::on(store).await;
        let mut ids = Vec::new();
        for n in 0..240 {
            let requester = json!({"name": "李雷", "email": format!("li{n}@example.com"), "language": "zh-CN"});
            ids.push(floor.submit(request(json!({"requester": requester}))).await.unwrap().ticket);
        }
        let last = ids.pop().unwrap();
        let seen = found(&floor.like(&floor.agent, last).await);
        let wanted: Vec<_> = ids.iter().rev().take(8).map(|id| (*id, vec![Likeness::SameText])).collect();
        assert_eq!(seen, wanted);
    }
}
