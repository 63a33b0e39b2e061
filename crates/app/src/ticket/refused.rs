//! Refusals of the rules, in the caller's terms.

use touchstone_domain::category::{CategoryError, CategoryPath};
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::RuleError;

use super::action::actions_named;
use crate::core::AppError;

/// A refusal of the stage machine or of the facts.
pub(super) fn refused(error: RuleError) -> AppError {
    match error {
        RuleError::InvalidTransition(refused) => AppError::InvalidTransition {
            action: refused.action.to_owned(),
            stage: refused.stage,
            allowed: actions_named(&refused.allowed),
        },
        RuleError::CategoryMissing => AppError::field("category", "required"),
        RuleError::CategoryUnknown(_) => AppError::field("category", "unknown_value"),
        RuleError::AssigneeMissing => AppError::field("assignee", "required"),
        RuleError::UntilPast => AppError::field("until", "in_the_past"),
        RuleError::NotBreached => AppError::field("metric", "not_breached"),
        RuleError::NotLive => AppError::field("metric", "not_live"),
        RuleError::ExtensionOutOfBounds => AppError::field("by", "out_of_bounds"),
    }
}

/// The category a text names in the tree of a standard.
pub(crate) fn category(standard: &Standard, text: Option<&str>) -> Result<Option<CategoryPath>, AppError> {
    let Some(text) = text else { return Ok(None) };
    standard.categories().resolve(text).map(Some).map_err(|error| {
        let code = match error {
            CategoryError::Malformed => "malformed",
            CategoryError::Unknown(_) => "unknown_value",
            CategoryError::Ambiguous(_) => "ambiguous",
        };
        AppError::field("category", code)
    })
}
