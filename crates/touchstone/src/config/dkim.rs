//! What letters are signed with.

use super::Config;
use super::settings::Draft;
use super::source::Source;
use anyhow::{Context as _, Result};
use std::path::PathBuf;
use std::sync::Arc;
use touchstone_app::mail::MailIntake;
use touchstone_channels::DkimSigner;

/// The key and in whose name it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DkimConfig {
    pub(crate) domain: String,
    pub(crate) selector: String,
    pub(crate) key_file: PathBuf,
}

impl DkimConfig {
    /// Reads the key.
    pub(crate) fn signer(&self) -> Result<Arc<DkimSigner>> {
        let file = self.key_file.display();
        let pem = std::fs::read_to_string(&self.key_file)
            .with_context(|| format!("dkim.key_file: `{file}` cannot be read"))?;
        let signer = DkimSigner::new(&self.domain, &self.selector, &pem);
        Ok(Arc::new(
            signer.with_context(|| format!("dkim.key_file: `{file}`"))?,
        ))
    }
}

/// What is decided about mail, with the key that letters are signed with.
pub(crate) fn mail_intake(config: &Config) -> Result<MailIntake> {
    let signer = config.dkim.as_ref().map(DkimConfig::signer).transpose()?;
    Ok(MailIntake {
        signer,
        ..config.mail.clone()
    })
}

/// None where letters are not signed here.
pub(super) fn dkim(source: &mut Source, draft: &Draft) -> Option<DkimConfig> {
    let given = [
        ("dkim.domain", draft.dkim_domain.is_some()),
        ("dkim.selector", draft.dkim_selector.is_some()),
        ("dkim.key_file", draft.dkim_key_file.is_some()),
    ];
    let (Some(domain), Some(selector), Some(key_file)) =
        (&draft.dkim_domain, &draft.dkim_selector, &draft.dkim_key_file)
    else {
        if let Some((first, _)) = given.iter().find(|(_, given)| *given) {
            source.wrong(
                first,
                "dkim.domain, dkim.selector and dkim.key_file belong together",
            );
        }
        return None;
    };
    concerns_sender(source, draft, &domain.to_ascii_lowercase());
    Some(DkimConfig {
        domain: domain.clone(),
        selector: selector.clone(),
        key_file: key_file.clone(),
    })
}

/// A signature of another domain vouches for nothing that people read (RFC 7489, 3.1.1).
fn concerns_sender(source: &mut Source, draft: &Draft, domain: &str) {
    let Some(from) = &draft.smtp_from else { return };
    let sends = from.trim_end_matches('>').rsplit('@').next().unwrap_or_default();
    let sends = sends.trim().to_ascii_lowercase();
    let within = |inner: &str, outer: &str| inner == outer || inner.ends_with(&format!(".{outer}"));
    if !within(&sends, domain) && !within(domain, &sends) {
        source.wrong(
            "dkim.domain",
            format!("`{domain}` is not the domain of smtp.from, which is `{sends}`: its signature would vouch for nothing"),
        );
    }
}
