//! What keeps happening while a demo is served: invented consumers send requests in and invented agents work on them, through
//! the same HTTP API that everybody uses, on this machine only. So the desk lives: lists move, presence comes and goes.
//!
//! Nothing is done faster than the rate says, whatever the machine; what is refused (somebody was faster, a stage has
//! passed) is left alone, as people do. Some write by mail, and answer the letters that are caught for them. Consumers do not confirm here: that needs their mailbox, and silence does it.

use super::cast::Cast;
use super::corpus::{Corpus, Voice};
use super::day::Day;
use super::desk::Account;
use super::filling::Filling;
use super::load::SEED;
use super::mix;
use super::random::Random;
use super::traffic_mail;
use anyhow::{Context as _, Result};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::time::Duration;
use touchstone_app::App;
use touchstone_app::core::SystemClock;
use touchstone_domain::language::Language;
use touchstone_domain::time::Clock as _;

/// How often things happen, on average.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Between two requests of consumers.
    pub(super) arrival: Duration,
    /// Between two things that agents do, all of them together.
    pub(super) act: Duration,
    /// How long somebody types.
    pub(super) typing: Duration,
}

/// About a thousand requests in a working day.
pub(super) const SLOW: Pace = Pace {
    arrival: Duration::from_secs(40),
    act: Duration::from_secs(12),
    typing: Duration::from_secs(6),
};
/// Something to see every second.
pub(super) const FAST: Pace = Pace {
    arrival: Duration::from_secs(4),
    act: Duration::from_millis(1_500),
    typing: Duration::from_secs(2),
};

const ANSWER: Duration = Duration::from_secs(10);
/// How many write by mail of those who could, and how often a letter is looked for before.
const BY_MAIL: f64 = 0.3;
const ANSWERED: f64 = 0.2;
/// Tickets an agent chooses from, and how many they work on at once.
const CHOICE: usize = 20;
const AT_ONCE: usize = 6;

/// The invented people.
pub(super) struct People {
    client: Client,
    url: String,
    agents: Vec<Account>,
    pub(super) corpus: Corpus,
    pub(super) cast: Cast,
    pub(super) random: Random,
    pace: Pace,
    /// By which those who write by mail hand it in.
    pub(super) app: App,
    /// Letters that they have read.
    pub(super) read: u64,
}

impl People {
    pub(super) fn new(app: &App, url: &str, accounts: &[Account], pace: Pace) -> Result<Self> {
        let provider = rustls::crypto::ring::default_provider();
        let tls = rustls::ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(ANSWER)
            .no_proxy()
            .build()
            .context("the client of the demo's people")?;
        let corpus = Corpus::load()?;
        let cast = Cast::new(&corpus, SEED)?;
        Ok(Self {
            client,
            url: url.to_owned(),
            agents: accounts
                .iter()
                .filter(|one| one.role == "agent")
                .cloned()
                .collect(),
            corpus,
            cast,
            random: Random::new(SystemClock.now().as_micros().unsigned_abs()),
            pace,
            app: app.clone(),
            read: 0,
        })
    }

    /// Goes on until it is dropped.
    pub(super) async fn run(mut self) {
        let (mut arrival, mut act) = (self.pause(self.pace.arrival), self.pause(self.pace.act));
        loop {
            let wait = arrival.min(act);
            tokio::time::sleep(wait).await;
            (arrival, act) = (arrival - wait, act - wait);
            if arrival.is_zero() {
                self.told(|people| Box::pin(people.consumer())).await;
                arrival = self.pause(self.pace.arrival);
            } else {
                self.told(|people| Box::pin(people.agent())).await;
                act = self.pause(self.pace.act);
            }
        }
    }

