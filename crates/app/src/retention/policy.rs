//! The rules: what is in force, another version of them, and an operator's word that they may run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::retention::{
    RetentionClass, RetentionError, RetentionMode, RetentionRule, RetentionRules, RetentionState,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::retention::{self as rows, PolicyRow};
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Call, Caller, Cx, FieldError};

/// Runs that are looked at for a finished dry run of a version.
const LOOKED_AT: u32 = 100;

/// The newest version of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// 0 while the shipped rules were never touched.
    pub version: i64,
    pub rules: RetentionRules,
    pub created_at: Option<Timestamp>,
    /// A dry run of it was finished.
    pub checked: bool,
    pub approved_at: Option<Timestamp>,
    /// It runs by itself, once a day.
    pub automatic: bool,
}

/// The rules, and whether they are in force.
pub async fn policy(app: &App, caller: &Caller) -> Result<Policy, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    app.query(Lane::Fast, current).await
}

/// Sets other rules. They wait for a dry run and an approval, and what was approved before runs no more.
pub async fn policy_set(
    app: &App,
    call: &Call,
    given: BTreeMap<RetentionClass, RetentionRule>,
) -> Result<Policy, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    let rules = RetentionRules::new(given)
        .map_err(|errors| AppError::Validation(errors.into_iter().map(refused).collect()))?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::PrivacyManage)?;
        let known = current(cx.tx)?;
        cx.check_version(known.version)?;
        add(cx, known.version + 1, &rules)?;
        current(cx.tx)
    })
    .await
}

fn refused(error: RetentionError) -> FieldError {
    match error {
        RetentionError::Days(class, least, most) => FieldError::new(class.as_str(), "out_of_range")
            .with("min", least)
            .with("max", most),
        RetentionError::Act(class) => FieldError::new(class.as_str(), "unknown_value"),
        RetentionError::Missing(class) => FieldError::new(class.as_str(), "required"),
    }
}

/// Says that the newest rules may run, and whether they do so by themselves. Whoever approves has seen what they do.
pub async fn policy_approve(app: &App, call: &Call, automatic: bool) -> Result<Policy, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::PrivacyManage)?;
        let known = current(cx.tx)?;
        cx.check_version(known.version)?;
        if !known.checked {
            return Err(AppError::Conflict {
                code: "retention_not_checked",
            });
        }
        let (policy, by) = (known.version, cx.actor().user()?.id);
        rows::policy_approve(cx.tx, policy, cx.now, by, automatic)?;
        cx.emit(
            Subject::System,
            EventBody::RetentionApproved { policy, automatic },
        )?;
        current(cx.tx)
    })
    .await
}

/// The version that a run can name: the shipped rules become the first when they are looked at for the first time.
pub(super) fn named(cx: &mut Cx<'_, '_>) -> Result<Policy, AppError> {
    let known = current(cx.tx)?;
    if known.version > 0 {
        return Ok(known);
    }
    add(cx, 1, &known.rules)?;
    current(cx.tx)
}

fn add(cx: &mut Cx<'_, '_>, version: i64, rules: &RetentionRules) -> Result<(), AppError> {
    let row = PolicyRow {
        version,
        rules: serde_json::to_string(rules).map_err(|error| AppError::Internal(error.to_string()))?,
        created_at: cx.now,
        created_by: cx.actor().user()?.id,
        approved_at: None,
        approved_by: None,
        automatic: false,
    };
    rows::policy_insert(cx.tx, &row)?;
    cx.emit(Subject::System, EventBody::RetentionSet { policy: version })?;
    Ok(())
}

pub(super) fn current(tx: &mut Tx<'_>) -> Result<Policy, AppError> {
    let Some(row) = rows::policy_newest(tx)? else {
        let rules = RetentionRules::default_rules().map_err(AppError::Internal)?;
        return Ok(Policy {
            version: 0,
            rules,
            created_at: None,
            checked: false,
            approved_at: None,
            automatic: false,
        });
    };
    let rules = serde_json::from_str(&row.rules)
        .map_err(|error| AppError::Internal(format!("rules of retention cannot be read: {error}")))?;
    let looked = rows::run_list(tx, i64::MAX, LOOKED_AT)?;
    let dry = |run: &rows::RunRow| {
        run.policy == row.version && run.mode == RetentionMode::Dry && run.state == RetentionState::Completed
    };
    Ok(Policy {
        version: row.version,
        rules,
        created_at: Some(row.created_at),
        checked: row.approved_at.is_some() || looked.iter().any(dry),
        approved_at: row.approved_at,
        automatic: row.automatic,
    })
}
