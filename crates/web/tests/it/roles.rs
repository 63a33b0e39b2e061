//! Roles of the installation's own: who may write and give them, when they hold, what they show and what they never take.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use touchstone_app::AppError;
use touchstone_domain::access::{Grants, Permission, Role};
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::language::Language;
use touchstone_store::Lane;
use touchstone_store::event::{HistoryOrder, event_history};
use touchstone_testkit::app::{Client, PASSWORD};
use touchstone_testkit::with_app;

const ROLES: &str = "/api/v1/roles";

/// Makes a role; its id.
async fn made(admin: &Client, name: &str, base: &str, grants: Value) -> String {
    let role = json!({"name": name, "base": base, "grants": grants});
    let made = admin.post(ROLES).json(&role).send().await.expect(201);
    assert_eq!(made.etag(), "\"1\"");
    made.json()["id"].as_str().unwrap().to_owned()
}

/// Gives a user a role, built-in or own.
async fn given(admin: &Client, user: &str, role: Value) -> touchstone_testkit::app::Answer {
    let path = format!("/api/v1/users/{user}");
    let known = admin.get(&path).send().await.expect(200);
    let is = known.json();
    let mut wanted =
        json!({"name": is["name"], "email": is["email"], "language": is["language"], "teams": is["teams"]});
    wanted
        .as_object_mut()
        .unwrap()
        .extend(role.as_object().unwrap().clone());
    admin.put(&path).if_match(known.etag()).json(&wanted).send().await
}

async fn changed(admin: &Client, role: &str, grants: Value) -> touchstone_testkit::app::Answer {
    let path = format!("{ROLES}/{role}");
    let known = admin.get(&path).send().await.expect(200);
    let wanted = json!({"name": known.json()["name"], "grants": grants});
    admin.put(&path).if_match(known.etag()).json(&wanted).send().await
}

/// What the log tells of roles.
async fn role_events(app: &touchstone_testkit::app::TestApp) -> Vec<EventKind> {
    let read = app.app.query(Lane::Fast, |tx| {
        Ok::<_, AppError>(event_history(
            tx,
            Subject::System,
            HistoryOrder::OldestFirst,
            None,
            100,
        )?)
    });
    let kinds = read
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.parsed().unwrap().kind());
    kinds.filter(|kind| kind.as_str().starts_with("role.")).collect()
}

/// Somebody signed in by a session, as a program would be.
async fn session(app: &touchstone_testkit::app::TestApp, email: &str) -> Client {
    let opened = json!({"email": email, "password": PASSWORD});
    let opened = app
        .public()
        .post("/api/v1/session")
        .json(&opened)
        .send()
        .await
        .expect(201)
        .json();
    app.public().with_token(opened["token"].as_str().unwrap())
}

fn grants_of(role: Role) -> Value {
    serde_json::to_value(role.grants().copied()).unwrap()
}

