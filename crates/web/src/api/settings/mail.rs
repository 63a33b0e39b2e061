use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_app::settings::{self, MailInput, MailView};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// The mail server, how sending goes, and what waits for it. The password is never told.
#[derive(Serialize, ToSchema)]
pub(super) struct MailServer {
    /// The configuration of the process decides: nothing can be set here.
    fixed: bool,
    /// Mail can be sent.
    active: bool,
    host: Option<String>,
    port: Option<u16>,
    #[schema(value_type = Option<schema::MailSecurity>)]
    security: Option<settings::MailSecurity>,
    user: Option<String>,
    has_password: bool,
    from: Option<String>,
    /// When a letter was taken last.
    #[schema(value_type = Option<schema::Time>)]
    sent_at: Option<Timestamp>,
    /// Why the newest letter that was not taken was not, and when it was written.
    problem: Option<String>,
    #[schema(value_type = Option<schema::Time>)]
    problem_at: Option<Timestamp>,
    /// Letters that wait for a mail server, counted up to 1000.
    held: usize,
    held_more: bool,
    version: i64,
}

impl From<MailView> for MailServer {
    fn from(view: MailView) -> Self {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let (problem_at, problem) = view.health.problem.unzip();
        Self {
            fixed: view.fixed,
            active: view.active,
            host: some(view.host),
            port: Some(view.port).filter(|port| *port > 0),
            security: view.security,
            user: some(view.user),
            has_password: view.has_password,
            from: some(view.from),
            sent_at: view.health.sent_at,
            problem,
            problem_at,
            held: view.held.n,
            held_more: view.held.more,
            version: view.version,
        }
    }
}

/// The mail server as it should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailServerContent {
    mail_host: String,
    /// The usual one without.
    mail_port: Option<u16>,
    /// `starttls` without.
    #[schema(value_type = Option<schema::MailSecurity>)]
    mail_security: Option<settings::MailSecurity>,
    mail_user: Option<String>,
    /// Without one the kept password stays, for the same user at the same host.
    mail_password: Option<String>,
    /// `Name <address>` or a bare address.
    mail_from: String,
}

impl From<MailServerContent> for MailInput {
    fn from(sent: MailServerContent) -> Self {
        Self {
            host: sent.mail_host,
            port: sent.mail_port.map(|port| port.to_string()).unwrap_or_default(),
            security: sent
                .mail_security
                .map(|code| code.to_string())
                .unwrap_or_default(),
            user: sent.mail_user.unwrap_or_default(),
            password: Zeroizing::new(sent.mail_password.unwrap_or_default()),
            from: sent.mail_from,
        }
    }
}

/// The mail server.
#[utoipa::path(get, path = "/api/v1/settings/mail", tag = "administration", responses((status = 200, body = MailServer)))]
pub(super) async fn mail_read(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
) -> Result<Record<MailServer>, Failure> {
    record(&state, &by.call()).await
}

/// Sets the mail server once it has taken a test message to the caller's own address. It is used at once, by every
/// process within seconds.
#[utoipa::path(put, path = "/api/v1/settings/mail", tag = "administration", request_body = MailServerContent,
    responses((status = 200, body = MailServer)))]
pub(super) async fn mail_replace(
    by: Granted<may::ManageSettings>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<MailServerContent>,
) -> Result<Record<MailServer>, Failure> {
    let call = by.call_with(&body).expecting(version);
    settings::mail_put(&state.app, &call, &body.value.into()).await?;
    record(&state, &by.call()).await
}

/// Does without a mail server: letters are held from then on.
#[utoipa::path(delete, path = "/api/v1/settings/mail", tag = "administration", responses((status = 200, body = MailServer)))]
pub(super) async fn mail_clear(
    by: Granted<may::ManageSettings>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<MailServer>, Failure> {
    let call = by.call_with(&body).expecting(version);
    settings::mail_clear(&state.app, &call).await?;
    record(&state, &by.call()).await
}

/// Sends a test message to the caller's own address through the server that is named. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/settings/mail/test", tag = "administration", request_body = MailServerContent,
    responses((status = 204)))]
pub(super) async fn mail_test(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    body: Json<MailServerContent>,
) -> Result<StatusCode, Failure> {
    let call = by.call_with(&body);
    settings::mail_test(&state.app, &call, &body.value.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn record(state: &WebState, call: &touchstone_app::Call) -> Result<Record<MailServer>, Failure> {
    let view = settings::mail_get(&state.app, call).await?;
    Ok(Record {
        version: view.version,
        body: view.into(),
    })
}
