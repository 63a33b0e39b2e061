//! Teams and their members.

use touchstone_app::account::{self, TeamInput, TeamPatch, UserPatch};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::Id;
use touchstone_domain::id::{TeamId, UserId};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{Desk, code, fields};

fn named(name: &str) -> TeamInput {
    TeamInput {
        name: name.to_owned(),
        ..TeamInput::default()
    }
}

both_engines! {
    async fn a_team_has_its_lead_among_its_members(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let (li, wang) = (desk.user("li", Role::Agent, &[]).await, desk.user("wang", Role::TeamLead, &[]).await);
        let input = TeamInput { lead: Some(wang), members: vec![li, li], ..named("售后一组") };
        let team = account::team_create(&desk.app, &root, input).await.unwrap();
        assert_eq!((team.lead, team.members.as_slice()), (Some(wang), &[li, wang][..]));
        let call = desk.call_of("li").await;
        assert_eq!(call.caller.actor.user().unwrap().reach.teams, [team.id]);
        assert_eq!(account::user_get(&desk.app, &root, li).await.unwrap().teams, [team.id]);
        let listed = account::team_list(&desk.app, &call, None, 10).await.unwrap();
        assert_eq!(listed[0].members, [li, wang]);
    }

    async fn members_come_and_go_from_either_side(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.user("li", Role::Agent, &[]).await;
        let a = account::team_create(&desk.app, &root, named("a")).await.unwrap().id;
        let b = account::team_create(&desk.app, &root, named("b")).await.unwrap().id;
        let members = TeamPatch { members: Some(vec![li]), ..TeamPatch::default() };
        account::team_update(&desk.app, &root, a, members).await.unwrap();
        let teams = UserPatch { teams: Some(vec![b]), ..UserPatch::default() };
        assert_eq!(account::user_update(&desk.app, &root, li, teams).await.unwrap().teams, [b]);
        assert!(account::team_get(&desk.app, &root, a).await.unwrap().members.is_empty());
        let fields = vec![FieldName::Members];
        assert_eq!(*desk.history(Subject::Team(a)).await.last().unwrap(), EventBody::TeamUpdated { fields });
    }

    async fn a_new_lead_joins_and_another_name_must_be_free(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.user("li", Role::Agent, &[]).await;
        account::team_create(&desk.app, &root, named("a")).await.unwrap();
        let b = account::team_create(&desk.app, &root, named("b")).await.unwrap();
        assert_eq!(fields(account::team_create(&desk.app, &root, named(" a ")).await), ["name taken"]);
        let rename = TeamPatch { name: Some("a".to_owned()), ..TeamPatch::default() };
        assert_eq!(fields(account::team_update(&desk.app, &root, b.id, rename).await), ["name taken"]);
        let lead = TeamPatch { lead: Some(Some(li)), ..TeamPatch::default() };
        let led = account::team_update(&desk.app, &root.clone().expecting(1), b.id, lead).await.unwrap();
        assert_eq!((led.lead, led.members.as_slice(), led.version), (Some(li), &[li][..], 2));
        let none = TeamPatch { lead: Some(None), ..TeamPatch::default() };
        let outdated = account::team_update(&desk.app, &root.clone().expecting(1), b.id, none.clone()).await;
        assert_eq!(code(outdated), "version_conflict");
        assert_eq!(account::team_update(&desk.app, &root, b.id, none).await.unwrap().lead, None);
    }

    async fn an_archived_team_lets_its_members_go(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let li = desk.user("li", Role::Agent, &[]).await;
        let team = account::team_create(&desk.app, &root, TeamInput { members: vec![li], ..named("a") }).await.unwrap();
        let archived = account::team_archive(&desk.app, &root, team.id).await.unwrap();
        assert!(archived.archived_at.is_some() && archived.members.is_empty());
        assert_eq!(code(account::team_archive(&desk.app, &root, team.id).await), "not_found");
        let back = UserPatch { teams: Some(vec![team.id]), ..UserPatch::default() };
        assert_eq!(fields(account::user_update(&desk.app, &root, li, back).await), ["teams[0] not_found"]);
        account::team_create(&desk.app, &root, named("a")).await.expect("the name is free again");
    }

    async fn teams_are_read_by_staff_and_changed_by_administrators(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let lead = desk.staff("lead", Role::TeamLead, &[]).await;
        let id = account::team_create(&desk.app, &root, named("a")).await.unwrap().id;
        assert!(account::team_get(&desk.app, &lead, id).await.is_ok());
        assert_eq!(code(account::team_create(&desk.app, &lead, named("b")).await), "forbidden");
        assert_eq!(code(account::team_update(&desk.app, &lead, id, TeamPatch::default()).await), "forbidden");
        assert_eq!(code(account::team_archive(&desk.app, &lead, id).await), "forbidden");
        assert_eq!(code(account::team_get(&desk.app, &root, TeamId::from_raw(1)).await), "not_found");
        let strangers = TeamInput { members: vec![UserId::from_raw(1)], ..named("c") };
        assert_eq!(fields(account::team_create(&desk.app, &root, strangers).await), ["members[0] not_found"]);
    }
}
