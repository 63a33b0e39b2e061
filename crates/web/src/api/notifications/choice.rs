use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::core::{AppError, FieldError};
use touchstone_app::staff_notice::{self, KeptChoice};
use touchstone_domain::staff_notice::{MailPace, Means, NoticeChoice, NoticeKind, Quiet};
use utoipa::ToSchema;

use crate::access::SignedIn;
use crate::api::answer::{Plain, Record};
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// By which means the caller is told of one kind.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KindChoice {
    #[schema(value_type = schema::NoticeKind)]
    kind: NoticeKind,
    /// The bell rings. Without it and without mail the caller is not told at all.
    web: bool,
    mail: bool,
}

/// Times of the caller's day, `hh:mm`; over midnight when `to` is not behind `from`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuietHours {
    from: String,
    to: String,
}

/// By which means the caller is told of what.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotificationChoice {
    /// Every kind there is.
    kinds: Vec<KindChoice>,
    #[schema(value_type = schema::MailPace)]
    pace: MailPace,
    /// At which a daily mail comes.
    hour: u8,
    quiet: Option<QuietHours>,
    /// IANA name; `null`: the installation's.
    zone: Option<String>,
    usual_zone: String,
    /// What is urgent (clocks, offers) is neither gathered nor held in quiet hours.
    urgent_passes: bool,
    version: i64,
}

/// As it should be. Kinds that are not named are as usual.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotificationChoiceContent {
    #[serde(default)]
    kinds: Vec<KindChoice>,
    #[schema(value_type = schema::MailPace)]
    pace: MailPace,
    #[serde(default = "usual_hour")]
    hour: u8,
    #[serde(default)]
    quiet: Option<QuietHours>,
    #[serde(default)]
    zone: Option<String>,
    urgent_passes: bool,
}

fn usual_hour() -> u8 {
    NoticeChoice::default().hour
}

/// What a mail about notifications looks like.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotificationPreview {
    subject: String,
    text: String,
}

fn record(kept: KeptChoice) -> Record<NotificationChoice> {
    let KeptChoice {
        choice,
        version,
        usual_zone,
    } = kept;
    let kind = |kind: &NoticeKind| {
        let Means { web, mail } = choice.means(*kind);
        KindChoice {
            kind: *kind,
            web,
            mail,
        }
    };
    Record {
        version,
        body: NotificationChoice {
            kinds: NoticeKind::ALL.iter().map(kind).collect(),
            pace: choice.pace,
            hour: choice.hour,
            quiet: choice
                .quiet
                .map(Quiet::written)
                .map(|(from, to)| QuietHours { from, to }),
            zone: choice.zone,
            usual_zone,
            urgent_passes: choice.urgent_passes,
            version,
        },
    }
}

/// By which means the caller is told of what, and when mails about it come.
#[utoipa::path(get, path = "/api/v1/me/notifications", tag = "notifications",
    responses((status = 200, body = NotificationChoice)))]
pub(super) async fn notification_choice(
    by: SignedIn,
    State(state): State<WebState>,
) -> Result<Record<NotificationChoice>, Failure> {
    Ok(record(staff_notice::notice_choice(&state.app, &by.caller).await?))
}

/// Changes it, from what happens next on; what waited to be mailed under the former choice is not.
#[utoipa::path(put, path = "/api/v1/me/notifications", tag = "notifications", request_body = NotificationChoiceContent,
    responses((status = 200, body = NotificationChoice)))]
pub(super) async fn notification_choice_put(
    by: SignedIn,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<NotificationChoiceContent>,
) -> Result<Record<NotificationChoice>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let content = body.value;
    let mut choice = NoticeChoice {
        pace: content.pace,
        hour: content.hour,
        quiet: content.quiet.map(quiet).transpose()?,
        zone: content.zone,
        urgent_passes: content.urgent_passes,
        ..NoticeChoice::default()
    };
    for KindChoice { kind, web, mail } in content.kinds {
        choice.choose(kind, Means { web, mail });
    }
    Ok(record(
        staff_notice::notice_choice_put(&state.app, &call, choice).await?,
    ))
}

fn quiet(hours: QuietHours) -> Result<Quiet, AppError> {
    let wrong = || AppError::Validation(vec![FieldError::new("quiet", "quiet_hours")]);
    Quiet::read(&hours.from, &hours.to).ok_or_else(wrong)
}

/// What a mail to the caller looks like, in their language, about nothing that happened.
#[utoipa::path(get, path = "/api/v1/me/notifications/preview", tag = "notifications",
    responses((status = 200, body = NotificationPreview)))]
pub(super) async fn notification_preview(
    by: SignedIn,
    State(state): State<WebState>,
) -> Result<Plain<NotificationPreview>, Failure> {
    let preview = staff_notice::notice_mail_preview(&state.app, by.language())?;
    Ok(Plain(NotificationPreview {
        subject: preview.subject,
        text: preview.text,
    }))
}
