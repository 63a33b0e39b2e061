//! The texts of the demo (`crates/touchstone/demo/`), read and checked once. What they look like is said in the README
//! there; filling their slots is `filling`'s work.

use anyhow::{Context as _, Result, bail};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::BTreeMap;
use touchstone_domain::category::CategoryPath;
use touchstone_domain::language::Language;
use touchstone_domain::ticket::{Impact, Kind, Urgency};

static TEXTS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// Everything the invented people say, in every language.
pub(super) struct Corpus {
    pub(super) voices: BTreeMap<Language, Voice>,
    /// Numeric slots: least and most.
    pub(super) numbers: BTreeMap<String, (i64, i64)>,
    pub(super) people: People,
}

/// One language's texts.
pub(super) struct Voice {
    pub(super) language: Language,
    pub(super) matters: BTreeMap<CategoryPath, Matter>,
    pub(super) words: BTreeMap<String, Vec<String>>,
    /// Slots that name a kind of product; the one a situation mentions is what it is about.
    pub(super) groups: Vec<String>,
    pub(super) date_format: String,
    pub(super) phrases: Phrases,
    pub(super) names: Names,
}

/// How a category's requests are written and answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Matter {
    pub(super) reply: Vec<String>,
    /// The agent's question and the requester's answer.
    pub(super) ask: Vec<(String, String)>,
    pub(super) solution: Vec<String>,
    pub(super) objection: Vec<String>,
    pub(super) reopen: Vec<String>,
    pub(super) note: Vec<String>,
    pub(super) kind: Option<Kind>,
    pub(super) urgency: Option<Urgency>,
    pub(super) impact: Option<Impact>,
    /// Whether an order stands behind it.
    #[serde(default = "yes")]
    pub(super) order: bool,
    #[serde(rename = "situation")]
    pub(super) situations: Vec<Situation>,
}

/// One thing that happens to people, in their words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Situation {
    #[serde(default)]
    pub(super) tone: Tone,
    pub(super) subject: Vec<String>,
    pub(super) body: Vec<String>,
    #[serde(default)]
    pub(super) demand: Vec<String>,
    pub(super) kind: Option<Kind>,
    pub(super) urgency: Option<Urgency>,
    pub(super) impact: Option<Impact>,
    pub(super) order: Option<bool>,
}

/// How somebody feels while writing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tone {
    #[default]
    Plain,
    Polite,
    Angry,
    Worried,
    Short,
}

/// What is said around the matter itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    /// A body that begins with one of these gets no opening, one that ends near one of `ends` no closing.
    pub(super) greetings: Vec<String>,
    pub(super) ends: Vec<String>,
    pub(super) file_name: Vec<String>,
    /// What is meant and what some people type.
    pub(super) typos: Vec<(String, String)>,
    pub(super) opening: BTreeMap<Tone, Vec<String>>,
    pub(super) closing: BTreeMap<Tone, Vec<String>>,
    pub(super) agent: AgentPhrases,
    pub(super) requester: RequesterPhrases,
    pub(super) internal: InternalPhrases,
    pub(super) rating: BTreeMap<String, Vec<String>>,
    pub(super) spam: Vec<Spam>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentPhrases {
    pub(super) hello: Vec<String>,
    /// A greeting where the two have spoken before.
    pub(super) again: Vec<String>,
    pub(super) bye: Vec<String>,
    pub(super) solved: Vec<String>,
    pub(super) sorry: Vec<String>,
    pub(super) third_party: ByParty,
    pub(super) update: Vec<String>,
    pub(super) title: Vec<String>,
}

/// Texts by the third party whose answer is waited for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByParty {
    pub(super) merchant: Vec<String>,
    pub(super) courier: Vec<String>,
    pub(super) bank: Vec<String>,
    pub(super) technical: Vec<String>,
}

