//! Staff: who may sign in and as whom; users, teams, roles, sessions, API tokens, and the first administrator.
//!
//! The entry functions take the app and the call; each checks the caller's permission itself. Requesters are not here
//! (`person`), nor is what a permission reaches (`domain::access`).

pub mod account_link;
pub(crate) mod guard;
pub(crate) mod input;
pub mod invitation;
pub(crate) mod own_password;
pub mod own_profile;
pub mod passkey;
pub mod password;
pub mod password_change;
pub mod password_reset;
pub mod role;
pub mod role_change;
pub mod role_preview;
pub mod second_factor;
pub mod second_step;
pub mod session;
pub mod setup;
pub mod sign_in;
pub mod sign_on;
mod standing;
pub mod team;
pub mod token;
pub mod totp;
pub mod user;
pub mod user_change;
pub mod user_create;
pub mod user_end;

pub use account_link::{LinkFor, account_link_look, account_link_use};
pub(crate) use input::text_refused;
pub use invitation::{InvitationView, invitation_list, invitation_resend, invitation_revoke, user_invite};
pub use own_profile::{OwnPatch, own_update};
pub use passkey::{
    CEREMONY_LIFE, CeremonyAsked, PASSKEYS_MAX, PasskeyAdded, PasskeyInput, PasskeySignIn, PasskeyView,
    passkey_add, passkey_begin, passkey_origin, passkey_remove, sign_in_passkey, sign_in_passkey_begin,
};
pub use password::{PASSWORD_MAX, PASSWORD_MIN, PasswordPool};
pub use password_change::password_change;
pub use password_reset::password_reset_ask;
pub use role::{
    CustomRole, PEOPLE_COUNTED, People, RoleCursor, RoleView, custom_role_get, custom_role_list,
    role_grantable, role_list,
};
pub use role_change::{RoleInput, RolePatch, role_archive, role_create, role_problems, role_update};
pub use role_preview::{PreviewInput, PreviewTickets, RolePreview, role_preview};
pub use second_factor::{
    ENROLMENT_LIFE, Enrolment, RECOVERY_CODES, SecondFactorView, recovery_codes_renew, role_second_factor,
    second_factor, second_factor_begin, second_factor_confirm, second_factor_disable, second_factor_reset,
};
pub use second_step::{CHALLENGE_LIFE, SecondStep, sign_in_second};
pub(crate) use session::actor_now;
pub use session::{
    SESSION_IDLE, SESSION_LIFE, SessionOpened, SessionView, SignedIn, actor_from_session,
    actor_from_session_unattended, csrf_matches, csrf_value, session_list, session_revoke, sign_out,
    sign_out_elsewhere,
};
pub use setup::{SetupInput, setup_begin, setup_complete, setup_mail_test, setup_pending};
pub use sign_in::{SignIn, SignInInput, sign_in};
pub use sign_on::{
    IdentityView, SIGN_ON_LIFE, SignOn, SignOnBegun, SignOnOutcome, SignOnReturn, SignOnSettings,
    identity_list, identity_unlink, sign_on_begin, sign_on_finish,
};
pub(crate) use standing::{user_reaches, user_standing, users_reach, users_who};
pub(crate) use team::teams_read;
pub use team::{TeamInput, TeamPatch, TeamView, team_archive, team_create, team_get, team_list, team_update};
pub use token::{
    TOKEN_DAYS_MAX, TOKEN_PREFIX, TokenCreated, TokenInput, TokenView, actor_from_token, token_create,
    token_list, token_revoke,
};
pub(crate) use user::user_address;
pub(crate) use user::users_read;
pub use user::{Me, UserCursor, UserPage, UserView, me, user_choices, user_get, user_list};
pub use user_change::{UserPatch, user_update};
pub use user_create::{UserInput, user_create};
pub use user_end::{user_archive, user_password_reset};

use touchstone_domain::time::Timestamp;
use touchstone_store::account_link::account_link_prune;
use touchstone_store::guard::guard_prune;
use touchstone_store::passkey::ceremony_prune;
use touchstone_store::session::session_prune;

use crate::core::{App, AppError};

/// Deletes sessions that ended and counters that no longer count. Run now and then; answers how many rows went.
pub async fn account_prune(app: &App) -> Result<u64, AppError> {
    let now: Timestamp = app.clock.now();
    app.store
        .write(move |tx| {
            let sessions = session_prune(tx, now, now - SESSION_IDLE)?;
            let links = account_link_prune(tx, now)?;
            let guards = guard_prune(tx, now - guard::GUARD_KEPT, now)?;
            let ceremonies = ceremony_prune(tx, now)?;
            Ok::<_, AppError>(sessions + links + guards + ceremonies)
        })
        .await
}
