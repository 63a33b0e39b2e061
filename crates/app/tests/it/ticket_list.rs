//! Lists: what they are narrowed to, in which order, page by page; and that they agree with reads and with the queues'
//! counters.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use touchstone_app::ticket::{self, ListQuery};
use touchstone_app::{Actor, AppError, Call};
use touchstone_domain::access::{Grants, Permission, Role, Scope};
use touchstone_domain::id::{Id, TeamId, TicketId, UserId};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::code;
use crate::ticket_support::{Floor, fields, request};

async fn listed(floor: &Floor, call: &Call, pairs: &[(&str, &str)]) -> Vec<TicketId> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut asked: Vec<(&str, &str)> = pairs.to_vec();
        if let Some(cursor) = &cursor {
            asked.push(("cursor", cursor.as_str()));
        }
        let query = ListQuery::parse(asked).expect("a query");
        let page = ticket::list(floor.app(), &call.caller, query)
            .await
            .expect("a page");
        found.extend(page.items.iter().map(|ticket| ticket.id));
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return found,
        }
    }
}

/// Some tickets that differ in everything a list looks at, a minute apart.
pub async fn varied(floor: &Floor) -> Vec<TicketId> {
    let mut ids = Vec::new();
    for n in 0..12_usize {
        let kind = ["general", "complaint", "after-sales"][n % 3];
        let category = ["payment/refund-delay", "order/cancel", "logistics"][n % 3];
        let body = request(json!({
            "kind": kind, "category": category, "channel": (["phone", "counter"][n % 2]),
            "urgency": (["low", "normal", "high", "urgent"][n % 4]), "tags": [format!("t{}", n % 2)],
        }));
        let ticket = ticket::create(floor.app(), &floor.lead, fields(body))
            .await
            .unwrap();
        ids.push(ticket.id);
        floor.desk.wait(Span::minutes(1));
    }
    for (n, id) in ids.iter().enumerate() {
        match n % 4 {
            0 => drop(
                floor
                    .act(&floor.lead, *id, "assign", json!({"team": floor.other_team}))
                    .await
                    .unwrap(),
            ),
            1 => drop(floor.does(*id, "take", json!({})).await),
            2 => drop(floor.act(&floor.lead, *id, "spam", json!({})).await.unwrap()),
            _ => {}
        }
        floor.desk.wait(Span::minutes(1));
    }
    ids
}

