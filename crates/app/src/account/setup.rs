//! The first administrator: let in by a one-time token that whoever starts the server reads in its log.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Role;
use touchstone_domain::contact::email_normalise;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::token::{setup_token_by_mac, setup_token_set, setup_token_use};
use touchstone_store::user::user_any;
use touchstone_store::{Lane, Tx};
use zeroize::Zeroizing;

use super::guard::{Counted, Guard, GuardPolicy};
use super::session::{SessionOpened, session_open, signed_in_note};
use super::user_create::{UserDraft, UserInput};
use crate::core::{App, AppError, Call, Cx};
use crate::keys::{Purpose, SecretToken};
use crate::settings::{
    MailInput, MailSettings, Platform, PlatformInput, SettingName, mail_checked, setting_keep, settings_apply,
};

/// A set-up token works for this long; starting the server again makes another.
pub const SETUP_LIFE: Span = Span::hours(24);

/// Wrong set-up tokens from one network address.
static ADDRESS: GuardPolicy = GuardPolicy {
    name: "setup address",
    allowance: 10,
    forget: Span::hours(1),
    locks: &[Span::minutes(5), Span::hours(1)],
};

/// All that is told of a token that does not work.
const UNKNOWN: AppError = AppError::NotFound { what: "setup" };

/// What the first administrator types.
#[derive(Clone)]
pub struct SetupInput {
    pub token: String,
    pub name: String,
    pub email: String,
    pub language: Language,
    pub password: Zeroizing<String>,
    pub platform: PlatformInput,
    /// Nothing typed: mail is not sent for now.
    pub mail: MailInput,
    /// The mail server has taken a test message by these very settings.
    pub mail_tested: bool,
}

/// What was typed, checked and sealed, ready to be kept.
struct Draft {
    user: UserDraft,
    platform: Platform,
    mail: Option<MailSettings>,
}

/// Whether there is no user yet.
pub async fn setup_pending(app: &App) -> Result<bool, AppError> {
    app.query(Lane::Fast, |tx| Ok(!user_any(tx)?)).await
}

/// At the start of a server: when there is no user yet, a new one-time token to print for the operator. It replaces any
/// that was printed before.
pub async fn setup_begin(app: &App) -> Result<Option<SecretToken>, AppError> {
    let token = SecretToken::generate("");
    let mac = app.keys.mac(Purpose::SetupToken, &[token.reveal().as_bytes()]);
    let now = app.clock.now();
    let set = app
        .store
        .write(move |tx| {
            let wanted = !user_any(tx)? && setup_token_set(tx, &mac, now, now + SETUP_LIFE)?;
            Ok::<_, AppError>(wanted)
        })
        .await?;
    Ok(set.then_some(token))
}

/// How the command ended: a wrong token is counted, so it is no error of the command.
#[derive(Clone, Serialize, Deserialize)]
enum Outcome {
    Opened(SessionOpened),
    Wrong,
    Locked { until: Timestamp },
}

/// Creates the first administrator and signs them in; keeps what was chosen about the installation. The token is used up by
/// the same transaction. A wrong token is counted, and tells nothing else: `NotFound`.
pub async fn setup_complete(app: &App, call: &Call, input: SetupInput) -> Result<SessionOpened, AppError> {
    let (mac, guard) = keys_of(app, call, &input.token)?;
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let draft = if lets_in(app, mac, guard, now).await? {
        Some(draft(app, call, input).await?)
    } else {
        None
    };
    let session = SecretToken::generate("");
    let outcome = app.command(call, move |cx| decide(cx, draft.as_ref(), &mac, guard, &session));
    match outcome.await? {
        Outcome::Opened(opened) => {
            // Kept by now; if taking it over fails, it is tried again in the background.
            if let Err(error) = settings_apply(app).await {
                tracing::warn!(%error, "what was chosen at the set-up is not in use yet");
            }
            Ok(opened)
        }
        Outcome::Wrong => Err(UNKNOWN),
        Outcome::Locked { until } => Err(AppError::RateLimited {
            retry_after: until - now,
        }),
    }
}

/// Sends a test message through the mail server as typed, to the address of the administrator to be. Only whoever has the
/// token makes this process speak to a server; a wrong one is counted.
pub async fn setup_mail_test(app: &App, call: &Call, input: &SetupInput) -> Result<(), AppError> {
    let (mac, guard) = keys_of(app, call, &input.token)?;
    let now = call.at.unwrap_or_else(|| app.clock.now());
    if lets_in(app, mac, guard, now).await? {
        let to = email_normalise(&input.email).map_err(|error| AppError::field("email", error.code()))?;
        return mail_checked(app, &input.mail, &to, input.language)
            .await
            .map(|_| ());
    }
    let session = SecretToken::generate("");
    let outcome = app.command(call, move |cx| decide(cx, None, &mac, guard, &session));
    match outcome.await? {
        Outcome::Locked { until } => Err(AppError::RateLimited {
            retry_after: until - now,
        }),
        Outcome::Opened(_) | Outcome::Wrong => Err(UNKNOWN),
    }
}

