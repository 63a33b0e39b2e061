//! The service standard: the figures a request is measured against, read from a pack. A pack is data that an
//! operator edits; a version of it never changes once work is judged by it. Targets over a period, benchmarks and
//! the roll-out programme are carried in the pack but not looked at here.

mod applied;
pub mod catalogue;
pub mod clause;
pub mod diff;
pub mod lifecycle;
mod pack;
mod place;
mod plan;
pub mod pledge;
mod reader;
pub mod review;
mod rewrite;
mod rules;

pub use applied::AppliedRule;
pub use place::PackFault;
pub use plan::{Plan, Target};
pub use reader::PackError;
pub use rewrite::{RewriteError, condition_rewrite};

use crate::calendar::CalendarBook;
use crate::category::CategoryTree;
use crate::clock::{Metric, TargetTime};
use crate::condition::Condition;
use crate::language::Language;
use crate::stage::{Responsible, Stage};
use crate::ticket::{Channel, Facts, Impact, Tier, Urgency};
use crate::time::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

codes! {
    /// Figures that count from something other than the request itself: from asking the merchant, from closing.
    pub enum SideFigure ("figure") {
        MerchantAnswer = "merchant_answer",
        FollowUpAfterClose = "follow_up_after_close",
    }
}

/// One version of the service standard.
#[derive(Clone, Debug, PartialEq)]
pub struct Standard {
    code: String,
    titles: BTreeMap<Language, String>,
    clocks: Vec<Rule>,
    procedures: Vec<Rule>,
    stages: BTreeMap<Stage, StageRule>,
    /// 1 (highest) to 5, by impact and urgency in their declaration order.
    priority: [[u8; 4]; 5],
    reopen_window: Span,
    warn: Vec<f64>,
    tiers: BTreeMap<Tier, TierRule>,
    categories: CategoryTree,
    privacy: Option<PrivacyFigures>,
    clauses: Vec<clause::Clause>,
    kpis: Vec<clause::KpiFigures>,
    benchmarks: Vec<clause::KpiFigures>,
    catalogue: Vec<catalogue::Service>,
    pledges: Vec<pledge::PublicPledge>,
    review: Option<u32>,
    /// The calendars that its rules name, once bound.
    calendars: CalendarBook,
}

/// The time a rule's figures count in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleTime {
    /// Every minute, day and night: `clock = "calendar"`.
    Always,
    /// The working time of the calendar of this name: `clock = "business"`.
    Business(String),
}

/// How long people wait who ask about their own data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivacyFigures {
    /// Working days after the day of receipt.
    pub days: u32,
    /// Working days more at most, for a reason; none allows no more.
    pub extension: Option<u32>,
}

/// Figures and the requests they are for.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    when: Condition,
    time: RuleTime,
    figures: Vec<(Metric, Figures)>,
    side: Vec<(SideFigure, Span)>,
}

/// The figures of one metric.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figures {
    target: Span,
    /// The target for requests of class complex.
    complex: Option<Span>,
    stretch: Option<Span>,
    limit: Option<Span>,
    aim: Option<Span>,
}

/// What a stage demands and who answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRule {
    pub responsible: Responsible,
    /// The time `limit` counts in.
    pub time: RuleTime,
    /// How long a request may stay here.
    pub limit: Option<Span>,
    /// When whoever is waited for is reminded, counted from the start of the wait, in ascending order.
    pub remind: Vec<Span>,
    /// When the responsible post is told that a third party does not answer.
    pub escalate: Option<Span>,
    /// When a requester who does not answer is given up on.
    pub give_up: Option<Span>,
    /// After how long the requester's silence confirms a solution.
    pub silence_confirms: Option<Span>,
    /// After how long a confirmed request is archived.
    pub archive_after: Option<Span>,
}

/// What a tier is promised.
#[derive(Clone, Debug, PartialEq)]
pub struct TierRule {
    pub who: String,
    pub services: Vec<String>,
    /// Through which channels it is served; through all when none is named.
    pub channels: Vec<Channel>,
    /// By what the targets of these metrics are multiplied.
    pub factors: BTreeMap<Metric, f64>,
    /// Its people have somebody of their own at the desk.
    pub named_adviser: bool,
}

/// Whether a text can be the name of a pack or a calendar.
pub fn code_is_plain(code: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=60).contains(&code.len()) && code.bytes().all(plain)
}

impl Standard {
    /// The pack the product comes with.
    pub const DEFAULT_PACK: &str = concat!(
        include_str!("../../../../data/standards/ecommerce-cn.toml"),
        include_str!("../../../../data/standards/ecommerce-cn-public.toml"),
        include_str!("../../../../data/standards/ecommerce-cn-service.toml"),
        include_str!("../../../../data/standards/ecommerce-cn-conduct.toml"),
    );

    /// Reads a pack; what is wrong with it is told by key and reason.
    pub fn parse(toml: &str) -> Result<Self, PackError> {
        pack::parse(toml)
    }

    /// The standard the product comes with.
    pub fn default_pack() -> Result<Self, PackError> {
        Self::parse(Self::DEFAULT_PACK)
    }

