//! A privacy request as it goes over the wire.

use serde::Serialize;
use touchstone_app::privacy::request::{self, CorrectionView, PackageView};
use touchstone_domain::event::FieldName;
use touchstone_domain::id::{PersonId, PrivacyRequestId, TicketId};
use touchstone_domain::privacy::{
    IdentityProof, PackageState, PrivacyKind, PrivacyRefusal, PrivacySource, PrivacyState, PrivacyStep,
};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::answer::Record;
use crate::api::schema;

/// Something a person asks about their own data.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct PrivacyRequest {
    #[schema(value_type = schema::PrivacyRequestId)]
    id: PrivacyRequestId,
    #[schema(value_type = schema::PersonId)]
    person: PersonId,
    #[schema(value_type = schema::PrivacyKind)]
    kind: PrivacyKind,
    #[schema(value_type = schema::PrivacyState)]
    state: PrivacyState,
    #[schema(value_type = schema::PrivacySource)]
    source: PrivacySource,
    /// The ticket from whose page it came.
    #[schema(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
    #[schema(value_type = schema::Time)]
    received_at: Timestamp,
    /// The end of the last working day.
    #[schema(value_type = schema::Time)]
    due_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    extended_at: Option<Timestamp>,
    /// Warnings given so far.
    warned: u8,
    #[schema(value_type = Option<schema::Time>)]
    late_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::IdentityProof>)]
    proof: Option<IdentityProof>,
    #[schema(value_type = Option<schema::Time>)]
    proved_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::PrivacyRefusal>)]
    refusal: Option<PrivacyRefusal>,
    #[schema(value_type = Option<schema::Time>)]
    closed_at: Option<Timestamp>,
    version: i64,
    /// In the person's words; empty once erased.
    detail: String,
    /// Why it takes longer.
    extension: Option<String>,
    /// Why it was refused, or what was done.
    answer: Option<String>,
    corrections: Vec<Correction>,
    package: Option<Package>,
    /// Steps that are possible now.
    #[schema(value_type = Vec<schema::PrivacyStep>)]
    allowed: Vec<PrivacyStep>,
}

/// What a correction changed, masked.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Correction {
    #[schema(value_type = schema::RevealField)]
    field: FieldName,
    before: Option<String>,
    after: Option<String>,
}

/// The copy of a person's data.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Package {
    #[schema(value_type = schema::PackageState)]
    state: PackageState,
    /// Bytes.
    size: Option<u64>,
    /// Of the archive, hexadecimal.
    sha256: Option<String>,
    #[schema(value_type = Option<schema::Time>)]
    made_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    expires_at: Option<Timestamp>,
    downloads: u64,
}

impl From<CorrectionView> for Correction {
    fn from(view: CorrectionView) -> Self {
        Self {
            field: view.field,
            before: view.before,
            after: view.after,
        }
    }
}

impl From<PackageView> for Package {
    fn from(view: PackageView) -> Self {
        Self {
            state: view.state,
            size: view.size,
            sha256: view.sha256,
            made_at: view.made_at,
            expires_at: view.expires_at,
            downloads: view.downloads,
        }
    }
}

impl From<request::PrivacyRequest> for PrivacyRequest {
    fn from(view: request::PrivacyRequest) -> Self {
        Self {
            id: view.id,
            person: view.person.id,
            kind: view.kind,
            state: view.state,
            source: view.source,
            ticket: view.ticket,
            received_at: view.received_at,
            due_at: view.due_at,
            extended_at: view.extended_at,
            warned: view.warned,
            late_at: view.late_at,
            proof: view.proof,
            proved_at: view.proved_at,
            refusal: view.refusal,
            closed_at: view.closed_at,
            version: view.version,
            detail: view.detail,
            extension: view.extension,
            answer: view.answer,
            corrections: view.corrections.into_iter().map(Correction::from).collect(),
            package: view.package.map(Package::from),
            allowed: view.allowed,
        }
    }
}

impl PrivacyRequest {
    pub(in crate::api) fn record(view: request::PrivacyRequest) -> Record<Self> {
        Record {
            version: view.version,
            body: view.into(),
        }
    }
}
