//! Files that are broken, or made to break something.

use serde_json::json;
use touchstone_domain::import::ROW_BYTES;
use touchstone_testkit::with_app;

use super::{administrator, bring, codes, counts, map, path, rows, run, upload};

with_app! {
    async fn a_broken_row_stops_nothing(app: &TestApp) {
        let admin = administrator(app).await;
        let mut file = b"id,name,x\n1,Fine,\n2,Too,many,fields\n3,\"open\nquote,\n4,NUL\0here,\n5,".to_vec();
        file.extend(b"\xff\xfe not a letter,\n6,".to_vec());
        file.extend("y".repeat(ROW_BYTES + 10).into_bytes());
        file.extend(b",\n7,\"Two\nlines\",\n8,=HYPERLINK(\"\"x\"\"),\n9,Last,");
        let import = upload(&admin, "kind=teams&preset=zendesk&encoding=utf-8", "teams.csv", &file).await;
        let done = run(app, &admin, &import).await;
        assert_eq!(done["state"], "finished", "{done}");
        let results = rows(&admin, &import).await;
        let shown: Vec<(u64, String)> = results.iter().zip(codes(&results))
            .map(|(row, code)| (row["line"].as_u64().unwrap(), code)).collect();
        let expected = [
            (2, "created - -"), (3, "failed - column_count"),
            // The open quotation mark swallows lines until the next one closes it.
            (4, "failed - column_count"), (6, "failed name control_character"), (7, "failed - bad_encoding"),
            (8, "failed - row_too_long"), (9, "created - -"), (11, "created - -"), (12, "created - -"),
        ];
        let wanted: Vec<(u64, String)> = expected.iter().map(|(line, code)| (*line, (*code).to_owned())).collect();
        assert!(shown.len() >= 7, "{shown:?}");
        assert_eq!(shown.first(), wanted.first());
        assert_eq!(shown.last(), wanted.last(), "{shown:?}");
        assert!(shown.contains(&wanted[1]) && shown.contains(&wanted[5]), "{shown:?}");
    }

    async fn failed_rows_are_mended_and_come_in(app: &TestApp) {
        let admin = administrator(app).await;
        let file = "id,name,email,role\n1,Ann,ann@old.example,agent\n2,=cmd()|x,broken,agent\n3,Cy,cy@old.example,chief\n";
        let import = bring(app, &admin, "kind=users&preset=zendesk", "users.csv", file).await;
        assert_eq!(counts(&import), [1, 0, 1, 1], "{import}");
        let failed = admin.get(&format!("{}/failed", path(&import))).send().await.expect(200);
        let text = failed.text();
        assert!(text.contains("'=cmd()|x"), "no spreadsheet program takes it for a formula: {text}");
        assert!(text.contains("invalid_email"), "{text}");
        let mended = text.replace("broken", "bea@old.example");
        let again = bring(app, &admin, "kind=users&preset=zendesk", "mended.csv", &mended).await;
        assert_eq!(counts(&again), [1, 0, 0, 0], "{again}");
        let listed = admin.get("/api/v1/users?limit=200").send().await.expect(200).text();
        assert!(listed.contains("\"=cmd()|x\""), "as it was written in the source");
        admin.post(&format!("{}/discard", path(&import))).send().await.expect(200);
        admin.get(&format!("{}/failed", path(&import))).send().await.expect_problem(409, "import_rows_gone");
    }

    async fn a_file_that_is_none_is_refused_with_its_reason(app: &TestApp) {
        let admin = administrator(app).await;
        for (content, code) in [
            (&b""[..], "import_empty"),
            (b"\xff\xfei\0d\0", "import_utf16"),
            (b"\"id,name\n1,x\n", "import_heading"),
        ] {
            let ask = admin.post("/api/v1/imports?kind=teams").multipart(&[], &[("file", "f.csv", content)]);
            let problem = ask.send().await.expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["code"], code, "{problem}");
        }
        let listed = admin.get("/api/v1/imports").send().await.expect(200).json();
        assert!(listed["items"].as_array().unwrap().iter().all(|import| import["actions"] == json!([])), "{listed}");
    }

    async fn a_list_that_breaks_off_says_where(app: &TestApp) {
        let admin = administrator(app).await;
        let file = "[\n  {\"id\": 1, \"name\": \"A\"},\n  {\"id\": 2, \"name\": \"B\"},\n  oops {\"id\": 3, \"name\": \"C\"}\n]";
        let import = bring(app, &admin, "kind=teams&preset=zendesk", "teams.json", file).await;
        assert_eq!(import["state"], "failed");
        assert_eq!((&import["problem"], &import["problem_line"], &import["problem_column"]),
            (&json!("malformed_json"), &json!(4), &json!(3)));
        assert_eq!(counts(&import), [2, 0, 0, 0], "what came before is in, and can be undone");
        assert!(import["actions"].as_array().unwrap().contains(&json!("undo")));
    }

    async fn nesting_beyond_reason_is_one_bad_row(app: &TestApp) {
        let admin = administrator(app).await;
        let deep = format!("{{\"id\":1,\"name\":\"x\",\"y\":{}{}}}\n", "[".repeat(10_000), "]".repeat(10_000));
        let file = format!("{deep}{{\"id\":2,\"name\":\"Good\"}}\nnot json\n[1]\n");
        let import = upload(&admin, "kind=teams&preset=zendesk", "teams.ndjson", &file).await;
        map(&admin, &import, |mapping| {
            mapping["columns"] = json!([{"from": "id", "to": "external_id"}, {"from": "name", "to": "name"}]);
        }).await;
        run(app, &admin, &import).await;
        assert_eq!(codes(&rows(&admin, &import).await), [
            "failed - too_deep", "created - -", "failed - malformed_json", "failed - malformed_json",
        ]);
    }

    async fn chinese_of_before_unicode_is_read(app: &TestApp) {
        let admin = administrator(app).await;
        // 编号,名称 / 1,物流组 in GB18030.
        let file = b"\xb1\xe0\xba\xc5,\xc3\xfb\xb3\xc6\n1,\xce\xef\xc1\xf7\xd7\xe9\n";
        let import = upload(&admin, "kind=teams", "teams.csv", file).await;
        assert_eq!(import["encoding"], "gb18030");
        assert_eq!(counts(&run(app, &admin, &import).await), [1, 0, 0, 0]);
        let teams = admin.get("/api/v1/teams").send().await.expect(200).text();
        assert!(teams.contains("物流组"), "{teams}");
    }
}
