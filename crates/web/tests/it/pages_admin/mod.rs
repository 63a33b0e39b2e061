//! Sign-in, set-up, account and administration, used as a browser uses them: forms with their hidden fields, cookies,
//! redirections.

mod account;
mod backups;
mod entrance;
mod invitations;
mod links;
mod passkeys;
mod roles;
mod second_factor;
mod settings;
mod sign_on;
mod teams;
mod tokens;
mod users;
mod webhooks;
mod work;

use touchstone_domain::access::Role;
use touchstone_testkit::app::{Answer, Client, Member, TestApp};

/// A browser signed in as somebody.
pub(super) async fn browser(app: &TestApp, member: &Member) -> Client {
    app.browser(&member.email).await
}

pub(crate) async fn administrator(app: &TestApp) -> Client {
    browser(app, &app.member(Role::Administrator).await).await
}

async fn sign_in(browser: &Client, email: &str, password: &str, next: &str) -> Answer {
    let fields = [
        ("csrf", ""),
        ("next", next),
        ("email", email),
        ("password", password),
    ];
    browser.post("/sign-in").form(&fields).send().await
}

/// Reads a page and sends one of its forms, with the page's own CSRF value.
pub(super) async fn send(browser: &Client, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = browser.get(page).send().await.expect(200).field("csrf");
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    browser.post(action).form(&all).send().await
}

/// The page a redirection leads to.
pub(super) async fn follow(browser: &Client, answer: Answer) -> String {
    let answer = answer.expect(303);
    browser.get(answer.location()).send().await.expect(200).text()
}

/// The page without the question for a passkey, which is another each time.
fn without_passkey(page: &str) -> String {
    let (before, rest) = page.split_once("data-passkey=").unwrap();
    let (_, after) = rest.split_once("</form>").unwrap();
    format!("{before}{after}")
}
