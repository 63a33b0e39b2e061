//! Records that have no shape of their own in the API: a member for each table, a line for each row, the columns by their
//! names. Which columns go is what the grades of the data say (`data/privacy/classes/`): what opens something never does,
//! what people wrote or are called only with contacts in clear, and nothing that is sealed.

use std::fmt::Display;

use serde_json::{Map, Value as Json};
use touchstone_domain::data_class::{DataClass, DataGrade};
use touchstone_domain::id::{
    BacktestId, BulkId, CalendarId, CorrectionId, Id, MaintenanceId, MessageId, NotificationId, PersonId,
    SavedViewId, StandardId, SuppressionId, TeamId, TicketId, UserId, WebhookId,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::Value;
use touchstone_store::portable::{Kind, Table};

use super::ArchiveError;
use crate::core::AppError;

/// The tables, in this order.
pub(super) const ROW_TABLES: [&str; 28] = [
    "standard_document",
    "standard_author",
    "standard_remark",
    "standard_acknowledgement",
    "calendar",
    "law",
    "law_change",
    "law_flag",
    "correction",
    "correction_ticket",
    "backtest",
    "backtest_change",
    "pledge_breach",
    "ticket_link",
    "ticket_split",
    "ticket_handover",
    "mention",
    "bulk",
    "bulk_ticket",
    "saved_view",
    "reply_template",
    "reply_template_version",
    "letter_wording",
    "letter_choice",
    "legal_hold",
    "suppression",
    "webhook",
    "maintenance",
];

/// Columns that hold JSON.
const JSON: [&str; 9] = [
    "off_topics",
    "entry",
    "plan",
    "filter",
    "condition",
    "change",
    "findings",
    "before",
    "carry",
];

/// How the rows of a table become lines.
pub(super) struct RowShape {
    /// A column each, in the table's order; none for those that stay.
    columns: Vec<Option<Column>>,
}

struct Column {
    name: String,
    show: Show,
}

#[derive(Clone, Copy)]
enum Show {
    Plain,
    Instant,
    Json,
    Id(fn(i64) -> String),
}

impl RowShape {
    /// With texts of people, or without.
    pub(super) fn of(table: &Table, classes: &[DataClass], contacts: bool) -> Result<Self, ArchiveError> {
        let class = classes.iter().find(|class| class.table == table.name);
        let class =
            class.ok_or_else(|| AppError::Internal(format!("the data of {} has no grades", table.name)))?;
        let columns = table.columns.iter().map(|column| {
            let goes = column.kind != Kind::Bytes && goes(class, &column.name, contacts);
            goes.then(|| Column {
                name: column.name.clone(),
                show: show(&table.name, &column.name, column.kind),
            })
        });
        Ok(Self {
            columns: columns.collect(),
        })
    }

    pub(super) fn line(&self, row: &[Value<'_>]) -> Json {
        let mut line = Map::new();
        for (column, value) in self.columns.iter().zip(row) {
            if let Some(column) = column {
                line.insert(column.name.clone(), shown(column.show, value));
            }
        }
        Json::Object(line)
    }
}

fn goes(class: &DataClass, column: &str, contacts: bool) -> bool {
    let is = |grade: DataGrade| {
        let of_grade = class.columns.get(&grade);
        of_grade.is_some_and(|columns| columns.iter().any(|name| name == column))
    };
    !is(DataGrade::Secret) && (contacts || !is(DataGrade::Sensitive))
}

fn show(table: &str, column: &str, kind: Kind) -> Show {
    match (column, kind) {
        (_, Kind::Text) if JSON.contains(&column) => Show::Json,
        ("at" | "effective_from" | "period_from" | "period_to" | "until", Kind::Int) => Show::Instant,
        (name, Kind::Int) if name.ends_with("_at") => Show::Instant,
        (_, Kind::Int) => id_of(table, column).map_or(Show::Plain, Show::Id),
        _ => Show::Plain,
    }
}

/// What a number names, where it names something.
fn id_of(table: &str, column: &str) -> Option<fn(i64) -> String> {
    Some(match (table, column) {
        ("standard_document", "id" | "basis") | (_, "standard" | "replaced" | "document") => {
            text::<StandardId>
        }
        ("calendar", "id") => text::<CalendarId>,
        ("correction", "id") | ("correction_ticket", "correction") => text::<CorrectionId>,
        ("backtest", "id") | ("backtest_change", "backtest") => text::<BacktestId>,
        ("bulk", "id") | ("bulk_ticket", "bulk") => text::<BulkId>,
        ("saved_view", "id") => text::<SavedViewId>,
        ("suppression", "id") => text::<SuppressionId>,
        ("suppression", "letter") => text::<NotificationId>,
        ("webhook", "id") => text::<WebhookId>,
        ("maintenance", "id") => text::<MaintenanceId>,
        (_, "ticket") | ("ticket_link", "other") | ("ticket_split", "source") => text::<TicketId>,
        (_, "message") | ("ticket_handover", "note") => text::<MessageId>,
        (_, "person") => text::<PersonId>,
        (_, "team") => text::<TeamId>,
        (
            _,
            "author" | "asked_by" | "created_by" | "decided_by" | "settled_by" | "placed_by" | "owner"
            | "giver" | "receiver" | "user_id",
        ) => text::<UserId>,
        _ => return None,
    })
}

fn text<I: Id + Display>(raw: i64) -> String {
    I::from_raw(raw).to_string()
}

fn shown(show: Show, value: &Value<'_>) -> Json {
    match (show, value) {
        (Show::Instant, Value::Int(micros)) => Timestamp::from_micros(*micros).to_string().into(),
        (Show::Id(text), Value::Int(raw)) => text(*raw).into(),
        (Show::Json, Value::Text(written)) => {
            serde_json::from_str(written).unwrap_or_else(|_| (*written).into())
        }
        (_, Value::Bool(is)) => (*is).into(),
        (_, Value::Int(number)) => (*number).into(),
        (_, Value::Real(number)) => (*number).into(),
        (_, Value::Text(written)) => (*written).into(),
        (_, Value::Null | Value::Bytes(_)) => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::super::write::TABLES;
    use super::*;
    use touchstone_domain::data_class::data_classes;

    #[test]
    fn what_opens_something_or_was_written_by_people_stays() {
        let classes = data_classes().unwrap();
        let of = |table: &str| classes.iter().find(|class| class.table == table).unwrap();
        assert!(goes(of("webhook"), "url", false) && !goes(of("webhook"), "secrets", true));
        assert!(!goes(of("bulk"), "request", false) && goes(of("bulk"), "request", true));
    }

    /// Tables of which no member is made, and why.
    const ELSEWHERE: [(&str, &[&str]); 5] = [
        (
            "told with the records they belong to",
            &[
                "clock",
                "contact",
                "message_text",
                "rating_text",
                "team_member",
                "ticket_ending",
                "ticket_erasure",
                "ticket_tag",
                "ticket_text",
                "event_order",
                "event_origin",
                "role_setting",
                "external_ref",
                "intake_ref",
                "saved_view_place",
                "webhook_delivery",
                "webhook_replay",
                "reply_template_use",
                "letter_wording_current",
            ],
        ),
        (
            "opens something, or belongs to one account",
            &[
                "account_link",
                "api_token",
                "ceremony_answered",
                "guard",
                "identity",
                "key_check",
                "key_check_wider",
                "key_holder",
                "key_rotation",
                "otp",
                "passkey",
                "recovery_code",
                "second_factor",
                "session",
                "setting",
                "setup_token",
                "track_session",
                "draft",
                "staff_notice",
                "staff_bell",
                "staff_notice_choice",
            ],
        ),
        (
            "about people's own data, which they are given by their request",
            &[
                "erasure",
                "person_reveal",
                "person_suggestion",
                "privacy_correction",
                "privacy_package",
                "privacy_request",
                "privacy_request_text",
                "retention_count",
                "retention_policy",
                "retention_run",
                "retention_sample",
            ],
        ),
        (
            "mail as it came and went, sealed",
            &["mail", "mail_raw", "mail_source", "notification"],
        ),
        (
            "machinery, or made anew from records",
            &[
                "backup",
                "blob_condemned",
                "counter",
                "dead_letter",
                "event_inbox",
                "export_run",
                "file_download",
                "figure",
                "figure_base",
                "figure_bucket",
                "figure_ticket",
                "idempotency",
                "idempotency_about",
                "import_row",
                "import_run",
                "job",
                "node",
                "presence",
                "schema_migration",
                "reader",
                "search_build",
                "search_fts",
                "search_text",
                "sequence",
                "timer",
            ],
        ),
    ];

    #[test]
    fn every_table_is_exported_or_says_why_not() {
        let classes = data_classes().unwrap();
        let known: Vec<&str> = classes.iter().map(|class| class.table.as_str()).collect();
        let elsewhere = || ELSEWHERE.iter().flat_map(|(_, tables)| tables.iter().copied());
        let said: Vec<&str> = ROW_TABLES.into_iter().chain(TABLES).chain(elsewhere()).collect();
        let silent: Vec<_> = known.iter().filter(|table| !said.contains(table)).collect();
        assert!(silent.is_empty(), "neither exported nor said why not: {silent:?}");
        let twice: Vec<_> = said
            .iter()
            .filter(|table| said.iter().filter(|other| other == table).count() > 1)
            .collect();
        assert!(twice.is_empty(), "said twice: {twice:?}");
    }

    #[test]
    fn numbers_are_told_as_what_they_are() {
        let table = Table {
            name: "ticket_link".to_owned(),
            columns: [
                ("ticket", Kind::Int),
                ("kind", Kind::Text),
                ("created_at", Kind::Int),
                ("author", Kind::Int),
            ]
            .map(|(name, kind)| touchstone_store::portable::Column {
                name: name.to_owned(),
                kind,
            })
            .into(),
            key: Vec::new(),
        };
        let shape = RowShape::of(&table, &data_classes().unwrap(), false).unwrap();
        let row = [Value::Int(1), Value::Text("related"), Value::Int(0), Value::Null];
        let line = shape.line(&row);
        assert_eq!(
            line,
            serde_json::json!({"ticket": "tkt_0000000000001", "kind": "related", "created_at": "1970-01-01T00:00:00Z", "author": null})
        );
    }
}
