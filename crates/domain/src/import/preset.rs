//! Ready mappings for the exports of other tools, by the names their files use.

use super::mapping::{Column, Mapping, MessageMapping, RowFilter};
use super::{Field as F, ImportKind};

codes! {
    /// The tool a file comes from.
    #[derive(Default)]
    pub enum Preset ("preset") {
        /// Any other: columns are guessed by their names.
        #[default]
        Plain = "plain",
        /// JSON-lines and CSV exports of Zendesk.
        Zendesk = "zendesk",
        /// What Zammad's API gives with `expand=true`, articles inside.
        Zammad = "zammad",
    }
}

type Words = &'static [(&'static str, &'static str)];

/// Zendesk's channels (`via.channel` and the column `Via`).
const ZENDESK_VIA: Words = &[
    ("web", "web"),
    ("web form", "web"),
    ("web_widget", "web"),
    ("help_center", "web"),
    ("mail", "email"),
    ("email", "email"),
    ("chat", "chat"),
    ("native_messaging", "chat"),
    ("messaging", "chat"),
    ("line", "chat"),
    ("voice", "phone"),
    ("phone", "phone"),
    ("phone call (inbound)", "phone"),
    ("sms", "sms"),
    ("mobile_sdk", "app"),
    ("mobile", "app"),
    ("facebook", "social"),
    ("twitter", "social"),
    ("instagram_dm", "social"),
    ("wechat", "wechat"),
    ("*", "api"),
];
const ZENDESK_STATUS: Words = &[
    ("new", "new"),
    ("open", "open"),
    ("pending", "waiting_requester"),
    ("hold", "waiting_third_party"),
    ("on-hold", "waiting_third_party"),
    ("solved", "resolved"),
    ("closed", "closed"),
    ("deleted", "closed"),
];
const ZENDESK_ROLES: Words = &[("agent", "agent"), ("admin", "team_lead")];
const URGENCIES: Words = &[
    ("low", "low"),
    ("normal", "normal"),
    ("high", "high"),
    ("urgent", "urgent"),
    ("-", ""),
];
const ZAMMAD_PRIORITY: Words = &[
    ("1 low", "low"),
    ("2 normal", "normal"),
    ("3 high", "high"),
    ("*", "normal"),
];
const ZAMMAD_STATE: Words = &[
    ("new", "new"),
    ("open", "open"),
    ("pending reminder", "waiting_requester"),
    ("pending close", "waiting_requester"),
    ("closed", "closed"),
    ("merged", "closed"),
    ("removed", "closed"),
];
const ZAMMAD_CHANNEL: Words = &[
    ("email", "email"),
    ("phone", "phone"),
    ("web", "web"),
    ("chat", "chat"),
    ("sms", "sms"),
    ("twitter status", "social"),
    ("facebook feed post", "social"),
    ("*", "api"),
];
const ZAMMAD_SENDER: Words = &[
    ("customer", "requester"),
    ("agent", "agent"),
    ("system", "system"),
];
/// Nobody, in Zammad; anybody else by their login.
const NOBODY: Words = &[("-", ""), ("*", "=")];

impl Preset {
    /// The mapping of a file of this kind: every column any of the tool's exports uses. What a file does not have is left
    /// out by [`Mapping::fitted`], which also keeps the first of several columns for one field.
    pub fn mapping(self, kind: ImportKind) -> Mapping {
        let (columns, messages, filter) = match (self, kind) {
            (Self::Plain, _) => (Vec::new(), None, None),
            (Self::Zendesk, ImportKind::Teams) => {
                (plain(&[("id", F::ExternalId), ("name", F::Name)]), None, None)
            }
            (Self::Zendesk, ImportKind::Users) => {
                (zendesk_users(), None, filter("role", &["agent", "admin"]))
            }
            (Self::Zendesk, ImportKind::Requesters) => {
                (zendesk_requesters(), None, filter("role", &["end-user"]))
            }
            (Self::Zendesk, ImportKind::Tickets) => (zendesk_tickets(), Some(zendesk_comments()), None),
            (Self::Zammad, ImportKind::Teams) => {
                (plain(&[("id", F::ExternalId), ("name", F::Name)]), None, None)
            }
            (Self::Zammad, ImportKind::Users) => (zammad_users(), None, None),
            (Self::Zammad, ImportKind::Requesters) => (zammad_requesters(), None, None),
            (Self::Zammad, ImportKind::Tickets) => (zammad_tickets(), Some(zammad_articles()), None),
        };
        Mapping {
            source: self.as_str().to_owned(),
            columns,
            messages,
            filter,
            options: Default::default(),
        }
    }
}

fn plain(columns: &[(&str, F)]) -> Vec<Column> {
    columns
        .iter()
        .map(|(from, to)| Column::plain(from, *to))
        .collect()
}

fn filter(column: &str, only: &[&str]) -> Option<RowFilter> {
    Some(RowFilter {
        column: column.to_owned(),
        only: only.iter().map(|word| (*word).to_owned()).collect(),
    })
}

