//! The scanner: no key missing, none dead, none different between languages; every code of the product has a word.

use std::collections::BTreeSet;

use touchstone_domain::codes::Code;
use touchstone_domain::language::Language;
use touchstone_domain::list_group::ListGroup;
use touchstone_domain::{
    access, backtest, backup, bulk, clock, condition, correction, data_class, event, export, figure, import,
    keys, law, letter_choice, letter_template, mail, maintenance, privacy, rating, reply_template, retention,
    role, saved_view, search, staff_notice, stage, standard, ticket, webhook,
};
use touchstone_render::Notification;

use crate::catalogue::{files, messages, root, used};

/// Families whose members are chosen by handlers and stored data, not written out in templates.
const OPEN: &[&str] = &[
    "invitation",
    "search-is",
    "search-query",
    "notification",
    "close",
    "visibility",
    "wait-on",
    "confirmed-by",
    "cause",
    "status",
    "export-column",
    "export-list",
    "export-value",
    "audit-column",
    "export-state",
    "mail-state",
    "mail-reason",
    "mail-test",
    "bulk-why",
    "template-sample",
];

#[test]
fn all_languages_have_the_same_keys_with_the_same_arguments() {
    let first = messages(Language::ZhCn);
    for &language in Language::ALL {
        let other = messages(language);
        let missing: Vec<_> = first.keys().filter(|key| !other.contains_key(*key)).collect();
        let extra: Vec<_> = other.keys().filter(|key| !first.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{language}: missing {missing:?}, extra {extra:?}"
        );
        for (key, arguments) in &first {
            assert_eq!(&other[key], arguments, "{language}: arguments of {key}");
        }
    }
}

#[test]
fn every_key_a_template_uses_exists() {
    let known = messages(Language::ZhCn);
    for (key, place) in used().keys {
        assert!(known.contains_key(&key), "{place}: {key}");
    }
}

#[test]
fn no_key_is_dead() {
    let used = used();
    let code: String = files(&root().join("src"), "rs")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let families: BTreeSet<&str> = used
        .families
        .iter()
        .map(String::as_str)
        .chain(OPEN.iter().copied())
        .collect();
    let dead: Vec<String> = messages(Language::ZhCn)
        .into_keys()
        .filter(|key| !used.keys.contains_key(key) && !code.contains(&format!("\"{key}\"")))
        .filter(|key| {
            !families
                .iter()
                .any(|family| key.strip_prefix(family).is_some_and(|rest| rest.starts_with('-')))
        })
        .collect();
    assert!(dead.is_empty(), "{dead:?}");
}

