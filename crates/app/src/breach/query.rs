//! What a list of breaches is narrowed to.

use touchstone_domain::clock::{BreachCause, CauseBranch, ChargedTo, ClockBasis};
use touchstone_domain::codes::Code;
use touchstone_domain::id::TeamId;
use touchstone_store::breach::BreachRow;

use crate::board::{Days, given};
use crate::core::{App, AppError, FieldError, page_limit};

/// A cause, or a branch of the tree with all its causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CauseFilter {
    /// `unset`: nobody has said why.
    Cause(BreachCause),
    Branch(CauseBranch),
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachFilter {
    pub days: Days,
    pub cause: Option<CauseFilter>,
    pub charged_to: Option<ChargedTo>,
    pub team: Option<TeamId>,
    pub basis: Option<ClockBasis>,
}

/// What is wanted, and which page of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachQuery {
    pub filter: BreachFilter,
    pub cursor: Option<String>,
    pub limit: u32,
}

/// The same as it is written; what is missing or empty is chosen here.
#[derive(Debug, Clone, Copy, Default)]
pub struct BreachAsked<'a> {
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    /// A cause, or `branch:` and a branch.
    pub cause: Option<&'a str>,
    pub charged_to: Option<&'a str>,
    pub team: Option<&'a str>,
    pub basis: Option<&'a str>,
    pub cursor: Option<&'a str>,
    pub limit: Option<u32>,
}

impl BreachQuery {
    /// Reads what was asked for.
    pub fn read(app: &App, asked: &BreachAsked<'_>) -> Result<Self, AppError> {
        let mut errors = Vec::new();
        let filter = BreachFilter {
            days: Days::read(app, asked.from, asked.to, &mut errors)?,
            cause: read("cause", asked.cause, &mut errors, |text| {
                match text.strip_prefix("branch:") {
                    Some(branch) => CauseBranch::from_code(branch).ok().map(CauseFilter::Branch),
                    None => BreachCause::from_code(text).ok().map(CauseFilter::Cause),
                }
            }),
            charged_to: read("charged_to", asked.charged_to, &mut errors, |text| {
                ChargedTo::from_code(text).ok()
            }),
            team: read("team", asked.team, &mut errors, |text| text.parse().ok()),
            basis: read("basis", asked.basis, &mut errors, |text| {
                ClockBasis::from_code(text).ok()
            }),
        };
        if !errors.is_empty() {
            return Err(AppError::Validation(errors));
        }
        Ok(Self {
            filter,
            cursor: given(asked.cursor).map(str::to_owned),
            limit: page_limit(asked.limit)?,
        })
    }
}

fn read<T>(
    name: &'static str,
    written: Option<&str>,
    errors: &mut Vec<FieldError>,
    known: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let written = given(written)?;
    let found = known(written);
    if found.is_none() {
        errors.push(FieldError::new(name, "unknown_value"));
    }
    found
}

impl CauseFilter {
    fn holds(self, cause: BreachCause) -> bool {
        match self {
            Self::Cause(wanted) => cause == wanted,
            Self::Branch(branch) => cause.branch() == Some(branch),
        }
    }
}

impl BreachFilter {
    /// Whether a breach of the period is meant.
    pub(super) fn holds(&self, row: &BreachRow) -> bool {
        let charged = |to| row.charge.as_ref().is_some_and(|charge| charge.to() == to);
        self.cause.is_none_or(|cause| cause.holds(row.cause))
            && self.charged_to.is_none_or(charged)
            && self.team.is_none_or(|team| row.team == Some(team))
            && self.basis.is_none_or(|basis| row.basis == basis)
    }
}
