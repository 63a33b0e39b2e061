//! A request as it is read.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::FieldName;
use touchstone_domain::id::{PrivacyRequestId, TicketId};
use touchstone_domain::privacy::{
    IdentityProof, PackageState, PrivacyKind, PrivacyRefusal, PrivacySource, PrivacyState, PrivacyStep,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::person::person_by_id;
use touchstone_store::privacy_package::{PackageRow, package_by_request};
use touchstone_store::privacy_request::{corrections_of_request, privacy_by_id, privacy_text};
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Caller};
use crate::person::{MaskedPerson, field_mask, persons_masked};

/// A request with all there is about it, personal fields masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacyRequest {
    pub id: PrivacyRequestId,
    pub person: MaskedPerson,
    pub kind: PrivacyKind,
    pub state: PrivacyState,
    pub source: PrivacySource,
    pub ticket: Option<TicketId>,
    pub received_at: Timestamp,
    pub due_at: Timestamp,
    pub extended_at: Option<Timestamp>,
    pub warned: u8,
    pub late_at: Option<Timestamp>,
    pub proof: Option<IdentityProof>,
    pub proved_at: Option<Timestamp>,
    pub refusal: Option<PrivacyRefusal>,
    pub closed_at: Option<Timestamp>,
    pub version: i64,
    /// Empty once erased.
    pub detail: String,
    /// Why it takes longer.
    pub extension: Option<String>,
    /// Why it was refused, or what was done.
    pub answer: Option<String>,
    pub corrections: Vec<CorrectionView>,
    pub package: Option<PackageView>,
    /// Steps that are possible now.
    pub allowed: Vec<PrivacyStep>,
}

/// What a correction changed, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionView {
    pub field: FieldName,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The copy of the person's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageView {
    pub state: PackageState,
    /// Bytes.
    pub size: Option<u64>,
    /// Hexadecimal.
    pub sha256: Option<String>,
    pub made_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub downloads: u64,
}

impl From<PackageRow> for PackageView {
    fn from(row: PackageRow) -> Self {
        Self {
            state: row.state,
            size: row.size.and_then(|size| u64::try_from(size).ok()),
            sha256: row.sha256.map(|sha256| data_encoding::HEXLOWER.encode(&sha256)),
            made_at: row.made_at,
            expires_at: row.expires_at,
            downloads: u64::try_from(row.downloads).unwrap_or(0),
        }
    }
}

/// One request.
pub async fn privacy_request(
    app: &App,
    caller: &Caller,
    id: PrivacyRequestId,
) -> Result<PrivacyRequest, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| look(tx, &handle, id)).await
}

/// The request as it stands in this transaction. Whoever calls has asked whether it may be seen.
pub(in crate::privacy) fn look(
    tx: &mut Tx<'_>,
    app: &App,
    id: PrivacyRequestId,
) -> Result<PrivacyRequest, AppError> {
    let missing = || AppError::NotFound {
        what: "privacy_request",
    };
    let row = privacy_by_id(tx, id)?.ok_or_else(missing)?;
    let person = persons_masked(tx, app, &[row.person])?.remove(&row.person);
    let person = person.unwrap_or_else(|| MaskedPerson::unknown(row.person));
    let text = privacy_text(tx, id)?;
    let allows = |step: &PrivacyStep| {
        let reachable = *step != PrivacyStep::Package || !person.erased;
        reachable && row.state.allows(row.kind, *step)
    };
    Ok(PrivacyRequest {
        id,
        kind: row.kind,
        state: row.state,
        source: row.source,
        ticket: row.ticket,
        received_at: row.received_at,
        due_at: row.due_at,
        extended_at: row.extended_at,
        warned: row.warned,
        late_at: row.late_at,
        proof: row.proof,
        proved_at: row.proved_at,
        refusal: row.refusal,
        closed_at: row.closed_at,
        version: row.version,
        detail: text.detail,
        extension: text.extension,
        answer: text.answer,
        corrections: corrections(tx, app, &row)?,
        package: package_by_request(tx, id)?.map(PackageView::from),
        allowed: PrivacyStep::ALL.iter().copied().filter(allows).collect(),
        person,
    })
}

fn corrections(
    tx: &mut Tx<'_>,
    app: &App,
    row: &touchstone_store::privacy_request::PrivacyRequestRow,
) -> Result<Vec<CorrectionView>, AppError> {
    let changed = corrections_of_request(tx, row.id)?;
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let wrapped = person_by_id(tx, row.person)?.and_then(|person| person.data_key);
    let key = wrapped
        .map(|wrapped| app.keys.data_key_open(row.person, &wrapped))
        .transpose()?;
    let masked = |field: FieldName, sealed: Option<Vec<u8>>| -> Result<Option<String>, AppError> {
        match (&key, sealed) {
            (Some(key), Some(sealed)) => {
                let plain = key.open(field.as_str(), &sealed)?;
                Ok(Some(field_mask(field, &plain)))
            }
            _ => Ok(None),
        }
    };
    changed
        .into_iter()
        .map(|change| {
            Ok(CorrectionView {
                field: change.field,
                before: masked(change.field, change.before_sealed)?,
                after: masked(change.field, change.after_sealed)?,
            })
        })
        .collect()
}
