//! Links by which somebody sets a password for an account: invitations of new staff, and resets of forgotten passwords.
//! How they are drawn, kept and sent is not here.

use crate::time::Span;

codes! {
    /// Why a link was sent.
    pub enum LinkKind ("account link kind") {
        /// The account is new and has no password yet.
        Invitation = "invitation",
        /// Somebody said that they had forgotten the password.
        PasswordReset = "password_reset",
    }
}

impl LinkKind {
    /// How long a link works. An invitation may lie over a weekend; a reset is asked for by somebody who waits for it.
    pub const fn life(self) -> Span {
        match self {
            Self::Invitation => Span::hours(72),
            Self::PasswordReset => Span::hours(1),
        }
    }
}
