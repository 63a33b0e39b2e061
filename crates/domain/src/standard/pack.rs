//! From the text of a pack to a [`Standard`].

use super::reader::{Node, PackError, root};
use super::rules::{fallback_check, rule_time, rules};
use super::{
    PrivacyFigures, RuleTime, StageRule, Standard, TierRule, catalogue, clause, code_is_plain, pledge,
};
use crate::calendar::CalendarBook;
use crate::category::{CategoryPath, CategoryTree};
use crate::clock::Metric;
use crate::codes::Code;
use crate::language::Language;
use crate::stage::Stage;
use crate::ticket::{Impact, Tier, Urgency};
use crate::time::Span;
use std::collections::BTreeMap;

/// Parts of a pack that other areas read; they are carried, so that a pack is one file.
const CARRIED: &[&str] = &["programme"];

pub(super) fn parse(text: &str) -> Result<Standard, PackError> {
    let value = root(text)?;
    let mut top = Node::root(&value).table()?;
    let categories = categories(&top.field("categories")?)?;
    let (code, titles) = heading(&top.field("pack")?)?;
    let clocks = rules(&top.field("clock")?, &categories)?;
    fallback_check(&clocks)?;
    let procedures = match top.maybe("procedure") {
        Some(node) => rules(&node, &categories)?,
        None => Vec::new(),
    };
    let stages = stages(&top.field("stage")?)?;
    let reopen_window = reopen(&top.field("reopen")?)?;
    archive_check(&stages, reopen_window)?;
    let priority = priority(&top.field("priority")?)?;
    let warn = warnings(&top.field("warn")?)?;
    let tiers = tiers(&top.field("tier")?)?;
    let defaults = top.maybe("defaults");
    let privacy = defaults.as_ref().map_or(Ok(None), privacy)?;
    let review = defaults.as_ref().map_or(Ok(None), review)?;
    let kpis = top
        .maybe("target")
        .map_or(Ok(Vec::new()), |node| clause::kpis(&node))?;
    let benchmarks = top
        .maybe("benchmark")
        .map_or(Ok(Vec::new()), |node| clause::kpis(&node))?;
    let catalogue = top
        .maybe("catalogue")
        .map_or(Ok(Vec::new()), |node| catalogue::catalogue(&node))?;
    let pledges = top
        .maybe("pledge")
        .map_or(Ok(Vec::new()), |node| pledge::pledges(&node, &categories))?;
    let clauses = top
        .maybe("clause")
        .map_or(Ok(Vec::new()), |node| clause::clauses(&node, &kpis))?;
    for part in CARRIED {
        top.maybe(part);
    }
    top.finish()?;
    Ok(Standard {
        code,
        titles,
        clocks,
        procedures,
        stages,
        priority,
        reopen_window,
        warn,
        tiers,
        categories,
        privacy,
        clauses,
        kpis,
        benchmarks,
        catalogue,
        pledges,
        review,
        calendars: CalendarBook::default(),
    })
}

fn heading(node: &Node<'_>) -> Result<(String, BTreeMap<Language, String>), PackError> {
    let mut table = node.table()?;
    let id = table.field("id")?;
    let code = id.text()?;
    if !code_is_plain(code) {
        return Err(id.error("must be 1 to 60 lower-case letters, digits and hyphens"));
    }
    let mut titles = BTreeMap::new();
    if let Some(node) = table.maybe("title") {
        for (name, title) in node.table()?.rest() {
            let language = Language::from_code(name).map_err(|error| title.error(error.to_string()))?;
            titles.insert(language, title.text()?.to_owned());
        }
    }
    table.finish()?;
    Ok((code.to_owned(), titles))
}

