//! The service standard the desk works by: the version in force, and versions as documents that are written, reviewed,
//! approved and put in force.

mod announce;
mod document;
mod draft;
mod duty;
mod step;

use std::sync::Arc;

pub use self::announce::standard_step;
pub use self::document::{
    Remark, StandardDifference, StandardDocument, StandardLine, standard_by_number, standard_difference,
    standard_list, standard_published, standard_read,
};
pub use self::draft::{PACK_BYTES, standard_begin_draft, standard_edit};
pub(crate) use self::duty::roles_bound;
pub use self::duty::{
    Duty, MissingReader, ReaderTeam, Readers, Review, standard_acknowledge, standard_confirmed,
    standard_duty, standard_readers, standard_reviewed,
};
pub use self::step::{
    standard_approve, standard_comment, standard_return, standard_schedule, standard_submit,
    standard_withdraw,
};

use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{Id, StandardId};
use touchstone_domain::standard::Standard;
use touchstone_domain::standard::lifecycle::StandardPhase;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::standard::{StandardRow, standard_by_id, standard_insert};
use touchstone_store::standard_document::{DocumentRow, document_insert};

use crate::calendar::calendar_begin;
use crate::core::{App, AppError, Call, Caller};
use crate::law::law_begin;

/// The id of the pack the product comes with: the same everywhere, so that processes that start together agree.
const SHIPPED: i64 = 1;

/// Puts the shipped pack in force for all time, unless that has happened before; answers its id. The calendar that comes
/// with it stands before it.
pub async fn standard_begin(app: &App) -> Result<StandardId, AppError> {
    calendar_begin(app).await?;
    let id = StandardId::from_raw(SHIPPED);
    let shipped = Standard::default_pack()
        .map_err(|error| AppError::Internal(format!("the shipped standards pack: {error}")))?;
    let key = shipped.code().to_owned();
    let call = Call::by(Caller::system(SystemActor::Setup, Origin::Setup));
    app.command(&call, move |cx| {
        let row = StandardRow {
            id,
            pack: Standard::DEFAULT_PACK.to_owned(),
            effective_from: Timestamp::MIN,
            created_at: cx.now,
        };
        if standard_insert(cx.tx, &row)? {
            let document = DocumentRow {
                id,
                key: key.clone(),
                number: 1,
                phase: StandardPhase::Adopted,
                basis: None,
                pack: row.pack,
                effective_from: Some(row.effective_from),
                announced_at: Some(cx.now),
                created_at: cx.now,
                updated_at: cx.now,
                version: 1,
            };
            document_insert(cx.tx, &document)?;
            cx.emit(Subject::Standard(id), EventBody::StandardAdopted)?;
        }
        law_begin(cx)?;
        Ok(id)
    })
    .await
}

/// The version of the standard that is in force.
#[derive(Debug, Clone)]
pub struct StandardView {
    pub id: StandardId,
    pub standard: Arc<Standard>,
}

/// The same with its text.
#[derive(Debug, Clone)]
pub struct StandardText {
    pub id: StandardId,
    pub effective_from: Timestamp,
    pub standard: Arc<Standard>,
    /// What it was read from.
    pub pack: String,
}

/// The standard in force now. Its categories and promises are nobody's secret.
pub async fn standard_current(app: &App) -> Result<StandardView, AppError> {
    let (handle, now) = (app.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let (id, standard) = handle.standards.in_force(tx, now)?;
        Ok(StandardView { id, standard })
    })
    .await
}

/// The standard in force now, as it was written. Who may read that is asked before.
pub async fn standard_current_text(app: &App) -> Result<StandardText, AppError> {
    let (handle, now) = (app.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let (id, standard) = handle.standards.in_force(tx, now)?;
        let missing = || AppError::Internal(format!("standard {id} is in force but missing"));
        let row = standard_by_id(tx, id)?.ok_or_else(missing)?;
        Ok(StandardText {
            id,
            effective_from: row.effective_from,
            standard,
            pack: row.pack,
        })
    })
    .await
}
