//! Files of a conversation: pasted and dropped while one writes, seen before they are sent, and looked at without leaving the page.

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, on_sqlite};

use crate::chromium::Browser;
use crate::desk::{sign_in, ticket};
use crate::inspection::inspect;
use crate::keyboard::press;

/// Makes a transfer as a browser hands it over: a picture of some pixels, or a text.
const TRANSFER: &str = "
    async function picture(name) {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [40, 20];
      canvas.getContext('2d').fillRect(0, 0, 20, 20);
      const blob = await new Promise((made) => canvas.toBlob(made, 'image/png'));
      return new File([blob], name, { type: 'image/png' });
    }
    function transfer(...items) {
      const data = new DataTransfer();
      for (const item of items) {
        if (item instanceof File) data.items.add(item);
        else data.items.add(item, 'text/plain');
      }
      return data;
    }
    function tell(where, type, data) {
      const options = { bubbles: true, cancelable: true };
      const event = type === 'paste'
        ? new ClipboardEvent(type, { ...options, clipboardData: data })
        : new DragEvent(type, { ...options, dataTransfer: data });
      return !document.querySelector(where).dispatchEvent(event);
    }
";
const LINES: &str = "return document.querySelectorAll('.upload').length;";
/// The width of the picture that is shown, once there is one.
const WIDTH: &str =
    "const p = document.querySelector('#viewer img'); return p?.complete ? p.naturalWidth : 0;";

/// Runs what tells the page of a transfer; whether the page took it in place of the browser.
async fn does(browser: &Browser, script: &str) -> Value {
    browser
        .run(&format!("{TRANSFER} return (async () => {{ {script} }})();"))
        .await
}

async fn until(browser: &Browser, script: &str, wanted: Value) {
    let mut found = Value::Null;
    for _ in 0..400 {
        found = browser.run(script).await;
        if found == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{script} is {found}, not {wanted}");
}

async fn files_of(client: &Client, ticket: &str) -> Vec<String> {
    let path = format!("/api/v1/tickets/{ticket}/messages");
    let said = client.get(&path).send().await.expect(200).json();
    let last = said["items"].as_array().unwrap().last().unwrap().clone();
    let files = last["files"].as_array().unwrap().iter();
    let mut names: Vec<String> = files
        .map(|file| file["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn files_are_pasted_and_dropped_seen_before_they_are_sent_and_looked_at_in_the_page() {
    on_sqlite(async |app| {
        let agent = app.member(Role::Agent).await;
        let id = ticket(&agent.client, "A jug in pieces").await;
        let browser = Browser::open(&app.url(), Language::En).await;
        sign_in(&browser, &agent).await;
        browser.go(&format!("/desk/tickets/{id}")).await;
        browser.says("paste a screenshot").await;

        // A copied table brings a picture along: its words are what is pasted.
        let table = does(
            &browser,
            "return tell('#f-body', 'paste', transfer('a | b', await picture('image.png')));",
        );
        assert_eq!(table.await, json!(false));
        let taken = does(
            &browser,
            "return tell('#f-body', 'paste', transfer(await picture('image.png')));",
        );
        assert_eq!(taken.await, json!(true));
        let dropped = "return tell('#f-body', 'drop', transfer(await picture('jug.png'), new File(['4711'], 'order.txt', { type: 'text/plain' })));";
        assert_eq!(does(&browser, dropped).await, json!(true));
        // Beside the form nothing is taken, and the page stays.
        let beside = does(
            &browser,
            "return tell('h1', 'drop', transfer(await picture('no.png')));",
        );
        assert_eq!(beside.await, json!(true));
        until(
            &browser,
            "return document.querySelectorAll('.upload input[name=attachments]').length;",
            json!(3),
        )
        .await;
        until(
            &browser,
            "return document.querySelectorAll('canvas.upload-preview').length;",
            json!(2),
        )
        .await;
        assert_eq!(browser.run(LINES).await, json!(3));
        inspect(&browser, "/desk/tickets/{id} with files about to be sent").await;
        browser.click(".composer-kind label:has([value=internal])").await;
        browser.fill("#f-body", "This is what it looks like.").await;
        browser.click(".composer-send-internal").await;
        browser.find(".message-internal .files").await;
        let names = files_of(&agent.client, &id).await;
        assert!(
            names[0].ends_with(".png")
                && names[0].starts_with("20")
                && names[1..] == ["jug.png", "order.txt"],
            "{names:?}"
        );

        browser.click(".file[data-view]").await;
        until(&browser, WIDTH, json!(40)).await;
        inspect(&browser, "/desk/tickets/{id} with a picture open").await;
        browser.click("[data-viewer-on]").await;
        browser.says("jug.png").await;
        until(&browser, WIDTH, json!(40)).await;
        let last = "return document.querySelector('[data-viewer-on]').disabled;";
        assert_eq!(browser.run(last).await, json!(true), "the text is no picture");
        press(&browser, Key::Escape).await;
        until(
            &browser,
            "return document.activeElement.textContent.includes('jug.png');",
            json!(true),
        )
        .await;

        // An address of a file is good for five minutes; the page may be open for longer.
        app.advance(Span::minutes(6)).await;
        browser.click(".file[data-view]").await;
        until(&browser, WIDTH, json!(40)).await;
        browser.close().await;
    });
}
