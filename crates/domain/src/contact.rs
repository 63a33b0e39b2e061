//! E-mail addresses and phone numbers: one normal form, so that the same contact gives the same look-up key, and
//! masks, so that lists show enough to recognise and too little to misuse.
//!
//! Whether an address works, or whose it is, is not decided here: that takes a one-time code.

use unicode_normalization::UnicodeNormalization;

/// Version of the rules below. Look-up keys are made over it, so a changed rule never mixes with old keys.
pub const NORMALISATION_VERSION: u16 = 1;

/// Calling code of a number written without one.
const HOME_CALLING_CODE: &str = "86";
/// RFC 5321, 4.5.3.1.3: a path has at most 256 octets, its angle brackets included.
const EMAIL_MAX: usize = 254;
/// RFC 5321, 4.5.3.1.1.
const LOCAL_PART_MAX: usize = 64;

codes! {
    /// By what a person is reached.
    pub enum ContactKind ("kind of contact") {
        Email = "email",
        Phone = "phone",
    }
}

/// Why a text is no contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    #[error("not an e-mail address")]
    InvalidEmail,
    #[error("not a phone number")]
    InvalidPhone,
}

impl ContactError {
    /// Stable code, also the translation key `field-<code>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidEmail => "invalid_email",
            Self::InvalidPhone => "invalid_phone",
        }
    }
}

/// The normal form of a contact of either kind.
pub fn normalise(kind: ContactKind, text: &str) -> Result<String, ContactError> {
    match kind {
        ContactKind::Email => email_normalise(text),
        ContactKind::Phone => phone_normalise(text),
    }
}

/// NFKC, trimmed, lower case; one `@`, a local part of at most 64 octets, a domain of at least two labels
/// (RFC 5321; internationalised addresses of RFC 6531 are accepted, quoted local parts are not).
pub fn email_normalise(text: &str) -> Result<String, ContactError> {
    let email = text.nfkc().collect::<String>().trim().to_lowercase();
    let (local, domain) = email.rsplit_once('@').ok_or(ContactError::InvalidEmail)?;
    let sound = email.len() <= EMAIL_MAX && local_part_is_sound(local) && domain_is_sound(domain);
    if sound {
        Ok(email)
    } else {
        Err(ContactError::InvalidEmail)
    }
}

fn local_part_is_sound(local: &str) -> bool {
    !local.is_empty()
        && local.len() <= LOCAL_PART_MAX
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
}

fn domain_is_sound(domain: &str) -> bool {
    let labels: Vec<_> = domain.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// E.164: `+`, calling code, number, at most 15 digits. Full-width digits, spaces, dashes, dots and brackets are
/// forgiven; `00` opens an international number; a number without a calling code is taken as Chinese. In Chinese
/// numbers the trunk `0` is dropped, and a calling code without its `+` is recognised before a mobile number.
pub fn phone_normalise(text: &str) -> Result<String, ContactError> {
    let typed: String = text
        .nfkc()
        .filter(|c| !c.is_whitespace() && !"-.()/\u{2010}\u{2011}\u{2013}\u{2014}".contains(*c))
        .collect();
    let (international, digits) = match (typed.strip_prefix('+'), typed.strip_prefix("00")) {
        (Some(rest), _) | (None, Some(rest)) => (true, rest),
        (None, None) => (false, typed.as_str()),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ContactError::InvalidPhone);
    }
    let home = match digits.strip_prefix(HOME_CALLING_CODE) {
        Some(national) if international || is_home_mobile(national) => Some(national),
        _ if international => None,
        _ => Some(digits),
    };
    let full = match home {
        Some(national) => {
            let national = national.strip_prefix('0').unwrap_or(national);
            if !(7..=12).contains(&national.len()) || national.starts_with('0') {
                return Err(ContactError::InvalidPhone);
            }
            format!("{HOME_CALLING_CODE}{national}")
        }
        None => digits.to_owned(),
    };
    let sound = (8..=15).contains(&full.len()) && !full.starts_with('0');
    if sound {
        Ok(format!("+{full}"))
    } else {
        Err(ContactError::InvalidPhone)
    }
}

