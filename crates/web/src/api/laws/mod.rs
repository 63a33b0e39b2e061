//! The register of laws, norms and policies that clauses derive from.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::law::{self, LawChange as Change, LawFlag as Flag, LawLine as Line, LawView};
use touchstone_domain::law::Law as Entry;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::{Created, Page, Record};
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_law_list, _, _>(law_list),
        Route::api_write::<__path_law_add, _, _>(law_add),
        Route::api_read::<__path_law_read, _, _>(law_read),
        Route::api_update::<__path_law_amend, _, _>(law_amend),
        Route::api_write::<__path_law_clause_reviewed, _, _>(law_clause_reviewed),
    ]
}

/// An entry of the register.
#[derive(Debug, Serialize, ToSchema)]
struct LawLine {
    /// `{id, kind, jurisdiction, number, title, issuer, adopted?, effective?, amended?, status, source}`; `title` and `issuer` by
    /// language.
    #[schema(value_type = Object)]
    law: Entry,
    version: i64,
    /// Clauses in force that wait to be looked at because it was amended.
    flagged: Vec<String>,
}

/// An entry with its past.
#[derive(Debug, Serialize, ToSchema)]
struct Law {
    #[schema(value_type = Object)]
    law: Entry,
    version: i64,
    /// Clauses in force that cite it.
    cited_by: Vec<String>,
    flags: Vec<LawFlag>,
    changes: Vec<LawChange>,
}

/// A clause that is, or was, to be looked at.
#[derive(Debug, Serialize, ToSchema)]
struct LawFlag {
    clause: String,
    #[schema(value_type = schema::Time)]
    raised_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    settled_at: Option<Timestamp>,
    settled_by: Option<String>,
    note: Option<String>,
}

/// An amendment.
#[derive(Debug, Serialize, ToSchema)]
struct LawChange {
    /// The day it bears.
    dated: String,
    note: String,
    author: String,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
}

impl From<Line> for LawLine {
    fn from(line: Line) -> Self {
        Self {
            law: line.law,
            version: line.version,
            flagged: line.flagged,
        }
    }
}

impl From<Flag> for LawFlag {
    fn from(flag: Flag) -> Self {
        Self {
            clause: flag.clause,
            raised_at: flag.raised_at,
            settled_at: flag.settled_at,
            settled_by: flag.settled_by,
            note: flag.note,
        }
    }
}

impl From<Change> for LawChange {
    fn from(change: Change) -> Self {
        Self {
            dated: change.dated,
            note: change.note,
            author: change.author,
            at: change.at,
        }
    }
}

fn record(view: LawView) -> Record<Law> {
    Record {
        version: view.version,
        body: view.into(),
    }
}

impl From<LawView> for Law {
    fn from(view: LawView) -> Self {
        Self {
            law: view.law,
            version: view.version,
            cited_by: view.cited_by,
            flags: view.flags.into_iter().map(LawFlag::from).collect(),
            changes: view.changes.into_iter().map(LawChange::from).collect(),
        }
    }
}

/// The register of laws, norms and policies, by id.
#[utoipa::path(get, path = "/api/v1/laws", tag = "reference", responses((status = 200, body = Page<LawLine>)))]
async fn law_list(
    by: Granted<may::ReadStandards>,
    State(state): State<WebState>,
) -> Result<Page<LawLine>, Failure> {
    let found = law::laws(&state.app, &by.caller).await?;
    Ok(Page {
        items: found.into_iter().map(LawLine::from).collect(),
        next_cursor: None,
    })
}

/// One entry: who cites it, which clauses wait to be looked at, and how it was amended.
#[utoipa::path(get, path = "/api/v1/laws/{id}", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = Law)))]
async fn law_read(
    by: Granted<may::ReadStandards>,
    At(id): At<String>,
    State(state): State<WebState>,
) -> Result<Record<Law>, Failure> {
    Ok(record(law::law(&state.app, &by.caller, &id).await?))
}

/// Adds an entry.
#[utoipa::path(post, path = "/api/v1/laws", tag = "reference", request_body = Object,
    responses((status = 201, body = Law)))]
async fn law_add(
    by: Granted<may::WriteStandards>,
    State(state): State<WebState>,
    body: Json<Entry>,
) -> Result<Created<Law>, Failure> {
    let call = by.call_with(&body);
    let added = law::law_add(&state.app, &call, body.value).await?;
    Ok(Created {
        location: format!("/api/v1/laws/{}", added.law.id),
        version: Some(added.version),
        body: added.into(),
    })
}

/// An amendment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Amendment {
    /// The entry as it is from now on.
    #[schema(value_type = Object)]
    law: Entry,
    /// The day the amendment bears, `2026-01-31`.
    dated: String,
    /// What it says.
    note: String,
}

/// Amends an entry. Each clause in force that cites it waits until somebody has looked at it.
#[utoipa::path(put, path = "/api/v1/laws/{id}", tag = "reference", params(("id" = String, Path)),
    request_body = Amendment, responses((status = 200, body = Law)))]
async fn law_amend(
    by: Granted<may::WriteStandards>,
    At(id): At<String>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<Amendment>,
) -> Result<Record<Law>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let Amendment { mut law, dated, note } = body.value;
    law.id = id;
    Ok(record(law::law_amend(&state.app, &call, law, dated, note).await?))
}

/// What came of looking at it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClauseReviewed {
    note: String,
}

/// Somebody has looked at a clause that waited because the law was amended.
#[utoipa::path(post, path = "/api/v1/laws/{id}/clauses/{clause}/reviewed", tag = "reference",
    params(("id" = String, Path), ("clause" = String, Path)), request_body = ClauseReviewed,
    responses((status = 200, body = Law)))]
async fn law_clause_reviewed(
    by: Granted<may::WriteStandards>,
    At((id, clause)): At<(String, String)>,
    State(state): State<WebState>,
    body: Json<ClauseReviewed>,
) -> Result<Record<Law>, Failure> {
    let call = by.call_with(&body);
    Ok(record(
        law::law_clause_reviewed(&state.app, &call, id, clause, body.value.note).await?,
    ))
}