    /// Gives it the calendars of the installation. Every calendar its rules name must be among them.
    pub fn bind(self, calendars: CalendarBook) -> Result<Self, PackError> {
        for (key, time) in self.times() {
            if let RuleTime::Business(code) = time
                && calendars.line(code).is_none()
            {
                return Err(PackError::new(
                    format!("{key}.calendar"),
                    format!("there is no calendar `{code}`"),
                ));
            }
        }
        Ok(Self { calendars, ..self })
    }

    /// This version for requests that lived under another: its own rules, with the other's categories and reopen window, so
    /// that whatever happened to them is possible.
    pub(crate) fn over(&self, lived: &Self) -> Self {
        Self {
            categories: lived.categories.clone(),
            reopen_window: lived.reopen_window,
            ..self.wordless()
        }
    }

    /// What judges, without what is only read: many versions are held at a time.
    pub(crate) fn wordless(&self) -> Self {
        Self {
            code: self.code.clone(),
            titles: BTreeMap::new(),
            clocks: self.clocks.clone(),
            procedures: self.procedures.clone(),
            stages: self.stages.clone(),
            priority: self.priority,
            reopen_window: self.reopen_window,
            warn: self.warn.clone(),
            tiers: self.tiers.clone(),
            categories: self.categories.clone(),
            privacy: self.privacy,
            clauses: Vec::new(),
            kpis: Vec::new(),
            benchmarks: Vec::new(),
            catalogue: Vec::new(),
            pledges: Vec::new(),
            review: self.review,
            calendars: self.calendars.clone(),
        }
    }

    /// The names of the calendars its rules count by.
    pub fn calendar_codes(&self) -> std::collections::BTreeSet<&str> {
        let code = |(_, time): (String, &'_ RuleTime)| match time {
            RuleTime::Always => None,
            RuleTime::Business(code) => Some(code.clone()),
        };
        let named: Vec<String> = self.times().filter_map(code).collect();
        self.calendars
            .codes()
            .filter(|known| named.iter().any(|code| code == known))
            .collect()
    }

    /// The time of every rule, under the rule's key.
    fn times(&self) -> impl Iterator<Item = (String, &RuleTime)> {
        fn of<'a>(family: &'static str, rules: &'a [Rule]) -> impl Iterator<Item = (String, &'a RuleTime)> {
            let key = move |(n, rule): (usize, &'a Rule)| (format!("{family}[{n}]"), &rule.time);
            rules.iter().enumerate().map(key)
        }
        let stages = self
            .stages
            .iter()
            .map(|(stage, rule)| (format!("stage.{stage}"), &rule.time));
        of("clock", &self.clocks)
            .chain(of("procedure", &self.procedures))
            .chain(stages)
    }

    /// The time of a rule, by the calendars it was bound to.
    fn target_time(&self, time: &RuleTime) -> TargetTime {
        let line = match time {
            RuleTime::Always => None,
            RuleTime::Business(code) => self.calendars.line(code),
        };
        line.map_or(TargetTime::Always, |line| TargetTime::Business(Arc::clone(line)))
    }

    /// The pack's own name, e.g. `ecommerce-cn`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Its title, in English where it has none in this language, else its name.
    pub fn title(&self, language: Language) -> &str {
        let title = self
            .titles
            .get(&language)
            .or_else(|| self.titles.get(&Language::En));
        title.unwrap_or(&self.code)
    }

    /// What a request with these facts is measured by.
    pub fn plan(&self, facts: &Facts) -> Plan {
        plan::plan(self, facts)
    }

    /// 1 (highest) to 5.
    pub const fn priority(&self, impact: Impact, urgency: Urgency) -> u8 {
        self.priority[impact as usize][urgency as usize]
    }

    /// The classification tree.
    pub const fn categories(&self) -> &CategoryTree {
        &self.categories
    }

    /// What a stage demands; nothing is demanded of the archive.
    pub fn stage_rule(&self, stage: Stage) -> Option<&StageRule> {
        self.stages.get(&stage)
    }

    /// How long after confirmation a request may be taken up again.
    pub const fn reopen_window(&self) -> Span {
        self.reopen_window
    }

    /// How long people wait who ask about their own data; none where the pack says nothing of it.
    pub const fn privacy(&self) -> Option<PrivacyFigures> {
        self.privacy
    }

    /// The clauses, in the pack's order.
    pub fn clauses(&self) -> &[clause::Clause] {
        &self.clauses
    }

    /// What is served for whom.
    pub fn catalogue(&self) -> &[catalogue::Service] {
        &self.catalogue
    }

    /// What everybody is promised.
    pub fn pledges(&self) -> &[pledge::PublicPledge] {
        &self.pledges
    }

    /// The targets over a period, as the pack states them.
    pub fn kpis(&self) -> &[clause::KpiFigures] {
        &self.kpis
    }

    /// What others reach, and who says so.
    pub fn benchmarks(&self) -> &[clause::KpiFigures] {
        &self.benchmarks
    }

    /// After how many months in force it is looked over again; none where the pack says nothing of it.
    pub const fn review_months(&self) -> Option<u32> {
        self.review
    }

    /// At which shares of a target a warning is given, ascending.
    pub fn warn_fractions(&self) -> &[f64] {
        &self.warn
    }

    /// What a tier is promised.
    /// What each tier is promised.
    pub fn tiers(&self) -> &BTreeMap<Tier, TierRule> {
        &self.tiers
    }

    pub fn tier_rule(&self, tier: Tier) -> Option<&TierRule> {
        self.tiers.get(&tier)
    }
}
