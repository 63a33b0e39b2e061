//! Templates of replies: who has them, who may change them, what they become for a ticket, and that no gap is sent.

use serde_json::{Value, json};
use touchstone_app::person::{RevealField, RevealInput, person_reveal};
use touchstone_app::reply_template::{
    self, RenderedReply, ReplyTemplate, TemplateContent, TemplateHead, TemplateQuery,
};
use touchstone_app::{AppError, Call, ticket};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::id::{ReplyTemplateId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::reply_template::{ReplyVariable, TEMPLATES_MAX};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, fields, request};

impl Floor {
    async fn templates(&self, by: &Call, body: Value) -> Result<ReplyTemplate, AppError> {
        let content = TemplateContent::read(fields(body))?;
        reply_template::template_create(self.app(), by, content).await
    }

    async fn offered(&self, by: &Call, typed: &str) -> Vec<TemplateHead> {
        let query = TemplateQuery {
            typed: typed.to_owned(),
            archived: false,
        };
        reply_template::templates(self.app(), &by.caller, query)
            .await
            .unwrap()
    }

    async fn offered_names(&self, by: &Call, typed: &str) -> Vec<String> {
        let found = self.offered(by, typed).await;
        found.into_iter().map(|head| head.name).collect()
    }

    async fn renders(&self, by: &Call, id: ReplyTemplateId, on: TicketId) -> Result<RenderedReply, AppError> {
        reply_template::template_render(self.app(), &by.caller, id, on, None).await
    }
}

fn template(name: &str, text: &str) -> Value {
    json!({"name": name, "texts": {"zh-CN": text}})
}

