//! The pack's `[[clock]]` and `[[procedure]]` tables: figures, and the conditions under which they hold.

use super::reader::{Node, PackError, Table};
use super::{Condition, Figures, Rule, RuleTime, SideFigure, code_is_plain};
use crate::category::CategoryTree;
use crate::clock::Metric;
use crate::codes::Code;
use crate::time::Span;
use std::collections::BTreeMap;

pub(super) fn rules(node: &Node<'_>, tree: &CategoryTree) -> Result<Vec<Rule>, PackError> {
    node.items()?.iter().map(|item| rule(item, tree)).collect()
}

fn rule(node: &Node<'_>, tree: &CategoryTree) -> Result<Rule, PackError> {
    let mut table = node.table()?;
    let applies = condition(&table.field("applies")?, tree)?;
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
        applies,
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

fn condition(node: &Node<'_>, tree: &CategoryTree) -> Result<Condition, PackError> {
    fn codes<C: Code>(table: &mut Table<'_>, field: &str) -> Result<Vec<C>, PackError> {
        let nodes = table
            .maybe(field)
            .map_or_else(|| Ok(Vec::new()), Node::one_or_many)?;
        nodes.iter().map(Node::code).collect()
    }
    let mut table = node.table()?;
    let mut categories = Vec::new();
    if let Some(field) = table.maybe("category") {
        for item in field.one_or_many()? {
            categories.push(
                tree.resolve(item.text()?)
                    .map_err(|error| item.error(error.to_string()))?,
            );
        }
    }
    let condition = Condition {
        kinds: codes(&mut table, "kind")?,
        categories,
        urgencies: codes(&mut table, "urgency")?,
        classes: codes(&mut table, "class")?,
        tiers: codes(&mut table, "tier")?,
        channels: codes(&mut table, "channel")?,
    };
    table.finish()?;
    Ok(condition)
}

/// Every request must have a clock, and every clock must be able to apply.
pub(super) fn fallback_check(clocks: &[Rule]) -> Result<(), PackError> {
    let any = Condition::default();
    match clocks.iter().position(|rule| rule.applies == any) {
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
