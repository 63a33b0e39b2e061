//! Every page in every language: complete, without anything inline, and usable by keyboard and screen reader.

use std::collections::BTreeSet;

use touchstone_domain::language::Language;
use touchstone_render::view::Theme;

use crate::html::{Tag, tags};
use crate::{sample, strict};

/// Calls `check` with every sample in every language.
fn each(check: impl Fn(&str, &str, &[Tag])) {
    let renderer = strict();
    for sample in sample::all() {
        for &language in Language::ALL {
            let html = sample
                .render(&renderer, language, Theme::Auto)
                .unwrap_or_else(|error| panic!("{}: {error}", sample.name));
            check(&format!("{} in {language}", sample.name), &html, &tags(&html));
        }
    }
}

#[test]
fn every_page_is_complete_in_every_language() {
    each(|name, html, tags| {
        let root = tags.iter().find(|tag| tag.name == "html").unwrap();
        assert!(name.ends_with(root.get("lang").unwrap()), "{name}");
        assert!(html.trim_end().ends_with("</html>"), "{name}");
        assert!(
            !html.contains("&lt;time "),
            "{name}: an element where its text belongs"
        );
        let title = html
            .split_once("<title>")
            .unwrap()
            .1
            .split_once("</title>")
            .unwrap()
            .0;
        assert!(title.trim().chars().count() > 3, "{name}: no title");
        assert_eq!(
            tags.iter().filter(|tag| tag.name == "h1").count(),
            1,
            "{name}: one main heading"
        );
        assert_eq!(
            tags.iter().filter(|tag| tag.name == "main").count(),
            1,
            "{name}: one main landmark"
        );
    });
}

#[test]
fn nothing_is_inline() {
    each(|name, _, tags| {
        for tag in tags {
            assert_eq!(
                tag.get("style"),
                None,
                "{name}: style attribute in <{}>",
                tag.name
            );
            assert_ne!(tag.name, "style", "{name}");
            let handler = tag
                .attributes
                .keys()
                .find(|key| key.starts_with("on") || key.starts_with("hx-on"));
            assert_eq!(handler, None, "{name}: handler in <{}>", tag.name);
            if tag.name == "script" {
                assert!(
                    tag.get("src").is_some_and(|src| src.starts_with("/assets/")),
                    "{name}: script"
                );
            }
            for key in ["href", "src", "action"] {
                let target = tag.get(key).unwrap_or("/");
                let written = tag.get("rel").is_some_and(|rel| rel.contains("ugc"));
                assert!(
                    written || !target.contains("//"),
                    "{name}: {key}={target} leads elsewhere"
                );
            }
        }
    });
}

#[test]
fn every_field_has_a_name_people_can_read() {
    each(|name, html, tags| {
        let labelled: BTreeSet<&str> = tags
            .iter()
            .filter(|tag| tag.name == "label")
            .filter_map(|tag| tag.get("for"))
            .collect();
        for tag in tags
            .iter()
            .filter(|tag| ["input", "select", "textarea"].contains(&tag.name.as_str()))
        {
            if tag.get("type") == Some("hidden") {
                continue;
            }
            let by_id = tag.get("id").is_some_and(|id| labelled.contains(id));
            assert!(
                by_id || tag.get("aria-label").is_some() || wrapped(html, tag),
                "{name}: {:?} has no label",
                tag.attributes
            );
        }
    });
}

/// Stands inside its own label.
fn wrapped(html: &str, tag: &Tag) -> bool {
    let name = tag.get("name").unwrap();
    let value = tag.get("value").unwrap_or("");
    html.split("<label").skip(1).any(|part| {
        let inside = part.split("</label>").next().unwrap_or("");
        inside.contains(&format!("name=\"{name}\"")) && inside.contains(value)
    })
}

#[test]
fn what_refers_to_something_finds_it() {
    each(|name, _, tags| {
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            // One sample shows several refused forms at once, which no real page does.
            assert!(
                ids.insert(id)
                    || name.starts_with("ticket-problems")
                    || id.starts_with("f-")
                    || id.starts_with("p-")
                    || id.starts_with("h-"),
                "{name}: id {id} twice"
            );
        }
        for tag in tags {
            for key in ["aria-labelledby", "aria-describedby", "for"] {
                for target in tag.get(key).unwrap_or("").split_whitespace() {
                    assert!(ids.contains(target), "{name}: {key}={target} points nowhere");
                }
            }
        }
    });
}

#[test]
fn every_form_that_writes_carries_the_token() {
    each(|name, html, _| {
        for form in html.split("<form").skip(1) {
            let (head, body) = form.split_once('>').unwrap();
            let body = body.split("</form>").next().unwrap();
            if head.contains("method=\"post\"") {
                assert!(
                    body.contains("name=\"csrf\" value=\"sample-csrf\""),
                    "{name}: {head}"
                );
            }
        }
    });
}

#[test]
fn what_people_wrote_stays_text() {
    each(|name, html, tags| {
        assert!(!html.contains("<script>alert"), "{name}");
        assert!(
            !tags
                .iter()
                .any(|tag| tag.get("href").is_some_and(|href| href.starts_with("javascript"))),
            "{name}"
        );
        assert!(
            !tags.iter().any(|tag| tag.name == "img"),
            "{name}: no page has pictures of its own"
        );
    });
}

#[test]
fn themes_are_set_on_the_root() {
    let renderer = strict();
    let home = &sample::all()[0];
    for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
        let html = home.render(&renderer, Language::En, theme).unwrap();
        assert!(html.contains(&format!("data-bs-theme=\"{}\"", theme.as_str())));
    }
    assert_eq!(Theme::from_code("nonsense"), Theme::Auto);
    assert_eq!(Theme::from_code("dark"), Theme::Dark);
}
