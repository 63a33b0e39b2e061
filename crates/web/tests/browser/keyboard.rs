//! Everything can be reached and worked without a mouse, and one sees where one is.

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::on_sqlite;

use crate::chromium::Browser;
use crate::desk::{sign_in, ticket};

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
        sign_in(&browser, &app.member(Role::Agent).await).await;
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

#[test]
fn a_ticket_is_solved_from_the_queue_by_keyboard_alone() {
    on_sqlite(async |app| {
        let browser = Browser::open(&app.url(), Language::En).await;
        sign_in(&browser, &app.member(Role::Agent).await).await;
        let lead = app.client(Role::TeamLead).await;
        ticket(&lead, "A jug in pieces").await;
        let id = ticket(&lead, "A plate in pieces").await;
        browser.go("/desk?queue=all").await;
        browser.find("a.ticket-subject").await;
        write(&browser, "jkj").await;
        assert_eq!(
            browser.run("return document.activeElement.textContent;").await,
            "A plate in pieces"
        );
        press(&browser, Key::Enter).await;
        browser.find("#composer").await;
        assert!(browser.path().await.contains(&id));
        write(&browser, "t").await;
        browser.find("[data-key=s]").await;
        write(&browser, "s").await;
        browser.find("[data-key=e]").await;
        write(&browser, "r").await;
        write(&browser, "We send another one.").await;
        send(&browser).await;
        browser.find(".message-agent").await;
        write(&browser, "e").await;
        write(&browser, "Another plate has arrived.").await;
        send(&browser).await;
        browser.says("waiting for the requester to confirm").await;
        let solved = lead
            .get(&format!("/api/v1/tickets/{id}"))
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(solved["stage"], "resolved");
        write(&browser, "u").await;
        browser.find("#desk-grid").await;
        browser.close().await;
    });
}

#[test]
fn the_palette_finds_actions_places_and_words() {
    on_sqlite(async |app| {
        let browser = Browser::open(&app.url(), Language::En).await;
        sign_in(&browser, &app.member(Role::Administrator).await).await;
        let id = ticket(&app.client(Role::TeamLead).await, "A jug in pieces").await;
        browser.go(&format!("/desk/tickets/{id}")).await;
        chosen(&browser, "note").await;
        let focus = "return document.activeElement.id + ' ' + document.activeElement.form.visibility.value;";
        assert_eq!(browser.run(focus).await, "f-body internal");
        chosen(&browser, "calendars").await;
        browser.find("[href='/admin/calendars'][aria-current]").await;
        chosen(&browser, "jug").await;
        browser.find("mark").await;
        assert_eq!(browser.path().await, "/desk/search?q=jug");
        browser.close().await;
    });
}

#[test]
fn keys_of_one_letter_can_be_switched_off_and_are_told() {
    on_sqlite(async |app| {
        let browser = Browser::open(&app.url(), Language::En).await;
        sign_in(&browser, &app.member(Role::Agent).await).await;
        write(&browser, "?").await;
        browser.find("dialog[data-keys]").await;
        let told = browser
            .run("return document.querySelector('[data-keys-page]').textContent;")
            .await;
        assert!(told.as_str().unwrap().contains("nNew ticket"), "{told}");
        browser.click("[data-keys-switch]").await;
        press(&browser, Key::Escape).await;
        browser.go("/desk").await;
        browser.find("#desk-grid").await;
        write(&browser, "n").await;
        write(&browser, "?").await;
        browser.find("dialog[data-keys]").await;
        assert_eq!(browser.path().await, "/desk", "n leads nowhere");
        browser.click("[data-keys-switch]").await;
        press(&browser, Key::Escape).await;
        write(&browser, "n").await;
        browser.find("form[action='/desk/new']").await;
        browser.close().await;
    });
}

/// Asks the palette for words, and takes the first thing that it offers.
async fn chosen(browser: &Browser, words: &str) {
    press(browser, Key::Escape).await;
    let chain = browser
        .driver()
        .action_chain()
        .key_down(Key::Control)
        .send_keys("k")
        .key_up(Key::Control);
    chain.perform().await.unwrap();
    browser.find("dialog[data-palette]").await;
    write(browser, words).await;
    let first = "return document.querySelector('[role=option]')?.ariaSelected;";
    assert_eq!(browser.run(first).await, json!("true"));
    press(browser, Key::Enter).await;
}

/// Control with Enter.
async fn send(browser: &Browser) {
    let (control, enter) = (Key::Control.value(), Key::Enter.value());
    let chain = browser
        .driver()
        .action_chain()
        .key_down(control)
        .key_down(enter)
        .key_up(enter)
        .key_up(control);
    chain.perform().await.unwrap();
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

pub(crate) async fn write(browser: &Browser, text: &str) {
    browser
        .driver()
        .action_chain()
        .send_keys(text)
        .perform()
        .await
        .unwrap();
}

pub(crate) async fn press(browser: &Browser, key: Key) {
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