fn categories(node: &Node<'_>) -> Result<CategoryTree, PackError> {
    let mut paths: Vec<CategoryPath> = Vec::new();
    for (top, leaves) in node.table()?.rest() {
        let read = |path: String, at: &Node<'_>| path.parse().map_err(|error| at.error(format!("{error}")));
        paths.push(read(top.to_owned(), &leaves)?);
        for leaf in leaves.items()? {
            let path = read(format!("{top}/{}", leaf.text()?), &leaf)?;
            if paths.contains(&path) {
                return Err(leaf.error("stands here twice"));
            }
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(node.error("has no category"));
    }
    Ok(CategoryTree::new(paths))
}

fn stages(node: &Node<'_>) -> Result<BTreeMap<Stage, StageRule>, PackError> {
    let mut table = node.table()?;
    let mut stages = BTreeMap::new();
    for &stage in Stage::ALL.iter().filter(|&&stage| stage != Stage::Archived) {
        stages.insert(stage, stage_rule(stage, &table.field(stage.as_str())?)?);
    }
    table.finish()?;
    Ok(stages)
}

fn stage_rule(stage: Stage, node: &Node<'_>) -> Result<StageRule, PackError> {
    let mut table = node.table()?;
    let mut only = |field: &str, here: bool| if here { table.maybe(field) } else { None };
    let waits = stage.is_waiting();
    let limit = only("limit", Metric::of_stage(stage).is_some())
        .map(|node| node.span())
        .transpose()?;
    let remind = only("remind", waits)
        .map(|node| ascending(&node))
        .transpose()?
        .unwrap_or_default();
    let escalate = only("escalate", stage == Stage::WaitingThirdParty)
        .map(|node| node.span())
        .transpose()?;
    let give_up = only("give_up", stage == Stage::WaitingRequester);
    if let (Some(node), Some(&last)) = (&give_up, remind.last())
        && node.span()? <= last
    {
        return Err(node.error("must come after the last reminder"));
    }
    let give_up = give_up.map(|node| node.span()).transpose()?;
    let mut demanded = |field: &str, here: Stage| {
        if stage == here {
            table.field(field)?.span().map(Some)
        } else {
            Ok(None)
        }
    };
    let silence_confirms = demanded("silence_confirms", Stage::Resolved)?;
    let archive_after = demanded("archive_after", Stage::Confirmed)?;
    let responsible = table.field("responsible")?.code()?;
    let time = match table.maybe("clock") {
        Some(clock) => rule_time(&clock, &mut table)?,
        None => RuleTime::Always,
    };
    table.finish()?;
    Ok(StageRule {
        responsible,
        time,
        limit,
        remind,
        escalate,
        give_up,
        silence_confirms,
        archive_after,
    })
}

fn ascending(node: &Node<'_>) -> Result<Vec<Span>, PackError> {
    let spans: Vec<Span> = node.items()?.iter().map(Node::span).collect::<Result<_, _>>()?;
    if spans.len() > 100 || spans.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(node.error("must ascend, with at most 100 entries"));
    }
    Ok(spans)
}

fn reopen(node: &Node<'_>) -> Result<Span, PackError> {
    let mut table = node.table()?;
    let window = table.field("window")?.span()?;
    table.finish()?;
    Ok(window)
}

/// Archiving ends reopening, so it must not come before the window has passed.
fn archive_check(stages: &BTreeMap<Stage, StageRule>, window: Span) -> Result<(), PackError> {
    match stages.get(&Stage::Confirmed).and_then(|rule| rule.archive_after) {
        Some(after) if after < window => Err(PackError::new(
            "stage.confirmed.archive_after",
            "must not be shorter than reopen.window",
        )),
        _ => Ok(()),
    }
}

fn priority(node: &Node<'_>) -> Result<[[u8; 4]; 5], PackError> {
    let mut table = node.table()?;
    let mut matrix = [[0; 4]; 5];
    for (row, impact) in matrix.iter_mut().zip(Impact::ALL) {
        let field = table.field(impact.as_str())?;
        let items = field.items()?;
        if items.len() != Urgency::ALL.len() {
            return Err(field.error("must have one number per urgency: low, normal, high, urgent"));
        }
        for (cell, item) in row.iter_mut().zip(&items) {
            *cell = match u8::try_from(item.integer()?) {
                Ok(priority @ 1..=5) => priority,
                _ => return Err(item.error("must be 1 (highest) to 5")),
            };
        }
    }
    table.finish()?;
    Ok(matrix)
}

