//! The first administrator: let in by a one-time token that whoever starts the server reads in its log.

use touchstone_domain::access::Role;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::language::Language;
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::token::{setup_token_by_mac, setup_token_set, setup_token_use};
use touchstone_store::user::user_any;
use zeroize::Zeroizing;

use super::guard::{Counted, GuardPolicy};
use super::session::{SessionOpened, session_open};
use super::user_change::{UserDraft, UserInput};
use crate::core::{App, AppError, Call};
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

/// Creates the first administrator and signs them in. The token is used up by the same transaction. A wrong token is
/// counted, and tells nothing else: `NotFound`.
pub async fn setup_complete(app: &App, call: &Call, input: SetupInput) -> Result<SessionOpened, AppError> {
    let mac = token_check(app, call, &input.token).await?;
    let SetupInput {
        name,
        email,
        language,
        password,
        ..
    } = input;
    let role = Role::Administrator;
    let user = UserInput {
        name,
        email,
        language,
        role,
        teams: Vec::new(),
        password: Some(password),
    };
    let draft = UserDraft::new(app, call, user).await?;
    let session = SecretToken::generate("");
    app.command(call, move |cx| {
        if user_any(cx.tx)? || !setup_token_use(cx.tx, &mac, cx.now)? {
            return Err(AppError::NotFound { what: "setup" });
        }
        let id = draft.insert(cx)?;
        cx.emit(Subject::System, EventBody::SetupCompleted)?;
        cx.emit(Subject::User(id), EventBody::UserSignedIn)?;
        session_open(cx, (id, draft.name(), role, language), &session)
    })
    .await
}

/// The hash of a token that works now. A wrong one is counted against the address it came from.
async fn token_check(app: &App, call: &Call, token: &str) -> Result<[u8; 32], AppError> {
    const UNKNOWN: AppError = AppError::NotFound { what: "setup" };
    let mac = app.keys.token_mac(Purpose::SetupToken, token).ok_or(UNKNOWN)?;
    let address = call
        .caller
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    let guard = ADDRESS.of(&app.keys, address.as_bytes());
    let locked = app
        .command(call, move |cx| {
            if let Some(until) = guard.locked_until(cx.tx, cx.now)? {
                return Ok(Some(Some(until - cx.now)));
            }
            let works = setup_token_by_mac(cx.tx, &mac)?
                .is_some_and(|token| token.used_at.is_none() && cx.now < token.expires_at);
            if works && !user_any(cx.tx)? {
                return Ok(None);
            }
            Ok(Some(match guard.count(cx.tx, cx.now)? {
                Counted::Free => None,
                Counted::Locked { until } | Counted::Refused { until } => Some(until - cx.now),
            }))
        })
        .await?;
    match locked {
        None => Ok(mac),
        Some(None) => Err(UNKNOWN),
        Some(Some(retry_after)) => Err(AppError::RateLimited { retry_after }),
    }
}
