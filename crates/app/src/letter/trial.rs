//! A wording tried: as its reader would get it, and as a letter to whoever tries it. Nothing is kept.

use touchstone_channels::{Mail, MailThread};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::LetterWords;
use touchstone_render::LetterRest;
use touchstone_store::Lane;

use super::change::checked;
use super::read::kind_of;
use crate::account::user_address;
use crate::core::{App, AppError, Call, Caller};

/// A letter with invented facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterPreview {
    pub subject: String,
    pub text: String,
    /// A whole page.
    pub html: String,
}

/// What a wording comes to.
pub fn letter_preview(
    app: &App,
    caller: &Caller,
    kind: &str,
    language: Language,
    words: &LetterWords,
) -> Result<LetterPreview, AppError> {
    caller.actor.holds(Permission::SettingManage)?;
    let kind = kind_of(kind)?;
    let words = checked(app, kind, words)?;
    let defect = |what: &str| AppError::Internal(format!("letter {kind}: {what}"));
    let sample = app.renderer.letter_sample(language, kind, app.clock.now());
    let sample = sample.ok_or_else(|| defect("no example"))?;
    let written = app
        .renderer
        .notification_as(language, &sample, Some(&words), &LetterRest::default())
        .map_err(|error| defect(&error.to_string()))?;
    Ok(LetterPreview {
        subject: written.subject,
        text: written.text,
        html: written.html,
    })
}

/// Sends it to the caller's own address.
pub async fn letter_test(
    app: &App,
    call: &Call,
    kind: &str,
    language: Language,
    words: &LetterWords,
) -> Result<(), AppError> {
    let preview = letter_preview(app, &call.caller, kind, language, words)?;
    let own = call.caller.actor.user()?.id;
    let mailer = app.outgoing.mailer().ok_or(AppError::Conflict {
        code: "letter_no_mail_server",
    })?;
    let handle = app.clone();
    let to = app
        .query(Lane::Fast, move |tx| user_address(tx, &handle.keys, own))
        .await?
        .ok_or(AppError::NotFound { what: "user" })?;
    let at = app.clock.now();
    let mail = Mail {
        to_address: to,
        to_name: None,
        subject: preview.subject,
        text: preview.text,
        html: Some(preview.html),
        files: Vec::new(),
        reference: format!("test-{}", at.as_micros()),
        language: language.to_string(),
        at,
        thread: MailThread::default(),
    };
    let sent = mailer.send(&mail).await;
    let taken = sent.is_ok();
    // A letter that is asked for again is sent again.
    let told = Call {
        idempotency: None,
        ..call.clone()
    };
    app.command(&told, move |cx| {
        cx.emit(Subject::System, EventBody::MailTested { taken })?;
        Ok(())
    })
    .await?;
    sent.map_err(|error| {
        // The server's words may repeat addresses: they are for whoever reads the log of this process.
        tracing::info!(%error, "a test letter was not taken");
        AppError::Conflict {
            code: "letter_not_taken",
        }
    })
}