fn warnings(node: &Node<'_>) -> Result<Vec<f64>, PackError> {
    let mut table = node.table()?;
    let field = table.field("before_breach")?;
    let fractions: Vec<f64> = field
        .items()?
        .iter()
        .map(Node::number)
        .collect::<Result<_, _>>()?;
    let ascending = fractions.windows(2).all(|pair| pair[0] < pair[1]);
    if fractions.len() > 10 || !ascending || !fractions.iter().all(|&share| share > 0.0 && share < 1.0) {
        return Err(field.error("must be at most 10 ascending shares between 0 and 1"));
    }
    table.finish()?;
    Ok(fractions)
}

fn tiers(node: &Node<'_>) -> Result<BTreeMap<Tier, TierRule>, PackError> {
    let mut table = node.table()?;
    let mut tiers = BTreeMap::new();
    for &tier in Tier::ALL {
        tiers.insert(tier, tier_rule(&table.field(tier.as_str())?)?);
    }
    table.finish()?;
    Ok(tiers)
}

/// Figures of `[defaults]`; the others there are carried.
fn privacy(node: &Node<'_>) -> Result<Option<PrivacyFigures>, PackError> {
    let mut table = node.table()?;
    let days = table
        .maybe("privacy_request")
        .map(|node| days_of(&node))
        .transpose()?;
    let extension = table
        .maybe("privacy_request_extension")
        .map(|node| days_of(&node));
    let extension = extension.transpose()?;
    table.rest();
    table.finish()?;
    Ok(days.map(|days| PrivacyFigures { days, extension }))
}

/// After how many months a version in force is looked over again: `P1Y`, `P6M`.
fn review(node: &Node<'_>) -> Result<Option<u32>, PackError> {
    let mut table = node.table()?;
    let Some(node) = table.maybe("standard_review") else {
        return Ok(None);
    };
    let text = node.text()?;
    let number = |unit: char| text.strip_prefix('P')?.strip_suffix(unit)?.parse::<u32>().ok();
    match number('M').or_else(|| number('Y').and_then(|years| years.checked_mul(12))) {
        Some(months @ 1..=120) => Ok(Some(months)),
        _ => Err(node.error("must be months or years, at most ten years, such as P6M or P1Y")),
    }
}

/// Whole days.
fn days_of(node: &Node<'_>) -> Result<u32, PackError> {
    let span = node.span()?;
    let days = span.as_micros() / Span::days(1).as_micros();
    match u32::try_from(days) {
        Ok(whole) if whole > 0 && Span::days(days) == span => Ok(whole),
        _ => Err(node.error("must be whole days")),
    }
}

fn tier_rule(node: &Node<'_>) -> Result<TierRule, PackError> {
    let mut table = node.table()?;
    let who = table.field("who")?.text()?.to_owned();
    let services = match table.maybe("services") {
        Some(list) => list
            .items()?
            .iter()
            .map(|item| item.text().map(str::to_owned))
            .collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let channels = clause::list(&mut table, "channels", |node| node.code())?;
    let named_adviser = table
        .maybe("named_adviser")
        .map_or(Ok(false), |node| node.flag())?;
    let mut factors = BTreeMap::new();
    for &metric in Metric::ALL.iter().filter(|metric| metric.stage().is_none()) {
        if let Some(node) = table.maybe(&format!("{metric}_factor")) {
            let factor = node.number()?;
            if !(0.001..=100.0).contains(&factor) {
                return Err(node.error("must be between 0.001 and 100"));
            }
            factors.insert(metric, factor);
        }
    }
    table.finish()?;
    Ok(TierRule {
        who,
        services,
        channels,
        factors,
        named_adviser,
    })
}