/// Chinese mobile numbers have 11 digits, of which the first is 1 and the second 3 to 9.
fn is_home_mobile(national: &str) -> bool {
    let bytes = national.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

/// A contact of either kind, masked.
pub fn mask(kind: ContactKind, normal: &str) -> String {
    match kind {
        ContactKind::Email => mask_email(normal),
        ContactKind::Phone => mask_phone(normal),
    }
}

/// The first character of a Chinese, Japanese or Korean name (`王**`), the first letter of each word of another
/// (`A*** B***`). How long the rest is stays hidden.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    if name.chars().any(is_cjk) {
        return name
            .chars()
            .next()
            .map(|first| format!("{first}**"))
            .unwrap_or_default();
    }
    let words = name.split_whitespace().filter_map(|word| word.chars().next());
    words
        .map(|first| format!("{first}***"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// First character of the local part and the whole domain: `w***@example.com`.
pub fn mask_email(email: &str) -> String {
    match email.rsplit_once('@') {
        // Of a local part of one character nothing is shown: it would be all of it.
        Some((local, domain)) => {
            let shown = usize::from(local.chars().nth(1).is_some());
            let first: String = local.chars().take(shown).collect();
            format!("{first}***@{domain}")
        }
        None => "***".to_owned(),
    }
}

/// Calling code and the last four digits: `+86 *** 5678`. Short numbers show their last two.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let shown = if digits.len() >= 10 {
        4
    } else {
        2.min(digits.len())
    };
    let tail: String = digits[digits.len() - shown..].iter().collect();
    if phone.starts_with("+86") {
        format!("+86 *** {tail}")
    } else {
        format!("*** {tail}")
    }
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_address_written_differently_has_one_normal_form() {
        for text in [
            "Wang.Fang@Example.COM",
            " wang.fang@example.com\n",
            "wang.fang@example.com",
        ] {
            assert_eq!(email_normalise(text).unwrap(), "wang.fang@example.com");
        }
        for text in [
            "13800138000",
            "+86 138 0013 8000",
            "0086-138-0013-8000",
            "138-0013-8000",
            "013800138000",
        ] {
            assert_eq!(phone_normalise(text).unwrap(), "+8613800138000", "{text}");
        }
        for text in [
            "8613800138000",
            "86 138 0013 8000",
            "１３８００１３８０００",
            "+86 (0)138 0013 8000",
        ] {
            assert_eq!(phone_normalise(text).unwrap(), "+8613800138000", "{text}");
        }
        for text in [
            "(010) 6552 9988",
            "+86 (0)10 6552 9988",
            "0086 010 65529988",
            "10 65529988",
        ] {
            assert_eq!(phone_normalise(text).unwrap(), "+861065529988", "{text}");
        }
        assert_eq!(phone_normalise("+81 90-1234-5678").unwrap(), "+819012345678");
    }

    #[test]
    fn what_is_no_contact_is_refused() {
        for text in [
            "",
            "@",
            "a@b",
            "a b@example.com",
            "a@-example.com",
            "a..b@example.com",
            "a@example..com",
            "a@b@",
        ] {
            assert_eq!(email_normalise(text), Err(ContactError::InvalidEmail), "{text}");
        }
        assert_eq!(
            email_normalise(&format!("{}@example.com", "a".repeat(65))),
            Err(ContactError::InvalidEmail)
        );
        for text in [
            "",
            "+",
            "12",
            "call me",
            "+86138001380001234",
            "+0123456789",
            "1380013800x",
        ] {
            assert_eq!(phone_normalise(text), Err(ContactError::InvalidPhone), "{text}");
        }
    }

    #[test]
    fn masks_show_little() {
        assert_eq!(mask_name("王小芳"), "王**");
        assert_eq!(mask_name("欧阳娜娜"), "欧**");
        assert_eq!(mask_name("Alice Brown"), "A*** B***");
        assert_eq!(mask_name(""), "");
        assert_eq!(mask_email("wang@example.com"), "w***@example.com");
        assert_eq!(mask_email("w@example.com"), "***@example.com");
        assert_eq!(mask_phone("+8613800138000"), "+86 *** 8000");
        assert_eq!(mask_phone("+819012345678"), "*** 5678");
        assert_eq!(mask_phone("7"), "*** 7");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,40}") {
            if let Ok(once) = email_normalise(&text) {
                prop_assert_eq!(email_normalise(&once).unwrap(), once);
            }
        }

        #[test]
        fn a_normal_phone_is_e164(text in "[+0-9 ()-]{0,24}") {
            if let Ok(phone) = phone_normalise(&text) {
                prop_assert!(phone.starts_with('+') && phone.len() <= 16);
                prop_assert_eq!(phone_normalise(&phone).unwrap(), phone);
            }
        }

        #[test]
        fn a_masked_local_part_hides_all_but_its_first_character(local in "[a-z]{2,20}") {
            let masked = mask_email(&format!("{local}@example.com"));
            prop_assert_eq!(masked, format!("{}***@example.com", &local[..1]));
        }
    }
}
