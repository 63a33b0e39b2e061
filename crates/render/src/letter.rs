//! Letters in an operator's words: what each kind of letter offers, its built-in wording with the variables in it, and the HTML that is made
//! of a wording. A new kind of letter joins by being a [`Notification`]; a field no kind had before needs its line in `letter_sample` and
//! among the [`LetterVariable`]s, and until it has them the kind stays in the product's own words.

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::HtmlEscape;
use serde_json::json;
use touchstone_domain::codes::Code;
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{LetterVariable, LetterWords, letter_fill};
use touchstone_domain::template::{TemplateText, gap};
use touchstone_domain::ticket::BodyFormat;
use touchstone_domain::time::{Span, Timestamp};

use crate::RenderError;
use crate::function::Kit;
use crate::markup::{body_html, markdown_html, text_html};
use crate::notification::{self, Notification, NotificationText};

/// Around the number of a value that is put into finished HTML. Nobody types these.
const BEFORE: char = '\u{E000}';
const BEHIND: char = '\u{E001}';

/// A letter of this kind to nobody, in the words of an example; none for a kind that there is not.
pub(crate) fn letter_sample(
    kit: &Kit,
    language: Language,
    kind: &str,
    now: Timestamp,
) -> Option<Notification> {
    let text = |key: &str| kit.translator.text(language, key, None).unwrap_or_default();
    let later = now + Span::days(2);
    let link = text("template-sample-ticket-link");
    let sample = json!({
        "template": kind,
        "number": 1042, "former": 987, "tracking_code": link.rsplit('/').next(), "link": link, "code": "402917",
        "first_response_due": later, "gives_up_at": later, "silence_confirms_at": later, "reopen_until": later, "until": later, "due": later,
        "valid_for": Span::minutes(10), "reason": "withdrawn",
        "subject": text("template-sample-ticket-subject"), "said": text("letter-sample-said"), "format": BodyFormat::Markdown,
    });
    serde_json::from_value(sample).ok()
}

/// The variables a kind of letter offers; none where it says something that no variable stands for.
pub(crate) fn letter_offered(kit: &Kit, kind: &str) -> Option<Vec<LetterVariable>> {
    let sample = letter_sample(kit, Language::default(), kind, Timestamp::from_micros(0))?;
    let args = notification::arguments(kit, Language::default(), &sample);
    let whole = args
        .iter()
        .all(|(name, _)| LetterVariable::from_code(name).is_ok());
    whole.then(|| offered(&args))
}

fn offered(args: &FluentArgs<'_>) -> Vec<LetterVariable> {
    let known =
        |variable: &LetterVariable| *variable == LetterVariable::Brand || args.get(variable.code()).is_some();
    LetterVariable::VALUES.iter().copied().filter(known).collect()
}

/// The built-in wording of a kind of letter, with its variables in their places.
pub(crate) fn letter_built_in(kit: &Kit, language: Language, kind: &str) -> Result<LetterWords, RenderError> {
    let mut args = FluentArgs::new();
    for variable in LetterVariable::VALUES {
        args.set(variable.code(), FluentValue::from(gap(*variable)));
    }
    notification::words(kit, language, kind, &args)
}

/// A letter in an operator's words; none where they are no letter of its kind.
pub(crate) fn letter_write(
    kit: &Kit,
    language: Language,
    (what, words): (&Notification, &LetterWords),
    args: &FluentArgs<'_>,
    below: &Below,
) -> Option<NotificationText> {
    let value = |variable: LetterVariable| match args.get(variable.code()) {
        Some(FluentValue::String(text)) => Some(text.to_string()),
        _ => (variable == LetterVariable::Brand).then(|| kit.brand(language)),
    };
    let letter = letter_fill(words, &offered(args), value)?;
    Some(NotificationText {
        html: page(language, own_html(what, words, value)?, below),
        subject: letter.subject,
        text: below.under(&letter.text),
        own: true,
    })
}

/// The built-in words of a letter as HTML.
pub(crate) fn built_in_html(
    kit: &Kit,
    language: Language,
    what: &Notification,
    text: &str,
) -> Result<String, RenderError> {
    let Some(said) = said_html(what) else {
        return Ok(text_html(text));
    };
    let variable = LetterVariable::Said;
    let mut args = notification::arguments(kit, language, what);
    args.set(variable.code(), FluentValue::from(place(variable)));
    let marked = notification::words(kit, language, what.template(), &args)?;
    Ok(text_html(&marked.text).replace(&paragraph(variable), &said))
}

/// An operator's words as HTML. Values are put in last, as text: whatever they hold makes neither Markdown nor HTML. What an agent said
/// is HTML of its own where it has a paragraph to itself.
fn own_html(
    what: &Notification,
    words: &LetterWords,
    value: impl Fn(LetterVariable) -> Option<String>,
) -> Option<String> {
    let typed = words.text.replace([BEFORE, BEHIND], "");
    let marked = TemplateText::<LetterVariable>::parse(&typed)
        .ok()?
        // The product makes the link itself; as an address it becomes one that can be followed.
        .fill_as_is(|variable| match variable {
            LetterVariable::Link => value(variable),
            other => Some(place(other)),
        });
    let mut body = markdown_html(&marked.text);
    let said = said_html(what);
    for variable in LetterVariable::VALUES {
        if let (LetterVariable::Said, Some(said)) = (variable, &said) {
            body = body.replace(&paragraph(*variable), said);
        }
        let mark = place(*variable);
        if body.contains(&mark) {
            body = body.replace(&mark, &escaped(&value(*variable)?));
        }
    }
    Some(body)
}

/// Where the value of a variable goes in finished HTML.
fn place(variable: LetterVariable) -> String {
    format!("{BEFORE}{}{BEHIND}", variable.code())
}

fn paragraph(variable: LetterVariable) -> String {
    format!("<p>{}</p>", place(variable))
}

/// What an agent said in a letter, as they formatted it.
fn said_html(what: &Notification) -> Option<String> {
    match what {
        Notification::AgentAnswered { said, format, .. }
        | Notification::SolutionAnswered { said, format, .. } => {
            Some(body_html(&said.replace([BEFORE, BEHIND], ""), format.as_str()))
        }
        _ => None,
    }
}

/// What stands under the words of a letter.
pub(crate) struct Below {
    /// The files that did not go along, if there are any.
    pub(crate) left: Option<String>,
    /// Who sends it.
    pub(crate) footer: String,
}

impl Below {
    /// A text with it under it.
    pub(crate) fn under(&self, text: &str) -> String {
        let left = self
            .left
            .as_ref()
            .map(|left| format!("\n\n{left}"))
            .unwrap_or_default();
        format!("{text}{left}\n\n-- \n{}\n", self.footer)
    }
}

/// A letter as a page: its words as HTML, with what stands under them.
pub(crate) fn page(language: Language, mut body: String, below: &Below) -> String {
    if let Some(left) = &below.left {
        body.push_str(&text_html(left));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"></head>\
         <body style=\"margin:0;padding:16px;font:16px/1.6 sans-serif;color:#1b2430;background:#fff\"><div style=\"max-width:640px\">{body}\
         <p style=\"margin-top:24px;padding-top:12px;border-top:1px solid #d9dee5;font-size:13px;color:#5b6675\">{}</p></div></body></html>\n",
        escaped(&below.footer)
    )
}

fn escaped(text: &str) -> String {
    let lines = text.lines().map(|line| HtmlEscape(line).to_string());
    lines.collect::<Vec<_>>().join("<br>")
}
