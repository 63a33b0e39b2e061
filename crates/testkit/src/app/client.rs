//! Somebody who uses the product over HTTP: a browser with its cookies, or a program with its token.

use std::net::SocketAddr;

use reqwest::header::HeaderMap;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode, redirect};
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::language::Language;

use super::listener::Listener;

/// One party. Clones share their cookies.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    token: Option<String>,
    language: Language,
}

/// A request being put together.
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug)]
pub struct Request(reqwest::RequestBuilder);

/// What came back, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// What was asked, for messages.
    asked: String,
}

/// TLS clients that are told nothing else use ring. Also for the browser's driver.
pub fn trust_ring() {
    // Refused when another thread was first, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl Client {
    /// Somebody who has shown nothing, at a server's address.
    pub fn new(address: SocketAddr) -> Client {
        trust_ring();
        let http = reqwest::Client::builder()
            .cookie_store(true)
            // Tests look at redirections themselves.
            .redirect(redirect::Policy::none())
            .build()
            .unwrap_or_else(|error| panic!("no HTTP client: {error}"));
        Client {
            http,
            address,
            token: None,
            language: Language::En,
        }
    }

    /// The same party with an API token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Client {
        self.token = Some(token.to_owned());
        self
    }

    /// The same party in another language; English where nothing is said, so that a test can read what it gets.
    #[must_use]
    pub fn speaking(mut self, language: Language) -> Client {
        self.language = language;
        self
    }

    /// Its API token, if it calls with one.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Request {
        self.request(Method::POST, path)
    }

    pub fn patch(&self, path: &str) -> Request {
        self.request(Method::PATCH, path)
    }

    pub fn put(&self, path: &str) -> Request {
        self.request(Method::PUT, path)
    }

    pub fn delete(&self, path: &str) -> Request {
        self.request(Method::DELETE, path)
    }

    /// Any method: `path` starts with a slash.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let url = format!("http://{}{path}", self.address);
        let request = self
            .http
            .request(method, url)
            .header("accept-language", self.language.as_str());
        Request(match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }
}

impl Request {
    pub fn json(self, body: &impl Serialize) -> Request {
        Request(self.0.json(body))
    }

    /// Fields as a page's form sends them.
    pub fn form(self, fields: &[(&str, &str)]) -> Request {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        self.header("content-type", "application/x-www-form-urlencoded")
            .bytes(body.join("&").into_bytes())
    }

    /// Fields and files as a page's form with files sends them: (field, file name, content).
    pub fn multipart(self, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Request {
        let mut form = Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, file_name, content) in files {
            form = form.part(
                (*name).to_owned(),
                Part::bytes(content.to_vec()).file_name((*file_name).to_owned()),
            );
        }
        Request(self.0.multipart(form))
    }

    /// A body as it is, for what no well-meaning client would send.
    pub fn bytes(self, body: Vec<u8>) -> Request {
        Request(self.0.body(body))
    }

    pub fn header(self, name: &str, value: &str) -> Request {
        Request(self.0.header(name, value))
    }

    /// `Idempotency-Key`.
    pub fn key(self, key: &str) -> Request {
        self.header("idempotency-key", key)
    }

    /// `If-Match`, with the `ETag` of an earlier answer.
    pub fn if_match(self, tag: &str) -> Request {
        self.header("if-match", tag)
    }

    /// Sends it. A connection that breaks fails the test.
    pub async fn send(self) -> Answer {
        self.try_send().await.unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// Sends it and leaves the answer open: a stream of events.
    pub async fn listen(self) -> Listener {
        let response = self
            .0
            .send()
            .await
            .unwrap_or_else(|error| panic!("no stream: {error}"));
        Listener::new(response)
    }

    /// Sends it to a server that may be gone by now.
    pub async fn try_send(self) -> Result<Answer, String> {
        let (client, request) = self.0.build_split();
        let request = request.unwrap_or_else(|error| panic!("not a request: {error}"));
        let asked = format!("{} {}", request.method(), request.url().path());
        let response = client
            .execute(request)
            .await
            .map_err(|error| format!("{asked}: no answer: {error:?}"))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response
            .bytes()
            .await
            .map_err(|error| format!("{asked}: the answer broke off: {error:?}"))?;
        Ok(Answer {
            status,
            headers,
            body: body.to_vec(),
            asked,
        })
    }
}

impl Answer {
    /// Fails unless the status is this one, showing what came instead.
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{} answered {}:\n{}",
            self.asked,
            self.status,
            self.text()
        );
        self
    }

    /// Fails unless this is the problem with this code; gives its document.
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        let answer = self.expect(status);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{}",
            answer.asked
        );
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{}: {problem}", answer.asked);
        problem
    }

    /// Fails unless it is a page with this status that says this.
    pub fn expect_page(self, status: u16, words: &str) -> Answer {
        let answer = self.expect(status);
        let said = answer.text();
        assert!(
            said.contains(words),
            "{} does not say {words:?}:\n{said}",
            answer.asked
        );
        answer
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: no JSON ({error}):\n{}", self.asked, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The version it carries.
    pub fn etag(&self) -> &str {
        self.header("etag")
            .unwrap_or_else(|| panic!("{}: no ETag", self.asked))
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.header("location")
            .unwrap_or_else(|| panic!("{}: no redirection:\n{}", self.asked, self.text()))
    }

    /// The value of the first field of this name in a page's form, as a browser would send it back.
    pub fn field(&self, name: &str) -> String {
        let page = self.text();
        let marker = format!("name=\"{name}\"");
        let tag = page
            .split('<')
            .find(|tag| tag.contains(&marker))
            .unwrap_or_else(|| panic!("{}: no field {name} in\n{page}", self.asked));
        let value = tag
            .split_once("value=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map_or("", |(value, _)| value);
        value
            .replace("&#x2f;", "/")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#x27;", "'")
            .replace("&amp;", "&")
    }
}

/// Percent-encoding of everything that is not plain.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte.into());
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}
