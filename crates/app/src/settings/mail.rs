//! The mail server: seen, tried, set and taken away again.

use touchstone_channels::{Mail, MailError, MailThread};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use touchstone_store::notification::{Delivery, OutboxOf, notification_list};
use touchstone_store::{Lane, Tx};

use super::apply::settings_apply;
use super::kept::{SettingName, setting_keep, setting_read};
use super::mail_input::{MailInput, MailSecurity, MailSettings};
use crate::account::user_address;
use crate::core::{App, AppError, Call, FieldError};
use crate::notify::{HeldLetters, held_letters};

/// The mail server as it is shown. A password never is.
#[derive(Debug, Clone, Default)]
pub struct MailView {
    /// The configuration decides; nothing can be set here.
    pub fixed: bool,
    /// Mail can be sent.
    pub active: bool,
    pub host: String,
    pub port: u16,
    pub security: Option<MailSecurity>,
    pub user: String,
    pub has_password: bool,
    pub from: String,
    /// 0 as long as nothing was set.
    pub version: i64,
    pub health: MailHealth,
    pub held: HeldLetters,
}

/// How sending goes, as the outbox tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailHealth {
    pub sent_at: Option<Timestamp>,
    /// The newest letter that was not taken: when it was written, and the code of why.
    pub problem: Option<(Timestamp, String)>,
}

/// The mail server, how sending goes, and what waits for it.
pub async fn mail_get(app: &App, call: &Call) -> Result<MailView, AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let (kept, version) = mail_kept(tx, &handle)?;
        let view = MailView {
            fixed: handle.outgoing.is_fixed(),
            active: handle.outgoing.is_there(),
            version,
            health: health(tx)?,
            held: held_letters(tx)?,
            ..MailView::default()
        };
        Ok(match kept.filter(|_| !view.fixed) {
            Some(kept) => MailView {
                host: kept.host,
                port: kept.port,
                security: Some(kept.security),
                user: kept.user.unwrap_or_default(),
                has_password: kept.password.is_some(),
                from: kept.from,
                ..view
            },
            None => view,
        })
    })
    .await
}

/// Sets the mail server, once a test message to the caller's own address was taken by it. Takes effect at once.
pub async fn mail_put(app: &App, call: &Call, input: &MailInput) -> Result<(), AppError> {
    mail_test(app, call, input).await?;
    let settings = mail_read(app, input).await?;
    app.command(call, move |cx| {
        setting_keep(cx, SettingName::Mail, &Some(settings.clone()))
    })
    .await?;
    settings_apply(app).await
}

/// Does without a mail server again: letters are held from then on.
pub async fn mail_clear(app: &App, call: &Call) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    not_fixed(app)?;
    app.command(call, move |cx| {
        setting_keep(cx, SettingName::Mail, &None::<MailSettings>)
    })
    .await?;
    settings_apply(app).await
}

/// Sends a test message to the caller's own address through the server as typed. Keeps nothing.
pub async fn mail_test(app: &App, call: &Call, input: &MailInput) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    not_fixed(app)?;
    let own = call.caller.actor.user()?.id;
    let settings = mail_read(app, input).await?;
    let handle = app.clone();
    let to = app
        .query(Lane::Fast, move |tx| user_address(tx, &handle.keys, own))
        .await?
        .ok_or(AppError::NotFound { what: "user" })?;
    let sent = send_test(app, &settings, &to, call.caller.language).await;
    let taken = sent.is_ok();
    // A test that is asked for again is made again; and the key of a change belongs to the change.
    let told = Call {
        idempotency: None,
        ..call.clone()
    };
    app.command(&told, move |cx| {
        cx.emit(Subject::System, EventBody::MailTested { taken })?;
        Ok(())
    })
    .await?;
    sent
}

/// What somebody without an account yet has typed, tried by a message to their own address.
pub(crate) async fn mail_checked(
    app: &App,
    input: &MailInput,
    to: &str,
    language: Language,
) -> Result<MailSettings, AppError> {
    not_fixed(app)?;
    let settings = input.read(None)?;
    send_test(app, &settings, to, language).await?;
    Ok(settings)
}

async fn mail_read(app: &App, input: &MailInput) -> Result<MailSettings, AppError> {
    let handle = app.clone();
    let kept = app
        .query(Lane::Fast, move |tx| Ok(mail_kept(tx, &handle)?.0))
        .await?;
    input.read(kept.as_ref())
}

fn mail_kept(tx: &mut Tx<'_>, app: &App) -> Result<(Option<MailSettings>, i64), AppError> {
    let (kept, version) = setting_read::<Option<MailSettings>>(tx, app, SettingName::Mail)?;
    Ok((kept.flatten(), version))
}

fn not_fixed(app: &App) -> Result<(), AppError> {
    if app.outgoing.is_fixed() {
        return Err(AppError::Conflict {
            code: "mail_configured",
        });
    }
    Ok(())
}

/// Hands one message over; what does not work is named at the field it comes from.
async fn send_test(app: &App, settings: &MailSettings, to: &str, language: Language) -> Result<(), AppError> {
    let mailer = settings
        .mailer(app.limits.mail_test_patience, app.mail.signer.clone())
        .map_err(|_| AppError::field("mail_from", "invalid_email"))?;
    let worded = |key: &str| {
        let text = app
            .renderer
            .text_with(language, key, &[("url", app.public_url.clone())]);
        text.unwrap_or_else(|| key.to_owned())
    };
    let at = app.clock.now();
    let mail = Mail {
        to_address: to.to_owned(),
        to_name: None,
        subject: worded("mail-test-subject"),
        text: worded("mail-test-text"),
        html: None,
        files: Vec::new(),
        reference: format!("test-{}", at.as_micros()),
        language: language.to_string(),
        at,
        thread: MailThread::default(),
    };
    let sent = mailer.send(&mail).await;
    mailer.close().await;
    sent.map_err(|error| {
        // The server's words may repeat addresses: they are for whoever reads the log of this process.
        tracing::info!(%error, "a test message was not taken");
        AppError::Validation(vec![refusal(&error)])
    })
}

fn refusal(error: &MailError) -> FieldError {
    match error {
        MailError::LogIn(_) => FieldError::new("mail_password", "mail_log_in"),
        MailError::Insecure(_) => FieldError::new("mail_security", "mail_insecure"),
        MailError::Late(_) => FieldError::new("mail_host", "mail_silent"),
        MailError::Later(_) => FieldError::new("mail_host", "mail_unreachable"),
        MailError::Refused(_) => FieldError::new("mail_from", "mail_refused"),
        MailError::Configuration(_) => FieldError::new("mail_from", "invalid_email"),
        MailError::Unsendable(_) => FieldError::new("email", "invalid_email"),
    }
}

fn health(tx: &mut Tx<'_>) -> Result<MailHealth, AppError> {
    let mut newest =
        |state| Ok::<_, AppError>(notification_list(tx, &OutboxOf::State(state), None, 1)?.pop());
    let sent_at = newest(Delivery::Sent)?.and_then(|row| row.settled_at);
    let problems = [newest(Delivery::Queued)?, newest(Delivery::Failed)?];
    let problems = problems.into_iter().flatten();
    let newest = problems
        .filter_map(|row| Some((row.created_at, row.problem?)))
        .max();
    Ok(MailHealth {
        sent_at,
        problem: newest,
    })
}
