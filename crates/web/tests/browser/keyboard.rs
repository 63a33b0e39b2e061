//! Everything can be reached and worked without a mouse, and one sees where one is.

use serde_json::Value;
use thirtyfour::prelude::*;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::{PASSWORD, TestApp, on_sqlite};

use crate::chromium::Browser;

/// Everything that can be worked, as short descriptions; of a group of radio buttons the one that Tab stops at.
const WORKABLE: &str = r"
    const seen = one => one.checkVisibility({ checkVisibilityCSS: true }) && one.getClientRects().length > 0;
    const first = one => one.type !== 'radio' || one === stop(one);
    const stop = one => {
        const group = [...document.getElementsByName(one.name)].filter(other => other.form === one.form && seen(other));
        return group.find(other => other.checked) || group[0];
    };
    const what = 'a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select, textarea, summary';
    const all = [...document.querySelectorAll(what)].filter(one => seen(one) && first(one) && !one.closest('dialog'));
    all.forEach((one, index) => { one.dataset.stop = index; });
    return all.map(one => one.outerHTML.slice(0, 120));
";

/// Where the focus is, and whether one can see it there or on what stands for it.
const FOCUS: &str = r"
    const one = document.activeElement;
    const marked = which => {
        const style = getComputedStyle(which);
        return style.outlineStyle !== 'none' && style.outlineWidth !== '0px' || style.boxShadow !== 'none';
    };
    const face = one.nextElementSibling;
    const visible = marked(one) || (one.matches('input') && face && marked(face))
        || (one.parentElement && marked(one.parentElement));
    return { stop: one.dataset.stop ?? null, visible: Boolean(visible), what: one.outerHTML.slice(0, 120) };
";

#[test]
fn every_control_is_reached_by_tab_and_shows_it() {
    on_sqlite(async |app| {
        let browser = Browser::open(&app.url(), Language::En).await;
        for page in ["/", "/submit", "/track", "/sign-in"] {
            browser.go(page).await;
            tab_through(&browser, page).await;
        }
        sign_in(app, &browser).await;
        for page in ["/desk", "/desk/new", "/account"] {
            browser.go(page).await;
            tab_through(&browser, page).await;
        }
        browser.close().await;
    });
}

async fn tab_through(browser: &Browser, page: &str) {
    let workable = browser.run(WORKABLE).await;
    let workable = workable.as_array().unwrap();
    browser
        .run("document.activeElement.blur(); window.scrollTo(0, 0);")
        .await;
    let mut missing: Vec<usize> = (0..workable.len()).collect();
    for _ in 0..workable.len() + 10 {
        press(browser, Key::Tab).await;
        let focus = browser.run(FOCUS).await;
        let Some(stop) = focus["stop"].as_str().and_then(|stop| stop.parse::<usize>().ok()) else {
            continue;
        };
        assert_eq!(
            focus["visible"],
            Value::Bool(true),
            "{page}: one does not see the focus on {}",
            focus["what"]
        );
        missing.retain(|one| *one != stop);
    }
    let missing: Vec<&Value> = missing.iter().map(|index| &workable[*index]).collect();
    assert!(missing.is_empty(), "{page}: Tab never reaches {missing:#?}");
}

#[test]
fn a_request_is_sent_in_by_keyboard_alone() {
    on_sqlite(async |app| {
        let browser = Browser::open(&app.url(), Language::En).await;
        browser.go("/submit").await;
        to(&browser, "subject").await;
        write(&browser, "Parcel is lost").await;
        to(&browser, "body").await;
        write(&browser, "It should have come on Friday.").await;
        to(&browser, "email").await;
        write(&browser, "consumer@example.com").await;
        press(&browser, Key::Enter).await;
        browser.find("[data-copy-source]").await;
        browser.close().await;
    });
}

/// Tabs on to the field with this name.
async fn to(browser: &Browser, name: &str) {
    for _ in 0..60 {
        press(browser, Key::Tab).await;
        if browser.run("return document.activeElement.name || '';").await == name {
            return;
        }
    }
    panic!("Tab never reaches {name}");
}

async fn write(browser: &Browser, text: &str) {
    browser
        .driver()
        .action_chain()
        .send_keys(text)
        .perform()
        .await
        .unwrap();
}

async fn press(browser: &Browser, key: Key) {
    let key = key.value();
    browser
        .driver()
        .action_chain()
        .key_down(key)
        .key_up(key)
        .perform()
        .await
        .unwrap();
}

async fn sign_in(app: &TestApp, browser: &Browser) {
    let agent = app.member(Role::Agent).await;
    browser.go("/sign-in").await;
    browser.fill("input[name=email]", &agent.email).await;
    browser.fill("input[name=password]", PASSWORD).await;
    browser.click("form[action='/sign-in'] .btn-primary").await;
    browser.find("#desk-grid").await;
}
