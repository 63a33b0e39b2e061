//! Invented consumers who write by mail: what they ask, and what they answer to letters that were caught for them. Both
//! go in by the door of all mail.

use super::day::Day;
use super::filling::Filling;
use super::mail::{CARE, COMPLAINTS};
use super::random::Random;
use super::traffic::People;
use crate::refusal::worded;
use anyhow::{Context as _, Result};
use touchstone_app::core::SystemClock;
use touchstone_app::mail::{CaughtLine, WrittenDraft, caught_list, mail_write};
use touchstone_domain::ticket::Kind;
use touchstone_domain::time::Clock as _;

/// Letters among which one is looked for that wants an answer.
const LOOKED_AT: usize = 60;

/// A request as a mail.
pub(super) fn written(from: &str, name: &str, kind: Kind, subject: String, body: String) -> WrittenDraft {
    WrittenDraft {
        from: from.to_owned(),
        name: name.to_owned(),
        to: if kind == Kind::Complaint { COMPLAINTS } else { CARE }.to_owned(),
        subject,
        body,
        ..WrittenDraft::default()
    }
}

impl People {
    pub(super) async fn write(&self, draft: WrittenDraft) -> Result<()> {
        let kept = mail_write(&self.app, draft).await;
        kept.map_err(|error| worded(&error))?;
        Ok(())
    }

    /// Somebody answers a letter that a person wrote to them; whether there was one.
    pub(super) async fn answer(&mut self) -> Result<bool> {
        let caught = caught_list(&self.app, None, None, LOOKED_AT).map_err(|error| worded(&error))?;
        let unread = caught
            .iter()
            .rev()
            .find(|line| line.number > self.read && is_personal(line));
        let Some(line) = unread else {
            return Ok(false);
        };
        self.read = line.number;
        // What a visitor was written is theirs to answer.
        let known = self
            .cast
            .requesters
            .iter()
            .find(|one| one.email.as_deref() == Some(line.to.as_str()));
        let Some(person) = known else {
            return Ok(false);
        };
        let draft = WrittenDraft {
            from: line.to.clone(),
            name: person.name.clone(),
            subject: format!("Re: {}", line.head.subject),
            body: {
                let voice = self.corpus.voice(person.language)?;
                let words = Random::new(self.random.next());
                let mut filling = Filling::new(&self.corpus, voice, Day::of(SystemClock.now()), words);
                filling.set("name", person.name.as_str());
                let phrases = &filling.phrases().requester;
                let said = self
                    .random
                    .pick(&[&phrases.reply_thanks, &phrases.nudge])
                    .copied();
                filling.one(said.context("the demo has no answers")?)?
            },
            answers: Some(line.number),
            ..WrittenDraft::default()
        };
        self.write(draft).await?;
        Ok(true)
    }
}

/// Nobody answers what a machine wrote.
fn is_personal(line: &CaughtLine) -> bool {
    line.head
        .fields
        .iter()
        .all(|field| field.name != "auto-submitted")
}

#[cfg(test)]
mod tests {
    use super::written;
    use crate::demo::desk::Account;
    use crate::demo::mail::intake;
    use crate::demo::traffic::{Pace, People};
    use std::time::Duration;
    use touchstone_app::mail::{caught_list, caught_people};
    use touchstone_domain::access::Role;
    use touchstone_domain::ticket::Kind;
    use touchstone_domain::time::Span;
    use touchstone_store::StoreConfig;
    use touchstone_testkit::app::{TestApp, TestSettings};
    use touchstone_testkit::both_engines;

    both_engines! {
        async fn people_of_the_demonstration_write_by_mail_and_answer_letters(config: StoreConfig) {
            let mut settings = TestSettings { demo: true, ..TestSettings::default() };
            settings.mail = intake();
            let app = TestApp::start(config, settings).await;
            let member = app.member(Role::Agent).await;
            let account = Account {
                role: "agent".to_owned(),
                name: member.name.clone(),
                email: member.email.clone(),
                password: String::new(),
                token: member.client.token().unwrap().to_owned(),
            };
            let pause = Duration::from_millis(1);
            let pace = Pace { arrival: pause, act: pause, typing: pause };
            let mut people = People::new(&app.app, &app.url(), &[account], pace).unwrap();
            assert!(!people.answer().await.unwrap(), "there is nothing to answer");
            let person = people.cast.requesters.iter().find(|one| one.email.is_some()).unwrap();
            let (from, name) = (person.email.clone().unwrap(), person.name.clone());
            let draft = written(
                &from, &name, Kind::Complaint, "It is broken".to_owned(), "Since today.".to_owned(),
            );
            people.write(draft).await.unwrap();
            app.settle().await;
            assert_eq!(caught_people(&app.app).unwrap(), [(from.clone(), 1)], "the acknowledgement");
            assert!(!people.answer().await.unwrap(), "a machine wrote that");

            let admin = app.client(Role::Administrator).await;
            let found = admin.get("/api/v1/tickets").send().await.expect(200).json();
            let ticket = &found["items"][0];
            assert_eq!((&ticket["channel"], &ticket["kind"]), (&"email".into(), &"complaint".into()));
            let path = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
            let reply = serde_json::json!({"body": "We look at it.", "visibility": "public"});
            admin.post(&path).json(&reply).send().await.expect(201);
            app.advance(Span::seconds(1)).await;
            assert_eq!(caught_list(&app.app, Some(&from), None, 10).unwrap().len(), 2);
            assert!(people.answer().await.unwrap(), "an agent wrote that");
            assert!(!people.answer().await.unwrap(), "it is answered once");
            app.settle().await;
            let said = admin.get(&path).send().await.expect(200).json();
            let said = said["items"].as_array().unwrap();
            assert_eq!((said.len(), &said[2]["author"]["kind"]), (3, &"requester".into()), "{said:?}");
            app.stop().await;
        }
    }
}
