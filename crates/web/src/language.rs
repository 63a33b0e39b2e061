//! Which language an answer is in. Pages: the cookie set on a page, then the user's own setting, then
//! `Accept-Language`. The API: `Accept-Language` when the program sends it, otherwise as pages.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use touchstone_domain::language::Language;

use crate::cookies;

/// What a request alone says about the language wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    chosen: Option<Language>,
    accepted: Option<Language>,
    program: bool,
}

impl Wish {
    /// Reads the wish of a request; `program` when it came to the API.
    pub fn of(headers: &HeaderMap, program: bool) -> Self {
        let chosen = cookies::cookie_value(headers, cookies::LANGUAGE).and_then(|code| code.parse().ok());
        let accepted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .filter(|value| !value.trim().is_empty() && value.trim() != "*")
            .and_then(Language::accepted);
        Self {
            chosen,
            accepted,
            program,
        }
    }

    /// Settles the language, given the setting of the user who turned out to call, and the installation's own.
    pub fn settle(self, setting: Option<Language>, usual: Language) -> Language {
        let pages = self.chosen.or(setting).or(self.accepted);
        let settled = if self.program {
            self.accepted.or(pages)
        } else {
            pages
        };
        settled.unwrap_or(usual)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.insert(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn the_choice_made_on_a_page_wins_there() {
        let both = headers(&[
            ("cookie", "touchstone_language=ja"),
            ("accept-language", "ko-KR,ko;q=0.9"),
        ]);
        assert_eq!(
            Wish::of(&both, false).settle(Some(Language::En), Language::ZhCn),
            Language::Ja
        );
        assert_eq!(
            Wish::of(&both, true).settle(Some(Language::En), Language::ZhCn),
            Language::Ko
        );
    }

    #[test]
    fn a_setting_comes_before_the_browser() {
        let browser = headers(&[("accept-language", "ko")]);
        assert_eq!(
            Wish::of(&browser, false).settle(Some(Language::En), Language::ZhCn),
            Language::En
        );
        assert_eq!(
            Wish::of(&browser, false).settle(None, Language::ZhCn),
            Language::Ko
        );
        assert_eq!(
            Wish::of(&HeaderMap::new(), true).settle(None, Language::Ja),
            Language::Ja
        );
        let french = headers(&[("accept-language", "fr")]);
        assert_eq!(Wish::of(&french, false).settle(None, Language::En), Language::En);
    }
}
