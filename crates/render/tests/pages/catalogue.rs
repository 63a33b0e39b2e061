//! The locale files and templates as data: keys, their arguments, and which keys the templates use.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use touchstone_domain::language::Language;

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Key → names of its arguments, of one language.
pub fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for (path, text) in files(&root().join("locales").join(language.as_str()), "ftl") {
        let resource = fluent_syntax::parser::parse(text.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut arguments = BTreeSet::new();
            let value = message
                .value
                .unwrap_or_else(|| panic!("{path}: {} has no text", message.id.name));
            collect(&value, &mut arguments);
            let repeated = messages.insert(message.id.name.to_owned(), arguments);
            assert!(repeated.is_none(), "{path}: {} twice", message.id.name);
        }
    }
    messages
}

fn collect(pattern: &Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => variable(inline, arguments),
            Expression::Select { selector, variants } => {
                variable(selector, arguments);
                for variant in variants {
                    collect(&variant.value, arguments);
                }
            }
        }
    }
}

fn variable(inline: &InlineExpression<&str>, arguments: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        arguments.insert(id.name.to_owned());
    }
}

/// What the templates and the crate's own code ask for.
#[derive(Default)]
pub struct Used {
    /// Whole keys, each with where it stands.
    pub keys: BTreeMap<String, String>,
    /// Prefixes of keys completed at run time.
    pub families: BTreeSet<String>,
}

pub fn used() -> Used {
    let mut used = Used::default();
    for (path, text) in files(&root().join("templates"), "html") {
        for call in ["t(", "t_map(", "pattern("] {
            for (key, after) in calls(&text, call) {
                if after.trim_start().starts_with('~') {
                    used.families.insert(key.trim_end_matches('-').to_owned());
                } else {
                    used.keys.insert(key, path.clone());
                }
            }
        }
        used.families
            .extend(calls(&text, "label(").into_iter().map(|(family, _)| family));
        // Families handed on: label(family, code), label(family ~ "-hint", code), badge(stage, "step").
        for call in ["select(", "pick("] {
            for (name, arguments) in macro_calls(&text, call) {
                used.families
                    .extend(arguments.split('"').skip(1).step_by(2).map(str::to_owned));
                used.families.insert(format!("{name}-hint"));
            }
        }
    }
    used.families.insert("step".to_owned());
    used
}

/// First string argument of every call, and what follows it.
fn calls(text: &str, call: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (index, _) in text.match_indices(call) {
        let before = text[..index].chars().next_back().unwrap_or(' ');
        let rest = &text[index + call.len()..];
        let Some(quote) = rest.chars().next().filter(|c| "\"'".contains(*c)) else {
            continue;
        };
        if before.is_alphanumeric() || before == '_' {
            continue;
        }
        let (key, after) = rest[1..].split_once(quote).unwrap();
        found.push((key.to_owned(), after.chars().take(8).collect()));
    }
    found
}

/// First string argument of every macro call with the text of all of them.
fn macro_calls(text: &str, call: &str) -> Vec<(String, String)> {
    let lines = text
        .lines()
        .filter(|line| line.contains(call) && !line.contains("{% macro"));
    lines
        .flat_map(|line| line.split(call).skip(1))
        .filter_map(|part| Some((part.split('"').nth(1)?.to_owned(), part.to_owned())))
        .collect()
}

/// All files of a kind under a directory: path and text.
pub fn files(directory: &Path, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|known| known == extension) {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}
