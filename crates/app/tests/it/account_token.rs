//! API tokens: made once, narrowed, ended.

use touchstone_app::account::{self, TokenCreated, TokenInput};
use touchstone_app::core::IdempotencyKey;
use touchstone_app::{Actor, App, AppError, Call};
use touchstone_domain::access::{Permission, Role, Scope};
use touchstone_domain::event::{EventBody, EventKind, Subject};
use touchstone_domain::id::UserId;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{Desk, code, fields, public};

fn input(user: Option<UserId>, scopes: &[Permission]) -> TokenInput {
    TokenInput {
        user,
        name: "integration".to_owned(),
        scopes: scopes.to_vec(),
        days: 30,
    }
}

async fn make(app: &App, call: &Call, scopes: &[Permission]) -> Result<TokenCreated, AppError> {
    account::token_create(app, call, input(None, scopes)).await
}

/// How the holder of a token calls.
async fn call_with(desk: &Desk, plaintext: &str) -> Option<Call> {
    let signed_in = account::actor_from_token(&desk.app, plaintext).await.unwrap()?;
    let mut call = public("203.0.113.7");
    call.caller.actor = Actor::User(signed_in.actor);
    Some(call)
}

both_engines! {
    async fn a_token_carries_a_part_of_its_owner_s_role(store: Store) {
        let desk = Desk::on(store);
        let li = desk.staff("li", Role::Agent, &[]).await;
        let made = make(&desk.app, &li, &[Permission::TicketRead]).await.unwrap();
        assert!(made.plaintext.reveal().starts_with("tsk_"));
        let call = call_with(&desk, made.plaintext.reveal()).await.unwrap();
        let actor = call.caller.actor.user().unwrap();
        assert_eq!(actor.id, li.caller.actor.user().unwrap().id);
        assert_eq!(actor.grants.iter().collect::<Vec<_>>(), [(Permission::TicketRead, Scope::Team)]);
        let told = EventBody::TokenCreated { user: actor.id, permissions: vec![Permission::TicketRead] };
        assert_eq!(desk.history(Subject::Token(made.view.id)).await, [told]);
    }

    async fn a_token_never_carries_more_than_the_role_or_the_token_it_was_made_with(store: Store) {
        let desk = Desk::on(store);
        let li = desk.staff("li", Role::Agent, &[]).await;
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let too_much = make(&desk.app, &li, &[Permission::TicketRead, Permission::UserManage]).await;
        assert_eq!(fields(too_much), ["scopes not_in_role"]);
        let narrow = make(&desk.app, &root, &[Permission::TokenManage, Permission::TicketRead]).await.unwrap();
        let call = call_with(&desk, narrow.plaintext.reveal()).await.unwrap();
        assert_eq!(fields(make(&desk.app, &call, &[Permission::UserManage]).await), ["scopes not_in_role"]);
        make(&desk.app, &call, &[Permission::TicketRead]).await.unwrap();
    }

    async fn a_token_without_the_right_makes_no_token(store: Store) {
        let desk = Desk::on(store);
        let li = desk.staff("li", Role::Agent, &[]).await;
        let made = make(&desk.app, &li, &[Permission::TicketRead]).await.unwrap();
        let call = call_with(&desk, made.plaintext.reveal()).await.unwrap();
        assert_eq!(code(make(&desk.app, &call, &[Permission::TicketRead]).await), "forbidden");
        let wang = desk.user("wang", Role::Agent, &[]).await;
        let other = account::token_create(&desk.app, &li, input(Some(wang), &[Permission::TicketRead])).await;
        assert_eq!(code(other), "forbidden");
    }

    async fn a_token_ends_by_age_and_by_revocation(store: Store) {
        let desk = Desk::on(store);
        let li = desk.staff("li", Role::Agent, &[]).await;
        let old = make(&desk.app, &li, &[Permission::TicketRead]).await.unwrap();
        let revoked = make(&desk.app, &li, &[Permission::TicketRead]).await.unwrap();
        account::token_revoke(&desk.app, &li, revoked.view.id).await.unwrap();
        account::token_revoke(&desk.app, &li, revoked.view.id).await.unwrap();
        assert!(call_with(&desk, revoked.plaintext.reveal()).await.is_none());
        assert_eq!(
            desk.kinds(Subject::Token(revoked.view.id)).await,
            [EventKind::TokenCreated, EventKind::TokenRevoked]
        );
        assert!(call_with(&desk, old.plaintext.reveal()).await.is_some());
        desk.wait(Span::days(30));
        assert!(call_with(&desk, old.plaintext.reveal()).await.is_none());
    }

    async fn tokens_are_listed_for_their_owner_and_for_administrators(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.staff("li", Role::Agent, &[]).await;
        let wang = desk.staff("wang", Role::Agent, &[]).await;
        let li_id = li.caller.actor.user().unwrap().id;
        let token = make(&desk.app, &li, &[Permission::TicketRead]).await.unwrap();
        call_with(&desk, token.plaintext.reveal()).await.unwrap();
        let own = account::token_list(&desk.app, &li, Some(li_id), None, 10).await.unwrap();
        assert_eq!((own.len(), own[0].owner.as_str()), (1, "li"));
        assert_eq!(own[0].last_used_at, Some(desk.app.clock.now()));
        assert_eq!(account::token_list(&desk.app, &root, None, None, 10).await.unwrap().len(), 1);
        assert_eq!(code(account::token_list(&desk.app, &wang, Some(li_id), None, 10).await), "forbidden");
        assert_eq!(code(account::token_list(&desk.app, &wang, None, None, 10).await), "forbidden");
        assert_eq!(code(account::token_revoke(&desk.app, &wang, token.view.id).await), "not_found");
        account::token_revoke(&desk.app, &root, token.view.id).await.unwrap();
    }

    async fn a_token_needs_a_name_a_scope_and_an_end(store: Store) {
        let desk = Desk::on(store);
        let li = desk.staff("li", Role::Agent, &[]).await;
        let scopes = [Permission::TicketRead];
        for (wrong, refused) in [
            (TokenInput { name: " ".to_owned(), ..input(None, &scopes) }, "name required"),
            (input(None, &[]), "scopes required"),
            (TokenInput { days: 0, ..input(None, &scopes) }, "days out_of_range"),
            (TokenInput { days: 366, ..input(None, &scopes) }, "days out_of_range"),
        ] {
            assert_eq!(fields(account::token_create(&desk.app, &li, wrong).await), [refused]);
        }
        let nobody = account::token_create(&desk.app, &public("203.0.113.7"), input(None, &scopes)).await;
        assert_eq!(code(nobody), "unauthenticated");
    }

    async fn a_role_that_shrinks_shrinks_its_tokens(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let lead = desk.staff("lead", Role::TeamLead, &[]).await;
        let made = make(&desk.app, &lead, &[Permission::TicketRead, Permission::RoleRead]).await.unwrap();
        let patch = account::UserPatch { role: Some(Role::Agent.into()), ..Default::default() };
        account::user_update(&desk.app, &root, lead.caller.actor.user().unwrap().id, patch).await.unwrap();
        let call = call_with(&desk, made.plaintext.reveal()).await.unwrap();
        let grants = &call.caller.actor.user().unwrap().grants;
        assert!(grants.holds(Permission::TicketRead) && !grants.holds(Permission::RoleRead));
    }

    async fn a_repeated_call_gets_the_same_token_and_another_body_none(store: Store) {
        let desk = Desk::on(store);
        let mut li = desk.staff("li", Role::Agent, &[]).await;
        li.idempotency = Some(IdempotencyKey { key: "once".to_owned(), body_hash: [7; 32] });
        let first = make(&desk.app, &li, &[Permission::TicketRead]).await.unwrap();
        let again = make(&desk.app, &li, &[Permission::TicketRead]).await.unwrap();
        assert_eq!((again.view.id, &again.plaintext), (first.view.id, &first.plaintext));
        li.idempotency = Some(IdempotencyKey { key: "once".to_owned(), body_hash: [8; 32] });
        assert_eq!(code(make(&desk.app, &li, &[Permission::TicketRead]).await), "idempotency_conflict");
        li.idempotency = None;
        let user = li.caller.actor.user().unwrap().id;
        assert_eq!(account::token_list(&desk.app, &li, Some(user), None, 10).await.unwrap().len(), 1);
    }
}
