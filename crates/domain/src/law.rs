//! The register of laws, norms and policies that clauses of the standard derive from: what an entry says, and the entries
//! the product comes with. Which clauses cite an entry is the standard's; what follows from an amendment is decided above.

use crate::language::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What kind of thing an entry is.
    pub enum LawKind ("kind of law") {
        Law = "law",
        Regulation = "regulation",
        Directive = "directive",
        Rule = "rule",
        Norm = "norm",
        Policy = "policy",
        Subsidy = "subsidy",
    }
}

codes! {
    /// Where it holds.
    pub enum Jurisdiction ("jurisdiction") {
        China = "cn",
        EuropeanUnion = "eu",
        International = "int",
        /// The house's own.
        House = "house",
    }
}

codes! {
    /// Whether it holds.
    pub enum LawStatus ("status of a law") {
        Upcoming = "upcoming",
        InForce = "in_force",
        Repealed = "repealed",
    }
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// What clauses cite it by.
    pub id: String,
    pub kind: LawKind,
    pub jurisdiction: Jurisdiction,
    /// As it is officially numbered; empty where that is not known.
    #[serde(default)]
    pub number: String,
    /// By language, at least one.
    pub title: BTreeMap<Language, String>,
    pub issuer: BTreeMap<Language, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<Date>,
    /// From when it holds or applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// The last amendment taken into account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended: Option<Date>,
    pub status: LawStatus,
    /// Where its text is found; empty where it is not published.
    #[serde(default)]
    pub source: String,
}

/// Why an entry is not accepted: the field and the code of what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not acceptable")]
pub struct LawError(pub &'static str);

/// Characters of a name, of any other text.
const ID: usize = 60;
const TEXT: usize = 300;

impl Law {
    /// Whether it says what an entry must say.
    pub fn check(&self) -> Result<(), LawError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.id.is_empty() || self.id.len() > ID || !self.id.bytes().all(plain) {
            return Err(LawError("id"));
        }
        let worded = |words: &BTreeMap<Language, String>| {
            let fits = |text: &String| !text.trim().is_empty() && text.chars().count() <= TEXT;
            !words.is_empty() && words.values().all(fits)
        };
        let web = self.source.starts_with("https://") || self.source.starts_with("http://");
        match () {
            () if !worded(&self.title) => Err(LawError("title")),
            () if !worded(&self.issuer) => Err(LawError("issuer")),
            () if self.number.chars().count() > TEXT => Err(LawError("number")),
            () if !self.source.is_empty() && (!web || self.source.len() > TEXT) => Err(LawError("source")),
            () => Ok(()),
        }
    }

    /// Its title in a language, else in Chinese, else in whichever there is.
    pub fn title_in(&self, language: Language) -> &str {
        in_language(&self.title, language)
    }

    /// Its issuer, likewise.
    pub fn issuer_in(&self, language: Language) -> &str {
        in_language(&self.issuer, language)
    }
}

fn in_language(words: &BTreeMap<Language, String>, language: Language) -> &str {
    let first = if language == Language::ZhCn {
        Language::ZhCn
    } else {
        Language::En
    };
    let found = words.get(&language).or_else(|| words.get(&first));
    found.or_else(|| words.values().next()).map_or("", String::as_str)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    law: Vec<Law>,
}

/// The entries the product comes with.
pub fn shipped() -> Result<Vec<Law>, String> {
    let register: Register = toml::from_str(include_str!("../../../data/laws/register.toml"))
        .map_err(|error| error.to_string())?;
    for law in &register.law {
        law.check().map_err(|error| format!("{}: {error}", law.id))?;
    }
    Ok(register.law)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::Standard;
    use std::collections::BTreeSet;

    #[test]
    fn every_law_the_shipped_clauses_cite_is_in_the_register() {
        let laws = shipped().unwrap();
        let known: BTreeSet<&str> = laws.iter().map(|law| law.id.as_str()).collect();
        assert_eq!(known.len(), laws.len(), "an id stands twice");
        for clause in Standard::default_pack().unwrap().clauses() {
            for law in &clause.cites {
                assert!(known.contains(law.as_str()), "{} cites {law}", clause.id);
            }
        }
        for law in &laws {
            assert!(
                law.title.contains_key(&Language::ZhCn) && law.title.contains_key(&Language::En),
                "{}",
                law.id
            );
            if let (Some(adopted), Some(effective)) = (law.adopted, law.effective) {
                assert!(adopted <= effective, "{}", law.id);
            }
            assert!(law.source.starts_with("https://"), "{}", law.id);
        }
    }

    #[test]
    fn an_entry_without_a_title_or_with_a_strange_source_is_refused() {
        let law = shipped().unwrap().remove(0);
        let with = |change: &dyn Fn(&mut Law)| {
            let mut law = law.clone();
            change(&mut law);
            law.check()
        };
        assert_eq!(with(&|_| {}), Ok(()));
        assert_eq!(with(&|law| law.id = "E Commerce".into()), Err(LawError("id")));
        assert_eq!(with(&|law| law.title.clear()), Err(LawError("title")));
        assert_eq!(
            with(&|law| drop(law.issuer.insert(Language::En, " ".into()))),
            Err(LawError("issuer"))
        );
        assert_eq!(
            with(&|law| law.source = "javascript:alert(1)".into()),
            Err(LawError("source"))
        );
    }
}
