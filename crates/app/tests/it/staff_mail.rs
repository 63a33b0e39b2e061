//! Mails to staff about what they have not read: when, how many, in which words, and what people choose.

use serde_json::json;
use touchstone_app::Call;
use touchstone_app::notify::{OutboxEntry, OutboxQuery, outbox_open};
use touchstone_app::reactions::react;
use touchstone_app::staff_notice::{
    notice_choice, notice_choice_put, notice_mail_preview, staff_mail_step, staff_notices,
    staff_notices_read, staff_notices_unread,
};
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;
use touchstone_domain::language::Language;
use touchstone_domain::staff_notice::{MailPace, Means, NoticeChoice, NoticeKind, Quiet};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::notify::placed;
use crate::support::{code, fields as refused};
use crate::ticket_support::{Floor, fields};

impl Floor {
    async fn calls(&self, by: &Call, id: TicketId, body: &str) {
        let input = json!({"body": body, "visibility": "internal"});
        ticket::reply(self.app(), by, id, fields(input)).await.unwrap();
        placed(self).await;
        react(self.app()).await.unwrap();
    }

    /// What went to staff so far, oldest first, after what is due was written.
    async fn mailed(&self) -> Vec<OutboxEntry> {
        while staff_mail_step(self.app()).await.unwrap() {}
        let mut found = outbox_open(self.app(), OutboxQuery::default())
            .await
            .unwrap()
            .entries;
        found.retain(|entry| entry.template == "staff_news");
        found.reverse();
        found
    }

    async fn chooses(&self, by: &Call, choice: NoticeChoice) {
        let kept = notice_choice(self.app(), &by.caller).await.unwrap();
        let call = by.clone().expecting(kept.version);
        notice_choice_put(self.app(), &call, choice).await.unwrap();
    }
}

fn pace(pace: MailPace) -> NoticeChoice {
    NoticeChoice {
        pace,
        zone: Some("Asia/Shanghai".to_owned()),
        ..NoticeChoice::default()
    }
}

both_engines! {
    async fn what_is_read_in_time_is_not_mailed_and_what_is_not_comes_once(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.calls(&floor.colleague, id, "@lead 请看").await;
        floor.calls(&floor.colleague, id, "@agent 请看").await;
        let told = staff_notices(floor.app(), &floor.agent.caller, true, None, 9).await.unwrap();
        staff_notices_read(floor.app(), &floor.agent, vec![told[0].id]).await.unwrap();
        floor.desk.wait(Span::minutes(14));
        assert!(floor.mailed().await.is_empty(), "they may still come to the desk");
        floor.desk.wait(Span::minutes(1));
        let mails = floor.mailed().await;
        assert_eq!(mails.len(), 1, "the agent has read it");
        assert_eq!(mails[0].to.as_deref(), Some("lead@example.com"));
        let (subject, text) = mails[0].letter.clone().unwrap();
        assert!(subject.contains("You were mentioned"), "{subject}");
        assert!(text.contains("https://desk.example/account/notifications"), "{text}");
        assert!(!text.contains("请看") && !text.contains("退款"), "nothing that was written: {text}");
        floor.desk.wait(Span::days(2));
        assert_eq!(floor.mailed().await.len(), 1);
    }

    async fn a_burst_is_one_mail(store: Store) {
        let floor = Floor::on(store).await;
        floor.chooses(&floor.lead, pace(MailPace::Soon)).await;
        let id = floor.in_progress().await.ticket;
        for n in 0..5 {
            floor.calls(&floor.colleague, id, &format!("@lead 第 {n} 件")).await;
            floor.desk.wait(Span::seconds(30));
        }
        floor.desk.wait(Span::minutes(1));
        let mails = floor.mailed().await;
        assert_eq!(mails.len(), 1);
        let (subject, text) = mails[0].letter.clone().unwrap();
        assert!(subject.contains('5') && text.matches("You were mentioned").count() == 5, "{text}");
        floor.desk.wait(Span::hours(1));
        assert_eq!(floor.mailed().await.len(), 1, "nothing is left for another");
        floor.calls(&floor.colleague, id, "@lead 又一件").await;
        floor.desk.wait(Span::minutes(3));
        assert_eq!(floor.mailed().await.len(), 2);
    }

    async fn a_digest_waits_for_its_hour_and_quiet_hours_for_the_morning(store: Store) {
        let floor = Floor::on(store).await;
        floor.chooses(&floor.lead, pace(MailPace::Daily)).await;
        let quiet = NoticeChoice { quiet: Quiet::new(0, 20 * 60), ..pace(MailPace::Soon) };
        floor.chooses(&floor.agent, quiet).await;
        let (one, two) = (floor.in_progress().await.ticket, floor.in_progress().await.ticket);
        for id in [one, two] {
            floor.calls(&floor.colleague, id, "@lead @agent 请看").await;
            floor.calls(&floor.colleague, id, "@agent 请看").await;
        }
        floor.desk.wait(Span::hours(26));
        let mails = floor.mailed().await;
        let to = |address: &str| mails.iter().filter(|mail| mail.to.as_deref() == Some(address)).count();
        assert_eq!((to("lead@example.com"), to("agent@example.com")), (1, 1), "{mails:#?}");
    }

    async fn who_wants_neither_is_told_nothing_and_who_wants_mail_alone_hears_no_bell(store: Store) {
        let floor = Floor::on(store).await;
        let mut choice = pace(MailPace::Soon);
        choice.choose(NoticeKind::Mentioned, Means { web: false, mail: true });
        choice.choose(NoticeKind::RequesterReplied, Means { web: false, mail: false });
        floor.chooses(&floor.agent, choice).await;
        let id = floor.in_progress().await.ticket;
        floor.writes(id, "在吗").await;
        floor.calls(&floor.colleague, id, "@agent 请看").await;
        assert_eq!(staff_notices_unread(floor.app(), &floor.agent.caller).await.unwrap(), 0);
        let listed = staff_notices(floor.app(), &floor.agent.caller, false, None, 9).await.unwrap();
        assert_eq!(listed.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::Mentioned]);
        floor.desk.wait(Span::minutes(3));
        assert_eq!(floor.mailed().await.len(), 1);
    }

    async fn a_choice_has_a_version_and_ends_what_waited_under_the_former(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        floor.calls(&floor.colleague, id, "@lead 请看").await;
        let stale = floor.lead.clone().expecting(7);
        assert_eq!(code(notice_choice_put(floor.app(), &stale, pace(MailPace::Soon)).await), "version_conflict");
        let wrong = NoticeChoice { zone: Some("Mars/Base".to_owned()), hour: 24, ..pace(MailPace::Daily) };
        let wrong = notice_choice_put(floor.app(), &floor.lead.clone().expecting(0), wrong).await;
        assert_eq!(refused(wrong), ["zone unknown_zone", "hour out_of_range"]);
        floor.chooses(&floor.lead, pace(MailPace::Soon)).await;
        let kept = notice_choice(floor.app(), &floor.lead.caller).await.unwrap();
        assert_eq!((kept.version, kept.choice.pace), (1, MailPace::Soon));
        floor.desk.wait(Span::hours(1));
        assert!(floor.mailed().await.is_empty());
        for language in Language::ALL {
            let preview = notice_mail_preview(floor.app(), *language).unwrap();
            assert!(preview.text.contains("#20417") || preview.text.contains("#20,417"), "{}", preview.text);
        }
    }
}