fn keys_of(app: &App, call: &Call, token: &str) -> Result<([u8; 32], Guard), AppError> {
    let mac = app.keys.token_mac(Purpose::SetupToken, token).ok_or(UNKNOWN)?;
    let address = call
        .caller
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    Ok((mac, ADDRESS.of(&app.keys, address.as_bytes())))
}

async fn lets_in(app: &App, mac: [u8; 32], guard: Guard, now: Timestamp) -> Result<bool, AppError> {
    app.query(Lane::Fast, move |tx| {
        Ok(guard.locked_until(tx, now)?.is_none() && token_works(tx, &mac, now)?)
    })
    .await
}

fn decide(
    cx: &mut Cx<'_, '_>,
    draft: Option<&Draft>,
    mac: &[u8],
    guard: Guard,
    session: &SecretToken,
) -> Result<Outcome, AppError> {
    if let Some(until) = guard.locked_until(cx.tx, cx.now)? {
        return Ok(Outcome::Locked { until });
    }
    match draft {
        Some(draft) if !user_any(cx.tx)? && setup_token_use(cx.tx, mac, cx.now)? => {
            first_administrator(cx, draft, session)
        }
        _ => match guard.count(cx.tx, cx.now)? {
            Counted::Free => Ok(Outcome::Wrong),
            Counted::Locked { until } | Counted::Refused { until } => Ok(Outcome::Locked { until }),
        },
    }
}

/// Looked at before anything expensive is done for a stranger; the command decides.
fn token_works(tx: &mut Tx<'_>, mac: &[u8], now: Timestamp) -> Result<bool, AppError> {
    let token = setup_token_by_mac(tx, mac)?;
    Ok(token.is_some_and(|token| token.used_at.is_none() && now < token.expires_at) && !user_any(tx)?)
}

/// Reads everything that was typed; all problems are told at once. The mail server is tried last, and only when nothing else
/// is wrong.
async fn draft(app: &App, call: &Call, input: SetupInput) -> Result<Draft, AppError> {
    let mut problems = Vec::new();
    let platform = fields_of(input.platform.read(), &mut problems)?;
    let asked = !input.mail.is_empty() && !app.outgoing.is_fixed();
    let typed = if asked { Some(input.mail.read(None)) } else { None };
    let mail = match typed {
        Some(read) => fields_of(read, &mut problems)?,
        None => None,
    };
    let (to, language) = (input.email.trim().to_owned(), input.language);
    let user = UserInput {
        name: input.name,
        email: input.email,
        language,
        role: Role::Administrator.into(),
        teams: Vec::new(),
        password: Some(input.password),
    };
    let user = fields_of(UserDraft::new(app, call, user).await, &mut problems)?;
    let (Some(user), Some(platform)) = (user, platform.filter(|_| problems.is_empty())) else {
        return Err(AppError::Validation(problems));
    };
    if !problems.is_empty() {
        return Err(AppError::Validation(problems));
    }
    if mail.is_some() && !input.mail_tested {
        mail_checked(app, &input.mail, &to, language).await?;
    }
    Ok(Draft { user, platform, mail })
}

/// The value, or nothing with its problems noted; any other refusal ends it.
fn fields_of<T>(
    read: Result<T, AppError>,
    problems: &mut Vec<crate::core::FieldError>,
) -> Result<Option<T>, AppError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(AppError::Validation(fields)) => {
            problems.extend(fields);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn first_administrator(
    cx: &mut Cx<'_, '_>,
    draft: &Draft,
    session: &SecretToken,
) -> Result<Outcome, AppError> {
    if draft.platform != Platform::default() {
        setting_keep(cx, SettingName::Platform, &draft.platform)?;
    }
    if draft.mail.is_some() {
        setting_keep(cx, SettingName::Mail, &draft.mail)?;
    }
    let draft = &draft.user;
    let id = draft.insert_as(cx, Role::Administrator, None)?;
    cx.emit(Subject::System, EventBody::SetupCompleted)?;
    signed_in_note(cx, id)?;
    let user = (id, draft.name(), Role::Administrator, draft.language());
    session_open(cx, user, session).map(Outcome::Opened)
}
