//! From text and variables to what was given. The file is read to its end even where parts of it are wrong, so that
//! all mistakes are found at once; the environment wins over the file.

use super::given::Given;
use super::mistake::{Mistake, Place};
use super::settings::{Draft, SETTINGS, Setting};
use std::collections::BTreeMap;
use std::path::Path;
use toml::de::{DeTable, DeValue};

const PREFIX: &str = "TOUCHSTONE_";
/// Variables of tests and benches, which are not settings.
const OTHERS: [&str; 2] = ["TEST_", "BENCH_"];
/// Names further apart than this share of their length are not taken for one another.
const ALIKE: f64 = 0.7;

/// What was given, where, and what was wrong with it.
#[derive(Default)]
pub(super) struct Source {
    pub(super) draft: Draft,
    pub(super) places: BTreeMap<&'static str, Place>,
    pub(super) mistakes: Vec<Mistake>,
}

impl Source {
    /// A mistake at the place where a setting was given, or nowhere when it was not.
    pub(super) fn wrong(&mut self, setting: &str, reason: impl Into<String>) {
        let place = self.places.get(setting).cloned().unwrap_or(Place::Nowhere);
        let reason = reason.into();
        self.mistakes.push(Mistake { place, reason });
    }

    /// Takes the text of a file.
    pub(super) fn read_file(&mut self, path: &Path, text: &str) {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            self.mistakes.push(Mistake {
                place: Place::in_file(path, text, error.span()),
                reason: error.message().trim_end().to_owned(),
            });
        }
        let page = Page { path, text };
        self.read_table(&page, "", table.get_ref());
    }

    fn read_table(&mut self, page: &Page<'_>, above: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = match above {
                "" => key.get_ref().to_string(),
                above => format!("{above}.{}", key.get_ref()),
            };
            let setting = SETTINGS.iter().find(|setting| setting.path == name);
            let (span, reason) = match (setting, value.get_ref()) {
                (Some(setting), given) => {
                    let span = value.span();
                    let place = Place::in_file(page.path, page.text, Some(span.clone()));
                    self.places.insert(setting.path, place);
                    match (setting.take)(&mut self.draft, &Given::Toml(given)) {
                        Ok(()) => continue,
                        Err(reason) => (span, format!("{name}: {reason}")),
                    }
                }
                (None, DeValue::Table(inner)) if is_section(&name) => {
                    self.read_table(page, &name, inner);
                    continue;
                }
                (None, DeValue::Table(_)) => (
                    key.span(),
                    format!("there is no section [{name}]{}", meant(&name, sections())),
                ),
                (None, _) if is_section(&name) => (
                    key.span(),
                    format!("{name} is a section: write [{name}] and its settings below"),
                ),
                (None, _) => {
                    let known = SETTINGS.iter().map(|setting| setting.path.to_owned());
                    (
                        key.span(),
                        format!("there is no setting {name}{}", meant(&name, known)),
                    )
                }
            };
            let place = Place::in_file(page.path, page.text, Some(span));
            self.mistakes.push(Mistake { place, reason });
        }
    }

    /// Takes every setting found among the variables. A name that starts like one and is none is a typing error.
    pub(super) fn read_variables(&mut self, variables: impl Iterator<Item = (String, String)>) {
        for (name, value) in variables {
            let Some(rest) = name.strip_prefix(PREFIX) else {
                continue;
            };
            if OTHERS.iter().any(|other| rest.starts_with(other)) {
                continue;
            }
            let reason = match SETTINGS.iter().find(|setting| setting.variable() == name) {
                Some(setting) => {
                    self.places.insert(setting.path, Place::Variable(name.clone()));
                    (setting.take)(&mut self.draft, &Given::Variable(&value)).err()
                }
                None => {
                    let known = SETTINGS.iter().map(Setting::variable);
                    Some(format!("there is no such setting{}", meant(&name, known)))
                }
            };
            let place = Place::Variable(name);
            self.mistakes
                .extend(reason.map(|reason| Mistake { place, reason }));
        }
    }
}

struct Page<'a> {
    path: &'a Path,
    text: &'a str,
}

/// `[smtp]`, `[log]` …
fn sections() -> impl Iterator<Item = String> {
    SETTINGS
        .iter()
        .filter_map(|setting| setting.path.split_once('.'))
        .map(|(section, _)| section.to_owned())
}

fn is_section(name: &str) -> bool {
    sections().any(|section| section == name)
}

/// What was probably meant by a name that is none.
fn meant(name: &str, known: impl Iterator<Item = String>) -> String {
    let alike = |known: String| (strsim::normalized_damerau_levenshtein(name, &known), known);
    let nearest = known.map(alike).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((score, nearest)) if score >= ALIKE => format!("; did you mean {nearest}?"),
        _ => String::new(),
    }
}
