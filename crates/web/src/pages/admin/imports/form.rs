//! A mapping as a form: each field of ours with a column and what its words mean (`pending = waiting_requester; …`).

use std::collections::BTreeMap;

use touchstone_app::AppError;
use touchstone_app::import::ImportView;
use touchstone_domain::import::{
    Column, Field, FieldSpec, ImportKind, MESSAGE_FIELDS, Mapping, MessageMapping, Options, RowFilter,
    fields_of,
};
use touchstone_render::view::{ImportFieldLine, ImportForm, Problems};

use crate::pages::shared::typed;

/// The mapping that was typed.
pub(super) fn mapping_typed(pairs: &[(String, String)]) -> Result<Mapping, AppError> {
    let (mut columns, mut inner) = (Vec::new(), Vec::new());
    for &field in Field::ALL {
        let from = typed(pairs, &format!("column_{field}"));
        if from.trim().is_empty() {
            continue;
        }
        let column = Column {
            from: from.trim().to_owned(),
            to: field,
            values: words_typed(&typed(pairs, &format!("words_{field}")))
                .ok_or_else(|| AppError::field(field.as_str(), "import_words"))?,
        };
        if MESSAGE_FIELDS.iter().any(|spec| spec.field == field) {
            inner.push(column);
        } else {
            columns.push(column);
        }
    }
    let filled = |name: &str| Some(typed(pairs, name)).filter(|text| !text.trim().is_empty());
    let messages = filled("messages").map(|from| MessageMapping { from, columns: inner });
    let only = filled("filter_only").unwrap_or_default();
    let filter = filled("filter_column").map(|column| RowFilter {
        column,
        only: only
            .split([',', ';', '，'])
            .map(|word| word.trim().to_owned())
            .collect(),
    });
    Ok(Mapping {
        source: typed(pairs, "import_source").trim().to_owned(),
        columns,
        messages,
        filter,
        options: options_typed(pairs)?,
    })
}

fn options_typed(pairs: &[(String, String)]) -> Result<Options, AppError> {
    let filled = |name: &str| Some(typed(pairs, name)).filter(|text| !text.trim().is_empty());
    let yes = |name: &str| typed(pairs, name) == "yes";
    let unknown = |name: &'static str| move || AppError::field(name, "unknown_value");
    let assignee = filled("assignee").map(|id| id.parse().map_err(|_| unknown("assignee")()));
    let team = filled("team").map(|id| id.parse().map_err(|_| unknown("team")()));
    let language = filled("language").map(|tag| tag.parse().map_err(|_| unknown("language")()));
    let clocks = filled("open_clocks").map(|code| code.parse().map_err(|_| unknown("open_clocks")()));
    Ok(Options {
        contacts_verified: yes("contacts_verified"),
        invite: yes("invite"),
        category: filled("category"),
        assignee: assignee.transpose()?,
        assignee_none: yes("assignee_none"),
        team: team.transpose()?,
        team_none: yes("team_none"),
        language: language.transpose()?,
        zone: filled("zone"),
        open_clocks: clocks.transpose()?.unwrap_or_default(),
        leave_unjudged: yes("leave_unjudged"),
    })
}

/// `word = meaning; …`; `None` when it is anything else.
fn words_typed(text: &str) -> Option<BTreeMap<String, String>> {
    let parts = text
        .split([';', '；', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (word, meaning) = part.split_once('=')?;
        Some((word.trim().to_lowercase(), meaning.trim().to_owned()))
    };
    parts.map(pair).collect()
}

fn words_shown(values: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = values
        .iter()
        .map(|(word, meaning)| format!("{word} = {meaning}"))
        .collect();
    pairs.join("; ")
}

fn line(spec: &FieldSpec, columns: &[Column]) -> ImportFieldLine {
    let column = columns.iter().find(|column| column.to == spec.field);
    ImportFieldLine {
        field: spec.field.as_str().into(),
        required: spec.required,
        column: column.map(|column| column.from.clone()).unwrap_or_default(),
        words: column
            .map(|column| words_shown(&column.values))
            .unwrap_or_default(),
    }
}

/// The form of an import as it is mapped. What it offers beside columns is filled in by the caller.
pub(super) fn mapping_form(import: &ImportView) -> ImportForm {
    let mapping = &import.mapping;
    let options = &mapping.options;
    let inner = mapping
        .messages
        .as_ref()
        .map_or(&[][..], |messages| &messages.columns);
    let messages = import.kind == ImportKind::Tickets;
    let text = |id: Option<String>| id.unwrap_or_default();
    ImportForm {
        version: import.version,
        source: mapping.source.clone(),
        columns: import.columns.clone(),
        fields: fields_of(import.kind)
            .iter()
            .map(|spec| line(spec, &mapping.columns))
            .collect(),
        messages: text(mapping.messages.as_ref().map(|messages| messages.from.clone())),
        message_fields: MESSAGE_FIELDS
            .iter()
            .filter(|_| messages)
            .map(|spec| line(spec, inner))
            .collect(),
        filter_column: text(mapping.filter.as_ref().map(|filter| filter.column.clone())),
        filter_only: text(mapping.filter.as_ref().map(|filter| filter.only.join(", "))),
        category: text(options.category.clone()),
        team: text(options.team.map(|id| id.to_string())),
        assignee: text(options.assignee.map(|id| id.to_string())),
        language: text(options.language.map(|language| language.to_string())),
        zone: text(options.zone.clone()),
        open_clocks: options.open_clocks.to_string(),
        chosen: chosen(options).into_iter().map(Into::into).collect(),
        ..ImportForm::default()
    }
}

fn chosen(options: &Options) -> Vec<&'static str> {
    let all = [
        ("contacts_verified", options.contacts_verified),
        ("invite", options.invite),
        ("assignee_none", options.assignee_none),
        ("team_none", options.team_none),
        ("leave_unjudged", options.leave_unjudged),
    ];
    all.into_iter()
        .filter(|(_, on)| *on)
        .map(|(name, _)| name)
        .collect()
}

/// The form as it was typed, with what is wrong.
pub(super) fn mapping_form_again(form: &mut ImportForm, pairs: &[(String, String)], problems: Problems) {
    for line in form.fields.iter_mut().chain(&mut form.message_fields) {
        line.column = typed(pairs, &format!("column_{}", line.field));
        line.words = typed(pairs, &format!("words_{}", line.field));
    }
    form.source = typed(pairs, "import_source");
    form.messages = typed(pairs, "messages");
    form.filter_column = typed(pairs, "filter_column");
    form.filter_only = typed(pairs, "filter_only");
    form.category = typed(pairs, "category");
    form.team = typed(pairs, "team");
    form.assignee = typed(pairs, "assignee");
    form.language = typed(pairs, "language");
    form.zone = typed(pairs, "zone");
    form.open_clocks = typed(pairs, "open_clocks");
    let names = [
        "contacts_verified",
        "invite",
        "assignee_none",
        "team_none",
        "leave_unjudged",
    ];
    form.chosen = names
        .into_iter()
        .filter(|name| typed(pairs, name) == "yes")
        .map(Into::into)
        .collect();
    form.problems = problems;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_as_they_are_shown() {
        let words = words_typed("Pending = waiting_requester; on-hold=waiting_third_party;; * = ").unwrap();
        assert_eq!(words["pending"], "waiting_requester");
        assert_eq!(words["*"], "");
        assert_eq!(words_typed(&words_shown(&words)).unwrap(), words);
        assert!(words_typed("pending").is_none());
    }
}
