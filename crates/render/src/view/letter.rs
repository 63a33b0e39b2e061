//! How letters are worded.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

/// `/admin/letters`
#[derive(Clone, Debug, Serialize)]
pub struct LettersView {
    pub kinds: Vec<LetterKindLine>,
}

impl View for LettersView {
    const TEMPLATE: &'static str = "admin/letters.html";
}

/// A kind of letter in each language.
#[derive(Clone, Debug, Serialize)]
pub struct LetterKindLine {
    pub kind: Code,
    pub languages: Vec<LetterStateLine>,
}

#[derive(Clone, Debug, Serialize)]
pub struct LetterStateLine {
    pub language: Code,
    pub href: String,
    /// It has a wording of the operator's.
    pub own: bool,
    /// That one cannot be used.
    pub broken: bool,
}

/// `/admin/letters/{kind}/{language}`
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    pub kind: Code,
    pub language: Code,
    /// Where the form goes.
    pub action: String,
    pub own: bool,
    pub broken: bool,
    /// The other languages, and where they are.
    pub others: Vec<(Code, String)>,
    pub variables: Vec<Code>,
    /// Those its text cannot do without.
    pub needed: Vec<Code>,
    pub built_in_subject: String,
    pub built_in_text: String,
    /// None while what is typed cannot be a letter.
    pub preview: Option<LetterShown>,
    pub versions: Vec<LetterVersionLine>,
    pub form: LetterForm,
}

impl View for LetterView {
    const TEMPLATE: &'static str = "admin/letter.html";
}

/// What was typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LetterForm {
    pub subject: String,
    pub text: String,
    pub version: i64,
    pub problems: Problems,
}

/// A letter with invented facts.
#[derive(Clone, Debug, Serialize)]
pub struct LetterShown {
    pub subject: String,
    pub text: String,
    /// A whole page; shown of it is what the sanitiser lets through.
    pub html: String,
}

/// How it was worded; nothing where the built-in wording counted again.
#[derive(Clone, Debug, Serialize)]
pub struct LetterVersionLine {
    pub version: i64,
    pub author: String,
    pub at: Timestamp,
    pub subject: Option<String>,
    pub text: Option<String>,
}