impl ByParty {
    /// What fits a category: who has to answer for its matters.
    pub(super) fn of(&self, category: &CategoryPath) -> &[String] {
        match category.top() {
            "logistics" => &self.courier,
            "payment" => &self.bank,
            "technical" | "account-security" | "privacy" => &self.technical,
            _ => &self.merchant,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequesterPhrases {
    pub(super) nudge: Vec<String>,
    pub(super) evidence: Vec<String>,
    pub(super) withdraw: Vec<String>,
    pub(super) reply_thanks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InternalPhrases {
    pub(super) handover: Vec<String>,
    pub(super) reason: Vec<String>,
    pub(super) resumed: ByParty,
    pub(super) close: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spam {
    pub(super) subject: String,
    pub(super) body: String,
}

/// Surnames with how common they are, and given names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) surnames: Vec<(String, f64)>,
    pub(super) given: Vec<String>,
}

/// The staff, and what customers' addresses are made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) handles: Vec<String>,
    pub(super) domains: Vec<String>,
    #[serde(rename = "team")]
    pub(super) teams: Vec<TeamText>,
    #[serde(rename = "user")]
    pub(super) users: Vec<UserText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamText {
    pub(super) key: String,
    pub(super) name: String,
    /// The top-level categories it handles.
    pub(super) tops: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserText {
    pub(super) role: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) team: Option<String>,
    /// Languages beside Chinese.
    #[serde(default)]
    pub(super) languages: Vec<Language>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    groups: Vec<String>,
    words: BTreeMap<String, Vec<String>>,
    dates: DateFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DateFile {
    format: String,
}

fn yes() -> bool {
    true
}

fn text(path: &str) -> Result<&'static str> {
    TEXTS
        .get_file(path)
        .and_then(|file| file.contents_utf8())
        .with_context(|| format!("the demo's text {path} is missing"))
}

fn parsed<T: for<'de> Deserialize<'de>>(path: &str) -> Result<T> {
    toml::from_str(text(path)?).with_context(|| format!("reading the demo's text {path}"))
}

/// The files of a language that hold situations: all but the three that hold something else.
fn matters(language: Language) -> Result<BTreeMap<CategoryPath, Matter>> {
    type File = BTreeMap<String, BTreeMap<String, Matter>>;
    let folder = TEXTS
        .get_dir(language.as_str())
        .with_context(|| format!("the demo has no texts in {language}"))?;
    let mut matters = BTreeMap::new();
    for file in folder.files() {
        let path = file.path().to_str().unwrap_or_default();
        if ["words.toml", "phrases.toml", "names.toml"]
            .iter()
            .any(|other| path.ends_with(other))
        {
            continue;
        }
        for (top, under) in parsed::<File>(path)? {
            for (leaf, matter) in under {
                let category: CategoryPath = format!("{top}/{leaf}").parse()?;
                if matter.situations.is_empty() || matters.insert(category, matter).is_some() {
                    bail!("{path}: {top}.{leaf} stands twice or has no situation");
                }
            }
        }
    }
    Ok(matters)
}

fn voice(language: Language) -> Result<Voice> {
    let words: WordFile = parsed(&format!("{language}/words.toml"))?;
    Ok(Voice {
        language,
        matters: matters(language)?,
        words: words.words,
        groups: words.groups,
        date_format: words.dates.format,
        phrases: parsed(&format!("{language}/phrases.toml"))?,
        names: parsed(&format!("{language}/names.toml"))?,
    })
}

impl Corpus {
    /// Reads the embedded texts. Fails only when a text of this build is wrong, which the tests see first.
    pub(super) fn load() -> Result<Self> {
        let mut voices = BTreeMap::new();
        for language in Language::ALL {
            voices.insert(*language, voice(*language)?);
        }
        Ok(Self {
            voices,
            numbers: parsed("numbers.toml")?,
            people: parsed("people.toml")?,
        })
    }

    /// The texts in `language`. Every language is there once the corpus is loaded.
    pub(super) fn voice(&self, language: Language) -> Result<&Voice> {
        self.voices
            .get(&language)
            .with_context(|| format!("the demo has no texts in {language}"))
    }
}
