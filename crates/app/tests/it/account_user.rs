//! Users: who makes, changes and archives them, and who sees what of them.

use touchstone_app::account::{self, UserInput, UserPatch};
use touchstone_domain::access::{Permission, Role};
use touchstone_domain::event::{EventBody, EventKind, FieldName, Subject};
use touchstone_domain::id::Id;
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_store::{Lane, Store, StoreError, sql};
use touchstone_testkit::both_engines;

use crate::support::{Desk, PASSWORD, code, fields, public, system};

sql!(EVERY_EMAIL = "SELECT email_sealed, email_lookup FROM user_account");

fn input(name: &str, role: Role) -> UserInput {
    UserInput {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        language: Language::Ja,
        role: role.into(),
        teams: Vec::new(),
        password: None,
    }
}

fn role(role: Role) -> UserPatch {
    UserPatch {
        role: Some(role.into()),
        ..UserPatch::default()
    }
}

both_engines! {
    async fn an_administrator_creates_and_changes_users(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let made = account::user_create(&desk.app, &root, input("li", Role::Agent)).await.unwrap();
        assert_eq!((made.name.as_str(), made.role, made.language, made.version), ("li", Role::Agent, Language::Ja, 1));
        let patch = UserPatch {
            name: Some("李明".to_owned()),
            email: Some("li.ming@example.com".to_owned()),
            role: Some(Role::TeamLead.into()),
            ..UserPatch::default()
        };
        let changed = account::user_update(&desk.app, &root, made.id, patch.clone()).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.role, changed.version), ("李明", Role::TeamLead, 2));
        assert_eq!(changed.email.as_deref(), Some("li.ming@example.com"));
        let same = account::user_update(&desk.app, &root, made.id, patch).await.unwrap();
        assert_eq!(same.version, 2, "nothing changed");
        assert_eq!(
            desk.history(Subject::User(made.id)).await,
            [
                EventBody::UserCreated { role: Role::Agent, custom_role: None },
                EventBody::UserUpdated { fields: vec![FieldName::Name, FieldName::Role, FieldName::Email] },
            ]
        );
    }

    async fn only_those_who_manage_users_change_them(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        for by in [Role::TeamLead, Role::Agent, Role::QualityManager, Role::Executive] {
            let call = desk.staff(by.as_str(), by, &[]).await;
            assert_eq!(code(account::user_create(&desk.app, &call, input("x", Role::Agent)).await), "forbidden");
            assert_eq!(code(account::user_update(&desk.app, &call, id, role(Role::Administrator)).await), "forbidden");
            assert_eq!(code(account::user_archive(&desk.app, &call, id).await), "forbidden");
            let reset = account::user_password_reset(&desk.app, &call, id, PASSWORD.to_owned().into()).await;
            assert_eq!(code(reset), "forbidden");
            assert!(account::user_list(&desk.app, &call, None, 10).await.is_ok());
        }
        let nobody = public("203.0.113.7");
        assert_eq!(code(account::user_list(&desk.app, &nobody, None, 10).await), "unauthenticated");
        assert_eq!(code(account::user_get(&desk.app, &nobody, id).await), "unauthenticated");
    }

    async fn addresses_are_for_their_owner_and_those_who_manage_users(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.staff("li", Role::Agent, &[]).await;
        let li_id = li.caller.actor.user().unwrap().id;
        let email = |call| account::user_get(&desk.app, call, li_id);
        assert_eq!(email(&root).await.unwrap().email.as_deref(), Some("li@example.com"));
        assert_eq!(email(&li).await.unwrap().email.as_deref(), Some("li@example.com"));
        let wang = desk.staff("wang", Role::Agent, &[]).await;
        assert_eq!(email(&wang).await.unwrap().email, None);
        let listed = account::user_list(&desk.app, &wang, None, 10).await.unwrap();
        let own = |id: UserId| wang.caller.actor.user().unwrap().id == id;
        assert!(listed.items.iter().all(|user| user.email.is_some() == own(user.id)));
    }

    async fn no_address_is_readable_in_the_database(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        let kept = desk.app.store.read(Lane::Fast, |tx| {
            tx.query(&EVERY_EMAIL, &[], |row| {
                Ok([row.get::<Vec<u8>>("email_sealed")?, row.get::<Vec<u8>>("email_lookup")?].concat())
            })
        });
        let kept: Vec<Vec<u8>> = Result::<_, StoreError>::unwrap(kept.await);
        assert!(!kept[0].windows(7).any(|bytes| bytes == b"example"));
    }

    async fn an_address_belongs_to_one_active_user(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.user("li", Role::Agent, &[]).await;
        let wang = desk.user("wang", Role::Agent, &[]).await;
        let again = account::user_create(&desk.app, &root, input("LI", Role::Agent)).await;
        assert_eq!(fields(again), ["email taken"]);
        let patch = UserPatch { email: Some("li@example.com".to_owned()), ..UserPatch::default() };
        let taken = account::user_update(&desk.app, &root, wang, patch.clone()).await;
        assert_eq!(fields(taken), ["email taken"]);
        account::user_archive(&desk.app, &root, li).await.unwrap();
        account::user_update(&desk.app, &root, wang, patch).await.expect("free again");
    }

    async fn the_last_administrator_stays(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let id = root.caller.actor.user().unwrap().id;
        assert_eq!(code(account::user_update(&desk.app, &root, id, role(Role::Agent)).await), "last_administrator");
        assert_eq!(code(account::user_archive(&desk.app, &root, id).await), "last_administrator");
        let kept = account::user_get(&desk.app, &root, id).await.unwrap();
        assert_eq!((kept.role, kept.archived_at, kept.version), (Role::Administrator, None, 1));
        desk.user("second", Role::Administrator, &[]).await;
        account::user_update(&desk.app, &root, id, role(Role::Agent)).await.unwrap();
    }

    async fn of_two_who_step_down_at_once_one_stays(store: Store) {
        let desk = Desk::on(store);
        for round in 0..5 {
            let first = desk.user(&format!("a{round}"), Role::Administrator, &[]).await;
            let second = desk.user(&format!("b{round}"), Role::Administrator, &[]).await;
            let down = |id| account::user_update(&desk.app, system_call(), id, role(Role::Agent));
            let (x, y) = futures::future::join(down(first), down(second)).await;
            assert_ne!(x.is_ok(), y.is_ok(), "round {round}: {x:?} {y:?}");
            // The next round begins without any, which only the database allows.
            demote(&desk, if x.is_ok() { second } else { first }).await;
        }
    }

    async fn archiving_ends_sessions_tokens_and_memberships(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.user("li", Role::Agent, &[]).await;
        let team_input = account::TeamInput { name: "一组".to_owned(), lead: Some(li), members: vec![] };
        let team = account::team_create(&desk.app, &root, team_input).await.unwrap();
        let (_, session) = desk.signed_in("li").await;
        let token_input = account::TokenInput {
            user: Some(li),
            name: "bot".to_owned(),
            scopes: vec![Permission::TicketRead],
            days: 30,
        };
        let token = account::token_create(&desk.app, &root, token_input).await.unwrap();
        account::user_archive(&desk.app, &root, li).await.unwrap();
        assert!(desk.call_with(&session).await.is_none());
        assert!(account::actor_from_token(&desk.app, token.plaintext.reveal()).await.unwrap().is_none());
        let team = account::team_get(&desk.app, &root, team.id).await.unwrap();
        assert_eq!((team.lead, team.members.as_slice()), (None, &[][..]));
        assert_eq!(code(account::user_archive(&desk.app, &root, li).await), "not_found");
        let listed = account::user_list(&desk.app, &root, None, 10).await.unwrap();
        assert!(listed.items.iter().any(|user| user.id == li && user.archived_at.is_some()), "history stays");
        assert_eq!(*desk.kinds(Subject::User(li)).await.last().unwrap(), EventKind::UserArchived);
    }

    async fn a_form_offers_active_users_who_may_do_what_it_is_for(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let (li, gone) = (desk.user("li", Role::Agent, &[]).await, desk.user("gone", Role::Agent, &[]).await);
        desk.user("chief", Role::Executive, &[]).await;
        account::user_archive(&desk.app, &root, gone).await.unwrap();
        let all = account::user_list(&desk.app, &root, None, 10).await.unwrap().items;
        assert_eq!(all.len(), 4);
        for permission in [Permission::TicketWork, Permission::UserManage] {
            let offered = account::user_choices(&desk.app, &root, permission, 10).await.unwrap();
            let offered: Vec<_> = offered.into_iter().map(|user| (user.id, user.name)).collect();
            let may = all.iter().filter(|user| user.archived_at.is_none() && user.grants.holds(permission));
            let may: Vec<_> = may.map(|user| (user.id, user.name.clone())).collect();
            assert_eq!(offered, may);
            assert_eq!(offered.iter().any(|(id, _)| *id == li), permission == Permission::TicketWork);
        }
        let nobody = account::user_choices(&desk.app, &public("198.51.100.7"), Permission::TicketWork, 10).await;
        assert_eq!(code(nobody), "unauthenticated");
    }

    async fn a_reset_password_works_and_lifts_the_lock_out(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.user("li", Role::Agent, &[]).await;
        let (_, session) = desk.signed_in("li").await;
        for _ in 0..5 {
            desk.try_sign_in("li", "wrong horse battery", "198.51.100.1").await;
        }
        assert!(account::user_get(&desk.app, &root, li).await.unwrap().locked_until.is_some());
        let listed = account::user_list(&desk.app, &root, None, 10).await.unwrap().items;
        let locked: Vec<UserId> = listed.iter().filter(|user| user.locked_until.is_some()).map(|user| user.id).collect();
        assert_eq!(locked, [li]);
        let new = "a sentence nobody guesses";
        account::user_password_reset(&desk.app, &root, li, new.to_owned().into()).await.unwrap();
        assert!(account::user_get(&desk.app, &root, li).await.unwrap().locked_until.is_none());
        assert!(desk.call_with(&session).await.is_none());
        let outcome = desk.try_sign_in("li", new, "203.0.113.7").await;
        assert!(matches!(outcome, account::SignIn::Opened(_)));
    }

    async fn an_outdated_change_is_refused(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.user("li", Role::Agent, &[]).await;
        let named = |name: &str| UserPatch { name: Some(name.to_owned()), ..UserPatch::default() };
        account::user_update(&desk.app, &root.clone().expecting(1), li, named("first")).await.unwrap();
        let outdated = account::user_update(&desk.app, &root.expecting(1), li, named("second")).await;
        assert_eq!(code(outdated), "version_conflict");
    }

    async fn a_list_goes_on_where_it_stopped(store: Store) {
        let desk = Desk::on(store);
        let names = ["an", "bo", "chen", "deng", "e"];
        for name in names {
            desk.user(name, Role::Agent, &[]).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = account::user_list(&desk.app, system_call(), after, 2).await.unwrap();
            assert!(page.items.len() <= 2);
            seen.extend(page.items.into_iter().map(|user| user.name));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, names);
    }

    async fn unknown_teams_and_hostile_names_are_refused(store: Store) {
        let desk = Desk::on(store);
        let teams = vec![TeamId::from_raw(42)];
        let made = account::user_create(&desk.app, system_call(), UserInput { teams, ..input("li", Role::Agent) }).await;
        assert_eq!(fields(made), ["teams[0] not_found"]);
        for (name, refused) in [("a\u{0}b", "name control_character"), (&*"长".repeat(101), "name too_long")] {
            let email = "li@example.com".to_owned();
            let hostile = UserInput { name: name.to_owned(), email, ..input("li", Role::Agent) };
            assert_eq!(fields(account::user_create(&desk.app, system_call(), hostile).await), [refused]);
        }
    }
}

fn system_call() -> &'static touchstone_app::Call {
    static CALL: std::sync::OnceLock<touchstone_app::Call> = std::sync::OnceLock::new();
    CALL.get_or_init(system)
}

sql!(DEMOTE = "UPDATE user_account SET role = 'agent' WHERE id = ?1");

async fn demote(desk: &Desk, id: UserId) {
    let done = desk
        .app
        .store
        .write(move |tx| tx.execute(&DEMOTE, &[&id]).map(drop));
    Result::<(), StoreError>::unwrap(done.await);
}
