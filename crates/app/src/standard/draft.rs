//! Drafts: begun from any version, changed as a whole text. A text that cannot be read is not kept, and what is wrong with
//! it is told with line, column and key.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::StandardId;
use touchstone_domain::standard::lifecycle::StandardPhase;
use touchstone_domain::standard::{PackFault, Standard};
use touchstone_store::standard_document::{
    DocumentRow, author_add, document_by_id, document_in_force, document_insert, document_last_number,
    document_save,
};

use super::document::{StandardDocument, document};
use super::step::{held, refused};
use crate::core::{App, AppError, Call, FieldError};

/// Bytes of a pack's text.
pub const PACK_BYTES: usize = 256 << 10;

/// Begins a draft from a version, or from the pack the product comes with. It is the next version of its key.
pub async fn standard_begin_draft(
    app: &App,
    call: &Call,
    from: Option<StandardId>,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardWrite)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardWrite)?;
        let author = cx.actor().user()?.id;
        let missing = AppError::NotFound { what: "standard" };
        let basis = match from {
            Some(id) => id,
            None => document_in_force(cx.tx, cx.now)?.ok_or(missing.clone())?.id,
        };
        let basis = document_by_id(cx.tx, basis)?.ok_or(missing)?;
        let pack = match from {
            Some(_) => basis.pack,
            None => Standard::DEFAULT_PACK.to_owned(),
        };
        readable(&pack, &basis.key).map_err(|error| AppError::Validation(vec![error]))?;
        let row = DocumentRow {
            id: cx.id(),
            number: document_last_number(cx.tx, &basis.key)? + 1,
            key: basis.key,
            phase: StandardPhase::Draft,
            basis: Some(basis.id),
            pack,
            effective_from: None,
            announced_at: None,
            created_at: cx.now,
            updated_at: cx.now,
            version: 1,
        };
        if !document_insert(cx.tx, &row)? {
            return Err(AppError::from(cx.tx.lost_race("number of a standard")));
        }
        author_add(cx.tx, row.id, author)?;
        let (number, basis) = (row.number, basis.id);
        cx.emit(
            Subject::Standard(row.id),
            EventBody::StandardDrafted { number, basis },
        )?;
        document(cx.tx, cx.actor(), row.id, cx.now)
    })
    .await
}

/// Changes the text of a draft. Whoever does so is one of its authors from then on.
pub async fn standard_edit(
    app: &App,
    call: &Call,
    id: StandardId,
    text: String,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardWrite)?;
    // Reading a pack takes a while, and the writer waits for nobody: its key is compared inside.
    let read = match bounded(&text) {
        Ok(()) => Standard::check(&text).map_err(|fault| FieldError::from(&fault)),
        Err(error) => Err(error),
    };
    let read = read.map_err(|error| AppError::Validation(vec![error]))?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardWrite)?;
        let (mut row, mut life) = held(cx, id)?;
        cx.check_version(row.version)?;
        let author = cx.actor().user()?.id;
        life.edit(author, cx.now).map_err(refused)?;
        if read.code() != row.key {
            return Err(AppError::Validation(vec![other_key(&row.key)]));
        }
        let calendars = cx.app.standards.calendars(cx.tx)?;
        if let Err(error) = read.clone().bind((*calendars).clone()) {
            let fault = PackFault::of(&text, error);
            return Err(AppError::Validation(vec![FieldError::from(&fault)]));
        }
        if row.pack != text {
            row.pack.clone_from(&text);
            row.version += 1;
            row.updated_at = cx.now;
            document_save(cx.tx, &row)?;
            author_add(cx.tx, id, author)?;
            cx.emit(Subject::Standard(id), EventBody::StandardEdited)?;
        }
        document(cx.tx, cx.actor(), id, cx.now)
    })
    .await
}

fn bounded(text: &str) -> Result<(), FieldError> {
    if text.trim().is_empty() {
        Err(FieldError::new("pack", "required"))
    } else if text.len() > PACK_BYTES {
        Err(FieldError::new("pack", "too_long").with("max", PACK_BYTES))
    } else {
        Ok(())
    }
}

/// Whether a text is a version of this key.
pub(super) fn readable(text: &str, key: &str) -> Result<(), FieldError> {
    match Standard::check(text) {
        Ok(standard) if standard.code() == key => Ok(()),
        Ok(_) => Err(other_key(key)),
        Err(fault) => Err(FieldError::from(&fault)),
    }
}

fn other_key(key: &str) -> FieldError {
    FieldError::new("pack", "pack_key").with("key", key)
}

impl From<&PackFault> for FieldError {
    /// What is wrong most often has a sentence of its own in every language; the rest tells the reason as the reader of the
    /// pack words it.
    fn from(fault: &PackFault) -> Self {
        let code = match fault.reason.as_str() {
            _ if fault.key.is_empty() => "pack_syntax",
            "is missing" => "pack_missing",
            "is not known here" => "pack_unknown",
            "stands here twice" => "pack_twice",
            _ => "pack_wrong",
        };
        Self::new("pack", code)
            .with("line", fault.line)
            .with("column", fault.column)
            .with("key", &fault.key)
            .with("reason", &fault.reason)
    }
}
