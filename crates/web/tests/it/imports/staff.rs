//! Teams, users and requesters.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_testkit::with_app;

use super::{act, administrator, bring, codes, counts, map, path, read, rows, run, upload, work};

const TEAMS: &str = "id,name\n1,Parcels\n2,Payments\n,Nameless\n3,Parcels\n";
const USERS: &str = "id,name,email,role,locale,active,default_group_id\n\
    10,Ann Agent,ann@old.example,agent,en-US,true,1\n\
    11,Bo Boss,bo@old.example,admin,ja,true,2\n\
    12,Cy Customer,cy@mail.example,end-user,en,true,\n\
    13,Di Left,di@old.example,agent,en,false,1\n\
    14,Ed Astray,ed@old.example,agent,en,true,99\n\
    15,Flo Broken,not an address,agent,en,true,1\n";

with_app! {
    async fn staff_is_brought_along_once(app: &TestApp) {
        let admin = administrator(app).await;
        let teams = bring(app, &admin, "kind=teams&preset=zendesk", "groups.csv", TEAMS).await;
        assert_eq!(teams["state"], "finished");
        // The second of one name is the same team, known by another id too.
        assert_eq!(counts(&teams), [2, 1, 0, 1], "{teams}");
        let users = bring(app, &admin, "kind=users&preset=zendesk", "users.csv", USERS).await;
        assert_eq!(counts(&users), [3, 0, 1, 2], "{users}");
        let results = codes(&rows(&admin, &users).await);
        assert_eq!(results, [
            "created - -", "created - -", "skipped - filtered", "created - -",
            "failed teams team_unknown", "failed email invalid_email",
        ]);
        let listed = admin.get("/api/v1/users?limit=200").send().await.expect(200).json();
        let find = |name: &str| listed["items"].as_array().unwrap().iter().find(|user| user["name"] == name).cloned();
        let (ann, bo, di) = (find("Ann Agent").unwrap(), find("Bo Boss").unwrap(), find("Di Left").unwrap());
        assert_eq!((&ann["role"], &bo["role"]), (&json!("agent"), &json!("team_lead")));
        assert_eq!(ann["teams"].as_array().unwrap().len(), 1);
        assert!(ann["password_changed_at"].is_null() && ann["archived_at"].is_null());
        assert!(!di["archived_at"].is_null(), "who has left keeps their name and gets no account");
        app.settle().await;
        let letters = admin.get("/api/v1/outbox").send().await.expect(200).json();
        assert_eq!(letters["items"], json!([]), "nobody is written to");
        // The same file once more makes nothing and changes nothing.
        let again = bring(app, &admin, "kind=users&preset=zendesk", "users.csv", USERS).await;
        assert_eq!(counts(&again), [0, 0, 4, 2], "{again}");
        let relisted = admin.get("/api/v1/users?limit=200").send().await.expect(200).json();
        assert_eq!(relisted, listed);
    }

    async fn new_users_are_invited_when_the_operator_says_so(app: &TestApp) {
        let admin = administrator(app).await;
        let file = "id,name,email,role\n1,Ivy,ivy@old.example,agent\n";
        let import = upload(&admin, "kind=users", "users.csv", file).await;
        map(&admin, &import, |mapping| {
            mapping["source"] = json!("old");
            mapping["options"]["invite"] = json!(true);
        }).await;
        assert_eq!(counts(&run(app, &admin, &import).await), [1, 0, 0, 0]);
        app.settle().await;
        let letters = admin.get("/api/v1/outbox").send().await.expect(200).json();
        assert_eq!(letters["items"].as_array().unwrap().len(), 1, "{letters}");
    }

    async fn requesters_are_told_apart_by_their_ids_and_not_by_what_anybody_may_claim(app: &TestApp) {
        let admin = administrator(app).await;
        let file = "编号;姓名;邮箱;手机\n7;李娜;li@mail.example;13800138000\n8;李雷;li@mail.example;\n9;;;\n";
        let import = upload(&admin, "kind=requesters", "客户.csv", file).await;
        let columns = import["mapping"]["columns"].as_array().unwrap();
        let fields: Vec<&str> = columns.iter().map(|column| column["to"].as_str().unwrap()).collect();
        assert_eq!(fields, ["external_id", "name", "email", "phone"], "Chinese headings are understood");
        let done = run(app, &admin, &import).await;
        assert_eq!(counts(&done), [3, 0, 0, 0], "one address makes no two people one: {done}");
        let row = rows(&admin, &import).await.remove(0);
        let person = row["record"].as_str().unwrap();
        let shown = admin.get(&format!("/api/v1/people/{person}")).send().await.expect(200).json();
        assert!(shown["email"].as_str().unwrap().contains('*'), "masked: {shown}");
        assert_eq!(shown["email_verified"], json!(false), "{shown}");
    }

    async fn what_an_import_made_is_taken_back_unless_touched(app: &TestApp) {
        let admin = administrator(app).await;
        let teams = bring(app, &admin, "kind=teams&preset=zendesk", "groups.csv", "id,name\n1,North\n2,South\n").await;
        let south = rows(&admin, &teams).await[1]["record"].as_str().unwrap().to_owned();
        let team = admin.get(&format!("/api/v1/teams/{south}")).send().await.expect(200);
        admin.put(&format!("/api/v1/teams/{south}")).if_match(team.etag())
            .json(&json!({"name": "South End", "members": []})).send().await.expect(200);
        act(&admin, &teams, "undo").await;
        work(app).await;
        let undone = read(&admin, &teams).await;
        assert_eq!(undone["state"], "undone");
        assert_eq!((undone["undone"].as_u64(), undone["kept"].as_u64()), (Some(1), Some(1)));
        assert_eq!(codes(&rows(&admin, &teams).await), ["undone - -", "kept - changed_since"]);
        admin.post(&format!("{}/undo", path(&teams))).send().await.expect_problem(409, "import_not_now");
        // What was taken back may be brought again; what was kept is still known.
        let again = bring(app, &admin, "kind=teams&preset=zendesk", "groups.csv", "id,name\n1,North\n2,South\n").await;
        assert_eq!(counts(&again), [1, 0, 1, 0]);
    }

    async fn nobody_imports_who_must_not(app: &TestApp) {
        for role in [Role::TeamLead, Role::Agent, Role::QualityManager, Role::Executive] {
            let by = app.client(role).await;
            by.get("/api/v1/imports").send().await.expect(404);
            let ask = by.post("/api/v1/imports?kind=teams").multipart(&[], &[("file", "t.csv", b"id,name\n1,x\n")]);
            ask.send().await.expect(404);
        }
    }

    async fn a_mapping_says_what_is_wrong_with_it(app: &TestApp) {
        let admin = administrator(app).await;
        let import = upload(&admin, "kind=users", "users.csv", "a,b\n1,2\n").await;
        let problem = admin.post(&format!("{}/run", path(&import))).send().await.expect_problem(422, "validation_failed");
        let fields: Vec<&str> = problem["errors"].as_array().unwrap().iter()
            .map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["external_id", "name", "email", "role"]);
        let put = |mapping: serde_json::Value| {
            admin.put(&format!("{}/mapping", path(&import))).if_match("\"1\"").json(&mapping).send()
        };
        for (mapping, field, code) in [
            (json!({"source": "Not so!", "columns": []}), "mapping", "import_source"),
            (json!({"source": "s", "columns": [{"from": "a", "to": "subject"}]}), "subject", "import_not_of_kind"),
            (json!({"source": "s", "columns": [{"from": "a", "to": "name"}, {"from": "b", "to": "name"}]}), "name", "import_mapped_twice"),
            (json!({"source": "s", "columns": [], "options": {"zone": "Mars/Base"}}), "zone", "unknown_zone"),
        ] {
            let problem = put(mapping).await.expect_problem(422, "validation_failed");
            assert_eq!((&problem["errors"][0]["field"], &problem["errors"][0]["code"]), (&json!(field), &json!(code)));
        }
        put(json!({"source": "s", "columns": [], "colour": 1})).await.expect(422);
        let stale = admin.put(&format!("{}/mapping", path(&import))).if_match("\"9\"");
        stale.json(&json!({"source": "s"})).send().await.expect(412);
    }
}
