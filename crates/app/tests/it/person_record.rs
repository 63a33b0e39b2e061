//! People: made from what is typed, shown masked, found, corrected; never merged by a claim.

use touchstone_app::person::{self, MaskedPerson, PersonPatch, RequesterInput};
use touchstone_app::{App, AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventBody, EventKind, FieldName, Subject};
use touchstone_domain::id::PersonId;
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;
use touchstone_store::{Lane, Store, StoreError, sql};
use touchstone_testkit::both_engines;

use crate::support::{Desk, code, fields, public, system};

sql!(EVERY_PERSON = "SELECT data_key, name_sealed FROM person");
sql!(EVERY_CONTACT = "SELECT sealed, lookup FROM contact");
sql!(PERSON_KEY_DESTROY = "UPDATE person SET data_key = NULL WHERE id = ?1");

fn typed(name: &str, email: &str, phone: &str) -> RequesterInput {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    RequesterInput {
        name: given(name),
        email: given(email),
        phone: given(phone),
        ..RequesterInput::default()
    }
}

async fn request_from(app: &App, call: &Call, input: RequesterInput) -> Result<PersonId, AppError> {
    let draft = person::person_draft(app, call, "requester.", &input)?;
    app.command(call, move |cx| {
        person::person_for_request(cx, &draft).map(|requester| requester.id)
    })
    .await
}

async fn masked(app: &App, id: PersonId) -> MaskedPerson {
    let handle = app.clone();
    let read = app.query(Lane::Fast, move |tx| person::persons_masked(tx, &handle, &[id]));
    read.await.unwrap().remove(&id).unwrap()
}

async fn suggested(desk: &Desk, id: PersonId) -> Vec<(PersonId, ContactKind, bool)> {
    let view = person::person_get(&desk.app, &system(), id).await.unwrap();
    view.suggestions
        .into_iter()
        .map(|other| (other.person.id, other.basis, other.proved))
        .collect()
}

