//! Passwords in forms that come back: sealed, so that nothing typed is lost and nothing secret is shown. They open in this
//! installation only, and each only as what it was.

use zeroize::Zeroizing;

use super::typed;
use crate::state::WebState;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Sealed {
    Password,
    MailPassword,
    /// What a mail server was tried with.
    Tested,
}

impl Sealed {
    fn field(self) -> &'static str {
        match self {
            Self::Password => "kept_password",
            Self::MailPassword => "kept_mail_password",
            Self::Tested => "tested",
        }
    }

    fn purpose(self) -> String {
        format!("form:{}", self.field())
    }

    /// The hidden field's value; empty for nothing.
    pub(in crate::pages) fn kept(self, state: &WebState, secret: &str) -> String {
        if secret.is_empty() {
            return String::new();
        }
        let sealed = state.app.keys.seal_system(&self.purpose(), secret.as_bytes());
        data_encoding::BASE64URL_NOPAD.encode(&sealed)
    }

    /// What was typed, or else what was kept.
    pub(in crate::pages) fn or_kept(
        self,
        state: &WebState,
        pairs: &[(String, String)],
        now: Zeroizing<String>,
    ) -> Zeroizing<String> {
        if !now.is_empty() {
            return now;
        }
        self.opened(state, &typed(pairs, self.field())).unwrap_or(now)
    }

    fn opened(self, state: &WebState, kept: &str) -> Option<Zeroizing<String>> {
        let sealed = data_encoding::BASE64URL_NOPAD.decode(kept.as_bytes()).ok()?;
        let plain = state.app.keys.open_system(&self.purpose(), &sealed).ok()?;
        String::from_utf8(plain.to_vec()).ok().map(Zeroizing::new)
    }
}
