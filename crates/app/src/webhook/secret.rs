//! What calls are signed with: 256 random bits in the form of Standard Webhooks, shown once, kept sealed. For a while after
//! a change the one before signs too, so that the other side can change in its own time.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{Id, WebhookId};
use touchstone_domain::time::Timestamp;
use touchstone_store::webhook::WebhookRow;
use zeroize::Zeroizing;

use super::view::WebhookView;
use crate::core::{App, AppError};
use crate::keys::{SecretToken, random, sealed_version};

/// What every secret starts with.
const PREFIX: &str = "whsec_";
/// What secrets are sealed under.
const PURPOSE: &str = "webhook";

/// A system with the secret that was just made for it: the only time it is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WebhookIssued {
    pub view: WebhookView,
    pub secret: SecretToken,
}

/// A secret, and until when it signs; the newest has no end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeptSecret {
    pub(super) secret: SecretToken,
    pub(super) until: Option<Timestamp>,
}

/// Sealed secrets with the version of the key they are sealed with.
pub(super) struct SealedSecrets {
    pub(super) bytes: Vec<u8>,
    pub(super) key_version: u32,
}

/// Bound to the system's id: secrets cannot be moved to another one's row.
pub(crate) fn webhook_purpose(id: WebhookId) -> String {
    format!("{PURPOSE}:{}", id.raw())
}

pub(super) fn secret_generate() -> SecretToken {
    let bits = Zeroizing::new(random::<32>());
    SecretToken::of(format!("{PREFIX}{}", BASE64.encode(bits.as_slice())))
}

pub(super) fn secrets_seal(
    app: &App,
    id: WebhookId,
    secrets: &[KeptSecret],
) -> Result<SealedSecrets, AppError> {
    let plain = serde_json::to_vec(secrets).map(Zeroizing::new);
    let plain = plain.map_err(|error| AppError::Internal(error.to_string()))?;
    let bytes = app.keys.seal_system(&webhook_purpose(id), &plain);
    Ok(SealedSecrets {
        key_version: sealed_version(&bytes),
        bytes,
    })
}

pub(super) fn secrets_open(app: &App, row: &WebhookRow) -> Result<Vec<KeptSecret>, AppError> {
    if row.secrets.is_empty() {
        return Ok(Vec::new());
    }
    let plain = app.keys.open_system(&webhook_purpose(row.id), &row.secrets)?;
    serde_json::from_slice(&plain)
        .map_err(|error| AppError::Internal(format!("secrets of {} cannot be read: {error}", row.id)))
}

/// The key bytes that sign now, newest first.
pub(super) fn signing_keys(secrets: &[KeptSecret], now: Timestamp) -> Vec<Zeroizing<Vec<u8>>> {
    secrets
        .iter()
        .filter(|kept| kept.until.is_none_or(|until| now < until))
        .filter_map(|kept| {
            let text = kept.secret.reveal().strip_prefix(PREFIX)?;
            BASE64.decode(text.as_bytes()).ok().map(Zeroizing::new)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_the_form_of_the_scheme_and_signs_until_its_time_is_over() {
        let now = Timestamp::from_micros(1_772_413_200_000_000);
        let (new, old) = (secret_generate(), secret_generate());
        assert!(new.reveal().starts_with("whsec_"));
        assert_ne!(new.reveal(), old.reveal());
        let kept = [
            KeptSecret {
                secret: new,
                until: None,
            },
            KeptSecret {
                secret: old,
                until: Some(now),
            },
        ];
        let before = Timestamp::from_micros(now.as_micros() - 1);
        assert_eq!(signing_keys(&kept, before).len(), 2);
        assert_eq!(signing_keys(&kept, now).len(), 1);
        assert_eq!(signing_keys(&kept, now)[0].len(), 32);
    }
}
