//! Changing the condition of one rule inside the text of a pack: the words of the condition are replaced where they stand,
//! every other character stays, comments and order included.

use super::{PackFault, Rule, Standard};
use crate::clock::ClockBasis;
use crate::condition::{Condition, Fact};
use toml::de::{DeTable, DeValue};

/// Longer conditions are broken into lines.
const WIDTH: usize = 100;

/// Why a condition cannot be written into a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// There is no such rule.
    #[error("there is no such rule")]
    Missing,
    /// Its condition is written in a way that only a person can change, e.g. as a table of its own.
    #[error("the condition is spread over the text")]
    Spread,
    /// The text would be none any more.
    #[error(transparent)]
    Fault(#[from] PackFault),
}

impl Standard {
    /// The rules of a basis; stages' limits are none.
    pub(super) fn rules(&self, basis: ClockBasis) -> &[Rule] {
        match basis {
            ClockBasis::Sla => &self.clocks,
            ClockBasis::Procedure => &self.procedures,
            ClockBasis::Stage => &[],
        }
    }

    /// How many rules a basis has.
    pub fn rule_count(&self, basis: ClockBasis) -> usize {
        self.rules(basis).len()
    }
}

/// The text with another condition at the rule of this place, counted from 0.
pub fn condition_rewrite(
    text: &str,
    basis: ClockBasis,
    place: usize,
    when: &Condition,
) -> Result<String, RewriteError> {
    let mut wanted = Standard::check(text)?;
    let rules = match basis {
        ClockBasis::Sla => &mut wanted.clocks,
        ClockBasis::Procedure => &mut wanted.procedures,
        ClockBasis::Stage => return Err(RewriteError::Missing),
    };
    rules.get_mut(place).ok_or(RewriteError::Missing)?.when = when.clone();
    let (from, to) = span(text, family(basis), place).ok_or(RewriteError::Spread)?;
    let (before, after) = (text.get(..from), text.get(to..));
    let (Some(before), Some(after)) = (before, after) else {
        return Err(RewriteError::Spread);
    };
    let changed = format!("{before}{}{after}", written(when));
    match Standard::check(&changed) {
        Ok(read) if read == wanted => Ok(changed),
        Ok(_) => Err(RewriteError::Spread),
        // What cannot be read because of the place it was put to is not the writer's fault.
        Err(fault) if fault.key.is_empty() => Err(RewriteError::Spread),
        Err(fault) => Err(fault.into()),
    }
}

/// How the pack calls the rules of a basis.
const fn family(basis: ClockBasis) -> &'static str {
    match basis {
        ClockBasis::Procedure => "procedure",
        _ => "clock",
    }
}

/// From where to where `applies = …` or `when = …` of a rule stands.
fn span(text: &str, family: &str, place: usize) -> Option<(usize, usize)> {
    let root = DeTable::parse(text).ok()?;
    let (_, rules) = root.get_ref().iter().find(|(name, _)| name.get_ref() == family)?;
    let DeValue::Array(rules) = rules.get_ref() else {
        return None;
    };
    let DeValue::Table(rule) = rules.get(place)?.get_ref() else {
        return None;
    };
    let named = |name: &str| matches!(name, "applies" | "when");
    let (key, value) = rule.iter().find(|(name, _)| named(name.get_ref()))?;
    Some((key.span().start, value.span().end))
}

/// The condition as a line of a pack: in the short form where that can say it.
fn written(when: &Condition) -> String {
    if let Some(short) = short(when) {
        return short;
    }
    let line = format!("when = {}", when.to_toml());
    let (name, parts) = match when {
        Condition::All(parts) => ("all", parts),
        Condition::Any(parts) => ("any", parts),
        _ => return line,
    };
    if line.chars().count() <= WIDTH {
        return line;
    }
    let parts: String = parts
        .iter()
        .map(|part| format!("    {},\n", part.to_toml()))
        .collect();
    format!("when = {{ {name} = [\n{parts}] }}")
}

