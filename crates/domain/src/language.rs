//! The languages the product speaks. Wording lives with the renderer; here is only which one a person gets.

codes! {
    /// A language of pages, messages and notifications, as its BCP 47 tag.
    #[derive(Default)]
    pub enum Language ("language") {
        /// Simplified Chinese, the platform's own.
        #[default]
        ZhCn = "zh-CN",
        /// English.
        En = "en",
        /// Japanese.
        Ja = "ja",
        /// Korean.
        Ko = "ko",
    }
}

impl Language {
    /// The spoken language a tag such as `zh-Hant-TW`, `en_GB` or `JA` asks for.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        match primary.as_str() {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            "ja" => Some(Self::Ja),
            "ko" => Some(Self::Ko),
            _ => None,
        }
    }

    /// What an `Accept-Language` header (RFC 9110, 12.5.4) prefers among the four; nothing when it names none of them.
    /// Of equal weights the first named wins; `q=0` refuses.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        // A header is the caller's text: nobody needs more than a few entries, so the rest is not looked at.
        for entry in header.split(',').take(32) {
            let mut parts = entry.split(';');
            let Some(language) = parts.next().and_then(Self::from_tag) else {
                continue;
            };
            let weight = parts
                .find_map(|part| {
                    part.trim()
                        .strip_prefix("q=")
                        .map(|q| q.trim().parse().unwrap_or(0.0))
                })
                .unwrap_or(1.0_f32);
            if weight > 0.0 && weight <= 1.0 && best.is_none_or(|(_, most)| weight > most) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_header_s_weights_decide() {
        for (header, language) in [
            ("", None),
            ("en", Some(Language::En)),
            ("en-GB,en;q=0.9", Some(Language::En)),
            ("fr-FR, ja;q=0.5, en;q=0.8", Some(Language::En)),
            ("ko;q=0.8, ja;q=0.8", Some(Language::Ko)),
            ("en;q=0, ja;q=0.1", Some(Language::Ja)),
            ("zh-TW", Some(Language::ZhCn)),
            ("*", None),
            ("fr", None),
            ("en;q=nonsense, ko", Some(Language::Ko)),
            ("en;q=7, ko", Some(Language::Ko)),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_is_too_strange(header in ".{0,200}") {
            let _ = Language::accepted(&header);
        }
    }
}
