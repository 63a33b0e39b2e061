//! The mail server as it is typed, and as it is kept.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use touchstone_channels::{DkimSigner, MailError, Mailer, MailerConfig, Security};
use touchstone_domain::codes;
use zeroize::Zeroizing;

use crate::core::{AppError, FieldError};

/// Connections kept to a mail server.
const CONNECTIONS: u32 = 4;
/// Longest name of a host (RFC 1035).
const HOST_MAX: usize = 253;
/// Longest user name, password or sender.
const TEXT_MAX: usize = 320;

codes! {
    /// How the connection to a mail server is protected.
    pub enum MailSecurity ("mail security") {
        Starttls = "starttls",
        Tls = "tls",
        Plain = "plain",
    }
}

/// The mail server, as typed.
#[derive(Clone, Default)]
pub struct MailInput {
    pub host: String,
    /// Empty: the usual one.
    pub port: String,
    pub security: String,
    pub user: String,
    /// Empty: the one that is kept, for the same user at the same server.
    pub password: Zeroizing<String>,
    pub from: String,
}

/// The mail server, as kept. The password is in clear here: it leaves memory sealed only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailSettings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: MailSecurity,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) from: String,
}

impl MailInput {
    /// Whether nothing was typed at all.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.host, &self.port, &self.user, &self.from];
        texts.iter().all(|text| text.trim().is_empty()) && self.password.is_empty()
    }

    /// Reads what was typed; every problem is named at its field. `kept` completes a password that was left empty.
    pub(crate) fn read(&self, kept: Option<&MailSettings>) -> Result<MailSettings, AppError> {
        let mut problems = Vec::new();
        for (field, text, most) in [
            ("mail_host", &self.host, HOST_MAX),
            ("mail_from", &self.from, TEXT_MAX),
        ] {
            if text.trim().is_empty() {
                problems.push(FieldError::new(field, "required"));
            } else if text.chars().count() > most {
                problems.push(FieldError::new(field, "too_long").with("max", most));
            }
        }
        for (field, text) in [
            ("mail_user", self.user.as_str()),
            ("mail_password", self.password.as_str()),
        ] {
            if text.chars().count() > TEXT_MAX {
                problems.push(FieldError::new(field, "too_long").with("max", TEXT_MAX));
            }
        }
        let security = self.security();
        if security.is_none() {
            problems.push(FieldError::new("mail_security", "unknown_value"));
        }
        let security = security.unwrap_or(MailSecurity::Starttls);
        let port = self.port(security);
        if port.is_none() {
            problems.push(
                FieldError::new("mail_port", "out_of_range")
                    .with("min", 1)
                    .with("max", u16::MAX),
            );
        }
        let password = self.password_or(kept);
        if self.user.trim().is_empty() && password.is_some() {
            problems.push(FieldError::new("mail_user", "required"));
        } else if !self.user.trim().is_empty() && password.is_none() {
            problems.push(FieldError::new("mail_password", "required"));
        }
        let settings = MailSettings {
            host: self.host.trim().to_owned(),
            port: port.unwrap_or_default(),
            security,
            user: Some(self.user.trim().to_owned()).filter(|user| !user.is_empty()),
            password,
            from: self.from.trim().to_owned(),
        };
        if problems.is_empty() && settings.mailer(Duration::from_secs(1), None).is_err() {
            problems.push(FieldError::new("mail_from", "invalid_email"));
        }
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(AppError::Validation(problems))
        }
    }

    fn security(&self) -> Option<MailSecurity> {
        match self.security.trim() {
            "" => Some(MailSecurity::Starttls),
            code => code.parse().ok(),
        }
    }

    fn port(&self, security: MailSecurity) -> Option<u16> {
        match self.port.trim() {
            "" => Some(security.usual_port()),
            typed => typed.parse().ok().filter(|port| *port > 0),
        }
    }

    /// A kept password is not sent to another server than the one it was typed for.
    fn password_or(&self, kept: Option<&MailSettings>) -> Option<String> {
        if !self.password.is_empty() {
            return Some(self.password.to_string());
        }
        let same = kept.filter(|kept| {
            kept.host.eq_ignore_ascii_case(self.host.trim()) && kept.user.as_deref() == Some(self.user.trim())
        });
        same.and_then(|kept| kept.password.clone())
    }
}

impl MailSecurity {
    /// The port that servers listen on for it.
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Tls => 465,
            Self::Plain => 25,
        }
    }
}

impl MailSettings {
    /// A mailer that speaks to this server. Must be called inside the runtime.
    pub(super) fn mailer(
        &self,
        timeout: Duration,
        signer: Option<Arc<DkimSigner>>,
    ) -> Result<Mailer, MailError> {
        Mailer::new(&MailerConfig {
            host: self.host.clone(),
            port: self.port,
            security: match self.security {
                MailSecurity::Tls => Security::Tls,
                MailSecurity::Plain => Security::Plain,
                MailSecurity::Starttls => Security::StartTls,
            },
            credentials: self.user.clone().zip(self.password.clone()),
            from: self.from.clone(),
            connections: CONNECTIONS,
            timeout,
            signer,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(host: &str, user: &str, password: &str) -> MailInput {
        MailInput {
            host: host.to_owned(),
            user: user.to_owned(),
            password: password.to_owned().into(),
            from: "Service <care@shop.example>".to_owned(),
            ..MailInput::default()
        }
    }

    fn fields(error: AppError) -> Vec<(String, &'static str)> {
        error
            .fields()
            .iter()
            .map(|field| (field.field.clone(), field.code))
            .collect()
    }

    #[tokio::test]
    async fn a_kept_password_goes_to_the_server_it_was_typed_for_and_to_no_other() {
        let kept = typed("mail.shop.example", "care", "secret").read(None).unwrap();
        assert_eq!((kept.port, kept.security), (587, MailSecurity::Starttls));
        let same = typed("Mail.Shop.Example", "care", "").read(Some(&kept)).unwrap();
        assert_eq!(same.password, kept.password);
        for (host, user) in [("mail.evil.example", "care"), ("mail.shop.example", "other")] {
            let refused = typed(host, user, "").read(Some(&kept)).err().unwrap();
            assert_eq!(fields(refused), [("mail_password".to_owned(), "required")]);
        }
    }

    #[tokio::test]
    async fn every_mistake_is_named_at_its_field() {
        let odd = MailInput {
            port: "0".to_owned(),
            security: "magic".to_owned(),
            password: "secret".to_owned().into(),
            ..MailInput::default()
        };
        let named: Vec<_> = fields(odd.read(None).err().unwrap())
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(
            named,
            [
                "mail_host",
                "mail_from",
                "mail_security",
                "mail_port",
                "mail_user"
            ]
        );
        let no_sender = MailInput {
            from: "nobody".to_owned(),
            ..typed("mail.shop.example", "", "")
        };
        assert_eq!(
            fields(no_sender.read(None).err().unwrap()),
            [("mail_from".to_owned(), "invalid_email")]
        );
    }
}
