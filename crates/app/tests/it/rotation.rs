//! Changing keys while everything goes on: what older versions made is made again, a process that dies in the middle is
//! carried on, and nothing that was erased comes back.

use std::sync::Arc;

use futures::TryStreamExt as _;
use touchstone_app::account::user_list;
use touchstone_app::export::{ExportInput, export_ask, export_step, export_take};
use touchstone_app::keys::KeyRingPlace;
use touchstone_app::person::{RequesterInput, person_find};
use touchstone_app::privacy::person_erase;
use touchstone_app::rotation::{keys_retire, keys_rotate, keys_view, rotation_step};
use touchstone_app::webhook::{WebhookInput, webhook_create, webhook_rotate};
use touchstone_app::{App, AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::PersonId;
use touchstone_domain::keys::{KeyChange, KeyFamily};
use touchstone_domain::time::Span;
use touchstone_store::{Lane, Store};
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::TestDirectory;

use crate::support::{Desk, START, system};

fn place(directory: &TestDirectory) -> KeyRingPlace {
    KeyRingPlace {
        path: directory.path().join("ring.toml"),
        data_dir: None,
    }
}

async fn open(place: KeyRingPlace, store: &Store) -> Desk {
    let given = store.clone();
    let opened = tokio::task::spawn_blocking(move || place.open(&given, START));
    let (keys, _) = opened.await.unwrap().unwrap();
    Desk::with_keys(store.clone(), keys)
}

async fn person(app: &App, n: usize) -> PersonId {
    let input = RequesterInput {
        name: Some(format!("Wang {n}")),
        email: Some(format!("wang{n}@mail.example")),
        ..RequesterInput::default()
    };
    let call = system();
    let draft = touchstone_app::person::person_draft(app, &call, "", &input).unwrap();
    app.command(&call, move |cx| {
        touchstone_app::person::person_for_request(cx, &draft).map(|requester| requester.id)
    })
    .await
    .unwrap()
}

async fn settled(app: &App) {
    for _ in 0..200 {
        if !rotation_step(app).await.unwrap() {
            return;
        }
    }
    panic!("it never ends");
}

async fn found(app: &App, n: usize) -> Vec<PersonId> {
    let email = format!("wang{n}@mail.example");
    let people = person_find(app, &system(), ContactKind::Email, &email)
        .await
        .unwrap();
    people.into_iter().map(|person| person.id).collect()
}

async fn state(app: &App, family: KeyFamily) -> (u32, Vec<u32>, Option<KeyChange>, u64) {
    let views = keys_view(app, &system().caller).await.unwrap();
    let view = views.into_iter().find(|view| view.family == family).unwrap();
    (
        view.in_use,
        view.versions,
        view.change.map(|change| change.state),
        view.left,
    )
}

async fn opens(app: &App, id: PersonId) -> Option<String> {
    let keys = app.keys.clone();
    let read = app.query(Lane::Fast, move |tx| {
        touchstone_app::person::contact_open(tx, &keys, id, ContactKind::Email)
    });
    read.await.unwrap().map(|text| text.to_string())
}

both_engines! {
    async fn a_change_of_keys_is_carried_on_by_the_next_process(store: Store) {
        let directory = TestDirectory::new();
        let first = open(place(&directory), &store).await;
        let mut people = Vec::new();
        for n in 0..450 {
            people.push(person(&first.app, n).await);
        }
        keys_rotate(&first.app, &system(), KeyFamily::Sealing).await.unwrap();
        let (in_use, versions, change, left) = state(&first.app, KeyFamily::Sealing).await;
        assert_eq!((in_use, versions, change), (2, vec![1, 2], Some(KeyChange::Moving)));
        assert!(left > 0 && left < 450, "one batch was moved at once: {left}");
        // The first process dies here. The next one has only the file and the database.
        drop(first);
        let second = open(place(&directory), &store).await;
        second.wait(Span::minutes(5));
        assert_eq!(opens(&second.app, people[449]).await.as_deref(), Some("wang449@mail.example"));
        let new = person(&second.app, 1_000).await;
        settled(&second.app).await;
        let (in_use, _, change, left) = state(&second.app, KeyFamily::Sealing).await;
        assert_eq!((in_use, change, left), (2, Some(KeyChange::Moved), 0));
        let early = keys_retire(&second.app, &system(), KeyFamily::Sealing).await.unwrap_err();
        assert!(matches!(early, AppError::Conflict { code: "key_retire_early" }), "{early}");
        second.wait(Span::hours(2));
        keys_retire(&second.app, &system(), KeyFamily::Sealing).await.unwrap();
        let (_, versions, change, _) = state(&second.app, KeyFamily::Sealing).await;
        assert_eq!((versions, change), (vec![2], Some(KeyChange::Retired)));
        drop(second);
        // Only the new version is in the file now, and everything opens with it.
        let third = open(place(&directory), &store).await;
        for (n, id) in people.iter().enumerate().step_by(97) {
            assert_eq!(opens(&third.app, *id).await, Some(format!("wang{n}@mail.example")));
        }
        assert_eq!(opens(&third.app, new).await.as_deref(), Some("wang1000@mail.example"));
    }

    async fn an_export_opens_after_its_key_was_changed(store: Store) {
        let directory = TestDirectory::new();
        let desk = open(place(&directory), &store).await;
        person(&desk.app, 1).await;
        let asked = export_ask(&desk.app, &system(), ExportInput::default()).await.unwrap();
        assert!(export_step(&desk.app).await.unwrap());
        keys_rotate(&desk.app, &system(), KeyFamily::Sealing).await.unwrap();
        settled(&desk.app).await;
        desk.wait(Span::hours(2));
        keys_retire(&desk.app, &system(), KeyFamily::Sealing).await.unwrap();
        let file = export_take(&desk.app, &system(), asked.id).await.unwrap();
        let pieces: Vec<bytes::Bytes> = file.bytes.try_collect().await.unwrap();
        assert!(pieces.concat().starts_with(b"PK\x03\x04"));
    }

    async fn a_webhook_keeps_its_secret_when_the_key_over_it_is_changed(store: Store) {
        let directory = TestDirectory::new();
        let desk = open(place(&directory), &store).await;
        let by = desk.staff("ada", Role::Administrator, &[]).await;
        let input = WebhookInput {
            name: "ERP".to_owned(),
            url: "https://hooks.example/".to_owned(),
            events: vec!["*".to_owned()],
        };
        let made = webhook_create(&desk.app, &by, input).await.unwrap();
        keys_rotate(&desk.app, &system(), KeyFamily::Sealing).await.unwrap();
        settled(&desk.app).await;
        desk.wait(Span::hours(2));
        keys_retire(&desk.app, &system(), KeyFamily::Sealing).await.unwrap();
        // It opens, so that it can go on signing beside a new one.
        let changed = webhook_rotate(&desk.app, &by, made.view.id, 24).await.unwrap();
        assert_eq!(changed.view.overlaps.len(), 1);
    }

    async fn people_are_found_and_sign_in_while_the_look_up_key_is_changed(store: Store) {
        let directory = TestDirectory::new();
        let desk = open(place(&directory), &store).await;
        desk.user("ann", Role::Agent, &[]).await;
        for n in 0..250 {
            person(&desk.app, n).await;
        }
        keys_rotate(&desk.app, &system(), KeyFamily::Lookup).await.unwrap();
        let (in_use, _, change, left) = state(&desk.app, KeyFamily::Lookup).await;
        assert_eq!((in_use, change), (2, Some(KeyChange::Moving)));
        assert!(left > 0, "some are under the old key");
        for n in [0, 100, 249] {
            assert_eq!(found(&desk.app, n).await.len(), 1, "{n} is found in the middle of it");
        }
        desk.call_of("ann").await;
        let again = person(&desk.app, 249).await;
        assert!(found(&desk.app, 249).await.contains(&again), "both records of one address");
        settled(&desk.app).await;
        let (_, _, change, left) = state(&desk.app, KeyFamily::Lookup).await;
        assert_eq!((change, left), (Some(KeyChange::Moved), 0));
        desk.wait(Span::hours(2));
        keys_retire(&desk.app, &system(), KeyFamily::Lookup).await.unwrap();
        drop(desk);
        let after = open(place(&directory), &store).await;
        assert_eq!(state(&after.app, KeyFamily::Lookup).await.1, [2]);
        assert_eq!((found(&after.app, 0).await.len(), found(&after.app, 249).await.len()), (1, 2));
        after.wait(Span::hours(3));
        after.call_of("ann").await;
        let users = user_list(&after.app, &system(), None, 10).await.unwrap();
        assert_eq!(users.items[0].email.as_deref(), Some("ann@example.com"));
    }

    async fn who_was_erased_stays_erased(store: Store) {
        let directory = TestDirectory::new();
        let desk = open(place(&directory), &store).await;
        let admin = desk.staff("admin", Role::Administrator, &[]).await;
        let (gone, kept) = (person(&desk.app, 1).await, person(&desk.app, 2).await);
        person_erase(&desk.app, &admin, gone, "asked for").await.unwrap();
        keys_rotate(&desk.app, &admin, KeyFamily::Sealing).await.unwrap();
        keys_rotate(&desk.app, &admin, KeyFamily::Lookup).await.unwrap();
        settled(&desk.app).await;
        assert_eq!(state(&desk.app, KeyFamily::Sealing).await.2, Some(KeyChange::Moved));
        assert_eq!(opens(&desk.app, gone).await, None);
        assert!(found(&desk.app, 1).await.is_empty());
        assert_eq!(opens(&desk.app, kept).await.as_deref(), Some("wang2@mail.example"));
    }

    async fn only_one_change_at_a_time_and_only_by_those_who_may(store: Store) {
        let desk = Desk::on(store);
        for n in 0..300 {
            person(&desk.app, n).await;
        }
        let agent = desk.staff("agent", Role::Agent, &[]).await;
        let refused = keys_rotate(&desk.app, &agent, KeyFamily::Sealing).await.unwrap_err();
        assert!(matches!(refused, AppError::Forbidden { .. }), "{refused}");
        let none = keys_retire(&desk.app, &system(), KeyFamily::Sealing).await.unwrap_err();
        assert!(matches!(none, AppError::Conflict { code: "key_nothing_to_retire" }), "{none}");
        let calls: [Call; 2] = [system(), system()];
        keys_rotate(&desk.app, &calls[0], KeyFamily::Sealing).await.unwrap();
        let twice = keys_rotate(&desk.app, &calls[1], KeyFamily::Sealing).await.unwrap_err();
        assert!(matches!(twice, AppError::Conflict { code: "key_change_under_way" }), "{twice}");
    }

    async fn a_process_that_meets_an_unknown_version_reads_its_ring_again(store: Store) {
        let directory = TestDirectory::new();
        let (one, place) = (open(place(&directory), &store).await, place(&directory));
        let given = store.clone();
        let other = tokio::task::spawn_blocking(move || place.open(&given, START).unwrap().0).await.unwrap();
        keys_rotate(&one.app, &system(), KeyFamily::Sealing).await.unwrap();
        settled(&one.app).await;
        let id = person(&one.app, 7).await;
        let row = one.app.query(Lane::Fast, move |tx| Ok(touchstone_store::person::person_by_id(tx, id)?)).await;
        let wrapped = row.unwrap().unwrap().data_key.unwrap();
        assert_eq!(touchstone_app::keys::sealed_version(&wrapped), 2);
        let opened = Arc::new(other).data_key_open(id, &wrapped);
        assert!(opened.is_ok(), "{opened:?}");
    }
}