both_engines! {
    async fn filters_and_orders(store: Store) {
        let floor = Floor::on(store).await;
        let ids = varied(&floor).await;
        let lead = &floor.admin;
        let pick = |wanted: &dyn Fn(usize) -> bool| -> Vec<TicketId> {
            (0..12).filter(|n| wanted(*n)).map(|n| ids[n]).collect()
        };
        assert_eq!(listed(&floor, lead, &[("sort", "created"), ("limit", "5")]).await, ids);
        let mut newest = ids.clone();
        newest.reverse();
        assert_eq!(listed(&floor, lead, &[("limit", "1")]).await, newest);
        let up = |pairs: &[(&'static str, &'static str)]| {
            [pairs, &[("sort", "created"), ("limit", "2")]].concat()
        };
        assert_eq!(listed(&floor, lead, &up(&[("kind", "complaint")])).await, pick(&|n| n % 3 == 1));
        assert_eq!(listed(&floor, lead, &up(&[("kind", "complaint,general")])).await, pick(&|n| n % 3 != 2));
        assert_eq!(listed(&floor, lead, &up(&[("category", "order")])).await, pick(&|n| n % 3 == 1));
        assert_eq!(listed(&floor, lead, &up(&[("category", "order/change")])).await, []);
        assert_eq!(listed(&floor, lead, &up(&[("channel", "counter")])).await, pick(&|n| n % 2 == 1));
        assert_eq!(listed(&floor, lead, &up(&[("urgency", "urgent")])).await, pick(&|n| n % 4 == 3));
        assert_eq!(listed(&floor, lead, &up(&[("tag", "t1")])).await, pick(&|n| n % 2 == 1));
        assert_eq!(listed(&floor, lead, &up(&[("tag", "t1"), ("tag", "t0")])).await, []);
        assert_eq!(listed(&floor, lead, &up(&[("status", "closed")])).await, pick(&|n| n % 4 == 2));
        assert_eq!(listed(&floor, lead, &up(&[("stage", "assigned")])).await, pick(&|n| n % 4 == 1));
        assert_eq!(listed(&floor, lead, &up(&[("assignee", "none")])).await, pick(&|n| n % 4 != 1));
        assert_eq!(listed(&floor, &floor.agent, &up(&[("assignee", "me")])).await, pick(&|n| n % 4 == 1));
        let (other, agent) = (floor.other_team.to_string(), floor.agent_id.to_string());
        for sort in ["created", "-created", "-updated", "due", "-priority"] {
            let team: BTreeSet<_> = listed(&floor, lead, &[("team", &other), ("sort", sort), ("limit", "1")]).await.into_iter().collect();
            assert_eq!(team, pick(&|n| n % 4 == 0).into_iter().collect(), "{sort}");
            let of: BTreeSet<_> = listed(&floor, lead, &[("assignee", &agent), ("sort", sort), ("limit", "2")]).await.into_iter().collect();
            assert_eq!(of, pick(&|n| n % 4 == 1).into_iter().collect(), "{sort}");
            let none: BTreeSet<_> = listed(&floor, lead, &[("team", "none"), ("sort", sort)]).await.into_iter().collect();
            assert_eq!(none, pick(&|n| n % 4 > 1).into_iter().collect(), "{sort}");
        }
        let updated = listed(&floor, lead, &[("sort", "-updated"), ("limit", "3")]).await;
        assert_eq!(updated[0], ids[10], "the last one acted upon");
        let work = listed(&floor, lead, &[("sort", "-priority"), ("limit", "4")]).await;
        assert_eq!(work[..3], [ids[3], ids[7], ids[11]], "urgent ones, oldest first");
        assert_eq!(work[9..], [ids[2], ids[6], ids[10]], "closed ones last");
        let due = listed(&floor, lead, &[("sort", "due"), ("limit", "4")]).await;
        assert_eq!(BTreeSet::from_iter(due[9..].iter().copied()), BTreeSet::from_iter(pick(&|n| n % 4 == 2)));
    }

    async fn times_bound_a_list(store: Store) {
        let floor = Floor::on(store).await;
        let ids = varied(&floor).await;
        let third = floor.read(ids[3]).await.created_at;
        let (from, to) = (third.to_string(), (third + Span::minutes(2)).to_string());
        for sort in ["created", "-created", "-updated", "due", "-priority"] {
            let found = listed(&floor, &floor.admin, &[("created_from", &from), ("created_to", &to), ("sort", sort), ("limit", "1")]).await;
            assert_eq!(BTreeSet::from_iter(found), BTreeSet::from([ids[3], ids[4]]), "{sort}");
        }
        let last = floor.read(ids[10]).await.updated_at.to_string();
        assert_eq!(listed(&floor, &floor.admin, &[("updated_from", &last)]).await, [ids[10]]);
        let soonest = floor.read(ids[0]).await.clocks[0].due_at + Span::from_micros(1);
        let due = listed(&floor, &floor.admin, &[("due_before", &soonest.to_string()), ("sort", "due")]).await;
        assert!(!due.is_empty() && due.len() < 9, "{due:?}");
    }

    async fn one_persons_tickets_come_in_any_order(store: Store) {
        let floor = Floor::on(store).await;
        let first = ticket::create(floor.app(), &floor.lead, fields(request(json!({})))).await.unwrap();
        let mut own = vec![first.id];
        for n in 0..4 {
            floor.received().await;
            floor.desk.wait(Span::minutes(1));
            let body = request(json!({"requester": null, "requester_id": first.requester.id, "urgency": (["urgent", "low"][n % 2])}));
            own.push(ticket::create(floor.app(), &floor.lead, fields(body)).await.unwrap().id);
        }
        let person = first.requester.id.to_string();
        for sort in ["created", "-created", "-updated", "due", "-priority"] {
            let found = listed(&floor, &floor.admin, &[("requester", &person), ("sort", sort), ("limit", "2")]).await;
            assert_eq!(BTreeSet::from_iter(found.iter().copied()), BTreeSet::from_iter(own.iter().copied()), "{sort}");
            assert_eq!(found.len(), own.len());
        }
        assert_eq!(listed(&floor, &floor.admin, &[("requester", &person), ("sort", "-priority")]).await[0], own[1]);
    }

    async fn what_cannot_be_asked_is_refused(store: Store) {
        let floor = Floor::on(store).await;
        varied(&floor).await;
        let refused = |pairs: &[(&str, &str)]| crate::support::fields(ListQuery::parse(pairs.iter().copied()));
        assert_eq!(refused(&[("merchant", "x"), ("status", "opened"), ("limit", "0")]), [
            "merchant unknown_field", "status unknown_value", "limit out_of_range",
        ]);
        assert_eq!(refused(&[("limit", "201"), ("sort", "number"), ("team", "x"), ("created_from", "today")]).len(), 4);
        assert_eq!(refused(&[("cursor", "!")]), ["cursor malformed"]);
        let query = ListQuery::parse([("limit", "2"), ("status", "new")]).unwrap();
        let page = ticket::list(floor.app(), &floor.lead.caller, query).await.unwrap();
        let cursor = page.next_cursor.unwrap();
        assert_eq!(refused(&[("status", "closed"), ("cursor", &cursor)]), ["cursor of_another_list"]);
        assert!(ListQuery::parse([("status", "new"), ("limit", "5"), ("cursor", cursor.as_str())]).is_ok());
        let anyone = crate::support::public("198.51.100.9");
        let list = ticket::list(floor.app(), &anyone.caller, ListQuery::default()).await;
        assert_eq!(code(list.map(|_| ())), "unauthenticated");
    }

    async fn queues_count_what_their_lists_hold(store: Store) {
        let floor = Floor::on(store).await;
        let ids = varied(&floor).await;
        floor.does(ids[3], "assign", json!({"assignee": floor.colleague_id, "team": floor.other_team})).await;
        let id = floor.resolved().await.ticket;
        floor.confirms(id).await;
        let resolved = floor.resolved().await.ticket;
        assert_eq!(floor.read(resolved).await.stage.as_str(), "resolved");
        for call in [&floor.admin, &floor.lead, &floor.agent, &floor.colleague] {
            let queues = ticket::queues(floor.app(), &call.caller).await.unwrap();
            assert!(queues.len() > 3);
            for queue in queues {
                let pairs: Vec<_> = queue.filter.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let held = listed(&floor, call, &pairs).await.len() as u64;
                assert_eq!(held, queue.count, "{} {:?} of {:?}", queue.code, queue.filter, call.caller.actor.to_ref());
            }
        }
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 0, "counting again finds the same");
        let damage = floor.app().store.write(|tx| {
            tx.counter_add("ticket:place:0:new:free", 5);
            Ok::<_, AppError>(())
        });
        damage.await.unwrap();
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 1);
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 0);
    }

    async fn lists_and_reads_agree_on_what_an_actor_sees(store: Store) {
        let floor = Floor::on(store).await;
        let everything = placed(&floor).await;
        let mut runner = TestRunner::deterministic();
        for _ in 0..60 {
            let (call, pairs) = asked(&floor).new_tree(&mut runner).unwrap().current();
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let query = ListQuery::parse(pairs.iter().copied()).unwrap();
            let mut expected = BTreeSet::new();
            for id in &everything {
                match ticket::read(floor.app(), &call.caller, *id).await {
                    Ok(_) if holds(&floor, &query, *id).await => drop(expected.insert(*id)),
                    Ok(_) => {}
                    Err(AppError::NotFound { .. }) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
            let found = if call.caller.actor.holds(Permission::TicketRead).is_ok() {
                listed(&floor, &call, &pairs).await
            } else {
                Vec::new()
            };
            assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), expected, "{pairs:?} {:?}", call.caller.actor);
            assert_eq!(found.len(), expected.len(), "nothing comes twice");
        }
    }
}

