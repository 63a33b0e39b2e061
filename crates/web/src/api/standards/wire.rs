//! Versions, clauses and remarks as they go over the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use touchstone_app::standard::{Remark as RemarkView, StandardDocument, StandardLine as Line};
use touchstone_app::ticket::Named;
use touchstone_domain::access::Role;
use touchstone_domain::id::{StandardId, StandardRemarkId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::standard::Standard as Pack;
use touchstone_domain::standard::clause::{Area, Clause as PackClause, ClauseTarget, Words};
use touchstone_domain::standard::lifecycle::{APPROVALS, RemarkKind, StandardAction, StandardState};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::answer::Record;
use crate::api::schema;

/// A version of the service standard.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Standard {
    #[schema(value_type = schema::StandardId)]
    id: StandardId,
    /// The name of the pack, the same in all versions.
    key: String,
    number: i64,
    #[schema(value_type = schema::StandardState)]
    state: StandardState,
    /// The version it was begun from.
    #[schema(value_type = Option<schema::StandardId>)]
    basis: Option<StandardId>,
    /// `null` before it has an instant, and when it has been in force from the beginning.
    #[schema(value_type = Option<schema::Time>)]
    effective_from: Option<Timestamp>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    authors: Vec<Member>,
    /// Approvals that count, of so many.
    approvals: usize,
    approvals_needed: usize,
    /// Oldest first.
    remarks: Vec<Remark>,
    /// What the caller may do with it now.
    #[schema(value_type = Vec<schema::StandardAction>)]
    actions: Vec<StandardAction>,
    clauses: Vec<Clause>,
    /// The whole text, TOML.
    pack: String,
    version: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Member {
    #[schema(value_type = schema::UserId)]
    id: UserId,
    name: String,
}

/// What somebody said about a version.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Remark {
    #[schema(value_type = schema::StandardRemarkId)]
    id: StandardRemarkId,
    #[schema(value_type = schema::StandardRemarkKind)]
    kind: RemarkKind,
    author: Member,
    body: String,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    /// An approval that counts no more.
    void: bool,
}

/// A clause.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Clause {
    /// The same in all versions.
    id: String,
    #[schema(value_type = schema::ClauseArea)]
    area: Area,
    /// By language.
    #[schema(value_type = BTreeMap<String, String>)]
    title: BTreeMap<Language, String>,
    /// Markdown, by language.
    #[schema(value_type = BTreeMap<String, String>)]
    text: BTreeMap<Language, String>,
    /// The target over a period, or …
    kpi: Option<String>,
    /// … the clock that shows whether it is kept.
    metric: Option<String>,
    /// Ids of laws.
    cites: Vec<String>,
    /// Roles it binds.
    #[schema(value_type = Vec<schema::Role>)]
    binds: Vec<Role>,
}

/// A version in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StandardLine {
    #[schema(value_type = schema::StandardId)]
    pub(super) id: StandardId,
    key: String,
    number: i64,
    #[schema(value_type = schema::StandardState)]
    state: StandardState,
    #[schema(value_type = Option<schema::Time>)]
    effective_from: Option<Timestamp>,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
}

impl From<Line> for StandardLine {
    fn from(line: Line) -> Self {
        Self {
            id: line.id,
            key: line.key,
            number: line.number,
            state: line.state,
            effective_from: line.effective_from,
            updated_at: line.updated_at,
        }
    }
}

impl From<Named<UserId>> for Member {
    fn from(named: Named<UserId>) -> Self {
        Self {
            id: named.id,
            name: named.name,
        }
    }
}

impl From<RemarkView> for Remark {
    fn from(remark: RemarkView) -> Self {
        Self {
            id: remark.id,
            kind: remark.kind,
            author: remark.author.into(),
            body: remark.body,
            at: remark.at,
            void: remark.void,
        }
    }
}

fn by_language(words: &Words) -> BTreeMap<Language, String> {
    words
        .iter()
        .map(|(language, text)| (language, text.to_owned()))
        .collect()
}

impl From<&PackClause> for Clause {
    fn from(clause: &PackClause) -> Self {
        let (kpi, metric) = match &clause.target {
            Some(ClauseTarget::Kpi(kpi)) => (Some(kpi.clone()), None),
            Some(ClauseTarget::Metric(metric)) => (None, Some(metric.to_string())),
            None => (None, None),
        };
        Self {
            id: clause.id.clone(),
            area: clause.area,
            title: by_language(&clause.title),
            text: by_language(&clause.text),
            kpi,
            metric,
            cites: clause.cites.clone(),
            binds: clause.binds.clone(),
        }
    }
}

impl From<StandardDocument> for Standard {
    fn from(document: StandardDocument) -> Self {
        // A version of long ago may ask for what packs had then; its text is there all the same.
        let clauses =
            Pack::parse(&document.pack).map(|pack| pack.clauses().iter().map(Clause::from).collect());
        Self {
            id: document.id,
            key: document.key,
            number: document.number,
            state: document.state,
            basis: document.basis.map(|(id, _)| id),
            effective_from: document.effective_from,
            created_at: document.created_at,
            updated_at: document.updated_at,
            authors: document.authors.into_iter().map(Member::from).collect(),
            approvals: document.approvals,
            approvals_needed: APPROVALS,
            remarks: document.remarks.into_iter().map(Remark::from).collect(),
            actions: document.actions,
            clauses: clauses.unwrap_or_default(),
            pack: document.pack,
            version: document.version,
        }
    }
}

pub(super) fn record(document: StandardDocument) -> Record<Standard> {
    Record {
        version: document.version,
        body: document.into(),
    }
}