/// Requests of consumers, some of them taken by the agent of the first team.
async fn requests(app: &touchstone_testkit::app::TestApp) -> Vec<String> {
    let agent = app.member(Role::Agent).await;
    let mut ids = Vec::new();
    for n in 0..6 {
        let body = json!({"subject": format!("Request {n}"), "body": "Please help", "kind": "general", "category": "payment/refund-delay",
            "requester": {"name": "Wang", "email": format!("w{n}@example.net"), "language": "en"}});
        app.public()
            .post("/api/v1/public/tickets")
            .json(&body)
            .send()
            .await
            .expect(201);
        let newest = agent
            .client
            .get("/api/v1/tickets?limit=1&status=new&sort=-created")
            .send()
            .await
            .json();
        let id = newest["items"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/tickets/{id}/actions/assign");
        if n % 3 == 0 {
            let taken = json!({"assignee": agent.id, "team": agent.team});
            agent.client.post(&path).json(&taken).send().await.expect(200);
        } else if n % 3 == 1 {
            let foreign = app.foreign_agent().await;
            let taken = json!({"assignee": foreign.id, "team": foreign.team});
            app.client(Role::Administrator)
                .await
                .post(&path)
                .json(&taken)
                .send()
                .await
                .expect(200);
        }
        ids.push(id);
    }
    ids
}

with_app! {
    async fn a_change_of_a_role_holds_at_once_in_open_sessions_and_tokens(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let agent = app.member(Role::Agent).await;
        let page = app.browser(&agent.email).await;
        let here = session(app, &agent.email).await;
        let role = made(&admin, "Night shift", "agent", grants_of(Role::Agent)).await;
        let user = given(&admin, &agent.id.to_string(), json!({"custom_role": role})).await.expect(200).json();
        assert_eq!((&user["role"], &user["custom_role"], &user["custom_role_name"]),
            (&json!("agent"), &json!(role), &json!("Night shift")));
        for client in [&here, &agent.client, &page] {
            client.get("/api/v1/tickets").send().await.expect(200);
        }
        assert!(page.get("/desk").send().await.expect(200).text().contains("Night shift"));
        changed(&admin, &role, json!({"user.read": "all"})).await.expect(200);
        for client in [&here, &agent.client] {
            client.get("/api/v1/tickets").send().await.expect_problem(404, "not_found");
            client.get("/api/v1/users").send().await.expect(200);
            assert_eq!(client.get("/api/v1/me").send().await.json()["grants"], json!({"user.read": "all"}));
        }
        page.get("/desk").send().await.expect(404);
        // More for the session, not for the token, whose scopes were chosen when it was made.
        changed(&admin, &role, json!({"user.read": "all", "ticket.read": "all", "audit.read": "all"})).await.expect(200);
        assert_eq!(here.get("/api/v1/me").send().await.json()["grants"]["audit.read"], "all");
        assert_eq!(agent.client.get("/api/v1/me").send().await.json()["grants"], json!({"user.read": "all", "ticket.read": "all"}));
        given(&admin, &agent.id.to_string(), json!({"role": "agent"})).await.expect(200);
        let me = here.get("/api/v1/me").send().await.json();
        assert_eq!((&me["custom_role"], &me["grants"]["ticket.reply"]), (&Value::Null, &json!("team")));
    }

    async fn nobody_gives_more_than_they_have(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let lead = app.member(Role::TeamLead).await;
        let agent = app.member(Role::Agent).await;
        let mut grants = grants_of(Role::TeamLead);
        for permission in ["role.manage", "user.manage", "token.manage"] {
            grants[permission] = json!("all");
        }
        let deputy = made(&admin, "Deputy", "team_lead", grants.clone()).await;
        given(&admin, &lead.id.to_string(), json!({"custom_role": deputy})).await.expect(200);
        let here = session(app, &lead.email).await;
        // A role beyond the author, in a permission or in a scope.
        for (permission, scope) in [("audit.read", "all"), ("ticket.read", "all")] {
            let role = json!({"name": "More", "base": "agent", "grants": {"ticket.read": "team", permission: scope}});
            let refused = here.post(ROLES).json(&role).send().await.expect_problem(422, "validation_failed");
            assert_eq!(refused["errors"][0]["code"], "grant_beyond_you");
            assert_eq!(refused["errors"][0]["field"], format!("grants.{permission}"));
        }
        let own = made(&here, "Helper", "agent", json!({"ticket.read": "team"})).await;
        changed(&here, &own, json!({"ticket.read": "all"})).await.expect_problem(422, "validation_failed");
        // Neither one's own role nor one that goes further can be changed to go further; nor taken from others.
        grants["backup.manage"] = json!("all");
        changed(&here, &deputy, grants).await.expect_problem(422, "validation_failed");
        let far = made(&admin, "Auditor", "quality_manager", grants_of(Role::QualityManager)).await;
        changed(&here, &far, json!({})).await.expect_problem(422, "validation_failed");
        // Nor can they be given, nor somebody who has more be taken over.
        for role in [json!({"custom_role": far}), json!({"role": "administrator"})] {
            let refused = given(&here, &agent.id.to_string(), role.clone()).await.expect_problem(422, "validation_failed");
            assert_eq!(refused["errors"][0]["code"], "beyond_you", "{role}");
            let mut new = json!({"name": "Mallory", "email": "mallory@example.com", "password": PASSWORD});
            new.as_object_mut().unwrap().extend(role.as_object().unwrap().clone());
            for path in ["/api/v1/users", "/api/v1/invitations"] {
                let new = match path {
                    "/api/v1/invitations" => json!({"name": "Mallory", "email": "mallory@example.com",
                        "role": new["role"], "custom_role": new["custom_role"]}),
                    _ => new.clone(),
                };
                here.post(path).json(&new).send().await.expect_problem(422, "validation_failed");
            }
        }
        let chief = app.member(Role::Administrator).await;
        let path = format!("/api/v1/users/{}", chief.id);
        here.post(&format!("{path}/password")).json(&json!({"password": "a quite different sentence"})).send().await
            .expect_problem(409, "user_beyond_you");
        here.delete(&format!("{path}/second-factor")).send().await.expect_problem(409, "user_beyond_you");
        let tag = here.get(&path).send().await.expect(200).etag().to_owned();
        here.delete(&path).if_match(&tag).send().await.expect_problem(409, "user_beyond_you");
        let token = json!({"name": "t", "user": chief.id, "scopes": ["ticket.read", "user.read"]});
        let refused = here.post("/api/v1/tokens").json(&token).send().await.expect_problem(422, "validation_failed");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 1, "users are read alike, tickets further: {refused}");
        // What they have they may give.
        given(&here, &agent.id.to_string(), json!({"custom_role": own})).await.expect(200);
    }

    async fn a_role_of_ones_own_makes_no_administrator(app: &TestApp) {
        let admin = app.member(Role::Administrator).await;
        let role = made(&admin.client, "Chief", "administrator", grants_of(Role::Administrator)).await;
        let lead = app.member(Role::TeamLead).await;
        given(&admin.client, &lead.id.to_string(), json!({"custom_role": role})).await.expect(200);
        // The one with the built-in role is still the last: they can neither take the copy nor leave.
        let chief = session(app, &lead.email).await;
        given(&chief, &admin.id.to_string(), json!({"custom_role": role})).await.expect_problem(409, "last_administrator");
        let path = format!("/api/v1/users/{}", admin.id);
        let tag = chief.get(&path).send().await.etag().to_owned();
        chief.delete(&path).if_match(&tag).send().await.expect_problem(409, "last_administrator");
        changed(&admin.client, &role, json!({})).await.expect(200);
        admin.client.get("/api/v1/users").send().await.expect(200);
        given(&admin.client, &lead.id.to_string(), json!({"role": "administrator"})).await.expect(200);
        given(&admin.client, &admin.id.to_string(), json!({"role": "agent"})).await.expect(200);
    }

    async fn a_role_in_use_is_not_archived_and_an_archived_one_not_given(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let (agent, foreign) = (app.member(Role::Agent).await, app.foreign_agent().await);
        let role = made(&admin, "Night", "agent", grants_of(Role::Agent)).await;
        for member in [&agent, &foreign] {
            given(&admin, &member.id.to_string(), json!({"custom_role": role})).await.expect(200);
        }
        let path = format!("{ROLES}/{role}");
        assert_eq!(admin.get(&path).send().await.json()["people"], 2);
        let refused = admin.delete(&path).if_match("\"1\"").send().await.expect_problem(409, "role_in_use");
        assert_eq!(refused["in_use"], "2");
        assert_eq!(refused["title"], "The role cannot be archived: people who have it: 2");
        for member in [&agent, &foreign] {
            given(&admin, &member.id.to_string(), json!({"role": "agent"})).await.expect(200);
        }
        let gone = admin.delete(&path).if_match("\"1\"").send().await.expect(200).json();
        assert_eq!(gone["archived_at"], json!(app.now()));
        let refused = given(&admin, &agent.id.to_string(), json!({"custom_role": role})).await.expect_problem(422, "validation_failed");
        assert_eq!(refused["errors"][0]["field"], "role");
        admin.put(&path).if_match("\"2\"").json(&json!({"name": "Night", "grants": {}})).send().await.expect(404);
        made(&admin, "Night", "agent", json!({})).await;
        let told = role_events(app).await;
        assert_eq!(told, [EventKind::RoleCreated, EventKind::RoleArchived, EventKind::RoleCreated]);
    }

    async fn what_makes_no_sense_is_refused_with_its_field(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let refused = |base: &'static str, grants: Value, field: &'static str, code: &'static str| {
            let admin = admin.clone();
            async move {
                let role = json!({"name": "Odd", "base": base, "grants": grants});
                let problem = admin.post(ROLES).json(&role).send().await.expect_problem(422, "validation_failed");
                assert_eq!((&problem["errors"][0]["field"], &problem["errors"][0]["code"]), (&json!(field), &json!(code)));
            }
        };
        refused("agent", json!({"ticket.reply": "team"}), "grants.ticket.reply", "grant_blind").await;
        refused("agent", json!({"ticket.read": "own", "ticket.reply": "team"}), "grants.ticket.reply", "grant_blind").await;
        refused("agent", json!({"user.read": "own"}), "grants.user.read", "scope_unknown").await;
        refused("executive", json!({"ticket.read": "all", "ticket.note": "all"}), "grants.ticket.note", "grant_writes").await;
        made(&admin, "Odd", "executive", json!({"ticket.read": "own"})).await;
        let twice = json!({"name": "Odd", "base": "agent", "grants": {}});
        let problem = admin.post(ROLES).json(&twice).send().await.expect_problem(422, "validation_failed");
        assert_eq!(problem["errors"][0]["code"], "taken");
        let unknown = json!({"name": "Odd2", "base": "agent", "grants": {"ticket.sing": "all"}});
        admin.post(ROLES).json(&unknown).send().await.expect(422);
    }

    async fn a_preview_says_what_would_be_seen_and_writes_nothing(app: &TestApp) {
        let ids = requests(app).await;
        let admin = app.client(Role::Administrator).await;
        let agent = app.member(Role::Agent).await;
        let draft = json!({"base": "agent", "grants": {"ticket.read": "own", "ticket.reply": "team"}, "user": agent.id});
        let preview = admin.post("/api/v1/roles/preview").json(&draft).send().await.expect(200).json();
        assert_eq!(preview["problems"][0]["field"], "grants.ticket.reply");
        let tickets = &preview["tickets"];
        // Two of their own; two that no team has; two of the other team.
        assert_eq!((&tickets["now"], &tickets["then"], &tickets["lost"]), (&json!(4), &json!(2), &json!(2)));
        let named = |list: &str| -> BTreeSet<String> {
            tickets[list].as_array().unwrap().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(named("seen_items"), BTreeSet::from([ids[0].clone(), ids[3].clone()]));
        assert_eq!(named("lost_items"), BTreeSet::from([ids[2].clone(), ids[5].clone()]));
        let page = |path: &str| preview["pages"].as_array().unwrap().iter().find(|page| page["path"] == path).cloned();
        assert_eq!(page("/desk/new").map(|page| (page["now"].clone(), page["then"].clone())), Some((json!(true), json!(false))));
        assert_eq!(page("/desk").map(|page| page["then"].clone()), Some(json!(true)));
        assert!(preview["changes"].as_array().unwrap().iter().any(|change| {
            change == &json!({"permission": "ticket.read", "before": "team", "after": "own"})
        }));
        // What was foretold is what comes.
        let role = made(&admin, "Own only", "agent", json!({"ticket.read": "own"})).await;
        given(&admin, &agent.id.to_string(), json!({"custom_role": role})).await.expect(200);
        let list = agent.client.get("/api/v1/tickets").send().await.expect(200).json();
        let seen: BTreeSet<String> = list["items"].as_array().unwrap().iter().map(|t| t["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(seen, named("seen_items"));
        agent.client.post("/api/v1/roles/preview").json(&draft).send().await.expect(404);
        app.client(Role::TeamLead).await.post("/api/v1/roles/preview").json(&draft).send().await.expect(403);
    }

    async fn a_preview_names_nothing_its_asker_may_not_read(app: &TestApp) {
        requests(app).await;
        let admin = app.client(Role::Administrator).await;
        let agent = app.member(Role::Agent).await;
        let blind = made(&admin, "Writer of roles", "team_lead", json!({"role.read": "all", "role.manage": "all", "user.read": "all"})).await;
        let team = app.team("Third").await;
        let writer = app.hire("writer", Role::TeamLead, team, Language::En).await;
        given(&admin, &writer.id.to_string(), json!({"custom_role": blind})).await.expect(200);
        let here = session(app, &writer.email).await;
        let draft = json!({"base": "agent", "grants": {"ticket.read": "own"}, "user": agent.id});
        let preview = here.post("/api/v1/roles/preview").json(&draft).send().await.expect(200).json();
        assert_eq!(preview["tickets"]["now"], 4);
        assert_eq!((&preview["tickets"]["seen_items"], &preview["tickets"]["lost_items"]), (&json!([]), &json!([])));
        assert_eq!(preview["problems"][0]["code"], "grant_beyond_you");
    }

    async fn under_any_role_no_list_returns_what_a_read_refuses(app: &TestApp) {
        let ids = requests(app).await;
        let admin = app.client(Role::Administrator).await;
        let (agent, lead) = (app.member(Role::Agent).await, app.member(Role::TeamLead).await);
        let role = made(&admin, "Any", "administrator", json!({})).await;
        given(&admin, &agent.id.to_string(), json!({"custom_role": role})).await.expect(200);
        let here = session(app, &agent.email).await;
        let mut tried = 0;
        for seed in 0..40_u64 {
            let grants = some_grants(seed);
            if !grants.flaws(Role::Administrator).is_empty() {
                continue;
            }
            tried += 1;
            changed(&admin, &role, serde_json::to_value(&grants).unwrap()).await.expect(200);
            let list = here.get("/api/v1/tickets?limit=200").send().await;
            let listed: BTreeSet<String> = match list.status.as_u16() {
                200 => list.json()["items"].as_array().unwrap().iter().map(|t| t["id"].as_str().unwrap().to_owned()).collect(),
                _ => BTreeSet::new(),
            };
            assert_eq!(list.status.as_u16() == 200, grants.holds(Permission::TicketRead), "{grants:?}");
            for id in &ids {
                let path = format!("/api/v1/tickets/{id}");
                let read = here.get(&path).send().await.status.as_u16() == 200;
                assert_eq!(read, listed.contains(id), "{id} under {grants:?}");
                if !read {
                    for below in ["messages", "events"] {
                        let refused = here.get(&format!("{path}/{below}")).send().await;
                        assert_ne!(refused.status.as_u16(), 200, "{below} of {id} under {grants:?}");
                    }
                    let note = json!({"body": "x", "visibility": "internal"});
                    let refused = here.post(&format!("{path}/messages")).json(&note).send().await;
                    assert_ne!(refused.status.as_u16(), 201, "a note in {id} under {grants:?}");
                }
            }
            let users = here.get("/api/v1/users").send().await.status;
            let other = here.get(&format!("/api/v1/users/{}", lead.id)).send().await.status;
            assert_eq!(users, other, "{grants:?}");
            let lists = [
                ("/api/v1/roles", Permission::RoleRead),
                ("/api/v1/outbox", Permission::OutboxRead),
                ("/api/v1/backups", Permission::BackupManage),
            ];
            for (list, permission) in lists {
                let answer = here.get(list).send().await.status.as_u16();
                assert_eq!(answer == 200, grants.holds(permission), "{list} under {grants:?}");
            }
        }
        assert!(tried >= 12, "{tried} of the roles made sense");
    }
}

/// Some grants, others for each seed: about half of the permissions, and what they need for reading.
fn some_grants(seed: u64) -> Grants {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 997).unwrap()
    };
    let mut some = Vec::new();
    for &permission in Permission::ALL {
        let scopes = permission.scopes();
        let scope = scopes[next() % scopes.len()];
        if next().is_multiple_of(2) {
            some.push((permission, scope));
            if let Some(reading) = permission.reading().filter(|_| !seed.is_multiple_of(4)) {
                some.push((reading, scope));
            }
        }
    }
    Grants::new(some)
}
