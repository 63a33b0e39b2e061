//! The first administrator: let in by a one-time token that whoever starts the server reads in its log.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Role;
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

/// Creates the first administrator and signs them in. The token is used up by the same transaction. A wrong token is
/// counted, and tells nothing else: `NotFound`.
pub async fn setup_complete(app: &App, call: &Call, input: SetupInput) -> Result<SessionOpened, AppError> {
    let Some(mac) = app.keys.token_mac(Purpose::SetupToken, &input.token) else {
        return Err(UNKNOWN);
    };
    let address = call
        .caller
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    let guard = ADDRESS.of(&app.keys, address.as_bytes());
    let now = call.at.unwrap_or_else(|| app.clock.now());
    let works = app
        .query(Lane::Fast, move |tx| {
            Ok(guard.locked_until(tx, now)?.is_none() && token_works(tx, &mac, now)?)
        })
        .await?;
    let draft = if works {
        Some(draft(app, call, input).await?)
    } else {
        None
    };
    let session = SecretToken::generate("");
    let outcome = app.command(call, move |cx| decide(cx, draft.as_ref(), &mac, guard, &session));
    match outcome.await? {
        Outcome::Opened(opened) => Ok(opened),
        Outcome::Wrong => Err(UNKNOWN),
        Outcome::Locked { until } => Err(AppError::RateLimited {
            retry_after: until - now,
        }),
    }
}

fn decide(
    cx: &mut Cx<'_, '_>,
    draft: Option<&UserDraft>,
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

async fn draft(app: &App, call: &Call, input: SetupInput) -> Result<UserDraft, AppError> {
    let user = UserInput {
        name: input.name,
        email: input.email,
        language: input.language,
        role: Role::Administrator.into(),
        teams: Vec::new(),
        password: Some(input.password),
    };
    UserDraft::new(app, call, user).await
}

fn first_administrator(
    cx: &mut Cx<'_, '_>,
    draft: &UserDraft,
    session: &SecretToken,
) -> Result<Outcome, AppError> {
    let id = draft.insert_as(cx, Role::Administrator, None)?;
    cx.emit(Subject::System, EventBody::SetupCompleted)?;
    signed_in_note(cx, id)?;
    let user = (id, draft.name(), Role::Administrator, draft.language());
    session_open(cx, user, session).map(Outcome::Opened)
}
