//! Whether a sender is who they say they are: what the mail server in front has found out (SPF, DKIM, DMARC; RFC 8601), and what
//! that is worth.
//!
//! Only what a server wrote that is trusted by name counts, and of that only what stands above the first hop that is not its
//! own: everything below may be the sender's own words.

use super::MailField;

/// Results of one message that are looked at.
const RESULTS: usize = 50;

codes! {
    /// What a check of a sender found.
    pub enum CheckResult ("check result") {
        Pass = "pass",
        Fail = "fail",
        /// Probably not, says the domain itself.
        SoftFail = "soft_fail",
        /// There is nothing to check it against.
        None = "none",
        /// It could not be checked.
        Error = "error",
    }
}

codes! {
    /// Whether a sender is who they say they are.
    pub enum SenderStanding ("sender standing") {
        /// The domain of the address vouches for the message.
        Verified = "verified",
        /// The domain says that such a message is not its own.
        Failed = "failed",
        /// Nobody says anything.
        Unknown = "unknown",
    }
}

codes! {
    /// Who found out about a sender.
    pub enum CheckedBy ("checker") {
        /// The mail server in front.
        Server = "server",
        /// The product itself, when the mail was handed over.
        Here = "here",
    }
}

/// What was found out about one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SenderChecks {
    pub spf: Option<CheckResult>,
    pub dkim: Option<CheckResult>,
    pub dmarc: Option<CheckResult>,
    /// None where nothing was found out.
    pub by: Option<CheckedBy>,
}

impl SenderChecks {
    /// Only DMARC speaks of the address that people read; the others are about servers and envelopes.
    pub const fn standing(self) -> SenderStanding {
        match self.dmarc {
            Some(CheckResult::Pass) => SenderStanding::Verified,
            Some(CheckResult::Fail | CheckResult::SoftFail) => SenderStanding::Failed,
            _ => SenderStanding::Unknown,
        }
    }
}

/// What the mail server of this name has written into a header.
pub fn sender_checks(fields: &[MailField], server: &str) -> SenderChecks {
    let mut checks = SenderChecks::default();
    for results in results_of(fields, server) {
        for result in results.into_iter().take(RESULTS) {
            let (method, found) = read(&result);
            let place = match method.as_str() {
                "spf" => &mut checks.spf,
                "dkim" => &mut checks.dkim,
                "dmarc" => &mut checks.dmarc,
                _ => continue,
            };
            // One good signature of several is enough.
            if place.is_none() || found == CheckResult::Pass {
                *place = Some(found);
            }
            checks.by = Some(CheckedBy::Server);
        }
    }
    checks
}

/// The results in the fields that the server has written, as parts.
fn results_of(fields: &[MailField], server: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for field in fields {
        match field.name.as_str() {
            "authentication-results" => {
                let mut parts = parts(&field.value).into_iter();
                let by = parts.next().unwrap_or_default();
                let by = by.split_whitespace().next().unwrap_or_default();
                if !by.eq_ignore_ascii_case(server) {
                    break;
                }
                all.push(parts.collect());
            }
            // What is below was there before the server saw the message.
            "received" if !all.is_empty() => break,
            _ => {}
        }
    }
    all
}

/// Parts between semicolons, without comments; what is quoted is left whole.
fn parts(value: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for letter in value.chars() {
        let was_escaped = std::mem::take(&mut escaped);
        match letter {
            '\\' if !was_escaped && (quoted || depth > 0) => escaped = true,
            '"' if !was_escaped && depth == 0 => quoted = !quoted,
            '(' if !quoted && !was_escaped => depth += 1,
            ')' if !quoted && !was_escaped && depth > 0 => depth -= 1,
            ';' if !quoted && depth == 0 => parts.push(String::new()),
            _ if depth == 0 => {
                if let Some(part) = parts.last_mut() {
                    part.push(letter);
                }
            }
            _ => {}
        }
    }
    parts
}

/// Method and result of `spf=pass smtp.mailfrom=…`.
fn read(result: &str) -> (String, CheckResult) {
    let (method, rest) = result.split_once('=').unwrap_or((result, ""));
    let method = method.split('/').next().unwrap_or_default();
    let word = rest
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let found = match word.as_str() {
        "pass" => CheckResult::Pass,
        "fail" | "hardfail" | "policy" | "reject" => CheckResult::Fail,
        "softfail" => CheckResult::SoftFail,
        "none" | "neutral" | "bestguesspass" => CheckResult::None,
        _ => CheckResult::Error,
    };
    (method.trim().to_ascii_lowercase(), found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use CheckResult as R;
    use proptest::prelude::*;

    const SERVER: &str = "mx.shop.example";

    fn fields(list: &[(&str, &str)]) -> Vec<MailField> {
        list.iter()
            .map(|(name, value)| MailField {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
            })
            .collect()
    }

    fn found(values: &[&str]) -> SenderChecks {
        let list: Vec<_> = values
            .iter()
            .map(|value| ("authentication-results", *value))
            .collect();
        sender_checks(&fields(&list), SERVER)
    }

    #[test]
    fn results_are_read_as_servers_write_them() {
        let one = found(&[
            "mx.shop.example 1; spf=softfail (not; mine) smtp.mailfrom=a@b.example;\
             dkim/1=fail reason=\"bad; body\" header.d=b.example; dkim=pass header.d=b.example; dmarc=pass (p=REJECT) header.from=b.example",
        ]);
        assert_eq!(
            (one.spf, one.dkim, one.dmarc),
            (Some(R::SoftFail), Some(R::Pass), Some(R::Pass))
        );
        assert_eq!(one.standing(), SenderStanding::Verified);
        let two = found(&[
            "MX.shop.example; dkim=none",
            "mx.shop.example; dmarc=fail header.from=b.example",
        ]);
        assert_eq!(
            (two.dkim, two.standing()),
            (Some(R::None), SenderStanding::Failed)
        );
        assert_eq!(
            found(&["mx.shop.example; none"]).standing(),
            SenderStanding::Unknown
        );
        assert_eq!(
            found(&["mx.shop.example; dmarc=temperror"]).standing(),
            SenderStanding::Unknown
        );
    }

    #[test]
    fn only_the_words_of_the_trusted_server_count() {
        assert_eq!(found(&["other.example; dmarc=pass"]), SenderChecks::default());
        assert_eq!(
            found(&["other.example; dmarc=pass", "mx.shop.example; dmarc=pass"]),
            SenderChecks::default()
        );
        assert_eq!(
            found(&["mx.shop.example.evil.example; dmarc=pass"]),
            SenderChecks::default()
        );
        let forged = [
            ("received", "from mx by here"),
            ("authentication-results", "mx.shop.example; dmarc=fail"),
            ("received", "from evil by mx"),
            ("authentication-results", "mx.shop.example; dmarc=pass"),
        ];
        assert_eq!(sender_checks(&fields(&forged), SERVER).dmarc, Some(R::Fail));
    }

    proptest! {
        #[test]
        fn no_words_are_too_strange(value in ".{0,120}") {
            let _ = found(&[&format!("mx.shop.example; {value}")]);
            let _ = found(&[&value]);
        }

        #[test]
        fn what_a_sender_adds_below_changes_nothing(value in ".{0,60}") {
            let own = ("authentication-results", "mx.shop.example; dmarc=fail");
            let with = [own, ("received", "by mx"), ("authentication-results", value.as_str())];
            prop_assert_eq!(sender_checks(&fields(&with), SERVER), sender_checks(&fields(&[own]), SERVER));
        }
    }
}