    async fn told<F>(&mut self, step: F)
    where
        F: for<'a> FnOnce(&'a mut Self) -> futures::future::BoxFuture<'a, Result<()>>,
    {
        if let Err(error) = step(self).await {
            tracing::debug!("{error:#}");
        }
    }

    /// Between half and one and a half times as long as usual.
    fn pause(&mut self, usual: Duration) -> Duration {
        usual.mul_f64(0.5 + self.random.fraction())
    }

    /// Somebody answers a letter, or sends a request in.
    async fn consumer(&mut self) -> Result<()> {
        if self.random.chance(ANSWERED) && self.answer().await? {
            return Ok(());
        }
        let weights = self.cast.requesters.iter().map(|one| one.weight);
        let index = self.random.weighted(weights);
        let person = self
            .cast
            .requesters
            .get(index)
            .context("the demo has no customers")?;
        let voice = self.corpus.voice(person.language)?;
        let (_, situation, facts) =
            mix::draw(voice, person.tier, &mut self.random).context("the demo has no situations")?;
        let words = Random::new(self.random.next());
        let mut filling = Filling::new(&self.corpus, voice, Day::of(SystemClock.now()), words);
        filling.set("name", person.name.as_str());
        filling.set("surname", person.surname.as_str());
        filling.set("given", person.given.as_str());
        filling.about(situation)?;
        let (subject, body) = (filling.one(&situation.subject)?, filling.letter(situation)?);
        if let Some(from) = &person.email
            && self.random.chance(BY_MAIL)
        {
            let draft = traffic_mail::written(from, &person.name, facts.kind, subject, body);
            return self.write(draft).await;
        }
        let request = json!({
            "subject": subject,
            "body": body,
            "kind": facts.kind,
            "category": mix::picked(&facts, voice, &mut self.random),
            "claimed_urgency": mix::claimed(&facts, &mut self.random),
            "requester": {
                "name": person.name, "email": person.email, "phone": person.phone, "language": person.language,
            },
        });
        self.ask(Method::POST, "/api/v1/public/tickets", None, Some(&request))
            .await?;
        Ok(())
    }

    /// An agent takes something up, or goes on with something of theirs.
    async fn agent(&mut self) -> Result<()> {
        let agent = self
            .random
            .pick(&self.agents)
            .context("the demo has no agents")?
            .clone();
        let mine = self
            .list(&agent, "assignee=me&stage=assigned,in_progress&sort=-updated")
            .await?;
        if mine.len() < AT_ONCE && self.random.chance(0.5) {
            let new = self
                .list(&agent, "status=new&assignee=none&sort=-created")
                .await?;
            let Some(ticket) = self.random.pick(&new).cloned() else {
                return Ok(());
            };
            return self.take(&agent, &ticket).await;
        }
        match self.random.pick(&mine).cloned() {
            Some(ticket) => self.go_on(&agent, &ticket).await,
            None => Ok(()),
        }
    }

    async fn take(&mut self, agent: &Account, ticket: &Value) -> Result<()> {
        self.present(agent, ticket, Some("viewing")).await?;
        if ticket["category"].is_null() || ticket["stage"] == "received" {
            let category = match ticket["category"].as_str() {
                Some(known) if known.contains('/') => known.to_owned(),
                _ => self.some_category(ticket)?,
            };
            let judged = json!({"category": category, "impact": "one_order", "urgency": "normal"});
            self.act(agent, ticket, "classify", &judged).await?;
        }
        self.act(agent, ticket, "take", &json!({})).await?;
        self.act(agent, ticket, "start", &json!({})).await
    }

    async fn go_on(&mut self, agent: &Account, ticket: &Value) -> Result<()> {
        if ticket["stage"] == "assigned" {
            return self.act(agent, ticket, "start", &json!({})).await;
        }
        let what = self.random.choose(
            &[("reply", 5.0), ("note", 2.0), ("resolve", 2.5), ("wait", 0.5)],
            "note",
        );
        if what == "wait" {
            return self.act(agent, ticket, "wait", &json!({"on": "requester"})).await;
        }
        self.present(agent, ticket, Some("typing")).await?;
        let typing = self.pause(self.pace.typing);
        tokio::time::sleep(typing).await;
        let text = self.words(agent, ticket, what)?;
        let said = match what {
            "resolve" => {
                self.act(agent, ticket, "resolve", &json!({"solution": text}))
                    .await
            }
            _ => {
                let visibility = if what == "note" { "internal" } else { "public" };
                let message = json!({
                    "body": text, "format": "text", "visibility": visibility,
                    "based_on": ticket["version"], "if_crossed": "hold",
                });
                let path = format!("/api/v1/tickets/{}/messages", id(ticket));
                self.ask(Method::POST, &path, Some(agent), Some(&message))
                    .await
                    .map(drop)
            }
        };
        self.present(agent, ticket, None).await?;
        said
    }

    /// What an agent writes, in the requester's language where the demo has the words.
    fn words(&mut self, agent: &Account, ticket: &Value, what: &str) -> Result<String> {
        let words = Random::new(self.random.next());
        let voice = self.voice(ticket)?;
        let category = ticket["category"].as_str().unwrap_or_default();
        let known = voice
            .matters
            .iter()
            .find(|(path, _)| path.to_string() == category);
        let (_, matter) = known
            .or_else(|| voice.matters.iter().next())
            .context("the demo has no words")?;
        let texts = match what {
            "resolve" => &matter.solution,
            "note" => &matter.note,
            _ => &matter.reply,
        };
        let mut filling = Filling::new(&self.corpus, voice, Day::of(SystemClock.now()), words);
        for slot in ["name", "surname", "given", "title"] {
            filling.set(slot, "");
        }
        filling.set("agent", agent.name.as_str());
        filling.one(texts)
    }

    fn voice(&self, ticket: &Value) -> Result<&Voice> {
        let language = ticket["language"].as_str().and_then(|code| code.parse().ok());
        self.corpus.voice(language.unwrap_or(Language::ZhCn))
    }

    fn some_category(&mut self, ticket: &Value) -> Result<String> {
        let top = ticket["category"].as_str().unwrap_or_default().to_owned();
        let voice = self.corpus.voice(Language::ZhCn)?;
        let fits: Vec<String> = voice
            .matters
            .keys()
            .filter(|path| top.is_empty() || path.top() == top)
            .map(ToString::to_string)
            .collect();
        self.random
            .pick(&fits)
            .cloned()
            .context("the demo has no categories")
    }

    async fn list(&self, agent: &Account, filter: &str) -> Result<Vec<Value>> {
        let path = format!("/api/v1/tickets?{filter}&limit={CHOICE}");
        let page = self.ask(Method::GET, &path, Some(agent), None).await?;
        Ok(page["items"].as_array().cloned().unwrap_or_default())
    }

    async fn act(&self, agent: &Account, ticket: &Value, action: &str, fields: &Value) -> Result<()> {
        let path = format!("/api/v1/tickets/{}/actions/{action}", id(ticket));
        self.ask(Method::POST, &path, Some(agent), Some(fields)).await?;
        Ok(())
    }

    async fn present(&self, agent: &Account, ticket: &Value, state: Option<&str>) -> Result<()> {
        let path = format!("/api/v1/tickets/{}/presence", id(ticket));
        let said = json!({"tab": 1, "state": state});
        self.ask(Method::POST, &path, Some(agent), Some(&said)).await?;
        Ok(())
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        by: Option<&Account>,
        body: Option<&Value>,
    ) -> Result<Value> {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if let Some(account) = by {
            request = request.bearer_auth(&account.token);
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let answer = request.send().await?;
        let (status, bytes) = (answer.status(), answer.bytes().await?);
        anyhow::ensure!(
            status.is_success(),
            "{path}: {status} {}",
            String::from_utf8_lossy(&bytes)
        );
        Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

fn id(ticket: &Value) -> &str {
    ticket["id"].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::mail::intake;
    use touchstone_domain::access::Role;
    use touchstone_store::StoreConfig;
    use touchstone_testkit::app::{TestApp, TestSettings};
    use touchstone_testkit::engines::{TestDirectory, block_on};

    async fn people(app: &TestApp) -> People {
        let agent = app.member(Role::Agent).await;
        let account = Account {
            role: "agent".to_owned(),
            name: agent.name.clone(),
            email: agent.email.clone(),
            password: String::new(),
            token: agent.client.token().unwrap().to_owned(),
        };
        let pace = Pace {
            arrival: Duration::from_millis(20),
            act: Duration::from_millis(10),
            typing: Duration::from_millis(1),
        };
        People::new(&app.app, &app.url(), &[account], pace).unwrap()
    }

    #[test]
    fn requests_come_in_and_are_worked_on_through_the_front_door() {
        let place = TestDirectory::new();
        block_on(async {
            let settings = TestSettings {
                demo: true,
                mail: intake(),
                ..TestSettings::default()
            };
            let app = TestApp::start(StoreConfig::sqlite(place.path()), settings).await;
            let mut people = people(&app).await;
            for _ in 0..4 {
                people.consumer().await.unwrap();
            }
            // What came by mail becomes a request beside.
            app.settle().await;
            for _ in 0..40 {
                people.agent().await.unwrap();
            }
            let admin = app.client(Role::Administrator).await;
            let all = admin
                .get("/api/v1/tickets?limit=50")
                .send()
                .await
                .expect(200)
                .json();
            let tickets = all["items"].as_array().unwrap();
            assert_eq!(tickets.len(), 4);
            let stages: Vec<_> = tickets.iter().filter_map(|one| one["stage"].as_str()).collect();
            assert!(stages.iter().any(|stage| *stage != "received"), "{stages:?}");
            let mut said = 0;
            for ticket in tickets {
                let path = format!("/api/v1/tickets/{}/messages", id(ticket));
                let messages = admin.get(&path).send().await.expect(200).json();
                said += messages["items"].as_array().unwrap().len() - 1;
            }
            assert!(said > 0, "agents have written");
            app.stop().await;
        });
    }
}
