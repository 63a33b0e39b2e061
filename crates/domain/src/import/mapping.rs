//! Which column of a file is which of our fields, what its words mean, and what is done where a row says too little.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::row::SourceRow;
use super::value::Zone;
use super::{Field, ImportKind, MESSAGE_FIELDS, fields_of};
use crate::id::{TeamId, UserId};
use crate::language::Language;

/// Columns of a mapping, and words of one of them.
const ENTRIES: usize = 1_000;
/// Characters of a name or a word in a mapping.
const WORD: usize = 300;
/// Means every word that is not named.
const ANY: &str = "*";
/// Means the word itself.
const SAME: &str = "=";

/// How a file is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Names the tool the ids come from: the same id of another source is another record.
    pub source: String,
    #[serde(default)]
    pub columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<MessageMapping>,
    /// Which rows count; all without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<RowFilter>,
    #[serde(default)]
    pub options: Options,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub from: String,
    pub to: Field,
    /// What the source's words mean here, in lower case; `*` stands for all others, `=` for the word itself. Without
    /// any, words are taken as they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

/// The list inside a ticket that holds its messages, and the columns of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageMapping {
    pub from: String,
    pub columns: Vec<Column>,
}

/// Rows whose column holds one of these words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowFilter {
    pub column: String,
    pub only: Vec<String>,
}

codes! {
    /// From when the clocks of tickets that are still open count.
    #[derive(Default)]
    pub enum OpenClocks ("start of clocks") {
        #[default]
        Import = "import",
        Creation = "creation",
    }
}

/// What the operator decides once for all rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// The source has shown that its contacts belong to who names them.
    pub contacts_verified: bool,
    /// New users are sent an invitation.
    pub invite: bool,
    /// Category of tickets that name none, or an unknown one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Who is given tickets of unknown assignees; without, such rows are refused unless `assignee_none` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<UserId>,
    /// Tickets of unknown assignees come in without one.
    pub assignee_none: bool,
    /// The team of tickets that name none, or an unknown one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// Tickets and users of unknown teams come in without them.
    pub team_none: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Zone of times that name none; UTC without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    pub open_clocks: OpenClocks,
    /// Closed tickets get no clocks, whatever is known of their history.
    pub leave_unjudged: bool,
}

/// Why a mapping is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("the source is named by 1 to 32 small letters, digits, - and _")]
    Source,
    #[error("{0} is no field of such records")]
    NotOfKind(Field),
    #[error("{0} is mapped twice")]
    Twice(Field),
    #[error("{0} must be mapped")]
    Missing(Field),
    #[error("the mapping is too large")]
    TooLarge,
    #[error("there is no such time zone")]
    Zone,
}

impl MappingError {
    /// Stable code, also the translation key `field-<code>`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Source => "import_source",
            Self::NotOfKind(_) => "import_not_of_kind",
            Self::Twice(_) => "import_mapped_twice",
            Self::Missing(_) => "import_not_mapped",
            Self::TooLarge => "too_long",
            Self::Zone => "unknown_zone",
        }
    }

    /// The field it is about.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::NotOfKind(field) | Self::Twice(field) | Self::Missing(field) => Some(*field),
            Self::Source | Self::TooLarge | Self::Zone => None,
        }
    }
}

impl Column {
    /// A column taken as it is.
    pub fn plain(from: &str, to: Field) -> Self {
        Self {
            from: from.to_owned(),
            to,
            values: BTreeMap::new(),
        }
    }

    /// A column whose words mean something else here.
    pub fn worded(from: &str, to: Field, values: &[(&str, &str)]) -> Self {
        let values = values
            .iter()
            .map(|(word, meaning)| ((*word).to_owned(), (*meaning).to_owned()));
        Self {
            values: values.collect(),
            ..Self::plain(from, to)
        }
    }

    /// What a word of this column means; `None` when the column's words are named and it is not among them.
    pub fn meaning(&self, word: &str) -> Option<String> {
        if self.values.is_empty() {
            return Some(word.to_owned());
        }
        let named = self.values.get(&word.trim().to_lowercase());
        let meant = named.or_else(|| self.values.get(ANY))?;
        Some(if meant == SAME {
            word.to_owned()
        } else {
            meant.clone()
        })
    }

    fn size_fits(&self) -> bool {
        let short = |text: &String| text.chars().count() <= WORD;
        short(&self.from)
            && self.values.len() <= ENTRIES
            && self
                .values
                .iter()
                .all(|(word, meaning)| short(word) && short(meaning))
    }
}

impl Mapping {
    /// Everything that is wrong with it for records of this kind.
    pub fn check(&self, kind: ImportKind) -> Vec<MappingError> {
        let mut wrong = Vec::new();
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if !(1..=32).contains(&self.source.len()) || !self.source.chars().all(named) {
            wrong.push(MappingError::Source);
        }
        let known = |field| fields_of(kind).iter().any(|spec| spec.field == field);
        columns_check(&self.columns, known, &mut wrong);
        let mapped: BTreeSet<Field> = self.columns.iter().map(|column| column.to).collect();
        let required = fields_of(kind).iter().filter(|spec| spec.required);
        wrong.extend(
            required
                .filter(|spec| !mapped.contains(&spec.field))
                .map(|spec| MappingError::Missing(spec.field)),
        );
        if let Some(messages) = &self.messages {
            let known =
                |field| kind == ImportKind::Tickets && MESSAGE_FIELDS.iter().any(|spec| spec.field == field);
            columns_check(&messages.columns, known, &mut wrong);
            let mapped = |field| messages.columns.iter().any(|column| column.to == field);
            let required = MESSAGE_FIELDS
                .iter()
                .filter(|spec| spec.required && !mapped(spec.field));
            wrong.extend(required.map(|spec| MappingError::Missing(spec.field)));
        }
        if Zone::of(self.options.zone.as_deref()).is_none() {
            wrong.push(MappingError::Zone);
        }
        wrong
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.to == field)
    }

    /// Whether a row counts.
    pub fn takes(&self, row: &SourceRow) -> bool {
        let Some(filter) = &self.filter else { return true };
        let word = row.text(&filter.column).unwrap_or_default();
        filter.only.iter().any(|only| only.eq_ignore_ascii_case(&word))
    }

    /// The mapping as far as a file with these columns goes: what is not there is left out.
    #[must_use]
    pub fn fitted(mut self, columns: &[String]) -> Self {
        let there = |name: &String| columns.contains(name);
        self.columns.retain(|column| there(&column.from));
        self.messages = self.messages.filter(|messages| there(&messages.from));
        self.filter = self.filter.filter(|filter| there(&filter.column));
        let mut seen = BTreeSet::new();
        self.columns.retain(|column| seen.insert(column.to));
        self
    }
}

fn columns_check(columns: &[Column], known: impl Fn(Field) -> bool, wrong: &mut Vec<MappingError>) {
    let mut seen = BTreeSet::new();
    for column in columns {
        if !known(column.to) {
            wrong.push(MappingError::NotOfKind(column.to));
        } else if !seen.insert(column.to) {
            wrong.push(MappingError::Twice(column.to));
        }
    }
    if columns.len() > ENTRIES || !columns.iter().all(Column::size_fits) {
        wrong.push(MappingError::TooLarge);
    }
}
