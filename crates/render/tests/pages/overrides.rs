//! An operator's own templates and texts, and what happens when they are wrong.

use std::fs;

use touchstone_domain::language::Language;
use touchstone_render::view::{Frame, HomeView};
use touchstone_render::{Options, RenderError, Renderer};

use crate::sample;

fn home(renderer: &Renderer, language: Language) -> String {
    renderer
        .page(&Frame::new(language, "/", sample::now()), &HomeView::default())
        .unwrap()
}

fn options(directory: &tempfile::TempDir) -> Options {
    Options {
        overrides_dir: Some(directory.path().to_owned()),
        ..Options::default()
    }
}

#[test]
fn single_texts_and_whole_templates_are_overridden() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("locales/en")).unwrap();
    fs::create_dir_all(directory.path().join("templates/part")).unwrap();
    fs::write(directory.path().join("locales/en/own.ftl"), "brand = Jade Mall\n").unwrap();
    fs::write(directory.path().join("templates/part/mark.html"), "<b>JM</b>").unwrap();
    let renderer = Renderer::new(options(&directory)).unwrap();
    let page = home(&renderer, Language::En);
    assert!(page.contains("Jade Mall") && page.contains("<b>JM</b>"));
    assert!(page.contains("How can we help?"), "the rest stays");
    assert!(
        !home(&renderer, Language::Ja).contains("Jade Mall"),
        "other languages stay"
    );
}

#[test]
fn a_mistake_is_told_at_the_start() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("templates/public")).unwrap();
    fs::write(directory.path().join("templates/public/home.html"), "{% if %}").unwrap();
    let error = Renderer::new(options(&directory)).err().unwrap();
    assert!(
        matches!(&error, RenderError::Template { name, .. } if name == "public/home.html"),
        "{error}"
    );

    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("locales/ja")).unwrap();
    fs::write(directory.path().join("locales/ja/own.ftl"), "brand = { \n").unwrap();
    let error = Renderer::new(options(&directory)).err().unwrap();
    assert!(
        matches!(&error, RenderError::Locale { name, .. } if name == "ja/own.ftl"),
        "{error}"
    );

    let zone = Options {
        zone: "Mars/Olympus".into(),
        ..Options::default()
    };
    assert!(matches!(
        Renderer::new(zone).err().unwrap(),
        RenderError::Zone { .. }
    ));
}

#[test]
fn reloading_shows_changes_without_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("locales/en")).unwrap();
    let file = directory.path().join("locales/en/own.ftl");
    fs::write(&file, "brand = First\n").unwrap();
    let renderer = Renderer::new(Options {
        reload: true,
        ..options(&directory)
    })
    .unwrap();
    assert!(home(&renderer, Language::En).contains("First"));
    fs::write(&file, "brand = Second\n").unwrap();
    assert!(home(&renderer, Language::En).contains("Second"));
}

#[test]
fn a_missing_text_falls_back_and_an_error_tells_nothing_personal() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("templates/public")).unwrap();
    let page = directory.path().join("templates/public/home.html");
    fs::write(
        &page,
        "[{{ t('no-such-key') }}] {{ label('category', 'garden/hose') }} {{ frame.path }}",
    )
    .unwrap();
    let renderer = Renderer::new(options(&directory)).unwrap();
    assert_eq!(home(&renderer, Language::Ko), "[no-such-key] garden/hose /");

    fs::write(&page, "{{ frame.path }} {{ page.nothing.at.all }}").unwrap();
    let renderer = Renderer::new(options(&directory)).unwrap();
    let frame = Frame::new(Language::En, "/secret-path", sample::now());
    let error = renderer.page(&frame, &HomeView::default()).err().unwrap();
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}
