//! New requests go where they belong by themselves: to the adviser of their requester, else to the team of their tier.

use serde_json::{Value, json};
use touchstone_app::AppError;
use touchstone_app::account::user_archive;
use touchstone_app::person::{self, MaskedPerson, PersonPatch};
use touchstone_app::settings::{Routing, routing_get, routing_put};
use touchstone_app::ticket::{self, Ticket};
use touchstone_domain::event::{ActorRef, EventBody, EventKind, FieldName, Subject, SystemActor};
use touchstone_domain::id::{Id, PersonId, TeamId, TicketId, UserId};
use touchstone_domain::stage::Stage;
use touchstone_domain::ticket::Tier;
use touchstone_store::event::event_after;
use touchstone_store::person::{contact_of_person, contact_verify};
use touchstone_store::{Lane, Store};
use touchstone_testkit::both_engines;

use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, fields, request};

impl Floor {
    async fn routes(&self, teams: &[(Tier, TeamId)]) -> Result<(), AppError> {
        let (_, version) = routing_get(self.app(), &self.admin).await.unwrap();
        let routing: Routing = teams.iter().copied().collect();
        routing_put(self.app(), &self.admin.clone().expecting(version), routing).await
    }

    /// Somebody with a request, of this tier and looked after by this colleague.
    async fn served(&self, tier: Tier, adviser: Option<UserId>) -> Result<MaskedPerson, AppError> {
        let first = self.received().await;
        let person = self.read(first.ticket).await.requester.id;
        self.serve(person, tier, adviser).await
    }

    async fn serve(
        &self,
        person: PersonId,
        tier: Tier,
        adviser: Option<UserId>,
    ) -> Result<MaskedPerson, AppError> {
        let patch = PersonPatch {
            tier: Some(tier),
            adviser: Some(adviser),
            ..PersonPatch::default()
        };
        person::person_update(self.app(), &self.admin, person, patch).await
    }

    /// Another request of somebody who is known.
    async fn asks(&self, person: PersonId, more: Value) -> Ticket {
        let mut body = request(more);
        body.as_object_mut().unwrap().remove("requester");
        body["requester_id"] = json!(person.to_string());
        ticket::create(self.app(), &self.admin, fields(body))
            .await
            .unwrap()
    }

    async fn shows_contacts(&self, person: PersonId) {
        let now = self.app().clock.now();
        let shown = self.app().store.write(move |tx| {
            for contact in contact_of_person(tx, person)? {
                contact_verify(tx, person, contact.kind, &contact.lookup, now)?;
            }
            Ok::<_, AppError>(())
        });
        shown.await.unwrap();
    }

    /// Who assigned it.
    async fn assigners(&self, id: TicketId) -> Vec<ActorRef> {
        let read = |tx: &mut touchstone_store::Tx<'_>| Ok(event_after(tx, Id::from_raw(i64::MIN), 1_000)?);
        let events = self.app().query(Lane::Fast, read).await.unwrap();
        let of = events
            .into_iter()
            .filter(|event| event.subject == Subject::Ticket(id));
        of.filter(|event| matches!(event.parsed().unwrap(), EventBody::TicketAssigned { .. }))
            .map(|event| event.actor)
            .collect()
    }
}

fn assigned(ticket: &Ticket) -> (Option<UserId>, Option<TeamId>) {
    let assignee = ticket.assignee.as_ref().map(|user| user.id);
    (assignee, ticket.team.as_ref().map(|team| team.id))
}

