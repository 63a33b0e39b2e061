//! Bounds of the texts people type, and names of the files they send. A text that breaks a bound is refused with a
//! code, never cut: nothing anybody wrote is lost silently.

use unicode_normalization::UnicodeNormalization;

/// Characters of a subject.
pub const SUBJECT: usize = 200;
/// Characters of a message.
pub const BODY: usize = 20_000;
/// Characters of a name.
pub const NAME: usize = 100;
/// Characters of an order number.
pub const ORDER_NO: usize = 64;
/// Characters of what the requester asks for.
pub const DEMAND: usize = 2_000;
/// Characters of a reason.
pub const REASON: usize = 1_000;
/// Characters of a tag, and tags of a ticket.
pub const TAG: usize = 40;
/// Tags of one ticket.
pub const TAGS: usize = 20;
/// Bytes of one file.
pub const FILE_BYTES: u64 = 20 << 20;
/// Files of one message.
pub const FILES_PER_MESSAGE: usize = 10;
/// Characters of a file's name.
pub const FILE_NAME: usize = 120;

/// Why a text is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("{field} is empty")]
    Required { field: &'static str },
    #[error("{field} has {length} characters, at most {max} are accepted")]
    TooLong {
        field: &'static str,
        max: usize,
        length: usize,
    },
    #[error("{field} contains a control character")]
    ControlCharacter { field: &'static str },
}

impl TextError {
    /// The field the error is about.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Required { field } | Self::TooLong { field, .. } | Self::ControlCharacter { field } => {
                field
            }
        }
    }

    /// Stable code, also the translation key `field-<code>`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required { .. } => "required",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter { .. } => "control_character",
        }
    }
}

/// A text somebody must give: trimmed, in NFC, line ends as `\n`, without control characters, within `max` characters.
pub fn bounded(field: &'static str, text: &str, max: usize) -> Result<String, TextError> {
    match optional(field, text, max)? {
        Some(text) => Ok(text),
        None => Err(TextError::Required { field }),
    }
}

/// A text somebody may leave empty; see [`bounded`].
pub fn optional(field: &'static str, text: &str, max: usize) -> Result<Option<String>, TextError> {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n").nfc().collect();
    let text = text.trim();
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(TextError::ControlCharacter { field });
    }
    let length = text.chars().count();
    if length > max {
        return Err(TextError::TooLong { field, max, length });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A name that is safe to show and to offer for saving: the last part of any path, without control characters,
/// characters that turn the direction of writing, or those that file systems refuse; never empty, never a dot name.
pub fn file_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless = |c: &char| !c.is_control() && !turns_direction(*c) && !"<>:\"|?*".contains(*c);
    let clean: String = last.chars().filter(harmless).nfc().collect();
    let clean = clean.trim_matches(is_edge);
    if clean.is_empty() {
        "file".to_owned()
    } else {
        shortened(clean)
    }
}

/// What a name neither begins nor ends with: systems drop it, or hide the file.
fn is_edge(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

/// Keeps the extension, so that a long name still opens with the right program.
fn shortened(name: &str) -> String {
    if name.chars().count() <= FILE_NAME {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 10 => {
            let kept = FILE_NAME - extension.chars().count() - 1;
            format!("{}.{extension}", stem.chars().take(kept).collect::<String>())
        }
        _ => name
            .chars()
            .take(FILE_NAME)
            .collect::<String>()
            .trim_end_matches(is_edge)
            .to_owned(),
    }
}

/// Bidirectional controls (Unicode UAX #9) and invisible joiners that make `exe.jpg` out of `gpj.exe`.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_trimmed_and_bounded() {
        assert_eq!(
            bounded("subject", "  退款\r\n未到账 ", 10).unwrap(),
            "退款\n未到账"
        );
        assert_eq!(
            bounded("subject", " \n ", 10),
            Err(TextError::Required { field: "subject" })
        );
        assert_eq!(
            bounded("subject", "abcd", 3),
            Err(TextError::TooLong {
                field: "subject",
                max: 3,
                length: 4
            })
        );
        assert_eq!(
            bounded("subject", "a\0b", 9),
            Err(TextError::ControlCharacter { field: "subject" })
        );
        assert_eq!(optional("demand", "", 9), Ok(None));
    }

    #[test]
    fn file_names_lose_their_tricks() {
        for (typed, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\photo.png", "photo.png"),
            ("..", "file"),
            ("", "file"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\r\nb\0.txt", "ab.txt"),
            ("照片 1.jpg", "照片 1.jpg"),
        ] {
            assert_eq!(file_name(typed), kept, "{typed:?}");
        }
        let long = file_name(&format!("{}.jpeg", "长".repeat(300)));
        assert!(long.chars().count() == FILE_NAME && long.ends_with(".jpeg"));
    }

    proptest! {
        #[test]
        fn any_file_name_becomes_a_harmless_one(text in any::<String>()) {
            let name = file_name(&text);
            prop_assert!(!name.is_empty() && name.chars().count() <= FILE_NAME);
            prop_assert!(!name.contains(['/', '\\', '\0', '"']) && !name.starts_with('.'));
            prop_assert_eq!(file_name(&name), name);
        }

        #[test]
        fn a_long_name_is_shortened_once(stem in "[a-z. é]{100,140}", extension in "[a-z]{0,12}") {
            let name = file_name(&format!("{stem}.{extension}"));
            prop_assert!(name.chars().count() <= FILE_NAME && !name.ends_with('.'));
            prop_assert_eq!(file_name(&name), name);
        }

        #[test]
        fn accepted_text_is_stable(text in any::<String>()) {
            if let Ok(Some(once)) = optional("body", &text, 1_000) {
                prop_assert_eq!(optional("body", &once, 1_000).unwrap(), Some(once));
            }
        }
    }
}
