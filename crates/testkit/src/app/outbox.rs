//! What the product sent to people, read as they would read it.

use touchstone_app::notify::{OutboxEntry, OutboxQuery, outbox_open};

use super::TestApp;

/// One message to somebody.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it was about: the notification's template.
    pub template: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl TestApp {
    /// Everything sent so far, newest first, after what is waiting was sent.
    pub async fn letters(&self) -> Vec<Letter> {
        self.settle().await;
        let page = outbox_open(
            &self.app,
            OutboxQuery {
                limit: 200,
                ..OutboxQuery::default()
            },
        )
        .await;
        page.expect("the outbox")
            .entries
            .into_iter()
            .map(letter)
            .collect()
    }

    /// The newest message to an address.
    pub async fn letter_to(&self, address: &str) -> Letter {
        let letters = self.letters().await;
        let found = letters.iter().find(|letter| letter.to == address).cloned();
        found.unwrap_or_else(|| panic!("nothing was sent to {address}, only {letters:#?}"))
    }

    /// The path of the secret link in the newest message to an address.
    pub async fn secret_link(&self, address: &str) -> String {
        let letter = self.letter_to(address).await;
        let found = letter
            .text
            .split_whitespace()
            .find_map(|word| word.strip_prefix(&self.url()))
            .filter(|path| path.starts_with("/link/"));
        found
            .unwrap_or_else(|| panic!("no link in {letter:#?}"))
            .to_owned()
    }

    /// The one-time code in the newest message to an address: its only run of six digits.
    pub async fn one_time_code(&self, address: &str) -> String {
        let letter = self.letter_to(address).await;
        let runs: Vec<&str> = letter
            .text
            .split(|char: char| !char.is_ascii_digit())
            .filter(|run| run.len() == 6)
            .collect();
        match runs[..] {
            [code] => code.to_owned(),
            _ => panic!("no one-time code in {letter:#?}"),
        }
    }
}

fn letter(entry: OutboxEntry) -> Letter {
    let (subject, text) = entry.letter.unwrap_or_default();
    Letter {
        template: entry.template,
        to: entry.to.unwrap_or_default(),
        subject,
        text,
    }
}