#[test]
fn every_code_has_a_word_and_no_word_lacks_its_code() {
    let known = messages(Language::ZhCn);
    closed::<stage::Stage>("stage", &known, &[]);
    closed::<stage::Stage>("step", &known, &["step-ahead"]);
    closed::<stage::Stage>("turn-text", &known, &[]);
    closed::<stage::Status>("status", &known, &[]);
    closed::<ListGroup>("list-group", &known, &[]);
    closed::<stage::Status>("track-message-hint", &known, &[]);
    closed::<ticket::Kind>("kind", &known, &["kind-hint-"]);
    closed::<ticket::Kind>("kind-hint", &known, &[]);
    closed::<ticket::Urgency>("urgency", &known, &["urgency-hint-", "urgency-claimed"]);
    closed::<ticket::Urgency>("urgency-hint", &known, &[]);
    closed::<ticket::Impact>("impact", &known, &[]);
    closed::<ticket::Class>("class", &known, &[]);
    closed::<ticket::Tier>("tier", &known, &[]);
    closed::<ticket::Channel>("channel", &known, &[]);
    closed::<condition::Fact>("fact", &known, &[]);
    closed::<condition::Operator>("operator", &known, &[]);
    closed::<correction::CorrectionKind>("correction-kind", &known, &[]);
    closed::<correction::CorrectionState>("correction-state", &known, &[]);
    closed::<correction::CorrectionOutcome>("correction-outcome", &known, &[]);
    closed::<ticket::CloseReason>("close", &known, &[]);
    closed::<ticket::Likeness>("likeness", &known, &[]);
    closed::<ticket::Relation>("relation", &known, &[]);
    closed::<bulk::BulkAction>("bulk-action", &known, &[]);
    closed::<bulk::BulkState>("bulk-state", &known, &[]);
    closed::<bulk::BulkOutcome>("bulk-outcome", &known, &[]);
    closed::<ticket::AuthorKind>("author", &known, &["author-you"]);
    closed::<ticket::Visibility>("visibility", &known, &[]);
    closed::<search::Standing>("search-is", &known, &[]);
    closed::<search::FilterField>("search-name", &known, &[]);
    closed::<search::FilterField>("search-filter", &known, &[]);
    closed::<search::SearchPart>("search-part", &known, &[]);
    closed::<ticket::WaitOn>("wait-on", &known, &[]);
    closed::<ticket::ConfirmedBy>("confirmed-by", &known, &[]);
    closed::<clock::Metric>("metric", &known, &[]);
    closed::<clock::ClockState>("export-state", &known, &[]);
    closed::<clock::ClockBasis>("basis", &known, &[]);
    closed::<clock::BreachCause>("cause", &known, &[]);
    closed::<standard::pledge::PledgeState>("pledge-state", &known, &[]);
    closed::<standard::pledge::RemedyState>("remedy-state", &known, &[]);
    closed::<clock::CauseBranch>("branch", &known, &[]);
    closed::<clock::ChargedTo>("charged", &known, &[]);
    closed::<clock::ClockChangeKind>("clock-change", &known, &["clock-change-met_late"]);
    closed::<letter_template::LetterVariable>("letter-variable", &known, &[]);
    closed::<reply_template::ReplyVariable>("template-variable", &known, &[]);
    closed::<reply_template::ReplyVariable>("template-sample", &known, &[]);
    closed::<access::Permission>("permission", &known, &[]);
    closed::<access::Scope>("scope", &known, &["scope-none"]);
    closed::<access::Role>("role", &known, &[]);
    closed::<role::Area>("area", &known, &[]);
    closed::<standard::lifecycle::StandardState>("standard-state", &known, &[]);
    closed::<standard::lifecycle::StandardAction>("standard-action", &known, &[]);
    closed::<standard::lifecycle::RemarkKind>("standard-remark", &known, &["standard-remark-void"]);
    closed::<standard::clause::Area>("clause-area", &known, &[]);
    closed::<law::LawKind>("law-kind", &known, &[]);
    closed::<maintenance::MaintenanceKind>("maintenance-kind", &known, &[]);
    closed::<maintenance::MaintenanceImpact>("maintenance-impact", &known, &[]);
    closed::<maintenance::MaintenancePhase>("maintenance-phase", &known, &[]);
    closed::<standard::catalogue::Audience>("audience", &known, &[]);
    closed::<law::LawStatus>("law-status", &known, &[]);
    closed::<law::Jurisdiction>("jurisdiction", &known, &[]);
    closed::<event::EventKind>("event", &known, &[]);
    closed::<event::SubjectKind>("audit-subject", &known, &["audit-subject-hint"]);
    closed::<export::ExportedList>("export-list", &known, &[]);
    closed::<export::ExportState>("whole-state", &known, &[]);
    closed::<staff_notice::NoticeKind>("told", &known, &[]);
    closed::<staff_notice::MailPace>("mail-pace", &known, &[]);
    closed::<letter_choice::LetterTopic>("letter-topic", &known, &["letter-topic-hint-"]);
    closed::<letter_choice::LetterTopic>("letter-topic-hint", &known, &[]);
    closed::<letter_choice::ChoiceScope>("choice-scope", &known, &[]);
    closed::<mail::MailState>("mail-state", &known, &[]);
    closed::<mail::MailReason>("mail-reason", &known, &[]);
    closed::<webhook::WebhookState>("webhook-state", &known, &[]);
    closed::<webhook::WebhookStop>("webhook-stopped", &known, &[]);
    closed::<webhook::DeliveryState>("delivery-state", &known, &[]);
    closed::<webhook::DeliveryProblem>("delivery-problem", &known, &[]);
    closed::<webhook::ReplayState>("replay-state", &known, &[]);
    closed::<mail::FetchProblem>("fetch-problem", &known, &[]);
    closed::<mail::CheckResult>("check", &known, &[]);
    closed::<mail::SenderStanding>("sender", &known, &["sender-title"]);
    for cause in mail::BounceCause::ALL {
        assert!(
            known.contains_key(&format!("send-problem-{cause}")),
            "no word for {cause}"
        );
    }
    closed::<backtest::BacktestState>("backtest-state", &known, &[]);
    closed::<backtest::LateChange>("backtest-change", &known, &["backtest-change-text-"]);
    closed::<backtest::Dimension>("backtest-by", &known, &[]);
    closed::<backtest::LeftOut>("backtest-left", &known, &["backtest-left-out"]);
    for kind in event::EventKind::ALL {
        let family = kind.as_str().split('.').next().unwrap_or_default();
        let key = format!("audit-family-{family}");
        assert!(known.contains_key(&key), "no word for {key}");
    }
    for field in event::FieldName::ALL {
        assert!(
            known.contains_key(&format!("input-{field}")),
            "no word for field {field}"
        );
    }
    closed::<event::Origin>("origin", &known, &[]);
    closed::<import::ImportKind>("import-kind", &known, &[]);
    closed::<import::ImportState>("import-state", &known, &["import-state-head"]);
    closed::<import::Preset>("import-preset", &known, &["import-preset-hint"]);
    closed::<import::ImportFormat>("import-format", &known, &[]);
    closed::<import::ImportEncoding>("import-encoding", &known, &["import-encoding-found"]);
    closed::<import::RowOutcome>("import-outcome", &known, &[]);
    closed::<import::RowCode>("import-code", &known, &[]);
    let of_form = [
        "import-field-import_source",
        "import-field-zone",
        "import-field-open_clocks",
    ];
    closed::<import::Field>("import-field", &known, &of_form);
    closed::<import::OpenClocks>("import-clocks", &known, &[]);
    closed::<event::SystemActor>(
        "actor",
        &known,
        &["actor-user", "actor-requester", "actor-public"],
    );
    closed::<rating::Dimension>("dimension", &known, &[]);
    closed::<figure::Dimension>("breakdown", &known, &[]);
    closed::<figure::Standing>("standing", &known, &[]);
    closed::<figure::Period>("period", &known, &[]);
    closed::<Language>("language", &known, &[]);
    for turn in stage::Turn::ALL {
        assert!(known.contains_key(&format!("turn-{turn}")), "turn-{turn}");
    }
}

