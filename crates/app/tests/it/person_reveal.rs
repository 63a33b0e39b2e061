//! Personal fields in clear: for whom, for which reason, with which trace.

use serde_json::json;
use touchstone_app::account::TeamInput;
use touchstone_app::person::{self, RevealField, RevealInput, Revealed};
use touchstone_app::standard::standard_begin;
use touchstone_app::ticket::{self, Fields};
use touchstone_app::{AppError, Call, account};
use touchstone_domain::access::Role;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::{Id, PersonId, TeamId, TicketId};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{Desk, code, fields, public, system};

const REASON: &str = "The parcel came back; calling to ask for the address.";

fn asked(fields: &[RevealField]) -> RevealInput {
    RevealInput {
        fields: fields.to_vec(),
        reason: REASON.to_owned(),
        ticket: None,
    }
}

async fn team(desk: &Desk, name: &str) -> TeamId {
    let input = TeamInput {
        name: name.to_owned(),
        ..TeamInput::default()
    };
    account::team_create(&desk.app, &system(), input)
        .await
        .unwrap()
        .id
}

/// A ticket of a new person for a team.
async fn ticket_for(desk: &Desk, call: &Call, team: TeamId, email: &str) -> (TicketId, PersonId) {
    let fields = Fields::from_json(json!({
        "subject": "退款一直没有到账",
        "body": "三天前申请的退款还没有到账。",
        "category": "payment/refund-delay",
        "team": team.to_string(),
        "requester": { "name": "王小芳", "email": email },
    }));
    let made = ticket::create(&desk.app, call, fields.unwrap()).await.unwrap();
    (made.id, made.requester.id)
}

async fn reveal(desk: &Desk, call: &Call, id: PersonId, input: RevealInput) -> Result<Revealed, AppError> {
    person::person_reveal(&desk.app, call, id, input).await
}