fn zendesk_users() -> Vec<Column> {
    let mut columns = plain(&[
        ("id", F::ExternalId),
        ("name", F::Name),
        ("email", F::Email),
        ("locale", F::Language),
        ("active", F::Active),
        ("default_group_id", F::Teams),
    ]);
    columns.push(Column::worded("role", F::Role, ZENDESK_ROLES));
    columns
}

fn zendesk_requesters() -> Vec<Column> {
    plain(&[
        ("id", F::ExternalId),
        ("name", F::Name),
        ("email", F::Email),
        ("phone", F::Phone),
        ("locale", F::Language),
        ("created_at", F::CreatedAt),
    ])
}

fn zendesk_tickets() -> Vec<Column> {
    let mut columns = plain(&[
        ("id", F::ExternalId),
        ("Id", F::ExternalId),
        ("id", F::Number),
        ("Id", F::Number),
        ("subject", F::Subject),
        ("Subject", F::Subject),
        ("description", F::Body),
        ("created_at", F::CreatedAt),
        ("Created at", F::CreatedAt),
        ("updated_at", F::UpdatedAt),
        ("Updated at", F::UpdatedAt),
        ("metric_set.initially_assigned_at", F::AssignedAt),
        ("Initially assigned at", F::AssignedAt),
        ("metric_set.solved_at", F::ResolvedAt),
        ("Solved at", F::ResolvedAt),
        ("requester.id", F::Requester),
        ("requester_id", F::Requester),
        ("Requester id", F::Requester),
        ("requester.name", F::RequesterName),
        ("Requester", F::RequesterName),
        ("requester.email", F::RequesterEmail),
        ("Requester email", F::RequesterEmail),
        ("requester.phone", F::RequesterPhone),
        ("assignee.id", F::Assignee),
        ("assignee_id", F::Assignee),
        ("Assignee", F::Assignee),
        ("group.id", F::Team),
        ("group_id", F::Team),
        ("Group", F::Team),
        ("tags", F::Tags),
        ("Tags", F::Tags),
        ("requester.locale", F::Language),
    ]);
    columns.extend([
        Column::worded("status", F::Status, ZENDESK_STATUS),
        Column::worded("Status", F::Status, ZENDESK_STATUS),
        Column::worded("priority", F::Urgency, URGENCIES),
        Column::worded("Priority", F::Urgency, URGENCIES),
        Column::worded("via.channel", F::Channel, ZENDESK_VIA),
        Column::worded("Via", F::Channel, ZENDESK_VIA),
    ]);
    columns
}

fn zendesk_comments() -> MessageMapping {
    MessageMapping {
        from: "comments".to_owned(),
        columns: plain(&[
            ("body", F::MessageBody),
            ("created_at", F::MessageAt),
            ("author_id", F::MessageAuthor),
            ("public", F::MessagePublic),
        ]),
    }
}

fn zammad_users() -> Vec<Column> {
    let mut columns = plain(&[
        ("id", F::ExternalId),
        ("login", F::Name),
        ("email", F::Email),
        ("active", F::Active),
    ]);
    columns.push(Column::worded(
        "role",
        F::Role,
        &[("agent", "agent"), ("admin", "team_lead")],
    ));
    columns
}

fn zammad_requesters() -> Vec<Column> {
    plain(&[
        ("login", F::ExternalId),
        ("email", F::Email),
        ("mobile", F::Phone),
        ("firstname", F::Name),
        ("created_at", F::CreatedAt),
    ])
}

fn zammad_tickets() -> Vec<Column> {
    let mut columns = plain(&[
        ("id", F::ExternalId),
        ("number", F::Number),
        ("title", F::Subject),
        ("created_at", F::CreatedAt),
        ("updated_at", F::UpdatedAt),
        ("first_response_at", F::FirstReplyAt),
        ("close_at", F::ClosedAt),
        ("customer", F::Requester),
        ("customer_id", F::Requester),
        ("group", F::Team),
        ("tags", F::Tags),
    ]);
    columns.extend([
        Column::worded("state", F::Status, ZAMMAD_STATE),
        Column::worded("priority", F::Urgency, ZAMMAD_PRIORITY),
        Column::worded("create_article_type", F::Channel, ZAMMAD_CHANNEL),
        Column::worded("owner", F::Assignee, NOBODY),
    ]);
    columns
}

fn zammad_articles() -> MessageMapping {
    let mut columns = plain(&[
        ("body", F::MessageBody),
        ("created_at", F::MessageAt),
        ("created_by", F::MessageAuthor),
        ("content_type", F::MessageFormat),
    ]);
    columns.push(Column::worded("sender", F::MessageBy, ZAMMAD_SENDER));
    columns.push(Column::worded(
        "internal",
        F::MessagePublic,
        &[("true", "no"), ("false", "yes"), ("*", "yes")],
    ));
    MessageMapping {
        from: "articles".to_owned(),
        columns,
    }
}
