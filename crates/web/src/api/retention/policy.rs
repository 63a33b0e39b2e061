use std::collections::BTreeMap;

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::core::FieldError;
use touchstone_app::retention;
use touchstone_domain::retention::RetentionClass;
use utoipa::ToSchema;

use super::wire::{RetentionPolicy, Rule};
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// How long what was written is kept, and whether that is in force.
#[utoipa::path(get, path = "/api/v1/retention", tag = "privacy", responses((status = 200, body = RetentionPolicy)))]
pub(super) async fn retention_read(
    by: Granted<may::ReadPrivacy>,
    State(state): State<WebState>,
) -> Result<Plain<RetentionPolicy>, Failure> {
    Ok(Plain(retention::policy(&state.app, &by.caller).await?.into()))
}

/// Other rules, of every class.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRetention {
    /// The version they change; another one refuses them.
    based_on: Option<i64>,
    /// By class: `request`, `complaint`, `spam`, `letter`, `trace`.
    rules: BTreeMap<String, Rule>,
}

/// Sets other rules as the next version. They wait for a dry run and an approval; what was approved before runs no more.
#[utoipa::path(post, path = "/api/v1/retention", tag = "privacy", request_body = NewRetention,
    responses((status = 200, body = RetentionPolicy)))]
pub(super) async fn retention_set(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    body: Json<NewRetention>,
) -> Result<Plain<RetentionPolicy>, Failure> {
    let mut call = by.call_with(&body);
    call.expected_version = body.value.based_on;
    let (mut rules, mut strange) = (BTreeMap::new(), Vec::new());
    for (class, rule) in body.value.rules {
        match class.parse::<RetentionClass>() {
            Ok(class) => drop(rules.insert(class, rule.into())),
            Err(_) => strange.push(FieldError::new(format!("rules.{class}"), "unknown_field")),
        }
    }
    if !strange.is_empty() {
        return Err(Failure::fields(strange));
    }
    Ok(Plain(
        retention::policy_set(&state.app, &call, rules).await?.into(),
    ))
}

/// An operator's word that the newest rules may run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionApproval {
    /// The version that was looked at; another one refuses it.
    based_on: Option<i64>,
    /// They run by themselves, once a day.
    automatic: bool,
}

/// Approves the newest rules, after a dry run of them was finished (otherwise 409 `retention_not_checked`).
#[utoipa::path(post, path = "/api/v1/retention/approve", tag = "privacy", request_body = RetentionApproval,
    responses((status = 200, body = RetentionPolicy)))]
pub(super) async fn retention_approve(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    body: Json<RetentionApproval>,
) -> Result<Plain<RetentionPolicy>, Failure> {
    let mut call = by.call_with(&body);
    call.expected_version = body.value.based_on;
    let approved = retention::policy_approve(&state.app, &call, body.value.automatic).await?;
    Ok(Plain(approved.into()))
}