both_engines! {
    async fn a_template_is_offered_to_those_it_is_for_and_changed_by_those_who_may(store: Store) {
        let floor = Floor::on(store).await;
        let stranger = floor.desk.staff("stranger", Role::Agent, &[floor.other_team]).await;
        floor.templates(&floor.agent, template("自己的", "您好")).await.unwrap();
        let mut team = template("组里的", "您好");
        team["share"] = json!("team");
        team["team"] = json!(floor.team.to_string());
        assert_eq!(refused(floor.templates(&floor.agent, team.clone()).await), ["share template_share_refused"]);
        let shared = floor.templates(&floor.lead, team.clone()).await.unwrap().head;
        let mut all = template("大家的", "您好");
        all["share"] = json!("all");
        assert_eq!(refused(floor.templates(&floor.lead, all.clone()).await), ["share template_share_refused"]);
        floor.templates(&floor.admin, all).await.unwrap();
        assert_eq!(floor.offered_names(&floor.agent, "").await, ["大家的", "组里的", "自己的"]);
        assert_eq!(floor.offered_names(&floor.colleague, "").await, ["大家的", "组里的"]);
        assert_eq!(floor.offered_names(&stranger, "").await, ["大家的"]);

        // Who is offered it may not therefore change it; who is not does not find it.
        let app = floor.app();
        let content = || TemplateContent::read(fields(template("改名", "您好，{{agent.name}}"))).unwrap();
        let by_agent = reply_template::template_replace(app, &floor.agent, shared.id, content()).await;
        assert_eq!(code(by_agent), "forbidden");
        assert_eq!(code(reply_template::template_archive(app, &floor.agent, shared.id).await), "forbidden");
        assert_eq!(code(reply_template::template_get(app, &stranger.caller, shared.id).await), "not_found");
        assert_eq!(code(reply_template::template_versions(app, &stranger.caller, shared.id).await), "not_found");
        assert_eq!(code(reply_template::template_archive(app, &stranger, shared.id).await), "not_found");
        let stale = floor.lead.clone().expecting(7);
        let stale = reply_template::template_replace(app, &stale, shared.id, content()).await;
        assert_eq!(code(stale), "version_conflict");

        // What it was stays; put aside it is offered to nobody, and comes back.
        reply_template::template_replace(app, &floor.lead, shared.id, content()).await.unwrap();
        let was = reply_template::template_versions(app, &floor.lead.caller, shared.id).await.unwrap();
        let was: Vec<_> = was.iter().map(|one| (one.version, one.name.as_str())).collect();
        assert_eq!(was, [(2, "改名"), (1, "组里的")]);
        assert_eq!(floor.offered_names(&floor.colleague, "").await, ["大家的"], "it is the lead's alone now");
        reply_template::template_archive(app, &floor.lead, shared.id).await.unwrap();
        assert_eq!(floor.offered_names(&floor.lead, "").await, ["大家的"]);
        let aside = TemplateQuery { archived: true, ..TemplateQuery::default() };
        let aside = reply_template::templates(app, &floor.lead.caller, aside).await.unwrap();
        assert_eq!((aside.len(), aside[0].archived, aside[0].version), (1, true, 3));
        let ticket = floor.received().await.ticket;
        assert_eq!(code(floor.renders(&floor.lead, shared.id, ticket).await), "template_archived");
        reply_template::template_restore(app, &floor.lead, shared.id).await.unwrap();
        assert_eq!(floor.offered_names(&floor.lead, "").await, ["大家的", "改名"]);
        let kinds = floor.desk.kinds(Subject::User(floor.lead.caller.actor.user().unwrap().id)).await;
        let told = |wanted| kinds.iter().filter(|kind| **kind == wanted).count();
        let told = [EventKind::TemplateSaved, EventKind::TemplateArchived, EventKind::TemplateRestored].map(told);
        assert_eq!(told, [2, 1, 1]);
    }

    async fn a_template_becomes_the_words_of_its_ticket_and_no_gap_is_sent(store: Store) {
        let floor = Floor::on(store).await;
        let text = "{{requester.name}}您好，#{{ticket.number}}“{{ticket.subject}}”，订单 {{order.number}}。\n{{ticket.link}}\n{{agent.name}} · {{team.name}}";
        let id = floor.templates(&floor.agent, template("进度", text)).await.unwrap().head.id;
        let asked = json!({"subject": "退款 {{agent.name}}\t未到", "requester": {"name": "王小芳", "email": "w@mail.example", "language": "zh-CN"}});
        let receipt = floor.submit(request(asked)).await.unwrap();
        let ticket = receipt.ticket;
        floor.act(&floor.lead, ticket, "assign", json!({"team": floor.team.to_string(), "assignee": floor.agent_id.to_string()})).await.unwrap();

        let first = floor.renders(&floor.agent, id, ticket).await.unwrap();
        assert_eq!(first.missing, [ReplyVariable::RequesterName, ReplyVariable::OrderNumber], "a masked name is not known");
        assert!(first.text.starts_with("{{requester.name}}您好，#"), "{}", first.text);
        assert!(first.text.contains("退款 { {agent.name}} 未到"), "what a requester wrote is no variable: {}", first.text);
        assert!(first.text.contains("/track/") && first.text.ends_with("agent · 售后组"), "{}", first.text);
        assert_eq!((first.language, first.exact), (Language::ZhCn, true));
        let public = json!({"body": first.text, "visibility": "public"});
        let held = ticket::reply(floor.app(), &floor.agent, ticket, fields(public)).await;
        assert_eq!(refused(held), ["body template_gap", "body template_gap"]);
        let solved = floor.act(&floor.agent, ticket, "resolve", json!({"solution": "订单 {{ order.number }}"})).await;
        assert_eq!(refused(solved), ["solution template_gap"]);
        let note = json!({"body": first.text, "visibility": "internal"});
        ticket::reply(floor.app(), &floor.agent, ticket, fields(note)).await.unwrap();
        assert_eq!(floor.count(ticket, EventKind::MessageAdded).await, 1, "nothing was sent");

        // Whoever was shown the name, for a reason that is in the log, need not ask again for a day.
        let person = floor.read(ticket).await.requester.id;
        let reveal = |fields: &[RevealField]| RevealInput {
            fields: fields.to_vec(),
            reason: "To address them by name.".to_owned(),
            ticket: Some(ticket),
        };
        person_reveal(floor.app(), &floor.agent, person, reveal(&[RevealField::Email])).await.unwrap();
        let other = floor.renders(&floor.agent, id, ticket).await.unwrap();
        assert!(other.missing.contains(&ReplyVariable::RequesterName), "another field is not the name");
        person_reveal(floor.app(), &floor.agent, person, reveal(&[RevealField::Name])).await.unwrap();
        let named = floor.renders(&floor.agent, id, ticket).await.unwrap();
        assert!(named.text.starts_with("王小芳您好"), "{}", named.text);
        let shared = json!({"name": "全员", "share": "all", "texts": {"zh-CN": "{{requester.name}}"}});
        let shared = floor.templates(&floor.admin, shared).await.unwrap().head.id;
        assert_eq!(floor.renders(&floor.colleague, shared, ticket).await.unwrap().text, "{{requester.name}}", "shown to a colleague");
        floor.desk.wait(Span::days(1) + Span::seconds(1));
        let later = floor.renders(&floor.agent, id, ticket).await.unwrap();
        assert!(later.missing.contains(&ReplyVariable::RequesterName));

        // Who may not see the ticket, or only see it, gets nothing; uses are counted.
        let stranger = floor.desk.staff("stranger", Role::Agent, &[floor.other_team]).await;
        assert_eq!(code(floor.renders(&stranger, shared, ticket).await), "not_found");
        let executive = floor.desk.staff("executive", Role::Executive, &[]).await;
        assert_eq!(code(floor.renders(&executive, shared, ticket).await), "forbidden");
        let mine = floor.offered(&floor.agent, "进度").await;
        assert_eq!((mine[0].uses, mine[0].version), (4, 1));
        assert!(mine[0].last_used_at.is_some());
    }

    async fn a_template_is_found_by_code_and_speaks_the_requester_s_language(store: Store) {
        let floor = Floor::on(store).await;
        let body = json!({
            "name": "Refund on its way", "code": "/RF", "category": "退款",
            "texts": {"zh-CN": "退款已提交。", "en": "Your refund is on its way."},
        });
        let id = floor.templates(&floor.agent, body).await.unwrap().head.id;
        floor.templates(&floor.agent, template("Prf 其他", "您好")).await.unwrap();
        assert_eq!(floor.offered_names(&floor.agent, "/rf").await, ["Refund on its way", "Prf 其他"]);
        assert_eq!(floor.offered_names(&floor.agent, "退款").await, ["Refund on its way"]);
        assert!(floor.offered_names(&floor.agent, "发票").await.is_empty());
        let in_korean = floor.submit(request(json!({"requester": {"email": "k@mail.example", "language": "ko"}}))).await.unwrap();
        let reply = floor.renders(&floor.agent, id, in_korean.ticket).await.unwrap();
        assert_eq!((reply.language, reply.exact), (Language::En, false));
        let wanted = Some(Language::ZhCn);
        let reply = reply_template::template_render(floor.app(), &floor.agent.caller, id, in_korean.ticket, wanted).await.unwrap();
        assert_eq!((reply.text.as_str(), reply.exact), ("退款已提交。", true));
    }

    async fn what_is_no_template_is_told_by_line(store: Store) {
        let floor = Floor::on(store).await;
        let wrong = json!({
            "name": "x", "code": "a b",
            "texts": {"zh-CN": "一\n二 {{order.numbr}}", "en": "one {{", "ja": "{{ order.number }}", "fr": "x"},
        });
        let Err(AppError::Validation(errors)) = floor.templates(&floor.agent, wrong).await else {
            panic!("it was taken");
        };
        let told: Vec<_> = errors.iter().map(|error| format!("{} {} {:?}", error.field, error.code, error.args)).collect();
        assert_eq!(told, [
            r#"code template_code [("max", "20")]"#,
            r#"texts.zh-CN template_variable [("line", "2"), ("name", "order.numbr")]"#,
            r#"texts.en template_open [("line", "1")]"#,
            "texts.fr unknown_field []",
        ]);
        assert_eq!(refused(floor.templates(&floor.agent, json!({"name": "x", "texts": {"en": " "}})).await), ["texts template_empty"]);
        for n in 0..TEMPLATES_MAX {
            floor.templates(&floor.agent, template(&format!("{n}"), "您好")).await.unwrap();
        }
        assert_eq!(code(floor.templates(&floor.agent, template("one more", "您好")).await), "templates_full");
    }
}