/// Keys of the family are exactly the codes, apart from the exceptions (whole keys, or prefixes ending in a hyphen).
fn closed<T: Code>(
    family: &str,
    known: &std::collections::BTreeMap<String, BTreeSet<String>>,
    except: &[&str],
) {
    let wanted: BTreeSet<String> = T::VALUES
        .iter()
        .map(|value| format!("{family}-{}", value.code().replace(['.', '/'], "-")))
        .collect();
    for key in &wanted {
        assert!(known.contains_key(key), "no word for {key}");
    }
    let prefix = format!("{family}-");
    let excepted = |key: &str| {
        except
            .iter()
            .any(|except| key == *except || (except.ends_with('-') && key.starts_with(except)))
    };
    let lone: Vec<_> = known
        .keys()
        .filter(|key| key.starts_with(&prefix) && !wanted.contains(*key) && !excepted(key))
        .collect();
    assert!(lone.is_empty(), "no code for {lone:?}");
}

#[test]
fn every_code_beside_other_words_of_its_family_has_a_word() {
    let known = messages(Language::ZhCn);
    named::<privacy::PrivacyKind>("prq-kind", &known);
    named::<privacy::PrivacyState>("prq-state", &known);
    named::<privacy::PrivacyPhase>("prq-phase", &known);
    named::<privacy::IdentityProof>("prq-proof", &known);
    named::<privacy::PrivacyRefusal>("prq-refusal", &known);
    named::<privacy::PrivacySource>("prq-source", &known);
    named::<privacy::PackageState>("prq-package-state", &known);
    named::<privacy::PrivacyStep>("prq-step", &known);
    named::<backup::BackupState>("backup-state", &known);
    named::<backup::BackupCause>("backup-cause", &known);
    named::<retention::RetentionClass>("retention-class", &known);
    named::<retention::RetentionAct>("retention-act", &known);
    named::<retention::RetentionMode>("retention-mode", &known);
    named::<retention::RetentionState>("retention-state", &known);
    named::<data_class::DataGrade>("data-grade", &known);
    named::<data_class::DataOwner>("data-owner", &known);
    named::<saved_view::ViewShare>("view-share", &known);
    named::<saved_view::ListColumn>("column", &known);
    named::<keys::KeyFamily>("keys", &known);
    named::<keys::KeyChange>("key-change", &known);
    named::<mail::CheckedBy>("checked", &known);
    for template in Notification::TEMPLATES {
        let key = format!("notification-{template}");
        assert!(known.contains_key(&key), "no word for {key}");
    }
}

