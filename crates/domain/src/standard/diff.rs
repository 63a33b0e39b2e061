//! What is different between two versions of a standard, for people: clauses that came, went or were worded differently,
//! marked word by word, and figures with what they were and are.

use super::clause::{Clause, Words};
use super::{PackError, Standard};
use crate::language::Language;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::BTreeMap;

codes! {
    /// What became of a piece of text.
    pub enum MarkKind ("mark") {
        Same = "same",
        Removed = "removed",
        Added = "added",
    }
}

/// A piece of text and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub kind: MarkKind,
    pub text: String,
}

/// What became of one clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseChange {
    Added(Clause),
    Removed(Clause),
    Changed(Box<Reworded>),
}

/// A clause before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    pub before: Clause,
    pub after: Clause,
    /// In the language asked for.
    pub title: Vec<Mark>,
    pub text: Vec<Mark>,
    /// Languages in which title or text are different.
    pub languages: Vec<Language>,
}

/// A figure that came, went or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChange {
    /// Of what, e.g. `clock`, `target`.
    pub family: String,
    /// Which of them, e.g. `kind = complaint`; empty where there is one.
    pub which: String,
    /// The figure's name, e.g. `resolution`.
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Everything that is different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub clauses: Vec<ClauseChange>,
    pub figures: Vec<FigureChange>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.figures.is_empty()
    }
}

/// What changed from one text to the other, worded in a language.
pub fn difference(before: &str, after: &str, language: Language) -> Result<Difference, PackError> {
    let (old, new) = (Standard::parse(before)?, Standard::parse(after)?);
    Ok(Difference {
        clauses: clause_changes(old.clauses(), new.clauses(), language),
        figures: figure_changes(&figures(before)?, &figures(after)?),
    })
}

/// In the order of the newer version; what went comes last.
fn clause_changes(old: &[Clause], new: &[Clause], language: Language) -> Vec<ClauseChange> {
    let now = new
        .iter()
        .filter_map(|after| match old.iter().find(|before| before.id == after.id) {
            None => Some(ClauseChange::Added(after.clone())),
            Some(before) if before == after => None,
            Some(before) => Some(ClauseChange::Changed(Box::new(reworded(before, after, language)))),
        });
    let gone = old
        .iter()
        .filter(|before| !new.iter().any(|after| after.id == before.id));
    now.chain(gone.cloned().map(ClauseChange::Removed)).collect()
}

fn reworded(before: &Clause, after: &Clause, language: Language) -> Reworded {
    let differs =
        |of: fn(&Clause) -> &Words, language| of(before).exactly(language) != of(after).exactly(language);
    let changed =
        |language| differs(|clause| &clause.title, language) || differs(|clause| &clause.text, language);
    Reworded {
        title: marks(
            before.title.in_language(language),
            after.title.in_language(language),
        ),
        text: marks(
            before.text.in_language(language),
            after.text.in_language(language),
        ),
        languages: Language::ALL
            .iter()
            .copied()
            .filter(|known| changed(*known))
            .collect(),
        before: before.clone(),
        after: after.clone(),
    }
}

/// The two texts as one, word by word; where no spaces stand between words, character by character.
pub fn marks(before: &str, after: &str) -> Vec<Mark> {
    let (old, new) = (pieces(before), pieces(after));
    let mut marks: Vec<Mark> = Vec::new();
    let mut put = |kind: MarkKind, text: String| {
        if text.is_empty() {
            return;
        }
        match marks.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(&text),
            _ => marks.push(Mark { kind, text }),
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                put(MarkKind::Same, old[old_index..old_index + len].concat())
            }
            other => {
                put(MarkKind::Removed, old[other.old_range()].concat());
                put(MarkKind::Added, new[other.new_range()].concat());
            }
        }
    }
    marks
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut begun = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let class = class(c);
        if at > begun && (last != Some(class) || class == Class::Single) {
            pieces.push(&text[begun..at]);
            begun = at;
        }
        last = Some(class);
    }
    if begun < text.len() {
        pieces.push(&text[begun..]);
    }
    pieces
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Single,
}

fn class(c: char) -> Class {
    match c {
        _ if c.is_whitespace() => Class::Space,
        // Han and kana are written without spaces; Hangul is not.
        '\u{2E80}'..='\u{312F}'
        | '\u{31A0}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => Class::Single,
        _ if c.is_alphanumeric() => Class::Word,
        _ => Class::Single,
    }
}

type Figures = BTreeMap<(String, String, String), String>;

/// Every value of a pack that is no clause, under what it is, which one, and its name.
fn figures(text: &str) -> Result<Figures, PackError> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| PackError::new("", error.message()))?;
    let mut found = BTreeMap::new();
    for (family, value) in table.iter().filter(|(family, _)| *family != "clause") {
        match value {
            toml::Value::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    let which = which(item).unwrap_or_else(|| (n + 1).to_string());
                    let which = match n_th(&found, family, &which) {
                        0 => which,
                        more => format!("{which} ({})", more + 1),
                    };
                    leaves(family, &which, "", item, &mut found);
                }
            }
            other => leaves(family, "", "", other, &mut found),
        }
    }
    Ok(found)
}

