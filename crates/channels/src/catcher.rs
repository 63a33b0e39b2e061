//! Catches letters instead of sending them: a directory that holds the newest as they would have gone out. For
//! demonstrations, where nothing may leave the machine and everybody may read everybody's mail.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use mail_parser::{MessageParser, MimeHeaders as _};
use touchstone_domain::time::Timestamp;

use crate::received::{MailHead, mail_head};

/// Letters kept at most; the oldest make room.
const KEPT: usize = 2_000;
const ENDING: &str = "eml";

/// A caught letter as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtLine {
    /// Dense and rising; a later letter has a larger one.
    pub number: u64,
    pub at: Timestamp,
    /// Whom its envelope names.
    pub to: String,
    pub head: MailHead,
}

/// A caught letter, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtLetter {
    pub line: CaughtLine,
    /// Where it is answered to.
    pub reply_to: Option<String>,
    pub text: String,
    /// Its HTML part as it is; show it in a sandbox.
    pub html: Option<String>,
    /// Names of its files.
    pub files: Vec<String>,
    pub raw: Vec<u8>,
}

/// The directory and what is known of it.
#[derive(Debug)]
pub struct MailCatcher {
    directory: PathBuf,
    lines: Mutex<VecDeque<CaughtLine>>,
}

impl MailCatcher {
    /// Opens a directory, with what it holds from an earlier time. Blocks.
    pub fn open(directory: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(directory)?;
        let mut lines = Vec::new();
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            if let Some((number, at)) = named(&path) {
                lines.extend(line(number, at, &std::fs::read(&path)?));
            }
        }
        lines.sort_by_key(|line| line.number);
        Ok(Self {
            directory: directory.to_owned(),
            lines: Mutex::new(lines.into()),
        })
    }

    /// Keeps a letter as a mail server that delivers it would: with the envelope noted on top. Blocks.
    pub fn catch(&self, (from, to): (&str, &[String]), letter: &[u8], at: Timestamp) -> io::Result<()> {
        for to in to {
            let noted = format!("Return-Path: <{from}>\r\nDelivered-To: {to}\r\n");
            let raw = [noted.as_bytes(), letter].concat();
            let mut lines = self.lines();
            let number = lines.back().map_or(1, |last| last.number + 1);
            std::fs::write(self.path(number, at), &raw)?;
            lines.extend(line(number, at, &raw));
            while lines.len() > KEPT {
                if let Some(oldest) = lines.pop_front() {
                    std::fs::remove_file(self.path(oldest.number, oldest.at))?;
                }
            }
        }
        Ok(())
    }

    /// Letters to one address or to all, newest first, those before a number.
    pub fn list(&self, to: Option<&str>, before: Option<u64>, limit: usize) -> Vec<CaughtLine> {
        let lines = self.lines();
        let wanted = |line: &&CaughtLine| {
            to.is_none_or(|to| line.to.eq_ignore_ascii_case(to))
                && before.is_none_or(|before| line.number < before)
        };
        lines.iter().rev().filter(wanted).take(limit).cloned().collect()
    }

    /// One of them. Blocks.
    pub fn read(&self, number: u64) -> io::Result<Option<CaughtLetter>> {
        let line = self.lines().iter().find(|line| line.number == number).cloned();
        let Some(line) = line else {
            return Ok(None);
        };
        let raw = std::fs::read(self.path(line.number, line.at))?;
        Ok(letter(line, raw))
    }

    fn path(&self, number: u64, at: Timestamp) -> PathBuf {
        self.directory
            .join(format!("{number:010}-{}.{ENDING}", at.as_micros()))
    }

    fn lines(&self) -> MutexGuard<'_, VecDeque<CaughtLine>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Number and instant in a file's name; nothing for files of others.
fn named(path: &Path) -> Option<(u64, Timestamp)> {
    let (stem, ending) = path.file_name()?.to_str()?.rsplit_once('.')?;
    let (number, at) = stem.split_once('-')?;
    let at = Timestamp::from_micros(at.parse().ok()?);
    (ending == ENDING).then_some((number.parse().ok()?, at))
}

fn line(number: u64, at: Timestamp, raw: &[u8]) -> Option<CaughtLine> {
    let head = mail_head(raw).ok()?;
    let to = head.recipients.first()?.clone();
    Some(CaughtLine { number, at, to, head })
}

fn letter(line: CaughtLine, raw: Vec<u8>) -> Option<CaughtLetter> {
    let message = MessageParser::default().parse(&raw)?;
    let reply_to = message.reply_to().and_then(|to| to.first());
    let reply_to = reply_to.and_then(|party| party.address.as_deref().map(str::to_owned));
    let text = message.body_text(0).map(|text| text.into_owned());
    // A letter of text alone has no HTML part; the parser would make one.
    let html = message.html_bodies().find(|part| part.is_text_html());
    let html = html.and_then(|part| part.text_contents().map(str::to_owned));
    let files = message
        .attachments()
        .filter_map(|part| part.attachment_name().map(str::to_owned))
        .collect();
    Some(CaughtLetter {
        line,
        reply_to,
        text: text.unwrap_or_default(),
        html,
        files,
        raw,
    })
}
