//! The pack's `[[clock]]` and `[[procedure]]` tables: figures, and the conditions under which they hold.

use super::reader::{Node, PackError, Table};
use super::{Figures, Rule, RuleTime, SideFigure, code_is_plain};
use crate::category::CategoryTree;
use crate::clock::Metric;
use crate::condition::{Condition, ConditionError, Reading};
use crate::time::Span;
use std::collections::BTreeMap;

pub(super) fn rules(node: &Node<'_>, tree: &CategoryTree) -> Result<Vec<Rule>, PackError> {
    node.items()?.iter().map(|item| rule(item, tree)).collect()
}

fn rule(node: &Node<'_>, tree: &CategoryTree) -> Result<Rule, PackError> {
    let mut table = node.table()?;
    let when = condition(&mut table, tree)?;
    let clock = table.field("clock")?;
    let time = rule_time(&clock, &mut table)?;
    let mut side = Vec::new();
    let mut spans: BTreeMap<&str, (Span, String)> = BTreeMap::new();
    for (name, figure) in table.rest() {
        let span = figure.span()?;
        match name.parse::<SideFigure>() {
            Ok(code) => side.push((code, span)),
            Err(_) => {
                spans.insert(name, (span, figure.key));
            }
        }
    }
    let figures = figures(&spans)?;
    if figures.is_empty() && side.is_empty() {
        return Err(node.error("has no figure"));
    }
    Ok(Rule {
        when,
        time,
        figures,
        side,
    })
}

/// `clock = "calendar"`, or `clock = "business"` with `calendar = "…"` beside it.
pub(super) fn rule_time(clock: &Node<'_>, table: &mut Table<'_>) -> Result<RuleTime, PackError> {
    match clock.text()? {
        "calendar" => Ok(RuleTime::Always),
        "business" => {
            let calendar = table.field("calendar")?;
            let code = calendar.text()?;
            if !code_is_plain(code) {
                return Err(calendar.error("must be 1 to 60 lower-case letters, digits and hyphens"));
            }
            Ok(RuleTime::Business(code.to_owned()))
        }
        _ => Err(clock.error("must be `calendar` or `business`")),
    }
}

/// What a figure's name may end in, besides naming the metric alone.
const ENDINGS: [&str; 4] = ["_stretch", "_limit", "_target", "_complex"];

fn figures(spans: &BTreeMap<&str, (Span, String)>) -> Result<Vec<(Metric, Figures)>, PackError> {
    for (&name, (_, key)) in spans {
        let metric = ENDINGS
            .iter()
            .find_map(|ending| name.strip_suffix(ending))
            .unwrap_or(name);
        match metric.parse::<Metric>() {
            Ok(known) if known.stage().is_some() => {
                return Err(PackError::new(key, "belongs under [stage]"));
            }
            Ok(_) if spans.contains_key(metric) => {}
            Ok(_) => return Err(PackError::new(key, format!("needs `{metric}` beside it"))),
            Err(error) => return Err(PackError::new(key, error.to_string())),
        }
    }
    let of = |metric: &Metric| {
        let get = |ending: &str| spans.get(format!("{metric}{ending}").as_str());
        let span = |ending: &str| get(ending).map(|(span, _)| *span);
        let figures = Figures {
            target: span("")?,
            complex: span("_complex"),
            stretch: span("_stretch"),
            limit: span("_limit"),
            aim: span("_target"),
        };
        let key = |ending: &str| get(ending).map_or_else(String::new, |(_, key)| key.clone());
        let check = if figures.stretch.is_some_and(|stretch| stretch >= figures.target) {
            Err(PackError::new(
                key("_stretch"),
                format!("must be shorter than `{metric}`"),
            ))
        } else if figures.aim.is_some_and(|aim| aim >= figures.target) {
            Err(PackError::new(
                key("_target"),
                format!("must be shorter than `{metric}`"),
            ))
        } else if figures.limit.is_some_and(|limit| limit <= figures.target) {
            Err(PackError::new(
                key("_limit"),
                format!("must be longer than `{metric}`"),
            ))
        } else {
            Ok((*metric, figures))
        };
        Some(check)
    };
    Metric::ALL.iter().filter_map(of).collect()
}

/// `applies = { … }`, the short form for facts that must all be so, or `when = { … }`, any tree.
pub(super) fn condition(table: &mut Table<'_>, tree: &CategoryTree) -> Result<Condition, PackError> {
    let reading = Reading {
        tree: Some(tree),
        measured: true,
    };
    let at = |node: &Node<'_>, error: ConditionError| {
        let key = if error.key.is_empty() {
            node.key.clone()
        } else {
            format!("{}.{}", node.key, error.key)
        };
        PackError::new(key, error.problem.to_string())
    };
    let Some(when) = table.maybe("when") else {
        let applies = table.field("applies")?;
        let short = Condition::from_short_toml(applies.fields()?, reading);
        return short.map_err(|error| at(&applies, error));
    };
    if table.maybe("applies").is_some() {
        return Err(when.error("stands beside `applies`: one of them is enough"));
    }
    Condition::from_toml(when.value(), reading).map_err(|error| at(&when, error))
}

/// Every request must have a clock, and every clock must be able to apply.
pub(super) fn fallback_check(clocks: &[Rule]) -> Result<(), PackError> {
    match clocks.iter().position(|rule| rule.when.is_everything()) {
        None => Err(PackError::new(
            "clock",
            "the last one must apply to everything (applies = {})",
        )),
        Some(n) if n + 1 < clocks.len() => Err(PackError::new(
            format!("clock[{}]", n + 1),
            "never applies: the one before applies to everything",
        )),
        Some(_) => Ok(()),
    }
}