/// `applies = { … }`: every fact once, each with what it may be.
fn short(when: &Condition) -> Option<String> {
    let flat = when.flat()?;
    let facts: Vec<Fact> = flat.iter().map(|one| one.fact()).collect();
    if (1..facts.len()).any(|n| facts[..n].contains(&facts[n])) {
        return None;
    }
    let field = |one: &&crate::condition::Comparison| {
        let text = Condition::Is((*one).clone()).to_toml();
        text.trim_start_matches("{ ").trim_end_matches(" }").to_owned()
    };
    let fields: Vec<_> = flat.iter().map(field).collect();
    Some(match fields.as_slice() {
        [] => "applies = {}".to_owned(),
        _ => format!("applies = {{ {} }}", fields.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Reading;
    use serde_json::json;

    fn condition(json: serde_json::Value) -> Condition {
        Condition::from_json(
            &json,
            Reading {
                measured: true,
                ..Reading::default()
            },
        )
        .unwrap()
    }

    fn rewritten(place: usize, json: serde_json::Value) -> String {
        condition_rewrite(Standard::DEFAULT_PACK, ClockBasis::Sla, place, &condition(json)).unwrap()
    }

    /// The lines that are not the same.
    fn changed(text: &str) -> Vec<String> {
        let old: Vec<_> = Standard::DEFAULT_PACK.lines().collect();
        text.lines()
            .filter(|line| !old.contains(line))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn only_the_condition_changes_and_every_comment_stays() {
        let text = rewritten(
            2,
            json!({ "all": [{ "kind": "feedback" }, { "tier": ["premium", "enterprise"] }] }),
        );
        assert_eq!(
            changed(&text),
            [r#"applies = { kind = "feedback", tier = ["premium", "enterprise"] }"#]
        );
        assert_eq!(text.lines().count(), Standard::DEFAULT_PACK.lines().count());
        let text = rewritten(
            2,
            json!({ "all": [{ "urgency": { "at_least": "high" } }, { "not": { "channel": "api" } }] }),
        );
        assert_eq!(
            changed(&text),
            [r#"when = { all = [{ urgency = { at_least = "high" } }, { not = { channel = "api" } }] }"#]
        );
        let again = condition_rewrite(
            &text,
            ClockBasis::Sla,
            2,
            &condition(json!({ "all": [{ "kind": "complaint" }] })),
        );
        assert_eq!(again.unwrap(), Standard::DEFAULT_PACK);
    }

    #[test]
    fn a_long_condition_is_broken_into_lines() {
        let part = json!({ "any": [{ "kind": "complaint" }, { "priority": { "at_most": 2 } }] });
        let text = rewritten(
            2,
            json!({ "all": [part.clone(), part, { "kind": { "is_not": "feedback" } }] }),
        );
        assert_eq!(changed(&text).len(), 5, "{:?}", changed(&text));
        assert!(text.contains("when = { all = [\n    { any = ["));
    }

    #[test]
    fn what_no_rule_may_be_is_refused_with_its_place() {
        let everything = condition(json!({ "all": [] }));
        let fault = condition_rewrite(Standard::DEFAULT_PACK, ClockBasis::Sla, 2, &everything).unwrap_err();
        assert!(
            matches!(&fault, RewriteError::Fault(fault) if fault.reason.contains("never applies")),
            "{fault:?}"
        );
        let missing = condition_rewrite(Standard::DEFAULT_PACK, ClockBasis::Procedure, 99, &everything);
        assert_eq!(missing.unwrap_err(), RewriteError::Missing);
        assert!(condition_rewrite(Standard::DEFAULT_PACK, ClockBasis::Stage, 0, &everything).is_err());
    }

    #[test]
    fn a_condition_in_a_table_of_its_own_is_left_to_people() {
        let text = Standard::DEFAULT_PACK.replacen(
            "applies = { kind = \"complaint\" }\nfirst_response = \"PT24H\"",
            "first_response = \"PT24H\"",
            1,
        );
        let text = text.replacen(
            "[[clock]]\napplies = { kind = \"after-sales\" }",
            "[clock.applies]\nkind = \"complaint\"\n\n[[clock]]\napplies = { kind = \"after-sales\" }",
            1,
        );
        let when = condition(json!({ "all": [{ "kind": "complaint" }, { "tier": "premium" }] }));
        let refused = condition_rewrite(&text, ClockBasis::Sla, 2, &when);
        assert_eq!(refused.unwrap_err(), RewriteError::Spread);
    }
}
