//! Whether a message is a person's words or a machine's. Who takes a machine's words for a person's answers it by a
//! machine, and both go on for ever.

/// One field of a message's header, its name in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailField {
    pub name: String,
    pub value: String,
}

/// What kind of message it is, as far as its header tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailNature {
    /// Nothing says that it is not a person's.
    Personal,
    /// Made by a program, for somebody to act on: an order system, a monitor.
    Generated,
    /// Made by a program in answer to mail.
    Reply,
    /// A mail server's report about mail (RFC 3464).
    Report,
    /// For many at once.
    Bulk,
}

/// Reads the fields that programs mark their mail with: `Auto-Submitted` (RFC 3834), `List-…` (RFC 2369, 2919), and those
/// that are in use without a standard.
pub fn mail_nature(fields: &[MailField]) -> MailNature {
    let values = |name: &'static str| {
        fields
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| field.value.trim().to_ascii_lowercase())
    };
    let is_report = values("content-type").any(|value| value.starts_with("multipart/report"));
    if is_report {
        return MailNature::Report;
    }
    let submitted = values("auto-submitted")
        .map(|value| first_word(&value).to_owned())
        .find(|word| word != "no");
    let precedence: Vec<String> = values("precedence").collect();
    let says = |name: &'static str| values(name).any(|value| value != "no");
    let from_nobody = values("return-path").any(|value| value.is_empty() || value == "<>");
    let replies = submitted.as_deref() == Some("auto-replied")
        || precedence.iter().any(|value| value == "auto_reply")
        || ["x-autoreply", "x-autorespond", "x-autoresponse"]
            .into_iter()
            .any(says)
        || from_nobody;
    if replies {
        return MailNature::Reply;
    }
    let listed = ["list-id", "list-unsubscribe", "list-post", "list-help"]
        .into_iter()
        .any(says);
    let many = |value: &String| matches!(value.as_str(), "bulk" | "junk" | "list");
    if listed || precedence.iter().any(many) {
        return MailNature::Bulk;
    }
    let asks_for_silence = values("x-auto-response-suppress").any(|value| {
        value
            .split(',')
            .any(|part| matches!(part.trim(), "all" | "oof" | "autoreply"))
    });
    if submitted.is_some() || asks_for_silence || says("x-loop") {
        return MailNature::Generated;
    }
    MailNature::Personal
}

fn first_word(value: &str) -> &str {
    value.split([';', ' ', '(']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nature(fields: &[(&str, &str)]) -> MailNature {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| MailField {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
            })
            .collect();
        mail_nature(&fields)
    }

    #[test]
    fn programs_say_that_they_are_programs() {
        use MailNature as N;
        for (name, value, expected) in [
            ("auto-submitted", "auto-replied", N::Reply),
            ("auto-submitted", "Auto-Replied (vacation)", N::Reply),
            ("auto-submitted", "auto-generated; x=1", N::Generated),
            ("auto-submitted", "no", N::Personal),
            ("x-autoreply", "yes", N::Reply),
            ("x-autoreply", "no", N::Personal),
            ("precedence", "auto_reply", N::Reply),
            ("precedence", "Bulk", N::Bulk),
            ("precedence", "list", N::Bulk),
            ("list-id", "<news.shop.example>", N::Bulk),
            ("list-unsubscribe", "<mailto:off@shop.example>", N::Bulk),
            ("x-auto-response-suppress", "DR, OOF, AutoReply", N::Generated),
            ("x-loop", "orders", N::Generated),
            ("return-path", "<>", N::Reply),
            ("return-path", "<a@shop.example>", N::Personal),
            (
                "content-type",
                "multipart/report; report-type=delivery-status",
                N::Report,
            ),
        ] {
            assert_eq!(nature(&[(name, value)]), expected, "{name}: {value}");
        }
        assert_eq!(nature(&[]), MailNature::Personal);
    }

    #[test]
    fn an_automatic_reply_that_passed_a_list_stays_an_automatic_reply() {
        let both = [("list-id", "<l.example>"), ("auto-submitted", "auto-replied")];
        assert_eq!(nature(&both), MailNature::Reply);
    }

    proptest! {
        #[test]
        fn more_fields_never_make_a_machine_a_person(extra in "[a-z-]{1,20}", value in ".{0,40}") {
            let fields = [("auto-submitted", "auto-replied"), (extra.as_str(), value.as_str())];
            prop_assert_ne!(nature(&fields), MailNature::Personal);
        }
    }
}