both_engines! {
    async fn a_request_of_a_tier_goes_to_its_team(store: Store) {
        let floor = Floor::on(store).await;
        floor.routes(&[(Tier::General, floor.other_team)]).await.unwrap();
        let id = floor.received().await.ticket;
        let routed = floor.read(id).await;
        assert_eq!(assigned(&routed), (None, Some(floor.other_team)));
        assert_eq!(routed.stage, Stage::Received, "nobody has it yet");
        assert_eq!(floor.assigners(id).await, [ActorRef::System(SystemActor::Router)]);
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 0);

        // Where the taker says where it goes, it goes there.
        let told = floor.asks(routed.requester.id, json!({"team": floor.team.to_string()})).await;
        assert_eq!(assigned(&told), (None, Some(floor.team)));
        // What is there stays when the routing changes.
        floor.routes(&[]).await.unwrap();
        assert_eq!(assigned(&floor.read(id).await), (None, Some(floor.other_team)));
        assert_eq!(assigned(&floor.read(floor.received().await.ticket).await), (None, None));
    }

    async fn an_adviser_has_what_their_people_ask(store: Store) {
        let floor = Floor::on(store).await;
        floor.routes(&[(Tier::Premium, floor.other_team)]).await.unwrap();
        let person = floor.served(Tier::Premium, Some(floor.agent_id)).await.unwrap();
        assert_eq!(person.adviser.map(|adviser| adviser.id), Some(floor.agent_id));

        let known = floor.asks(person.id, json!({})).await;
        assert_eq!(known.tier, Tier::Premium);
        assert_eq!(assigned(&known), (Some(floor.agent_id), Some(floor.other_team)));
        assert_eq!(known.owner.as_ref().map(|user| user.id), Some(floor.agent_id));

        // Without a category it waits in the team, and goes on once somebody has judged it.
        let vague = floor.asks(person.id, json!({"category": null})).await;
        assert_eq!(assigned(&vague), (None, Some(floor.other_team)));
        let judged = floor.act(&floor.admin, vague.id, "classify", json!({"category": "payment/refund-delay"})).await.unwrap();
        assert_eq!(assigned(&judged), (Some(floor.agent_id), Some(floor.other_team)));
        assert_eq!(floor.count(vague.id, EventKind::TicketAssigned).await, 2);
        assert_eq!(ticket::queues_rebuild(floor.app()).await.unwrap(), 0);

        // One that they send in themselves goes the same way, once their address is shown to be theirs.
        floor.shows_contacts(person.id).await;
        let requester = floor.requester(known.id).await;
        let own = request(json!({}));
        let own = ticket::submit(floor.app(), &requester, fields(own)).await.unwrap();
        let own = floor.read(own.ticket).await;
        assert_eq!((own.requester.id, own.tier), (person.id, Tier::Premium));
        assert_eq!(assigned(&own), (Some(floor.agent_id), Some(floor.other_team)));

        // Whoever has left advises nobody.
        user_archive(floor.app(), &floor.admin, floor.agent_id).await.unwrap();
        let after = floor.asks(person.id, json!({})).await;
        assert_eq!(assigned(&after), (None, Some(floor.other_team)));
        assert_eq!(after.requester.adviser, None);
    }

    async fn only_a_tier_with_advisers_has_one(store: Store) {
        let floor = Floor::on(store).await;
        let refusal = floor.served(Tier::Enterprise, Some(floor.agent_id)).await;
        assert_eq!(refused(refusal), ["adviser tier_without_adviser"]);
        let nobody = floor.served(Tier::Premium, Some(UserId::from_raw(1))).await;
        assert_eq!(refused(nobody), ["adviser not_found"]);
        let person = floor.served(Tier::Premium, Some(floor.agent_id)).await.unwrap();
        let patch = PersonPatch { tier: Some(Tier::General), ..PersonPatch::default() };
        let left = person::person_update(floor.app(), &floor.admin, person.id, patch).await.unwrap();
        assert_eq!(left.adviser, None, "the tier took the adviser with it");
        let told = floor.desk.history(Subject::Person(person.id)).await.pop().unwrap();
        assert_eq!(told, EventBody::PersonUpdated { fields: vec![FieldName::Tier, FieldName::Adviser] });
    }

    async fn a_routing_names_teams_that_are_there(store: Store) {
        let floor = Floor::on(store).await;
        let gone = floor.routes(&[(Tier::Premium, TeamId::from_raw(1)), (Tier::General, floor.team)]).await;
        assert_eq!(refused(gone), ["premium not_found"]);
        let stale = routing_put(floor.app(), &floor.admin.clone().expecting(7), Routing::default()).await;
        assert_eq!(code(stale), "version_conflict");
        assert_eq!(code(routing_get(floor.app(), &floor.agent).await), "forbidden");
        let (kept, version) = routing_get(floor.app(), &floor.admin).await.unwrap();
        assert_eq!((kept, version), (Routing::default(), 0));
    }
}
