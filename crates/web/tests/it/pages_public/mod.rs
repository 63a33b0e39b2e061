//! The public pages, used as a browser without scripts uses them: forms with their hidden fields, files, cookies,
//! redirections.

mod letters;
mod ownership;
mod story;
mod submit;
mod track;

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Answer, Client, TestApp};

const EMAIL: &str = "li.na@example.com";
const SUBJECT: &str = "Refund <missing> & late";
const BODY: &str = "It was promised for Monday.";

/// A consumer in front of the page of their request.
struct Consumer {
    browser: Client,
    code: String,
}

/// What somebody types who leaves nothing out.
fn typed() -> Vec<(&'static str, &'static str)> {
    vec![
        ("kind", "complaint"),
        ("category", "payment/refund-delay"),
        ("subject", SUBJECT),
        ("body", BODY),
        ("order_no", "A-1007"),
        ("impact", "one_order"),
        ("urgency", "high"),
        ("demand", "The money back"),
        ("name", "Li Na"),
        ("email", EMAIL),
        ("phone", "13800138000"),
        ("language", "en"),
    ]
}

/// The form with some fields typed otherwise.
fn typed_but<'a>(other: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    let changed = |name: &str| other.iter().find(|(field, _)| *field == name).copied();
    typed()
        .into_iter()
        .map(|field| changed(field.0).unwrap_or(field))
        .collect()
}

/// Sends the request form of a page just opened.
async fn send_in(browser: &Client, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
    let key = browser
        .get("/submit")
        .send()
        .await
        .expect(200)
        .field("idempotency_key");
    let mut all = vec![("csrf", ""), ("idempotency_key", key.as_str())];
    all.extend_from_slice(fields);
    browser.post("/submit").multipart(&all, files).send().await
}

/// The code in the address of a receipt.
fn code_of(sent: &Answer) -> String {
    let path = sent.location().strip_prefix("/track/").unwrap();
    path.strip_suffix("/receipt").unwrap().to_owned()
}

impl Consumer {
    /// Somebody who has just sent a request in.
    async fn with_request(app: &TestApp) -> Self {
        let browser = app.public();
        let sent = send_in(&browser, &typed(), &[]).await.expect(303);
        // What is sent on this occasion is sent before anything else is.
        app.settle().await;
        Self {
            code: code_of(&sent),
            browser,
        }
    }

    /// The same request in another browser.
    fn elsewhere(&self, app: &TestApp) -> Self {
        Self {
            browser: app.public(),
            code: self.code.clone(),
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/track/{}{rest}", self.code)
    }

    async fn page(&self) -> Answer {
        self.browser.get(&self.path("")).send().await.expect(200)
    }

    /// Sends a form of the page as it is now.
    async fn send(&self, rest: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.page().await.field("csrf");
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.browser.post(&self.path(rest)).form(&all).send().await
    }

    /// Writes a message with files.
    async fn write(&self, body: &str, files: &[(&str, &str, &[u8])]) -> Answer {
        let csrf = self.page().await.field("csrf");
        let fields = [("csrf", csrf.as_str()), ("body", body)];
        self.browser
            .post(&self.path("/messages"))
            .multipart(&fields, files)
            .send()
            .await
    }

    /// The page a redirection leads to.
    async fn follow(&self, answer: Answer) -> String {
        let answer = answer.expect(303);
        self.browser
            .get(answer.location())
            .send()
            .await
            .expect(200)
            .text()
    }

    /// Shows with a one-time code that the request is theirs.
    async fn prove(&self, app: &TestApp) {
        self.send("/otp", &[("way", "email")]).await.expect(303);
        let digits = app.one_time_code(EMAIL).await;
        self.send("/session", &[("way", "email"), ("otp", &digits)])
            .await
            .expect(303);
    }
}

/// The newest request, as an agent finds it.
async fn newest(agent: &Client) -> String {
    let list = agent
        .get("/api/v1/tickets?limit=1")
        .send()
        .await
        .expect(200)
        .json();
    list["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn act(agent: &Client, id: &str, action: &str, body: Value) {
    agent
        .post(&format!("/api/v1/tickets/{id}/actions/{action}"))
        .json(&body)
        .send()
        .await
        .expect(200);
}

/// An agent takes the newest request and works on it.
async fn taken(app: &TestApp) -> (Client, String) {
    let agent = app.client(Role::Agent).await;
    let id = newest(&agent).await;
    act(&agent, &id, "take", json!({})).await;
    act(&agent, &id, "start", json!({})).await;
    (agent, id)
}

async fn solve(agent: &Client, id: &str) {
    act(
        agent,
        id,
        "resolve",
        json!({"solution": "It was paid back today."}),
    )
    .await;
}

/// Everything a page shows, with what every page writes differently taken for plain.
fn plain(page: &str) -> String {
    page.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}

#[track_caller]
fn shows(page: &str, texts: &[&str]) {
    let plain = plain(page);
    for text in texts {
        assert!(plain.contains(text), "{text} is not in\n{plain}");
    }
}

#[track_caller]
fn hides(page: &str, texts: &[&str]) {
    let plain = plain(page);
    for text in texts {
        assert!(!plain.contains(text), "{text} is in\n{plain}");
    }
}
