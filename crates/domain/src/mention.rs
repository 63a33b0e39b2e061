//! Mentions in internal notes: `@` and a colleague's name. Names have spaces in some languages and no end in others, so what
//! follows the sign is held against the names there are, the longest first.

/// Signs looked at in one note.
pub const MENTIONS_MAX: usize = 20;
/// Longest name that is recognised, in characters.
pub const MENTION_NAME: usize = 40;

/// What follows each sign, up to the end of its line. A sign behind a letter or a digit is part of an address.
pub fn mention_texts(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut before = None;
    for (at, sign) in body.char_indices() {
        let begins =
            matches!(sign, '@' | '＠') && !before.is_some_and(|one: char| one.is_ascii_alphanumeric());
        before = Some(sign);
        if begins {
            let rest = &body[at + sign.len_utf8()..];
            found.push(rest.lines().next().unwrap_or_default());
        }
    }
    found.truncate(MENTIONS_MAX);
    found
}

/// The names a text may begin with, the longest first. A Latin name ends where its word ends.
pub fn mention_names(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = text
        .char_indices()
        .take(MENTION_NAME)
        .map(|(at, sign)| at + sign.len_utf8())
        .collect();
    ends.retain(|end| {
        let (name, rest) = text.split_at(*end);
        let inside = |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
        let blank = name.ends_with(char::is_whitespace);
        let goes_on = inside(name.chars().next_back()) && inside(rest.chars().next());
        !(blank || goes_on)
    });
    ends.reverse();
    ends.into_iter().map(|end| &text[..end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sign_in_an_address_is_none() {
        assert_eq!(mention_texts("写给 wang@example.com"), Vec::<&str>::new());
        assert_eq!(
            mention_texts("@王芳请看，还有＠Ann Lee\nbye"),
            ["王芳请看，还有＠Ann Lee", "Ann Lee"]
        );
        assert_eq!(mention_texts("@@"), ["@", ""]);
    }

    #[test]
    fn names_are_tried_from_the_longest() {
        assert_eq!(mention_names("王芳看"), ["王芳看", "王芳", "王"]);
        assert_eq!(
            mention_names("Ann Lee, hi"),
            ["Ann Lee, hi", "Ann Lee,", "Ann Lee", "Ann"]
        );
        assert!(mention_names("").is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_written_names_are_its_beginnings(body in ".{0,80}") {
            for text in mention_texts(&body) {
                for name in mention_names(text) {
                    prop_assert!(text.starts_with(name) && !name.is_empty());
                }
            }
        }
    }
}
