//! What a row may tell about a record of each kind.

use super::ImportKind;

codes! {
    /// A field of ours that a column may be mapped to.
    pub enum Field ("import field") {
        /// The record's id in the source: what makes a second import of it a repetition.
        ExternalId = "external_id",
        Name = "name",
        Email = "email",
        Phone = "phone",
        Language = "language",
        Role = "role",
        Teams = "teams",
        Active = "active",
        Lead = "lead",
        Tier = "tier",
        /// The number people know the ticket by in the source.
        Number = "number",
        Subject = "subject",
        Body = "body",
        Status = "status",
        Urgency = "urgency",
        Kind = "kind",
        Category = "category",
        Channel = "channel",
        Tags = "tags",
        OrderNo = "order_no",
        Assignee = "assignee",
        Team = "team",
        /// Id of the requester in the source.
        Requester = "requester",
        RequesterName = "requester_name",
        RequesterEmail = "requester_email",
        RequesterPhone = "requester_phone",
        CreatedAt = "created_at",
        UpdatedAt = "updated_at",
        AssignedAt = "assigned_at",
        FirstReplyAt = "first_reply_at",
        ResolvedAt = "resolved_at",
        ClosedAt = "closed_at",
        MessageBody = "message_body",
        MessageAt = "message_at",
        /// Id of the author in the source.
        MessageAuthor = "message_author",
        /// `requester`, `agent` or `system`.
        MessageBy = "message_by",
        MessagePublic = "message_public",
        /// Its media type; HTML becomes text.
        MessageFormat = "message_format",
    }
}

/// A field of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    pub field: Field,
    /// No row can do without.
    pub required: bool,
}

const fn must(field: Field) -> FieldSpec {
    FieldSpec {
        field,
        required: true,
    }
}

const fn may(field: Field) -> FieldSpec {
    FieldSpec {
        field,
        required: false,
    }
}

/// The fields of a record of this kind, in the order in which they are shown.
pub const fn fields_of(kind: ImportKind) -> &'static [FieldSpec] {
    match kind {
        ImportKind::Teams => TEAMS,
        ImportKind::Users => USERS,
        ImportKind::Requesters => REQUESTERS,
        ImportKind::Tickets => TICKETS,
    }
}

const TEAMS: &[FieldSpec] = &[must(Field::ExternalId), must(Field::Name), may(Field::Lead)];

const USERS: &[FieldSpec] = &[
    must(Field::ExternalId),
    must(Field::Name),
    must(Field::Email),
    must(Field::Role),
    may(Field::Language),
    may(Field::Teams),
    may(Field::Active),
];

const REQUESTERS: &[FieldSpec] = &[
    must(Field::ExternalId),
    may(Field::Name),
    may(Field::Email),
    may(Field::Phone),
    may(Field::Language),
    may(Field::Tier),
    may(Field::CreatedAt),
];

const TICKETS: &[FieldSpec] = &[
    must(Field::ExternalId),
    may(Field::Number),
    must(Field::Subject),
    may(Field::Body),
    must(Field::Status),
    must(Field::CreatedAt),
    may(Field::UpdatedAt),
    may(Field::AssignedAt),
    may(Field::FirstReplyAt),
    may(Field::ResolvedAt),
    may(Field::ClosedAt),
    may(Field::Requester),
    may(Field::RequesterName),
    may(Field::RequesterEmail),
    may(Field::RequesterPhone),
    may(Field::Assignee),
    may(Field::Team),
    may(Field::Urgency),
    may(Field::Kind),
    may(Field::Category),
    may(Field::Channel),
    may(Field::Tags),
    may(Field::OrderNo),
    may(Field::Language),
];

/// What a message of a ticket may tell.
pub const MESSAGE_FIELDS: &[FieldSpec] = &[
    must(Field::MessageBody),
    must(Field::MessageAt),
    may(Field::MessageAuthor),
    may(Field::MessageBy),
    may(Field::MessagePublic),
    may(Field::MessageFormat),
];
