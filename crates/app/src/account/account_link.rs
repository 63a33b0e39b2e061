//! Links by which an account gets a password: put in force with their letter, looked at, used. Who gets one is `invitation`
//! and `password_reset`. A link works once, and whoever uses it ends every session of the account.

use touchstone_domain::account_link::LinkKind;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{EventId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use touchstone_render::Notification;
use touchstone_store::account_link::{AccountLinkRow, account_link_by_mac, account_link_put};
use touchstone_store::user::{UserRow, user_by_id, user_lock};
use touchstone_store::{Lane, Tx};
use zeroize::Zeroizing;

use super::password::{password_accept, password_hash};
use super::user::user_email;
use super::user_end::password_replace;
use crate::core::{App, AppError, Call, Cx};
use crate::keys::{Purpose, SecretToken};
use crate::notify::{Letter, Medium, Recipient, notification_queue};

/// What a secret of such a link begins with.
const LINK_PREFIX: &str = "lnk_";

/// All that is told of a link that does not work (any more).
const DEAD: AppError = AppError::Conflict {
    code: "link_not_valid",
};

/// Whom a link lets in.
#[derive(Debug, Clone)]
pub struct LinkFor {
    pub kind: LinkKind,
    pub name: String,
    pub email: String,
    pub expires_at: Timestamp,
}

/// A link drawn but not in force; drawn outside the transaction, like every secret.
#[derive(Clone)]
pub(crate) struct LinkDraft {
    kind: LinkKind,
    token: SecretToken,
}

impl LinkDraft {
    pub(crate) fn new(kind: LinkKind) -> Self {
        Self {
            kind,
            token: SecretToken::generate(LINK_PREFIX),
        }
    }

    /// Puts the link in force and queues the letter that carries it. The user must be held, or just made.
    pub(super) fn send(
        &self,
        cx: &mut Cx<'_, '_>,
        (user, language): (UserId, Language),
        event: EventId,
    ) -> Result<AccountLinkRow, AppError> {
        let row = AccountLinkRow {
            user_id: user,
            kind: self.kind,
            created_at: cx.now,
            expires_at: cx.now + self.kind.life(),
        };
        let mac = cx
            .app
            .keys
            .mac(Purpose::AccountLink, &[self.token.reveal().as_bytes()]);
        account_link_put(cx.tx, &row, &mac)?;
        let link = format!("{}/link/{}", cx.app.public_url, self.token.reveal());
        let what = match self.kind {
            LinkKind::Invitation => Notification::Invitation {
                link,
                until: row.expires_at,
            },
            LinkKind::PasswordReset => Notification::PasswordReset {
                link,
                valid_for: self.kind.life(),
            },
        };
        let letter = Letter {
            to: Recipient::User(user),
            medium: Medium::Email,
            ticket: None,
            event: Some(event),
            message: None,
            language,
            what,
        };
        notification_queue(cx, &letter)?;
        Ok(row)
    }
}

/// Whom the link lets in, for whoever holds its secret. Looking does not use it up: mail programs look too.
pub async fn account_link_look(app: &App, secret: &str) -> Result<LinkFor, AppError> {
    let (mac, keys, now) = (link_mac(app, secret)?, app.keys.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let (link, user) = working(tx, &mac, now)?;
        Ok(LinkFor {
            kind: link.kind,
            email: user_email(&keys, &user)?.ok_or(DEAD)?,
            name: user.name,
            expires_at: link.expires_at,
        })
    })
    .await
}

/// Sets the password of the account that a link is for. Every session of it ends, and so does its lock-out.
pub async fn account_link_use(
    app: &App,
    call: &Call,
    secret: &str,
    password: Zeroizing<String>,
) -> Result<(), AppError> {
    let mac = link_mac(app, secret)?;
    let found = account_link_look(app, secret).await?;
    let local_part = found.email.split('@').next().unwrap_or_default();
    password_accept("password", &password, &[&found.name, local_part])
        .map_err(|error| AppError::Validation(vec![error]))?;
    let phc = password_hash(app, &password).await?;
    app.command(call, move |cx| {
        let (link, _) = working(cx.tx, &mac, cx.now)?;
        let user = user_lock(cx.tx, link.user_id)?.ok_or(DEAD)?;
        // Of two who use one link at once, the second was waiting for the lock and finds the link gone.
        working(cx.tx, &mac, cx.now)?;
        let accepted = user.password_changed_at.is_none();
        password_replace(cx, &user, &phc)?;
        if accepted {
            cx.emit(Subject::User(user.id), EventBody::UserInvitationAccepted)?;
        }
        Ok(())
    })
    .await
}

fn link_mac(app: &App, secret: &str) -> Result<[u8; 32], AppError> {
    app.keys.token_mac(Purpose::AccountLink, secret).ok_or(DEAD)
}

/// A link that works now, and its user.
fn working(tx: &mut Tx<'_>, mac: &[u8], now: Timestamp) -> Result<(AccountLinkRow, UserRow), AppError> {
    let link = account_link_by_mac(tx, mac)?
        .filter(|link| now < link.expires_at)
        .ok_or(DEAD)?;
    let user = user_by_id(tx, link.user_id)?
        .filter(|user| user.archived_at.is_none())
        .ok_or(DEAD)?;
    Ok((link, user))
}