/// How many of this name there are already.
fn n_th(found: &Figures, family: &str, which: &str) -> usize {
    let mut known: Vec<&str> = found
        .keys()
        .filter(|(known, name, _)| {
            known == family && (name == which || name.starts_with(&format!("{which} (")))
        })
        .map(|(_, name, _)| name.as_str())
        .collect();
    known.dedup();
    known.len()
}

/// By what one of a list is known: its name, or the condition it holds under.
fn which(item: &toml::Value) -> Option<String> {
    let named = ["kpi", "id"].iter().find_map(|name| item.get(name)?.as_str());
    if let Some(name) = named {
        return Some(name.to_owned());
    }
    if let Some(when) = item.get("when") {
        return Some(plain(when));
    }
    let table = item.get("applies")?.as_table()?;
    let parts: Vec<String> = table
        .iter()
        .map(|(name, value)| format!("{name} = {}", plain(value)))
        .collect();
    Some(if parts.is_empty() {
        "*".to_owned()
    } else {
        parts.join(", ")
    })
}

fn leaves(family: &str, which: &str, name: &str, value: &toml::Value, found: &mut Figures) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let told = matches!(key.as_str(), "kpi" | "id" | "applies" | "when") && !which.is_empty();
                if !told {
                    let name = if name.is_empty() {
                        key.clone()
                    } else {
                        format!("{name}.{key}")
                    };
                    leaves(family, which, &name, value, found);
                }
            }
        }
        plain_value => {
            let key = (family.to_owned(), which.to_owned(), name.to_owned());
            found.insert(key, plain(plain_value));
        }
    }
}

/// A value as one reads it.
pub(super) fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn figure_changes(old: &Figures, new: &Figures) -> Vec<FigureChange> {
    let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let change = |key: &(String, String, String)| {
        let (before, after) = (old.get(key).cloned(), new.get(key).cloned());
        let (family, which, name) = key.clone();
        (before != after).then_some(FigureChange {
            family,
            which,
            name,
            before,
            after,
        })
    };
    keys.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn joined(marks: &[Mark], without: MarkKind) -> String {
        marks
            .iter()
            .filter(|mark| mark.kind != without)
            .map(|mark| mark.text.as_str())
            .collect()
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_out_of_the_marks(before in "[a-c 我们，。한국\n]{0,40}", after in "[a-c 我们，。한국\n]{0,40}") {
            let found = marks(&before, &after);
            prop_assert_eq!(joined(&found, MarkKind::Added), before);
            prop_assert_eq!(joined(&found, MarkKind::Removed), after);
            prop_assert!(found.windows(2).all(|pair| pair[0].kind != pair[1].kind));
        }
    }

    #[test]
    fn words_and_characters_are_marked_singly() {
        let told = |found: Vec<Mark>| {
            found
                .into_iter()
                .map(|m| (m.kind.as_str(), m.text))
                .collect::<Vec<_>>()
        };
        let text = |parts: &[(&'static str, &str)]| {
            parts
                .iter()
                .map(|(k, t)| (*k, (*t).to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told(marks("answered within 48 hours", "answered within 24 hours")),
            text(&[
                ("same", "answered within "),
                ("removed", "48"),
                ("added", "24"),
                ("same", " hours")
            ])
        );
        assert_eq!(
            told(marks("应在两天内答复", "应在一天内答复")),
            text(&[
                ("same", "应在"),
                ("removed", "两"),
                ("added", "一"),
                ("same", "天内答复")
            ])
        );
    }

    #[test]
    fn a_figure_is_told_with_what_it_was() {
        let before = Standard::DEFAULT_PACK;
        let after = before.replacen("result_told = \"PT72H\"", "result_told = \"PT60H\"", 1);
        let found = difference(before, &after, Language::En).unwrap();
        assert!(found.clauses.is_empty());
        assert_eq!(
            found.figures,
            vec![FigureChange {
                family: "procedure".to_owned(),
                which: "kind = complaint".to_owned(),
                name: "result_told".to_owned(),
                before: Some("PT72H".to_owned()),
                after: Some("PT60H".to_owned()),
            }]
        );
        assert!(difference(before, before, Language::Ko).unwrap().is_empty());
    }

    #[test]
    fn clauses_that_come_go_and_change_are_told_apart() {
        let clause = |id: &str, text: &str| {
            format!(
                "[[clause]]\nid = \"{id}\"\narea = \"after-sales\"\ntitle.en = \"T\"\ntext.en = \"{text}\"\n"
            )
        };
        let plain: String = Standard::DEFAULT_PACK
            .split("[[clause]]")
            .next()
            .unwrap()
            .to_owned();
        let before = format!(
            "{plain}\n{}{}{}",
            clause("one", "a"),
            clause("two", "b b"),
            clause("three", "c")
        );
        let after = format!(
            "{plain}\n{}{}{}",
            clause("one", "a"),
            clause("two", "b d"),
            clause("four", "e")
        );
        let found = difference(&before, &after, Language::ZhCn).unwrap();
        assert!(found.figures.is_empty());
        let told: Vec<_> = found
            .clauses
            .iter()
            .map(|change| match change {
                ClauseChange::Added(clause) => format!("+{}", clause.id),
                ClauseChange::Removed(clause) => format!("-{}", clause.id),
                ClauseChange::Changed(change) => format!("~{} {:?}", change.after.id, change.languages),
            })
            .collect();
        assert_eq!(told, ["~two [En]", "+four", "-three"]);
    }
}
