//! What letters are signed with. The key is read with the configuration, so that a damaged one is said before anything starts.

use super::settings::Draft;
use super::source::Source;
use std::sync::Arc;
use touchstone_channels::DkimSigner;

/// None where letters are not signed here.
pub(super) fn dkim(source: &mut Source, draft: &Draft) -> Option<Arc<DkimSigner>> {
    let given = [
        ("dkim.domain", draft.dkim_domain.is_some()),
        ("dkim.selector", draft.dkim_selector.is_some()),
        ("dkim.key_file", draft.dkim_key_file.is_some()),
    ];
    let (Some(domain), Some(selector), Some(file)) =
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
    let pem = match std::fs::read_to_string(file) {
        Ok(pem) => pem,
        Err(error) => {
            source.wrong(
                "dkim.key_file",
                format!("`{}` cannot be read: {error}", file.display()),
            );
            return None;
        }
    };
    match DkimSigner::new(domain, selector, &pem) {
        Ok(signer) => {
            concerns_sender(source, draft, signer.domain());
            Some(Arc::new(signer))
        }
        Err(fault) => {
            source.wrong("dkim.key_file", format!("`{}`: {fault}", file.display()));
            None
        }
    }
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
