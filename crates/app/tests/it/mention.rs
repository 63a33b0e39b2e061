//! Mentions: who is called in a note, who cannot be, and what they see of it.

use serde_json::json;
use touchstone_app::ticket::{self, Said, Stretch};
use touchstone_app::{AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::event::EventKind;
use touchstone_domain::id::TicketId;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::fields as refused;
use crate::ticket_support::{Floor, fields};

impl Floor {
    async fn notes(&self, id: TicketId, body: &str, visibility: &str) -> Result<Said, AppError> {
        let input = json!({"body": body, "visibility": visibility});
        ticket::reply(self.app(), &self.agent, id, fields(input)).await
    }

    async fn called(&self, by: &Call, unread: bool) -> Vec<String> {
        let found = ticket::mentions(self.app(), &by.caller, unread, None, 50)
            .await
            .unwrap();
        found.into_iter().filter_map(|mention| mention.excerpt).collect()
    }
}

both_engines! {
    async fn who_is_called_in_a_note_finds_it(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let said = floor.notes(id, "@colleague 请看，@agent 是我自己", "internal").await.unwrap();
        assert_eq!(floor.called(&floor.colleague, true).await.len(), 1);
        assert!(floor.called(&floor.agent, false).await.is_empty(), "nobody calls themselves");
        assert!(floor.called(&floor.lead, false).await.is_empty());
        assert_eq!(floor.count(id, EventKind::TicketMentioned).await, 1);
        assert_eq!(ticket::mentions_unread(floor.app(), &floor.colleague.caller).await.unwrap(), 1);
        assert_eq!(ticket::mentions_read(floor.app(), &floor.agent, vec![said.message]).await.unwrap(), 0, "not theirs");
        assert_eq!(ticket::mentions_read(floor.app(), &floor.colleague, vec![said.message]).await.unwrap(), 1);
        assert_eq!(ticket::mentions_read(floor.app(), &floor.colleague, vec![said.message]).await.unwrap(), 0);
        assert!(floor.called(&floor.colleague, true).await.is_empty());
        assert_eq!(floor.called(&floor.colleague, false).await.len(), 1);
        floor.notes(id, "@colleague 已处理", "public").await.unwrap();
        floor.notes(id, "写给 x@colleague 和 @nobody", "internal").await.unwrap();
        assert_eq!(floor.called(&floor.colleague, false).await.len(), 1, "neither what the requester reads nor an address");
        let read = ticket::messages(floor.app(), &floor.lead.caller, id, Stretch::default()).await.unwrap();
        let mentioned = read.items.iter().map(|message| (message.id, message.mentions.len()));
        let mentioned: Vec<_> = mentioned.filter(|(_, names)| *names > 0).collect();
        assert_eq!(mentioned, [(said.message, 1)], "the note says whom it mentions");
    }

    async fn who_may_not_see_the_ticket_is_not_called(store: Store) {
        let floor = Floor::on(store).await;
        let stranger = floor.desk.staff("stranger", Role::Agent, &[floor.other_team]).await;
        let id = floor.received().await.ticket;
        floor.notes(id, "@stranger 请看", "internal").await.unwrap();
        assert_eq!(floor.called(&stranger, true).await.len(), 1, "a ticket of no team is everybody's");
        floor.act(&floor.lead, id, "assign", json!({"team": floor.team.to_string()})).await.unwrap();
        assert!(floor.called(&stranger, true).await.is_empty(), "what is seen no more is told no more");
        assert_eq!(ticket::mentions_unread(floor.app(), &stranger.caller).await.unwrap(), 0);
        let before = floor.read(id).await.version;
        let refusal = floor.notes(id, "@colleague @stranger 请看", "internal").await;
        assert_eq!(refused(refusal), ["body mention_out_of_reach"]);
        assert_eq!(floor.read(id).await.version, before, "nothing was written");
        assert!(floor.called(&floor.colleague, true).await.is_empty());
        let offered = ticket::mentionable(floor.app(), &floor.agent.caller, id, "LE".to_owned()).await.unwrap();
        let names: Vec<_> = offered.iter().map(|user| user.name.as_str()).collect();
        assert_eq!(names, ["colleague", "lead"]);
    }
}
