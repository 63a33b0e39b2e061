//! Changing how a letter is worded, and going back to how the product words it.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{
    LETTER_SUBJECT, LETTER_TEXT, LetterError, LetterWords, letter_check,
};
use touchstone_domain::template::one_line;
use touchstone_domain::text::bounded;
use touchstone_store::letter::{WordingRow, wording_lock, wording_save};

use super::read::{kind_of, offered};
use crate::account::text_refused;
use crate::core::{App, AppError, Call, FieldError};
use crate::reply_template::template_refused;

/// Words a kind of letter in a language anew, for letters made from now on.
pub async fn letter_put(
    app: &App,
    call: &Call,
    kind: &str,
    language: Language,
    words: &LetterWords,
) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let kind = kind_of(kind)?;
    let words = checked(app, kind, words)?;
    changed(app, call, kind, language, Some(words)).await
}

/// Goes back to the built-in wording.
pub async fn letter_reset(app: &App, call: &Call, kind: &str, language: Language) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    changed(app, call, kind_of(kind)?, language, None).await
}

async fn changed(
    app: &App,
    call: &Call,
    kind: &'static str,
    language: Language,
    words: Option<LetterWords>,
) -> Result<(), AppError> {
    app.command(call, move |cx| {
        let author = cx.actor().user()?.id;
        let current = wording_lock(cx.tx, kind, language)?
            .ok_or_else(|| AppError::Internal("a wording was not kept".to_owned()))?;
        cx.check_version(current.version)?;
        let (subject, text) = words.clone().map(|words| (words.subject, words.text)).unzip();
        let own = subject.is_some();
        let row = WordingRow {
            kind: kind.to_owned(),
            language,
            version: current.version + 1,
            subject,
            text,
            author,
            at: cx.now,
        };
        wording_save(cx.tx, &current, &row)?;
        let body = EventBody::WordingSet {
            letter: kind.to_owned(),
            language,
            version: row.version,
            own,
        };
        cx.emit(Subject::System, body)?;
        Ok(())
    })
    .await
}

/// A wording that can be used, or everything that is wrong with it.
pub(super) fn checked(app: &App, kind: &str, words: &LetterWords) -> Result<LetterWords, AppError> {
    let mut problems = Vec::new();
    let mut read = |field, typed: &str, max| {
        bounded(field, typed, max).unwrap_or_else(|error| {
            problems.push(text_refused(&error));
            String::new()
        })
    };
    let subject = one_line(&read("subject", &words.subject, LETTER_SUBJECT));
    let text = read("text", &words.text, LETTER_TEXT);
    let words = LetterWords { subject, text };
    if problems.is_empty() {
        let wrong = letter_check(&words, &offered(app, kind)?);
        problems.extend(wrong.iter().map(|(part, error)| FieldError {
            field: part.as_str().to_owned(),
            ..refused(error)
        }));
    }
    if problems.is_empty() {
        Ok(words)
    } else {
        Err(AppError::Validation(problems))
    }
}

fn refused(error: &LetterError) -> FieldError {
    match error {
        LetterError::Template(inner) => template_refused(inner),
        LetterError::NotOffered(variable) | LetterError::Missing(variable) => {
            FieldError::new("", error.code()).with("name", variable)
        }
    }
}