both_engines! {
    async fn an_agent_sees_what_they_ask_for_and_leaves_a_trace(store: Store) {
        let desk = Desk::on(store);
        standard_begin(&desk.app).await.unwrap();
        let team = team(&desk, "payments").await;
        let li = desk.staff("li", Role::Agent, &[team]).await;
        let (ticket, id) = ticket_for(&desk, &li, team, "wang@example.com").await;
        let input = RevealInput { ticket: Some(ticket), ..asked(&[RevealField::Email, RevealField::Phone]) };
        let shown = reveal(&desk, &li, id, input).await.unwrap();
        assert_eq!(shown.0.len(), 2, "the name was not asked for");
        assert_eq!(shown.0[&RevealField::Email].as_deref(), Some("wang@example.com"));
        assert_eq!(shown.0[&RevealField::Phone], None);
        assert!(!format!("{shown:?}").contains("wang"));
        let told = EventBody::PersonRevealed { fields: vec![FieldName::Email, FieldName::Phone], ticket: Some(ticket) };
        assert_eq!(*desk.history(Subject::Person(id)).await.last().unwrap(), told);
        let auditor = desk.staff("auditor", Role::QualityManager, &[]).await;
        let entries = person::reveal_list(&desk.app, &auditor, id, None, 10).await.unwrap();
        assert_eq!((entries.len(), entries[0].reason.as_str(), entries[0].granted), (1, REASON, true));
        assert_eq!(entries[0].user, li.caller.actor.user().unwrap().id);
        assert_eq!(code(person::reveal_list(&desk.app, &li, id, None, 10).await), "forbidden");
    }

    async fn a_refused_reveal_is_remembered(store: Store) {
        let desk = Desk::on(store);
        standard_begin(&desk.app).await.unwrap();
        let (payments, returns) = (team(&desk, "payments").await, team(&desk, "returns").await);
        let (_, id) = ticket_for(&desk, &system(), payments, "wang@example.com").await;
        let stranger = desk.staff("wu", Role::Agent, &[returns]).await;
        let chief = desk.staff("chief", Role::Executive, &[]).await;
        assert_eq!(code(reveal(&desk, &stranger, id, asked(&[RevealField::Email])).await), "not_found");
        assert_eq!(code(reveal(&desk, &chief, id, asked(&[RevealField::Name])).await), "forbidden");
        let history = desk.history(Subject::Person(id)).await;
        let refused = |field| EventBody::PersonRevealRefused { fields: vec![field] };
        assert_eq!(history[history.len() - 2..], [refused(FieldName::Email), refused(FieldName::Name)]);
        let auditor = desk.staff("auditor", Role::QualityManager, &[]).await;
        let entries = person::reveal_list(&desk.app, &auditor, id, None, 10).await.unwrap();
        assert!(entries.len() == 2 && entries.iter().all(|entry| !entry.granted));
    }

    async fn without_a_reason_or_a_field_nothing_is_shown(store: Store) {
        let desk = Desk::on(store);
        standard_begin(&desk.app).await.unwrap();
        let team = team(&desk, "payments").await;
        let li = desk.staff("li", Role::Agent, &[team]).await;
        let (_, id) = ticket_for(&desk, &li, team, "wang@example.com").await;
        let silent = RevealInput { reason: " \n ".to_owned(), ..asked(&[RevealField::Email]) };
        assert_eq!(fields(reveal(&desk, &li, id, silent).await), ["reason required"]);
        let long = RevealInput { reason: "长".repeat(1001), ..asked(&[RevealField::Email]) };
        assert_eq!(fields(reveal(&desk, &li, id, long).await), ["reason too_long"]);
        assert_eq!(fields(reveal(&desk, &li, id, asked(&[])).await), ["fields required"]);
        let anyone = public("203.0.113.7");
        assert_eq!(code(reveal(&desk, &anyone, id, asked(&[RevealField::Email])).await), "unauthenticated");
        let missing = reveal(&desk, &li, PersonId::from_raw(1), asked(&[RevealField::Email])).await;
        assert_eq!(code(missing), "not_found");
    }

    async fn a_foreign_ticket_is_not_named_in_the_trace(store: Store) {
        let desk = Desk::on(store);
        standard_begin(&desk.app).await.unwrap();
        let team = team(&desk, "payments").await;
        let li = desk.staff("li", Role::Agent, &[team]).await;
        let (_, id) = ticket_for(&desk, &li, team, "wang@example.com").await;
        let (foreign, _) = ticket_for(&desk, &li, team, "li@example.com").await;
        let input = RevealInput { ticket: Some(foreign), ..asked(&[RevealField::Name]) };
        reveal(&desk, &li, id, input).await.unwrap();
        let told = EventBody::PersonRevealed { fields: vec![FieldName::Name], ticket: None };
        assert_eq!(*desk.history(Subject::Person(id)).await.last().unwrap(), told);
    }

    async fn people_are_seen_where_their_tickets_are(store: Store) {
        let desk = Desk::on(store);
        standard_begin(&desk.app).await.unwrap();
        let (payments, returns) = (team(&desk, "payments").await, team(&desk, "returns").await);
        let li = desk.staff("li", Role::Agent, &[payments]).await;
        let wu = desk.staff("wu", Role::Agent, &[returns]).await;
        let (_, id) = ticket_for(&desk, &li, payments, "wang@example.com").await;
        let find = |call| person::person_find(&desk.app, call, ContactKind::Email, "wang@example.com");
        assert_eq!(find(&li).await.unwrap().len(), 1);
        assert!(find(&wu).await.unwrap().is_empty());
        assert!(person::person_get(&desk.app, &li, id).await.is_ok());
        assert_eq!(code(person::person_get(&desk.app, &wu, id).await), "not_found");
    }

    async fn nobody_is_brought_into_reach_by_naming_them_in_a_ticket(store: Store) {
        let desk = Desk::on(store);
        standard_begin(&desk.app).await.unwrap();
        let (payments, returns) = (team(&desk, "payments").await, team(&desk, "returns").await);
        let (_, id) = ticket_for(&desk, &system(), payments, "wang@example.com").await;
        let wu = desk.staff("wu", Role::Agent, &[returns]).await;
        let body = json!({ "subject": "x", "body": "y", "team": returns.to_string(), "requester_id": id.to_string() });
        let named = ticket::create(&desk.app, &wu, Fields::from_json(body).unwrap()).await;
        assert_eq!(fields(named), ["requester_id not_found"]);
        assert_eq!(code(reveal(&desk, &wu, id, asked(&[RevealField::Email])).await), "not_found");
    }
}
