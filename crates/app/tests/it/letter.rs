//! How letters are worded: changed by those who may, from the next letter on, with nothing that could stop one.

use touchstone_app::background::jobs_step;
use touchstone_app::letter::{self, letter_preview};
use touchstone_app::{AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{LetterVariable, LetterWords};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_store::letter::{WordingRow, wording_lock, wording_save};
use touchstone_testkit::both_engines;

use crate::notify::{outbox, server, with_mail};
use crate::support::{code, fields as refused};
use crate::ticket_support::Floor;

fn words(subject: &str, text: &str) -> LetterWords {
    LetterWords {
        subject: subject.to_owned(),
        text: text.to_owned(),
    }
}

impl Floor {
    async fn words_it(&self, by: &Call, version: i64, words: &LetterWords) -> Result<(), AppError> {
        let call = by.clone().expecting(version);
        letter::letter_put(self.app(), &call, "receipt", Language::ZhCn, words).await
    }

    /// Subjects and texts of what was written to requesters, the oldest first.
    async fn written(&self) -> Vec<(String, String)> {
        let entries = outbox(self).await;
        entries.into_iter().filter_map(|entry| entry.letter).collect()
    }

    /// A request, and the receipt that goes out for it.
    async fn receipted(&self) -> (String, String) {
        self.received().await;
        self.written().await.pop().expect("a receipt")
    }
}

both_engines! {
    async fn a_letter_has_the_words_that_counted_when_it_was_made(store: Store) {
        let floor = Floor::on(store).await;
        let built_in = floor.receipted().await;
        assert!(built_in.0.contains('#') && built_in.1.contains("/track/"), "{built_in:?}");
        let own = words("收到啦 #{{number}}", "您的请求 **#{{number}}** 已收到。\n{{link}}\n{{brand}}");
        assert_eq!(code(floor.words_it(&floor.lead, 0, &own).await), "forbidden");
        floor.desk.wait(Span::seconds(1));
        floor.words_it(&floor.admin, 0, &own).await.unwrap();
        assert_eq!(code(floor.words_it(&floor.admin, 0, &own).await), "version_conflict");
        floor.desk.wait(Span::seconds(1));
        let changed = floor.receipted().await;
        assert!(changed.0.starts_with("收到啦 #") && changed.1.contains("/track/"), "{changed:?}");
        assert!(changed.1.contains("\n\n-- \n"), "who sends it stands under it");
        assert_eq!(floor.written().await[0], built_in, "what was made before stays what it was");

        floor.desk.wait(Span::seconds(1));
        let by = floor.admin.clone().expecting(1);
        letter::letter_reset(floor.app(), &by, "receipt", Language::ZhCn).await.unwrap();
        floor.desk.wait(Span::seconds(1));
        let back = floor.receipted().await;
        assert!(!back.0.contains("收到啦"));
        assert_eq!(floor.written().await[1], changed);
        let was = letter::letter_versions(floor.app(), &floor.admin.caller, "receipt", Language::ZhCn).await.unwrap();
        let was: Vec<_> = was.into_iter().map(|one| (one.version, one.words)).collect();
        assert_eq!(was, [(2, None), (1, Some(own))]);
        let kinds = floor.desk.kinds(Subject::System).await;
        assert_eq!(kinds.iter().filter(|kind| **kind == EventKind::WordingSet).count(), 2);
    }

    async fn a_wording_that_cannot_be_used_stops_no_letter_and_is_told(store: Store) {
        let floor = Floor::on(store).await;
        let told = |words: LetterWords| {
            let floor = &floor;
            async move { refused(floor.words_it(&floor.admin, 0, &words).await) }
        };
        assert_eq!(told(words("x", "no link")).await, ["text letter_missing"]);
        assert_eq!(told(words("{{code}}", "{{link}} {{linc}}")).await, ["subject letter_not_offered", "text template_variable"]);
        assert_eq!(told(words("", "{{link}}")).await, ["subject required"]);
        assert_eq!(told(words("x", &"{{link}}".repeat(1_001))).await, ["text too_long"]);
        let missing = letter::letter_get(floor.app(), &floor.admin.caller, "birthday", Language::En).await;
        assert_eq!(code(missing), "not_found");

        let nowhere = letter::letter_test(floor.app(), &floor.admin, "receipt", Language::ZhCn, &words("x", "{{link}}")).await;
        assert_eq!(code(nowhere), "letter_no_mail_server");

        // As after an upgrade that took a variable away.
        let (author, now) = (floor.admin.caller.actor.user().unwrap().id, floor.app().clock.now());
        let broken = move |tx: &mut touchstone_store::Tx<'_>| {
            let current = wording_lock(tx, "receipt", Language::ZhCn)?.unwrap();
            let row = WordingRow {
                kind: "receipt".to_owned(),
                language: Language::ZhCn,
                version: 1,
                subject: Some("坏的".to_owned()),
                text: Some("{{gone}}".to_owned()),
                author,
                at: now,
            };
            wording_save(tx, &current, &row)
        };
        floor.app().store.write(broken).await.unwrap();
        floor.desk.wait(Span::seconds(1));
        let letter = floor.receipted().await;
        assert!(!letter.0.contains('坏') && letter.1.contains("/track/"), "{letter:?}");
        let all = letter::letters(floor.app(), &floor.admin.caller).await.unwrap();
        let bad: Vec<_> = all.iter().filter(|one| one.broken).map(|one| (one.kind, one.language)).collect();
        assert_eq!(bad, [("receipt", Language::ZhCn)]);
    }

    async fn every_letter_can_be_worded_from_its_built_in_words(store: Store) {
        let floor = Floor::on(store).await;
        let all = letter::letters(floor.app(), &floor.admin.caller).await.unwrap();
        assert!(all.len() >= 18 * Language::ALL.len(), "{}", all.len());
        for one in all {
            let (kind, language) = (one.kind, one.language);
            let found = letter::letter_get(floor.app(), &floor.admin.caller, kind, language).await.unwrap();
            let shown = letter_preview(floor.app(), &floor.admin.caller, kind, language, &found.built_in);
            let shown = shown.unwrap_or_else(|error| panic!("{kind} {language}: {error:?}"));
            assert!(!shown.subject.contains("{{") && !shown.text.contains("{{") && !shown.html.contains("{{"), "{kind} {language}");
            assert!(found.offered.contains(&LetterVariable::Brand), "{kind}");
        }
        // What is put in makes no HTML.
        let hostile = words("a", "Hi <script>x</script> **{{said}}** {{link}} [x](javascript:1)");
        let shown = letter_preview(floor.app(), &floor.admin.caller, "agent_answered", Language::En, &hostile).unwrap();
        assert!(!shown.html.contains("<script") && !shown.html.contains("href=\"javascript") && shown.html.contains("<strong>"), "{}", shown.html);
        let executive = floor.desk.staff("executive", Role::Executive, &[]).await;
        assert_eq!(code(letter_preview(floor.app(), &executive.caller, "receipt", Language::En, &hostile)), "forbidden");
    }

    async fn a_letter_in_own_words_goes_out_as_text_and_as_html(store: Store) {
        let (port, mut messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        let own = words("收到 #{{number}}", "**好的** {{link}}");
        floor.words_it(&floor.admin, 0, &own).await.unwrap();
        letter::letter_test(floor.app(), &floor.admin, "receipt", Language::ZhCn, &own).await.unwrap();
        let both = |message: &str| message.contains("multipart/alternative") && message.contains("text/html");
        assert!(both(&messages.recv().await.unwrap()), "to whoever tries it");
        floor.desk.wait(Span::seconds(1));
        floor.received().await;
        outbox(&floor).await;
        while jobs_step(floor.app()).await.unwrap() {}
        let sent = messages.recv().await.unwrap();
        assert!(both(&sent) && sent.contains("To: wang@example.com"), "{sent}");
    }
}
