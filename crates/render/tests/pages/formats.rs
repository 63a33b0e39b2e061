//! Times, spans, plurals and numbers as each language writes them, seen through pages.

use std::fs;

use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_render::view::{ErrorView, Frame};
use touchstone_render::{Options, Renderer};

use crate::sample;

/// Renders one expression; the view's span is `page.retry_after`, its number `page.status`.
fn written(language: Language, expression: &str, span: Span, number: u16) -> String {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("templates/error")).unwrap();
    fs::write(
        directory.path().join("templates/error/error.html"),
        format!("{{{{ {expression} }}}}"),
    )
    .unwrap();
    let options = Options {
        overrides_dir: Some(directory.path().to_owned()),
        strict: true,
        ..Options::default()
    };
    let view = ErrorView {
        status: number,
        code: "x".into(),
        request_id: None,
        retry_after: Some(span),
        back: None,
        kept: false,
    };
    Renderer::new(options)
        .unwrap()
        .page(&Frame::new(language, "/", sample::now()), &view)
        .unwrap()
}

fn in_all(expression: &str, span: Span, number: u16) -> [String; 4] {
    [Language::ZhCn, Language::En, Language::Ja, Language::Ko]
        .map(|language| written(language, expression, span, number))
}

#[test]
fn targets_are_said_in_their_own_unit() {
    let long = |span| in_all("duration(page.retry_after)", span, 0);
    assert_eq!(
        long(Span::minutes(15)),
        ["15 分钟", "15 minutes", "15 分", "15분"]
    );
    assert_eq!(long(Span::hours(1)), ["1 小时", "1 hour", "1 時間", "1시간"]);
    assert_eq!(
        long(Span::hours(48)),
        ["48 小时", "48 hours", "48 時間", "48시간"]
    );
    assert_eq!(long(Span::hours(72))[1], "72 hours");
    assert_eq!(long(Span::days(7)), ["7 天", "7 days", "7 日", "7일"]);
    assert_eq!(long(Span::seconds(45))[1], "45 seconds");
    assert_eq!(long(Span::seconds(3_690))[1], "1 h 1 min");
    assert_eq!(long(Span::minutes(90))[1], "90 minutes");
}

#[test]
fn time_left_has_two_units_at_most() {
    let compact = |span| in_all("span(page.retry_after)", span, 0);
    assert_eq!(
        compact(Span::minutes(31 * 60 + 5)),
        ["1 天 7 小时", "1 d 7 h", "1 日 7 時間", "1일 7시간"]
    );
    assert_eq!(compact(Span::minutes(-190))[0], "3 小时 10 分");
    assert_eq!(compact(Span::hours(24))[1], "1 d");
    assert_eq!(
        compact(Span::seconds(20)),
        ["不到 1 分钟", "under a minute", "1 分未満", "1분 미만"]
    );
}

#[test]
fn plurals_and_numbers_follow_the_language() {
    assert_eq!(
        in_all("t('files-count', n=page.status)", Span::ZERO, 1),
        ["1 个文件", "1 file", "1 件", "1개"]
    );
    assert_eq!(
        in_all("t('files-count', n=page.status)", Span::ZERO, 12_345)[1],
        "12,345 files"
    );
    assert_eq!(
        written(Language::En, "number(page.status)", Span::ZERO, 20_417),
        "20,417"
    );
    assert_eq!(written(Language::En, "size(20971520)", Span::ZERO, 0), "20 MB");
}

#[test]
fn instants_stand_in_the_platform_s_zone() {
    let at = |text: &str| format!("{}('{text}')", "when");
    let [zh, en, ja, ko] = in_all(&at("2026-11-20T17:30:00Z"), Span::ZERO, 0);
    assert_eq!(
        zh,
        "<time datetime=\"2026-11-20T17:30:00Z\" title=\"2026年11月21日 01:30:00\">01:30</time>"
    );
    assert!(en.contains("title=\"21 Nov 2026 01:30:00\""), "{en}");
    assert!(ja.contains("2026年11月21日") && ko.contains("2026년 11월 21일"));
    assert!(in_all(&at("2026-03-01T00:00:00Z"), Span::ZERO, 0)[0].contains(">3月1日 08:00<"));
    assert!(in_all(&at("2025-03-01T00:00:00Z"), Span::ZERO, 0)[3].contains(">2025년 3월 1일 08:00<"));
    assert_eq!(
        written(Language::En, "moment('2026-11-22T00:00:00Z')", Span::ZERO, 0),
        "22 Nov 08:00"
    );
}

#[test]
fn recent_times_are_told_from_now() {
    let ago = |span: Span| {
        let at: Timestamp = sample::now() - span;
        in_all(&format!("ago('{at}')"), Span::ZERO, 0)
    };
    assert!(ago(Span::seconds(20))[0].contains("刚刚"));
    assert!(ago(Span::minutes(5))[1].contains("5 min ago"));
    assert!(ago(Span::hours(26))[1].contains(">1 day ago<"));
    assert!(ago(Span::days(9))[1].contains("12 Nov"));
    assert!(
        ago(Span::minutes(-5))[1].contains("just now"),
        "a clock that is ahead says nothing strange"
    );
}