/// Whether a ticket fulfils a filter, asked of somebody who sees everything.
async fn holds(floor: &Floor, query: &ListQuery, id: TicketId) -> bool {
    let ticket = floor.read(id).await;
    let filter = &query.filter;
    (filter.status.is_empty() || filter.status.contains(&ticket.status))
        && (filter.kind.is_empty() || filter.kind.contains(&ticket.kind))
        && filter.tag.iter().all(|tag| ticket.tags.contains(tag))
        && filter.assignee.is_none_or(|wanted| match wanted {
            ticket::Assignee::User(user) => ticket.assignee.as_ref().is_some_and(|found| found.id == user),
            ticket::Assignee::Nobody => ticket.assignee.is_none(),
            ticket::Assignee::Me => false,
        })
        && filter.team.is_none_or(|wanted| match wanted {
            ticket::OfTeam::Team(team) => ticket.team.as_ref().is_some_and(|found| found.id == team),
            ticket::OfTeam::Nobody => ticket.team.is_none(),
            ticket::OfTeam::Mine => false,
        })
}

/// Tickets at every kind of place.
async fn placed(floor: &Floor) -> Vec<TicketId> {
    let mut ids = varied(floor).await;
    for (n, (assignee, team)) in [
        (Some(floor.agent_id), Some(floor.other_team)),
        (Some(floor.colleague_id), Some(floor.team)),
        (Some(floor.colleague_id), Some(floor.other_team)),
        (None, Some(floor.team)),
    ]
    .into_iter()
    .enumerate()
    {
        let body = request(
            json!({"assignee": assignee, "team": team, "kind": "feedback", "tags": [format!("p{n}")]}),
        );
        ids.push(
            ticket::create(floor.app(), &floor.lead, fields(body))
                .await
                .unwrap()
                .id,
        );
    }
    ids
}