fn named<T: Code>(family: &str, known: &std::collections::BTreeMap<String, BTreeSet<String>>) {
    for value in T::VALUES {
        let key = format!("{family}-{}", value.code().replace(['.', '/'], "-"));
        assert!(known.contains_key(&key), "no word for {key}");
    }
}

#[test]
fn every_category_of_the_shipped_standard_has_a_word() {
    let pack = root().join("../../data/standards/ecommerce-cn.toml");
    let standard = standard::Standard::parse(&std::fs::read_to_string(pack).unwrap()).unwrap();
    let known = messages(Language::ZhCn);
    let mut wanted = BTreeSet::new();
    for path in standard.categories().all() {
        wanted.insert(format!("category-{}", path.as_str().replace('/', "-")));
    }
    for key in &wanted {
        assert!(known.contains_key(key), "no word for {key}");
    }
    let words = ["category-general", "category-all"];
    let lone: Vec<_> = known
        .keys()
        .filter(|key| {
            key.starts_with("category-") && !wanted.contains(*key) && !words.contains(&key.as_str())
        })
        .collect();
    assert!(lone.is_empty(), "no category for {lone:?}");
}

#[test]
fn every_target_of_the_shipped_standard_has_a_word() {
    let known = messages(Language::ZhCn);
    let standard = standard::Standard::default_pack().unwrap();
    for target in standard.kpis() {
        assert!(
            known.contains_key(&format!("kpi-{}", target.kpi)),
            "no word for {}",
            target.kpi
        );
        for (figure, _) in &target.figures {
            assert!(
                known.contains_key(&format!("kpi-figure-{figure}")),
                "no word for {figure}"
            );
        }
    }
}

#[test]
fn templates_hold_no_wording_of_their_own() {
    for (path, text) in files(&root().join("templates"), "html") {
        let foreign = text
            .chars()
            .find(|c| ('\u{3040}'..='\u{9fff}').contains(c) || ('\u{ac00}'..='\u{d7a3}').contains(c));
        assert_eq!(foreign, None, "{path}");
    }
}

#[test]
fn chinese_and_japanese_use_full_width_punctuation() {
    for language in [Language::ZhCn, Language::Ja] {
        for (path, text) in files(&root().join("locales").join(language.as_str()), "ftl") {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let letters: Vec<char> = line.chars().collect();
                let half = letters.windows(2).find(|pair| {
                    let cjk = ('\u{3040}'..='\u{9fff}').contains(&pair[0]);
                    cjk && ",;:!?".contains(pair[1])
                });
                assert_eq!(half, None, "{path}: {line}");
            }
        }
    }
}