both_engines! {
    async fn a_person_is_shown_masked(store: Store) {
        let desk = Desk::on(store);
        let anyone = public("203.0.113.7");
        let id = request_from(&desk.app, &anyone, typed(" 王小芳 ", "Wang@Example.com", "138 0013 8000")).await.unwrap();
        let shown = masked(&desk.app, id).await;
        assert_eq!(shown.name.as_deref(), Some("王**"));
        assert_eq!(shown.email.as_deref(), Some("w***@example.com"));
        assert_eq!(shown.phone.as_deref(), Some("+86 *** 8000"));
        assert_eq!((shown.email_verified, shown.phone_verified), (false, false));
        assert_eq!((shown.language, shown.tier), (Language::En, Tier::General));
        assert_eq!(desk.kinds(Subject::Person(id)).await, [EventKind::PersonCreated]);
    }

    async fn everything_may_be_missing(store: Store) {
        let desk = Desk::on(store);
        let draft = person::person_draft(&desk.app, &public("203.0.113.7"), "", &RequesterInput::default()).unwrap();
        assert!(!draft.reachable());
        let id = request_from(&desk.app, &public("203.0.113.7"), RequesterInput::default()).await.unwrap();
        let shown = masked(&desk.app, id).await;
        assert_eq!((shown.name, shown.email, shown.phone), (None, None, None));
    }

    async fn wrong_contacts_are_refused_by_their_fields(store: Store) {
        let desk = Desk::on(store);
        let wrong = typed("a\u{0}b", "nobody", "12");
        assert_eq!(
            fields(request_from(&desk.app, &public("203.0.113.7"), wrong).await),
            ["requester.name control_character", "requester.email invalid_email", "requester.phone invalid_phone"]
        );
    }

    async fn nothing_of_a_person_is_readable_in_the_database(store: Store) {
        let desk = Desk::on(store);
        let anyone = public("203.0.113.7");
        request_from(&desk.app, &anyone, typed("Wang Xiaofang", "wang@example.com", "13800138000")).await.unwrap();
        let read = desk.app.store.read(Lane::Fast, |tx| {
            let mut kept = tx.query(&EVERY_PERSON, &[], |row| {
                Ok([row.get::<Vec<u8>>("data_key")?, row.get::<Vec<u8>>("name_sealed")?].concat())
            })?;
            kept.extend(tx.query(&EVERY_CONTACT, &[], |row| {
                Ok([row.get::<Vec<u8>>("sealed")?, row.get::<Vec<u8>>("lookup")?].concat())
            })?);
            Ok::<_, StoreError>(kept.concat())
        });
        let kept = read.await.unwrap();
        for part in [&b"Wang"[..], b"wang", b"example", b"138001", b"8000"] {
            assert!(!kept.windows(part.len()).any(|bytes| bytes == part));
        }
    }

    async fn destroying_the_key_destroys_the_fields(store: Store) {
        let desk = Desk::on(store);
        let anyone = public("203.0.113.7");
        let id = request_from(&desk.app, &anyone, typed("Wang", "wang@example.com", "")).await.unwrap();
        let done = desk.app.store.write(move |tx| tx.execute(&PERSON_KEY_DESTROY, &[&id]).map(drop));
        Result::<(), StoreError>::unwrap(done.await);
        let shown = masked(&desk.app, id).await;
        assert_eq!((shown.name, shown.email), (None, None));
    }

    async fn a_claim_reuses_nobody_s_record(store: Store) {
        let desk = Desk::on(store);
        let anyone = public("203.0.113.7");
        let a = request_from(&desk.app, &anyone, typed("A", "anna@example.com", "13800138001")).await.unwrap();
        let again = request_from(&desk.app, &anyone, typed("A", " ANNA@EXAMPLE.com", "")).await.unwrap();
        assert_ne!(a, again);
        assert_eq!(suggested(&desk, again).await, [(a, ContactKind::Email, false)]);
        assert_eq!(suggested(&desk, a).await, [(again, ContactKind::Email, false)]);
    }

    async fn one_s_address_with_another_s_phone_is_a_new_person_and_two_suggestions(store: Store) {
        let desk = Desk::on(store);
        let anyone = public("203.0.113.7");
        let a = request_from(&desk.app, &anyone, typed("A", "anna@example.com", "13800138001")).await.unwrap();
        let b = request_from(&desk.app, &anyone, typed("B", "bert@example.com", "13800138002")).await.unwrap();
        let mixed = request_from(&desk.app, &anyone, typed("?", "anna@example.com", "13800138002")).await.unwrap();
        assert!(mixed != a && mixed != b);
        assert_eq!(
            suggested(&desk, mixed).await,
            [(a, ContactKind::Email, false), (b, ContactKind::Phone, false)]
        );
        assert_eq!(masked(&desk.app, a).await.name.as_deref(), Some("A***"), "nobody was changed");
    }

    async fn an_address_everybody_types_makes_few_suggestions(store: Store) {
        let desk = Desk::on(store);
        let anyone = public("203.0.113.7");
        let mut last = None;
        for _ in 0..12 {
            last = Some(request_from(&desk.app, &anyone, typed("", "test@example.com", "")).await.unwrap());
        }
        assert_eq!(suggested(&desk, last.unwrap()).await.len(), 5);
    }

    async fn nobody_chooses_their_own_tier(store: Store) {
        let desk = Desk::on(store);
        let agent = desk.staff("li", Role::Agent, &[]).await;
        let premium = RequesterInput { tier: Some(Tier::Premium), ..typed("A", "", "") };
        let own = request_from(&desk.app, &public("203.0.113.7"), premium.clone()).await.unwrap();
        let by_staff = request_from(&desk.app, &agent, premium).await.unwrap();
        assert_eq!(masked(&desk.app, own).await.tier, Tier::General);
        assert_eq!(masked(&desk.app, by_staff).await.tier, Tier::Premium);
    }

    async fn people_are_found_by_an_exact_contact_by_those_who_reach_them(store: Store) {
        let desk = Desk::on(store);
        let anyone = public("203.0.113.7");
        let id = request_from(&desk.app, &anyone, typed("A", "anna@example.com", "13800138001")).await.unwrap();
        let chief = desk.staff("chief", Role::Executive, &[]).await;
        let agent = desk.staff("li", Role::Agent, &[]).await;
        let find = |call, kind, text| person::person_find(&desk.app, call, kind, text);
        let found = find(&chief, ContactKind::Phone, "+86 138-0013-8001").await.unwrap();
        assert_eq!(found.iter().map(|person| person.id).collect::<Vec<_>>(), [id]);
        assert!(find(&chief, ContactKind::Email, "a@example").await.is_err());
        assert!(find(&chief, ContactKind::Email, "bert@example.com").await.unwrap().is_empty());
        let without_ticket = find(&agent, ContactKind::Email, "anna@example.com").await.unwrap();
        assert!(without_ticket.is_empty(), "no ticket of theirs is in the agent's reach");
        assert_eq!(code(find(&anyone, ContactKind::Email, "anna@example.com").await), "unauthenticated");
        assert_eq!(code(person::person_get(&desk.app, &agent, id).await), "not_found");
        assert_eq!(code(person::person_get(&desk.app, &anyone, id).await), "unauthenticated");
    }

    async fn a_corrected_contact_is_a_claim_again(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let anyone = public("203.0.113.7");
        let a = request_from(&desk.app, &anyone, typed("A", "anna@example.com", "")).await.unwrap();
        let b = request_from(&desk.app, &anyone, typed("B", "bert@example.com", "13800138002")).await.unwrap();
        let patch = PersonPatch {
            name: Some("Bo".to_owned()),
            email: Some("anna@example.com".to_owned()),
            phone: Some(String::new()),
            tier: Some(Tier::Enterprise),
            ..PersonPatch::default()
        };
        let shown = person::person_update(&desk.app, &root, b, patch.clone()).await.unwrap();
        assert_eq!((shown.email.as_deref(), shown.phone.as_deref()), (Some("a***@example.com"), None));
        assert_eq!((shown.tier, shown.version, shown.email_verified), (Tier::Enterprise, 2, false));
        assert_eq!(suggested(&desk, b).await, [(a, ContactKind::Email, false)]);
        let told = vec![FieldName::Name, FieldName::Tier, FieldName::Email, FieldName::Phone];
        assert_eq!(
            *desk.history(Subject::Person(b)).await.last().unwrap(),
            EventBody::PersonUpdated { fields: told }
        );
        assert_eq!(person::person_update(&desk.app, &root, b, patch).await.unwrap().version, 2, "nothing changed");
    }

    async fn only_who_works_for_a_person_corrects_them(store: Store) {
        let desk = Desk::on(store);
        let id = request_from(&desk.app, &public("203.0.113.7"), typed("A", "", "")).await.unwrap();
        let chief = desk.staff("chief", Role::Executive, &[]).await;
        let patch = || PersonPatch { tier: Some(Tier::Premium), ..PersonPatch::default() };
        assert_eq!(code(person::person_update(&desk.app, &chief, id, patch()).await), "forbidden");
        let agent = desk.staff("li", Role::Agent, &[]).await;
        assert_eq!(code(person::person_update(&desk.app, &agent, id, patch()).await), "not_found");
    }
}
