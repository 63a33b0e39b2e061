//! Whether a listener is still who they were when the stream was opened. Asking is no use of the session: a page left open
//! does not keep anybody signed in.

use touchstone_domain::event::Subject;

use crate::account::actor_now;
use crate::core::{App, AppError, Credential, UserActor};

/// What became of a listener.
pub(super) enum Standing {
    Same,
    /// They may see other things than before.
    Changed(Box<UserActor>),
    /// Signed out, revoked, archived, expired.
    Ended,
}

/// Looks a listener up again.
pub(super) async fn standing_now(app: &App, user: &UserActor) -> Result<Standing, AppError> {
    let Some(now) = actor_now(app, user.credential).await? else {
        return Ok(Standing::Ended);
    };
    if now.must_enrol {
        return Ok(Standing::Ended);
    }
    let same = now.actor.grants == user.grants && now.actor.reach == user.reach;
    Ok(if same {
        Standing::Same
    } else {
        Standing::Changed(Box::new(now.actor))
    })
}

/// Whether a change of this subject may concern the listener.
pub(super) fn concerns(subject: &Subject, user: &UserActor) -> bool {
    match subject {
        Subject::User(id) => *id == user.id,
        Subject::Session(id) => user.credential == Credential::Session(*id),
        Subject::Token(id) => user.credential == Credential::Token(*id),
        Subject::Team(_) | Subject::System => true,
        _ => false,
    }
}
