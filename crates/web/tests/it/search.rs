//! Search through the front door: what is found, by whom, in which order, and what vanishes.

use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use touchstone_app::search::search_index_step;
use touchstone_domain::codes::Code as _;
use touchstone_domain::language::Language;
use touchstone_domain::search::{FilterField, Query, Standing, name_folded};
use touchstone_domain::stage::Status;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::{Answer, Desk};

fn address(query: &str, more: &str) -> String {
    format!(
        "/api/v1/search?q={}{more}",
        utf8_percent_encode(query, NON_ALPHANUMERIC)
    )
}

async fn ask(desk: &Desk, token: &str, query: &str) -> Answer {
    desk.get(&address(query, ""))
        .bearer(token)
        .language("en")
        .send()
        .await
}

/// Subjects of what was found, in order.
async fn found(desk: &Desk, token: &str, query: &str) -> Vec<String> {
    let answer = ask(desk, token, query).await.expecting(StatusCode::OK);
    let items = answer["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["ticket"]["subject"].as_str().unwrap_or("-").to_owned())
        .collect()
}

/// A ticket made at the desk; further fields may be given.
async fn ticket(desk: &Desk, subject: &str, body: &str, more: Value) -> Value {
    let mut request = json!({
        "subject": subject, "body": body, "channel": "phone", "kind": "complaint", "category": "refund-delay",
        "requester": {"name": "Wang Wei", "language": "zh-CN"},
    });
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    let made = desk
        .post("/api/v1/tickets")
        .bearer(&desk.admin)
        .json(request)
        .send()
        .await;
    made.expecting(StatusCode::CREATED)
}

async fn say(desk: &Desk, ticket: &Value, body: &str, visibility: &str) -> Value {
    let path = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
    let words = json!({"body": body, "visibility": visibility});
    desk.post(&path)
        .bearer(&desk.admin)
        .json(words)
        .send()
        .await
        .expecting(StatusCode::CREATED)
}

/// Makes the index until there is nothing more to make.
async fn index(desk: &Desk) {
    while search_index_step(&desk.app).await.unwrap() {}
}

both_engines! {
    async fn words_of_two_characters_are_found_inside_sentences(store: Store) {
        let desk = Desk::open(store).await;
        ticket(&desk, "银行卡", "订单显示已退款，银行卡没有收到。", json!({})).await;
        ticket(&desk, "カメラ", "商品が破損していたため返金をお願いします", json!({})).await;
        ticket(&desk, "배송", "배송이 늦어서 환불을 요청합니다", json!({})).await;
        ticket(&desk, "Headphones", "The Refunds take ＴＨＲＥＥ days at the café", json!({})).await;
        let admin = &desk.admin;
        for (query, subject) in [
            ("退款", "银行卡"), ("没有收到", "银行卡"), ("退款 没有", "银行卡"), ("返金", "カメラ"), ("ﾒﾗ", "カメラ"),
            ("환불", "배송"), ("늦어서", "배송"), ("refund", "Headphones"), ("three CAFE", "Headphones"),
            ("\"three days\"", "Headphones"), ("headph days", "Headphones"),
        ] {
            assert_eq!(found(&desk, admin, query).await, [subject], "{query}");
        }
        for nothing in ["款退", "到没", "退款 返金", "\"three day\"", "\"days three\"", "rufund"] {
            assert_eq!(found(&desk, admin, nothing).await, [""; 0], "{nothing}");
        }
    }

    async fn what_was_found_is_marked_and_leads_to_its_message(store: Store) {
        let desk = Desk::open(store).await;
        let made = ticket(&desk, "退款<b>未到</b>", "请看", json!({"order_no": "20260301-7781"})).await;
        let said = say(&desk, &made, "银行说退款<script>alert(1)</script>已受理", "public").await;
        let answer = ask(&desk, &desk.admin, "退款").await.expecting(StatusCode::OK);
        let item = &answer["items"][0];
        assert_eq!(item["subject"], json!({"text": "退款<b>未到</b>", "marks": [{"start": 0, "end": 2}]}));
        let text = &item["texts"][0];
        assert_eq!((&text["part"], &text["message"]), (&json!("message"), &said["message"]), "{said}");
        assert_eq!(text["excerpt"]["marks"], json!([{"start": 3, "end": 5}]));
        let order = ask(&desk, &desk.admin, "7781").await.expecting(StatusCode::OK);
        assert_eq!(order["items"][0]["texts"][0]["excerpt"]["text"], "20260301-7781");
        let page = desk.get("/desk/search?q=%E9%80%80%E6%AC%BE").cookie("touchstone_session", &desk.admin).language("zh-CN").send().await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let html = page.text();
        assert!(html.contains("<mark>退款</mark>&lt;b&gt;未到"), "{html}");
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>alert"), "{html}");
        assert!(html.contains(&format!("#{}", text["message"].as_str().unwrap())));
    }

    async fn words_may_stand_in_different_texts_and_the_subject_counts_most(store: Store) {
        let desk = Desk::open(store).await;
        let first = ticket(&desk, "退款问题", "等了很久", json!({})).await;
        say(&desk, &first, "已联系快递公司", "public").await;
        ticket(&desk, "其他", "退款和快递都没有消息", json!({})).await;
        ticket(&desk, "发票", "快递已到", json!({})).await;
        assert_eq!(found(&desk, &desk.admin, "退款 快递").await, ["退款问题", "其他"]);
        assert_eq!(found(&desk, &desk.admin, "退款").await, ["退款问题", "其他"], "relevance before recency");
        assert_eq!(found(&desk, &desk.admin, "快递").await, ["发票", "其他", "退款问题"], "then the newest first");
    }

    async fn filters_narrow_in_every_language(store: Store) {
        let desk = Desk::open(store).await;
        let team = desk.team("售后一组").await;
        let (_, agent) = desk.user("agent", "陈浩", &[&team]).await;
        let one = ticket(&desk, "一号退款", "x", json!({"team": team, "assignee": null, "order_no": "20260301-7781",
            "requester": {"name": "A", "email": "wang.min@example.com", "phone": "13800138001"}})).await;
        ticket(&desk, "二号退款", "x", json!({"channel": "web", "kind": "general", "urgency": "urgent", "tags": ["vip"]})).await;
        let id = one["id"].as_str().unwrap();
        let take = desk.post(&format!("/api/v1/tickets/{id}/actions/assign")).bearer(&agent).json(json!({"assignee": "me"}));
        take.send().await.expecting(StatusCode::OK);
        for (query, subjects) in [
            ("退款 kind:complaint", vec!["一号退款"]), ("类型：投诉", vec!["一号退款"]), ("種別:苦情", vec!["一号退款"]),
            ("종류:\"불만 접수\"", vec!["一号退款"]), ("channel:web", vec!["二号退款"]), ("渠道:网页,电话", vec!["二号退款", "一号退款"]),
            ("team:售后 退款", vec!["一号退款"]), ("team:none", vec!["二号退款"]), ("处理人:陈浩", vec!["一号退款"]),
            ("assignee:none", vec!["二号退款"]), ("owner:陈浩", vec!["一号退款"]), ("tag:vip", vec!["二号退款"]),
            ("urgency:紧急", vec!["二号退款"]), ("category:refund-delay kind:complaint", vec!["一号退款"]),
            ("order:20260301", vec!["一号退款"]), ("order:20260301-7781 status:open,new", vec!["一号退款"]), ("order:9", vec![]),
            ("from:Wang.Min@Example.com", vec!["一号退款"]), ("from:+86-138-0013-8001 退款", vec!["一号退款"]), ("from:no@one.cn", vec![]),
            ("wang.min@example.com", vec!["一号退款"]), ("13800138001", vec!["一号退款"]),
            ("created:2026-11-21", vec!["二号退款", "一号退款"]), ("created:>2026-11-21", vec![]), ("创建:今天 kind:general", vec!["二号退款"]),
            ("updated:<2026-11-21", vec![]), ("is:unassigned", vec!["二号退款"]), ("is:breached", vec![]), ("tier:premium", vec![]), ("status:open", vec!["一号退款"]),
        ] {
            assert_eq!(found(&desk, &desk.admin, query).await, subjects, "{query}");
        }
        assert_eq!(found(&desk, &agent, "assignee:me 退款").await, ["一号退款"]);
        assert_eq!(found(&desk, &agent, "team:mine").await, ["一号退款"]);
        desk.advance(Span::days(30));
        touchstone_app::clockwork::clockwork_step(&desk.app).await.unwrap();
        let later = desk.sign_in("admin@desk.example").await;
        assert_eq!(found(&desk, &later, "is:breached kind:complaint").await, ["一号退款"]);
    }

    async fn what_is_not_understood_is_pointed_at(store: Store) {
        let desk = Desk::open(store).await;
        for (query, code, token, start, end) in [
            ("退款 statsu:open x", "search_unknown_filter", "statsu:open", "3", "14"),
            ("状态:没有这个", "search_unknown_value", "状态:没有这个", "0", "7"),
            ("a created:soon", "search_bad_date", "created:soon", "2", "14"),
            ("from:nobody", "search_bad_contact", "from:nobody", "0", "11"),
            ("a status:", "search_missing_value", "status:", "2", "9"),
            ("a \"b", "search_unclosed_quote", "\"b", "2", "4"),
        ] {
            let answer = ask(&desk, &desk.admin, query).await;
            assert_eq!(answer.field_errors(), [("q".to_owned(), code.to_owned())], "{query}");
            let values = &answer.json()["errors"][0]["values"];
            assert_eq!((&values["token"], &values["start"], &values["end"]), (&json!(token), &json!(start), &json!(end)), "{query}");
        }
        let answer = ask(&desk, &desk.admin, "退款 statsu:open").await;
        assert_eq!(answer.json()["errors"][0]["values"]["suggestion"], "status");
        let code = |answer: Answer| answer.field_errors()[0].1.clone();
        assert_eq!(code(ask(&desk, &desk.admin, " ").await), "search_nothing_to_find");
        assert_eq!(code(ask(&desk, &desk.admin, "退").await), "search_too_short");
        assert_eq!(code(desk.get(&address("a", "&cursor=x")).bearer(&desk.admin).send().await), "malformed");
        let page = desk.get("/desk/search?q=statsu%3Aopen+%3Cb%3E").cookie("touchstone_session", &desk.admin).language("en").send().await;
        let html = page.text();
        assert!(html.contains("value=\"statsu:open &lt;b&gt;\""), "the query is kept: {html}");
        assert!(html.contains("<mark class=\"search-wrong\">statsu:open</mark>") && html.contains("q=status%3Aopen"), "{html}");
    }

    async fn only_what_one_may_see_is_found(store: Store) {
        let desk = Desk::open(store).await;
        let (north, south) = (desk.team("North").await, desk.team("South").await);
        let (_, lead) = desk.user("team_lead", "Lea Lead", &[&north]).await;
        let (_, agent) = desk.user("agent", "Ben Agent", &[&north]).await;
        let contact = json!({"name": "A", "email": "a@b.cn"});
        ticket(&desk, "北边退款", "x", json!({"team": north, "requester": contact})).await;
        let foreign = ticket(&desk, "南边退款", "secret", json!({"team": south, "requester": contact, "order_no": "S-1"})).await;
        let (number, code) = (foreign["number"].to_string(), foreign["tracking_code"].as_str().unwrap());
        for query in ["退款", "from:a@b.cn", "kind:complaint", "a@b.cn"] {
            assert_eq!(found(&desk, &lead, query).await, ["北边退款"], "{query}");
            assert_eq!(found(&desk, &agent, query).await, ["北边退款"], "{query}");
            assert_eq!(found(&desk, &desk.admin, query).await.len(), 2, "{query}");
        }
        for query in ["南边", "secret", number.as_str(), code, "order:S-1"] {
            assert_eq!(found(&desk, &lead, query).await, [""; 0], "{query}");
        }
        assert_eq!(found(&desk, &desk.admin, &format!("#{number}")).await, ["南边退款"]);
        let direct = ask(&desk, &desk.admin, code).await.expecting(StatusCode::OK);
        assert_eq!((&direct["items"][0]["direct"], &direct["items"][0]["ticket"]["id"]), (&json!(true), &foreign["id"]));
        let nobody = desk.get(&address("退款", "")).send().await;
        assert_eq!(nobody.refused(401), "unauthenticated");
        let made = desk.submit("My own", "li.na@example.com").await;
        let own = desk.track_session(made["tracking_code"].as_str().unwrap(), "li.na@example.com").await;
        let requester = desk.get(&address("退款", "")).bearer(&own).send().await;
        assert_eq!(requester.status, StatusCode::UNAUTHORIZED, "requesters search nothing, notes least of all");
    }

    async fn pages_follow_one_another_without_loss_or_repetition(store: Store) {
        let desk = Desk::open(store).await;
        let mut all = Vec::new();
        for n in 0..7 {
            let made = ticket(&desk, &format!("退款 {n}"), "x", json!({})).await;
            all.push(made["id"].as_str().unwrap().to_owned());
            if n % 2 == 0 {
                say(&desk, &made, "退款已到账", "public").await;
            }
        }
        for query in ["退款", "kind:complaint", "退款 kind:complaint"] {
            let (mut seen, mut more) = (Vec::new(), String::from("&limit=2"));
            loop {
                let page = desk.get(&address(query, &more)).bearer(&desk.admin).send().await.expecting(StatusCode::OK);
                seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["ticket"]["id"].as_str().unwrap().to_owned()));
                match page["next_cursor"].as_str() {
                    Some(next) => more = format!("&limit=2&cursor={next}"),
                    None => break,
                }
            }
            seen.sort_unstable();
            assert_eq!(seen, all, "{query}");
        }
        let page = desk.get(&address("退款", "&limit=2")).bearer(&desk.admin).send().await.expecting(StatusCode::OK);
        let of_another = address("到账", &format!("&cursor={}", page["next_cursor"].as_str().unwrap()));
        let refused = desk.get(&of_another).bearer(&desk.admin).send().await;
        assert_eq!(refused.field_errors()[0].1, "of_another_list");
    }

    async fn notes_files_and_changed_subjects_are_found(store: Store) {
        let desk = Desk::open(store).await;
        let made = ticket(&desk, "旧标题", "x", json!({})).await;
        say(&desk, &made, "内部：疑似刷单", "internal").await;
        let up = desk.post("/api/v1/uploads").bearer(&desk.admin).file("发票照片2026.png", b"\x89PNG\r\n\x1a\n x").send().await;
        let file = up.expecting(StatusCode::CREATED);
        let id = made["id"].as_str().unwrap();
        let words = json!({"body": "见附件", "visibility": "public", "attachments": [file["id"]]});
        desk.post(&format!("/api/v1/tickets/{id}/messages")).bearer(&desk.admin).json(words).send().await.expecting(StatusCode::CREATED);
        let note = ask(&desk, &desk.admin, "刷单").await.expecting(StatusCode::OK);
        assert_eq!(note["items"][0]["texts"][0]["internal"], true);
        let photo = ask(&desk, &desk.admin, "照片").await.expecting(StatusCode::OK);
        assert_eq!(photo["items"][0]["texts"][0]["part"], "file");
        let tag = desk.get(&format!("/api/v1/tickets/{id}")).bearer(&desk.admin).send().await.header("etag").to_owned();
        let patch = desk.ask(http::Method::PATCH, &format!("/api/v1/tickets/{id}")).bearer(&desk.admin).if_match(&tag);
        patch.json(json!({"subject": "新名称"})).send().await.expecting(StatusCode::OK);
        assert_eq!(found(&desk, &desk.admin, "新名称").await, ["新名称"]);
        assert_eq!(found(&desk, &desk.admin, "旧标题").await, [""; 0]);
    }

    async fn an_erased_persons_texts_vanish_and_no_rebuild_brings_them_back(store: Store) {
        let desk = Desk::open(store).await;
        let made = ticket(&desk, "秘密的退款", "住址是和平路", json!({"requester": {"name": "A", "email": "a@b.cn"}})).await;
        say(&desk, &made, "和平路已核实", "internal").await;
        ticket(&desk, "别人的退款", "x", json!({})).await;
        index(&desk).await;
        assert_eq!(found(&desk, &desk.admin, "和平路").await.len(), 1);
        let erase = format!("/api/v1/people/{}/erase", made["requester"]["id"].as_str().unwrap());
        desk.post(&erase).bearer(&desk.admin).json(json!({"reason": "asked"})).send().await.expecting(StatusCode::OK);
        for rebuilt in [false, true] {
            if rebuilt {
                desk.post("/api/v1/search/index/rebuild").bearer(&desk.admin).send().await.expecting(StatusCode::ACCEPTED);
                index(&desk).await;
            }
            assert_eq!(found(&desk, &desk.admin, "和平路").await, [""; 0]);
            assert_eq!(found(&desk, &desk.admin, "退款").await, ["别人的退款"]);
            assert_eq!(found(&desk, &desk.admin, "from:a@b.cn").await, [""; 0]);
        }
    }

    async fn a_rebuild_is_told_and_asked_for_once(store: Store) {
        let desk = Desk::open(store).await;
        for n in 0..30 {
            ticket(&desk, &format!("退款 {n}"), "x", json!({})).await;
        }
        let before = ask(&desk, &desk.admin, "退款 29").await.expecting(StatusCode::OK);
        assert_eq!((&before["index"]["ready"], before["items"].as_array().unwrap().len()), (&json!(false), 1), "new texts are found at once");
        let page = desk.get("/desk/search?q=x1").cookie("touchstone_session", &desk.admin).language("en").send().await.text();
        assert!(page.contains("still being built (0%)"), "{page}");
        assert!(search_index_step(&desk.app).await.unwrap());
        let half = desk.get("/api/v1/search/index").bearer(&desk.admin).send().await.expecting(StatusCode::OK);
        assert_eq!((&half["ready"], &half["state"], &half["done"]), (&json!(false), &json!("running"), &json!(25)));
        let again = desk.post("/api/v1/search/index/rebuild").bearer(&desk.admin).send().await;
        assert_eq!(again.refused(409), "search_rebuild_under_way");
        index(&desk).await;
        let done = desk.get("/api/v1/search/index").bearer(&desk.admin).send().await.expecting(StatusCode::OK);
        assert_eq!((&done["ready"], &done["state"], &done["done"]), (&json!(true), &json!("done"), &json!(30)));
        assert!(!search_index_step(&desk.app).await.unwrap(), "made once");
        let (_, agent) = desk.user("agent", "Ben Agent", &[]).await;
        let refused = desk.post("/api/v1/search/index/rebuild").bearer(&agent).send().await;
        assert_eq!(refused.refused(404), "not_found");
    }

    async fn examples_and_names_of_filters_are_understood_in_every_language(store: Store) {
        let desk = Desk::open(store).await;
        let text = |language: Language, key: &str| desk.app.renderer.text(language, key).unwrap();
        for language in Language::ALL.iter().copied() {
            for code in ["words", "phrase", "status", "created", "is", "from", "order"] {
                let query = text(language, &format!("search-query-{code}"));
                assert!(!Query::parse(&query).unwrap().is_empty(), "{query}");
                ask(&desk, &desk.admin, &query).await.expecting(StatusCode::OK);
            }
            for field in FilterField::ALL {
                let name = text(language, &format!("search-name-{field}"));
                assert_eq!(FilterField::named(&name), Some(*field), "{name}");
            }
            let names: Vec<String> = Standing::ALL.iter().map(|is| text(language, &format!("search-is-{}", is.code()))).collect();
            for name in names.iter().chain(&Status::ALL.iter().map(|status| text(language, &format!("status-{status}"))).collect::<Vec<_>>()) {
                assert!(!name_folded(name).is_empty());
            }
            for name in names {
                ask(&desk, &desk.admin, &format!("is:{name}")).await.expecting(StatusCode::OK);
            }
        }
    }
}
