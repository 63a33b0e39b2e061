//! The names of those a note mentions, marked in its sanitised HTML.

use std::borrow::Cow;

/// Marks `@` and a name wherever it stands in the text of the HTML, its tags and attributes apart. Where one name begins
/// another, the longer one is meant.
pub(crate) fn mentions_marked<'h>(html: &'h str, names: &[String]) -> Cow<'h, str> {
    let mut names: Vec<String> = names.iter().map(|name| as_written(name)).collect();
    names.retain(|name| !name.is_empty() && html.contains(name.as_str()));
    if names.is_empty() {
        return Cow::Borrowed(html);
    }
    names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
    let mut marked = String::with_capacity(html.len() + 64);
    let (mut rest, mut place) = (html, Place::Text);
    while let Some(sign) = rest.chars().next() {
        let after = &rest[sign.len_utf8()..];
        let named = (place == Place::Text && matches!(sign, '@' | '＠'))
            .then(|| names.iter().find(|name| after.starts_with(name.as_str())))
            .flatten();
        if let Some(name) = named {
            marked.push_str("<span class=\"mention\">");
            marked.push(sign);
            marked.push_str(name);
            marked.push_str("</span>");
            rest = &after[name.len()..];
        } else {
            place = place.behind(sign);
            marked.push(sign);
            rest = after;
        }
    }
    Cow::Owned(marked)
}

/// A name as the sanitiser writes it.
fn as_written(name: &str) -> String {
    name.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Where a reader of HTML is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Tag,
    /// Between the quotation marks of an attribute.
    Value,
}

impl Place {
    fn behind(self, sign: char) -> Self {
        match (self, sign) {
            (Self::Text, '<') | (Self::Value, '"') => Self::Tag,
            (Self::Tag, '>') => Self::Text,
            (Self::Tag, '"') => Self::Value,
            (same, _) => same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::{body_html, html_clean};
    use proptest::prelude::*;

    fn marked(html: &str, names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        mentions_marked(html, &names).into_owned()
    }

    #[test]
    fn a_name_is_marked_where_it_is_mentioned() {
        assert_eq!(
            marked("<p>@王芳请看，王芳</p>", &["王芳"]),
            "<p><span class=\"mention\">@王芳</span>请看，王芳</p>"
        );
        assert_eq!(
            marked("<p>＠Ann Lee and @Ann</p>", &["Ann", "Ann Lee"]),
            "<p><span class=\"mention\">＠Ann Lee</span> and <span class=\"mention\">@Ann</span></p>"
        );
        assert_eq!(marked("<p>@王芳</p>", &[]), "<p>@王芳</p>");
    }

    #[test]
    fn an_address_stays_one() {
        let link = "<p><a href=\"https://example.com/>@Ann\">x</a></p>";
        assert_eq!(marked(link, &["Ann"]), link);
    }

    #[test]
    fn a_name_with_signs_of_html_is_text() {
        let html = body_html("@A<b>&", "text");
        assert!(marked(&html, &["A<b>&"]).contains("<span class=\"mention\">@A&lt;b&gt;&amp;</span>"));
    }

    proptest! {
        /// Marking adds nothing but marks: without them the HTML is what it was, and still clean.
        #[test]
        fn nothing_else_is_changed(body in "[@＠A-C<>\"&王芳 \\[\\]()/:`*\n]{0,60}", name in "[A-C<>\"&王芳 ]{0,4}", format in "(text|markdown)") {
            let html = body_html(&body, &format);
            let marked = marked(&html, &[&name]);
            let bare = marked.replace("<span class=\"mention\">", "").replace("</span>", "");
            prop_assert_eq!(&bare, &html);
            prop_assert_eq!(html_clean(&marked), html_clean(&html));
        }
    }
}
