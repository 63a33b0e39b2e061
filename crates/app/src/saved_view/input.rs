//! What a saved list is made of, read and checked as a list's address would be.

use std::collections::BTreeMap;

use serde_json::Value;
use touchstone_domain::codes::Code;
use touchstone_domain::id::TeamId;
use touchstone_domain::saved_view::{ListColumn, VIEW_NAME, ViewShare};

use crate::core::{AppError, FieldError};
use crate::ticket::{Fields, ListQuery, Sort};

/// Longest id or word of a filter.
const WORD: usize = 40;
/// Parts of a list's address that a saved list keeps.
const KEPT: [&str; 4] = ["status", "assignee", "team", "when"];

/// A saved list as it is to be.
#[derive(Debug, Clone)]
pub struct ViewContent {
    pub name: String,
    pub share: ViewShare,
    /// With whom, for [`ViewShare::Team`].
    pub team: Option<TeamId>,
    /// Pairs of a list's address.
    pub filter: BTreeMap<String, String>,
    pub sort: Sort,
    pub columns: Vec<ListColumn>,
    /// With headings where its order enters another stretch.
    pub grouped: bool,
}

impl ViewContent {
    /// Reads `{name, share?, team?, filter: {status?, assignee?, team?, when?}, sort?, columns?, grouped?}`.
    pub fn read(mut fields: Fields) -> Result<Self, AppError> {
        let name = fields.required("name", VIEW_NAME);
        let share = fields.code("share").unwrap_or(ViewShare::Own);
        let team = fields.parsed("team");
        let sort = fields.code("sort").unwrap_or(Sort::Due);
        let columns = columns(&mut fields);
        let grouped = fields.flag("grouped");
        if share == ViewShare::Team && team.is_none() {
            fields.refuse("team", FieldError::new("", "required"));
        }
        let filter = filter(&mut fields);
        fields.finish()?;
        Ok(Self {
            name,
            share,
            team: team.filter(|_| share == ViewShare::Team),
            filter,
            sort,
            columns,
            grouped,
        })
    }
}

fn columns(fields: &mut Fields) -> Vec<ListColumn> {
    let Some(typed) = fields.texts("columns", ListColumn::VALUES.len(), WORD) else {
        return ListColumn::USUAL.to_vec();
    };
    let mut chosen = Vec::new();
    for (at, word) in typed.iter().enumerate() {
        match ListColumn::from_code(word) {
            Ok(column) if chosen.contains(&column) => {}
            Ok(column) => chosen.push(column),
            Err(_) => fields.refuse(&format!("columns[{at}]"), FieldError::new("", "unknown_value")),
        }
    }
    chosen
}

/// The pairs of the filter; what a list would refuse in its address is refused here, under its place.
fn filter(fields: &mut Fields) -> BTreeMap<String, String> {
    let mut inner = fields.object("filter");
    let mut pairs = BTreeMap::new();
    if let Some(status) = inner
        .texts("status", 20, WORD)
        .filter(|status| !status.is_empty())
    {
        pairs.insert("status".to_owned(), status.join(","));
    }
    for name in ["assignee", "team"] {
        if let Some(word) = inner.text(name, WORD) {
            pairs.insert(name.to_owned(), word);
        }
    }
    match inner.whole("when") {
        None => {}
        Some(Value::String(json)) => drop(pairs.insert("when".to_owned(), json)),
        Some(tree) => drop(pairs.insert("when".to_owned(), tree.to_string())),
    }
    if let Err(AppError::Validation(errors)) = list_of(&pairs) {
        for error in errors {
            let place = error.field.clone();
            inner.refuse(&place, error);
        }
    }
    fields.absorb(inner);
    pairs
}

fn list_of(pairs: &BTreeMap<String, String>) -> Result<ListQuery, AppError> {
    ListQuery::parse(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The pairs as they are stored; what is not known any more is passed over.
pub(super) fn stored(filter: &BTreeMap<String, String>) -> String {
    let kept = filter.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    let map = kept.map(|(name, value)| (name.clone(), Value::String(value.clone())));
    Value::Object(map.collect()).to_string()
}

pub(super) fn read_stored(filter: &str) -> BTreeMap<String, String> {
    serde_json::from_str(filter).unwrap_or_default()
}
