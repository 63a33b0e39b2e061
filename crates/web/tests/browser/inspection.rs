//! What must hold on every page, whatever it is about: nothing for an accessibility scanner to find, no sideways
//! scrolling on a small telephone, nothing in the browser's console.

use crate::chromium::Browser;
use serde_json::{Value, json};
use std::fmt::Write as _;

const AXE: &str = include_str!("vendor/axe-core/axe.min.js");

/// The rules of WCAG 2.2 AA and axe's own best practices; the page as a whole, frames included.
const SCAN: &str = r"
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
        .then(found => done({ violations: found.violations }), error => done({ failure: String(error) }));
";

/// Elements that reach past the right edge, the innermost ones.
const OVERFLOW: &str = r"
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll('*')]
        .filter(one => one.getBoundingClientRect().right > width + 1 && one.children.length === 0)
        .slice(0, 5)
        .map(one => one.outerHTML.slice(0, 160));
";

const SCROLLS: &str = "return document.documentElement.scrollWidth > document.documentElement.clientWidth;";

/// Columns whose content lies over their neighbour.
const SPILLS: &str = r"
    return [...document.querySelectorAll('.side, .side ~ *, .ticket-grid > *')]
        .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === 'visible')
        .map(one => one.className + ' ' + one.id);
";

/// Inspects the page shown, wide and at 360 px. What it finds fails the test when its browser is closed.
pub(crate) async fn inspect(browser: &Browser, page: &str) {
    scan(browser, page).await;
    let spilling = browser.run(SPILLS).await;
    if spilling != json!([]) {
        browser.complain(format!("{page} has columns that lie over others: {spilling:#}"));
    }
    browser.narrow(360).await;
    if browser.run(SCROLLS).await == Value::Bool(true) {
        let culprits = browser.run(OVERFLOW).await;
        browser.complain(format!(
            "{page} scrolls sideways at 360 px because of {culprits:#}"
        ));
    }
    scan(browser, &format!("{page} at 360 px")).await;
    browser.widen().await;
    let said = console(browser).await;
    if !said.is_empty() {
        browser.complain(format!("the console of {page} says\n{}", said.join("\n")));
    }
}

async fn scan(browser: &Browser, page: &str) {
    let driver = browser.driver();
    driver.execute(AXE, Vec::new()).await.unwrap();
    let found = driver
        .execute_async(SCAN, Vec::new())
        .await
        .unwrap()
        .json()
        .clone();
    let violations = found["violations"]
        .as_array()
        .unwrap_or_else(|| panic!("axe failed on {page}: {found}"));
    if !violations.is_empty() {
        browser.complain(format!("axe finds on {page}:\n{}", described(violations)));
    }
}

fn described(violations: &[Value]) -> String {
    let mut text = String::new();
    for violation in violations {
        let _ = writeln!(text, "{}: {}", violation["id"], violation["help"]);
        for node in violation["nodes"].as_array().into_iter().flatten() {
            let _ = writeln!(text, "    {}\n      {}", node["html"], node["failureSummary"]);
        }
    }
    text
}

/// Scripts that failed, files that were not found, styles that the content security policy refused; and forgets them.
pub(crate) async fn console(browser: &Browser) -> Vec<String> {
    let log = browser.driver().browser_log().await.unwrap();
    log.into_iter()
        .filter(|entry| entry.level == "SEVERE")
        .map(|entry| entry.message)
        .collect()
}
