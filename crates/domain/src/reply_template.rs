//! Templates of replies: named texts in one or more languages that an agent puts into a reply. What a variable stands for is known
//! of the ticket the reply belongs to; what is not known stays as a gap, and a reply with a gap is not sent.

use std::collections::BTreeMap;

use crate::codes::Code;
use crate::language::Language;
use crate::template::{TemplateError, TemplateText, gaps};

/// Characters of a template's name, short code and category.
pub const TEMPLATE_NAME: usize = 60;
pub const TEMPLATE_CODE: usize = 20;
pub const TEMPLATE_CATEGORY: usize = 40;
/// Characters of one language's text.
pub const TEMPLATE_TEXT: usize = 8_000;
/// Templates in use that one person keeps at most.
pub const TEMPLATES_MAX: usize = 200;

codes! {
    /// What a variable of a reply stands for, written `{{code}}`.
    pub enum ReplyVariable ("template variable") {
        TicketNumber = "ticket.number",
        TicketSubject = "ticket.subject",
        /// Where the requester sees how far it is.
        TicketLink = "ticket.link",
        OrderNumber = "order.number",
        /// Only for whoever has had the name revealed to them.
        RequesterName = "requester.name",
        /// Who writes.
        AgentName = "agent.name",
        /// Of the ticket.
        TeamName = "team.name",
    }
}

/// The texts of a template.
pub type ReplyTexts = BTreeMap<Language, String>;

/// The text for a reader of `wanted`: in that language, else in English, else in any, in the product's order of languages.
pub fn text_for(texts: &ReplyTexts, wanted: Language) -> Option<(Language, &str)> {
    let known = |language: Language| texts.get_key_value(&language);
    let found = known(wanted)
        .or_else(|| known(Language::En))
        .or_else(|| texts.first_key_value());
    found.map(|(language, text)| (*language, text.as_str()))
}

/// What is wrong with a text, if anything is.
pub fn text_check(text: &str) -> Result<(), TemplateError> {
    TemplateText::<ReplyVariable>::parse(text).map(drop)
}

/// What nobody has filled in yet in a reply that is about to be sent.
pub fn reply_gaps(text: &str) -> Vec<ReplyVariable> {
    gaps(text)
}

/// A short code as it is kept: without the `/` that calls it, in lower case. None where it holds what could not be typed in one go.
pub fn short_code(typed: &str) -> Option<String> {
    let code = typed.trim().trim_start_matches(['/', '／']).to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let length = code.chars().count();
    ((1..=TEMPLATE_CODE).contains(&length) && code.chars().all(fits)).then_some(code)
}

/// How well a template answers what was typed, the smaller the better; none where it does not at all.
pub fn likeness(typed: &str, name: &str, code: Option<&str>, category: Option<&str>) -> Option<u8> {
    let typed = typed.trim().trim_start_matches(['/', '／']).to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&typed);
    let code = code.unwrap_or_default();
    let ranks = [
        code == typed,
        code.starts_with(&typed) && !code.is_empty(),
        name.to_lowercase().starts_with(&typed),
        holds(name) || holds(code),
        category.is_some_and(holds),
    ];
    if typed.is_empty() {
        return Some(0);
    }
    let rank = ranks.iter().position(|fits| *fits)?;
    u8::try_from(rank).ok()
}

/// Names of the variables, for whoever writes a template.
pub fn variables() -> impl Iterator<Item = &'static str> {
    ReplyVariable::VALUES.iter().map(|variable| variable.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_language_comes_first() {
        let texts: ReplyTexts = [(Language::Ja, "ja".to_owned()), (Language::En, "en".to_owned())].into();
        assert_eq!(text_for(&texts, Language::Ja), Some((Language::Ja, "ja")));
        assert_eq!(text_for(&texts, Language::Ko), Some((Language::En, "en")));
        let only = [(Language::Ko, "ko".to_owned())].into();
        assert_eq!(text_for(&only, Language::En), Some((Language::Ko, "ko")));
        assert_eq!(text_for(&ReplyTexts::new(), Language::En), None);
    }

    #[test]
    fn a_short_code_is_typed_in_one_go() {
        assert_eq!(short_code(" /Refund-1 ").as_deref(), Some("refund-1"));
        assert_eq!(short_code("退款").as_deref(), Some("退款"));
        for wrong in ["", "/", "a b", "a/b", "123456789012345678901"] {
            assert_eq!(short_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_code_answers_before_the_name_and_the_name_before_the_category() {
        let like = |typed| likeness(typed, "Refund is on its way", Some("rf"), Some("After sales"));
        let ranks = ["rf", "r", "refund", "its", "sales"].map(|typed| like(typed).unwrap());
        assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]), "{ranks:?}");
        assert_eq!(like("invoice"), None);
        assert_eq!(like(""), Some(0));
        assert_eq!(likeness("r", "Parcel", None, None), Some(3));
    }

    #[test]
    fn gaps_of_a_reply_are_told() {
        let text = "{{order.number}} {{ agent.name }} {{user}}";
        assert_eq!(
            reply_gaps(text),
            [ReplyVariable::OrderNumber, ReplyVariable::AgentName]
        );
        assert!(text_check(text).is_err() && text_check("{{order.number}}").is_ok());
    }
}