type Pairs = Vec<(String, String)>;

/// An actor with some reach, and something they ask for.
fn asked(floor: &Floor) -> impl Strategy<Value = (Call, Pairs)> {
    let users = [floor.agent_id, floor.colleague_id, UserId::from_raw(77)];
    let teams = [floor.team, floor.other_team, TeamId::from_raw(77)];
    let scope = prop_oneof![
        Just(None),
        Just(Some(Scope::Own)),
        Just(Some(Scope::Team)),
        Just(Some(Scope::All))
    ];
    let members = proptest::sample::subsequence(teams.to_vec(), 0..=3);
    let base = floor.agent.clone();
    let call =
        (scope, proptest::sample::select(users.to_vec()), members).prop_map(move |(scope, user, teams)| {
            let mut call = base.clone();
            if let Actor::User(actor) = &mut call.caller.actor {
                actor.grants = Grants::new(scope.map(|scope| (Permission::TicketRead, scope)));
                actor.id = user;
                actor.reach.user = user;
                actor.reach.teams = teams;
                actor.role = Role::Agent;
            }
            call
        });
    let pick = |name: &'static str, values: Vec<String>| {
        proptest::option::of(proptest::sample::select(values).prop_map(move |value| (name.to_owned(), value)))
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let assignees = users
        .iter()
        .map(ToString::to_string)
        .chain(["none".to_owned()])
        .collect();
    let of_teams = teams
        .iter()
        .map(ToString::to_string)
        .chain(["none".to_owned()])
        .collect();
    let pairs = (
        pick("status", words(&["new", "open", "closed", "new,open"])),
        pick("kind", words(&["general", "feedback,complaint"])),
        pick("tag", words(&["t0", "p1"])),
        pick("assignee", assignees),
        pick("team", of_teams),
        pick(
            "sort",
            words(&["created", "-created", "-updated", "due", "-priority"]),
        ),
        pick("limit", words(&["1", "3", "50"])),
    )
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g].into_iter().flatten().collect::<Pairs>());
    (call, pairs)
}
