//! Dealing with a request: who it is from, more time, the copy, what was asked for itself, or a refusal.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::PrivacyRequestId;
use touchstone_domain::privacy::{
    IdentityProof, PackageState, PrivacyKind, PrivacyRefusal, PrivacyState, PrivacyStep,
};
use touchstone_domain::text::{REASON, optional};
use touchstone_store::person::{contact_of_person, person_by_id};
use touchstone_store::privacy_package::package_by_request;
use touchstone_store::privacy_request::{
    CorrectionRow, PrivacyRequestRow, correction_insert, privacy_by_id, privacy_lock, privacy_save,
    privacy_text, privacy_text_save,
};
use touchstone_store::{Lane, Locked};

use super::clock::{days_more, figures, timer_arm};
use super::view::{PrivacyRequest, look};
use super::{LATE_KEY, open_key};
use crate::account::input::{text_refused, text_required};
use crate::core::{App, AppError, Call, Cx, FieldError};
use crate::person::{PersonPatch, SealedPatch, patch_seal, person_change};
use crate::privacy::erase::{Holds, person_destroy};
use crate::privacy::package::package_want;
use crate::privacy::settle::erasures_settle;

/// What is done with a request.
#[derive(Clone)]
pub enum Step {
    /// It was shown that it comes from the person.
    Identify {
        proof: IdentityProof,
    },
    /// It takes so many working days more.
    Extend {
        days: u32,
        reason: String,
    },
    /// Have the copy made, again if its time is over.
    Package,
    /// What was asked for is done: the copy handed over, the fields corrected, the person erased.
    Complete {
        answer: String,
        patch: PersonPatch,
    },
    Refuse {
        refusal: PrivacyRefusal,
        reason: String,
    },
}

impl Step {
    const fn code(&self) -> PrivacyStep {
        match self {
            Self::Identify { .. } => PrivacyStep::Identify,
            Self::Extend { .. } => PrivacyStep::Extend,
            Self::Package => PrivacyStep::Package,
            Self::Complete { .. } => PrivacyStep::Complete,
            Self::Refuse { .. } => PrivacyStep::Refuse,
        }
    }
}

/// A step with its words checked and its fields sealed.
#[derive(Clone)]
enum Checked {
    Identify(IdentityProof),
    Extend(u32, String),
    Package,
    Complete(Option<String>, Option<SealedPatch>),
    Refuse(PrivacyRefusal, String),
}

/// Does one step.
pub async fn privacy_step(
    app: &App,
    call: &Call,
    id: PrivacyRequestId,
    step: Step,
) -> Result<PrivacyRequest, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    let code = step.code();
    let step = checked(app, id, step).await?;
    let done = app
        .command(call, move |cx| {
            cx.actor().holds(Permission::PrivacyManage)?;
            let mut row = privacy_lock(cx.tx, id)?.ok_or_else(missing)?;
            cx.check_version(row.version)?;
            if !row.state.allows(row.kind, code) {
                return Err(AppError::Conflict {
                    code: "privacy_step_refused",
                });
            }
            take(cx, &mut row, &step)?;
            look(cx.tx, cx.app, id)
        })
        .await?;
    if done.kind == PrivacyKind::Erasure && done.state == PrivacyState::Completed {
        // The decision stands; what follows it outside the database is caught up with if it fails now.
        if let Err(error) = erasures_settle(app).await {
            tracing::error!(request = %id, %error, "an erasure is not settled yet and is tried again");
        }
    }
    Ok(done)
}

fn missing() -> AppError {
    AppError::NotFound {
        what: "privacy_request",
    }
}

async fn checked(app: &App, id: PrivacyRequestId, step: Step) -> Result<Checked, AppError> {
    let refused = |error: FieldError| AppError::Validation(vec![error]);
    Ok(match step {
        Step::Identify { proof } => Checked::Identify(proof),
        Step::Extend { days, reason } => {
            Checked::Extend(days, text_required("reason", &reason, REASON).map_err(refused)?)
        }
        Step::Package => Checked::Package,
        Step::Refuse { refusal, reason } => Checked::Refuse(
            refusal,
            text_required("reason", &reason, REASON).map_err(refused)?,
        ),
        Step::Complete { answer, patch } => {
            let answer =
                optional("answer", &answer, REASON).map_err(|error| refused(text_refused(&error)))?;
            let row = app
                .query(Lane::Fast, move |tx| Ok(privacy_by_id(tx, id)?))
                .await?;
            let row = row.ok_or_else(missing)?;
            let patch = match row.kind {
                PrivacyKind::Correction => Some(patch_seal(app, row.person, patch, |_| Ok(())).await?),
                PrivacyKind::Access | PrivacyKind::Erasure => None,
            };
            Checked::Complete(answer, patch)
        }
    })
}

fn take(cx: &mut Cx<'_, '_>, row: &mut Locked<PrivacyRequestRow>, step: &Checked) -> Result<(), AppError> {
    let subject = Subject::PrivacyRequest(row.id);
    match step {
        Checked::Identify(proof) => {
            row.state = PrivacyState::InProgress;
            (row.proof, row.proved_at) = (Some(*proof), Some(cx.now));
            saved(cx, row)?;
            cx.emit(subject, EventBody::PrivacyIdentified { proof: *proof })?;
        }
        Checked::Extend(days, reason) => {
            extend(cx, row, *days)?;
            let mut text = privacy_text(cx.tx, row.id)?;
            text.extension = Some(reason.clone());
            privacy_text_save(cx.tx, row.id, &text)?;
            cx.emit(subject, EventBody::PrivacyExtended { due: row.due_at })?;
        }
        Checked::Package => {
            row.version += 1;
            privacy_save(cx.tx, row)?;
            package_want(cx, row)?;
        }
        Checked::Complete(answer, patch) => complete(cx, row, answer.as_deref(), patch.as_ref())?,
        Checked::Refuse(refusal, reason) => {
            row.state = PrivacyState::Refused;
            row.refusal = Some(*refusal);
            close(cx, row)?;
            answered(cx, row, Some(reason))?;
            cx.emit(subject, EventBody::PrivacyRefused { refusal: *refusal })?;
        }
    }
    Ok(())
}

fn saved(cx: &mut Cx<'_, '_>, row: &mut Locked<PrivacyRequestRow>) -> Result<(), AppError> {
    row.version += 1;
    privacy_save(cx.tx, row)?;
    timer_arm(cx.tx, cx.app, row)
}

/// More time, once, while the first has not run out, and no more than the standard allows.
fn extend(cx: &mut Cx<'_, '_>, row: &mut Locked<PrivacyRequestRow>, days: u32) -> Result<(), AppError> {
    if row.extended_at.is_some() {
        return Err(AppError::Conflict {
            code: "privacy_extended_already",
        });
    }
    if row.due_at <= cx.now {
        return Err(AppError::Conflict {
            code: "privacy_extension_late",
        });
    }
    let standard = cx.app.standards.get(cx.tx, row.standard)?;
    let most = figures(&standard)?.extension.unwrap_or(0);
    if !(1..=most).contains(&days) {
        let error = FieldError::new("days", "out_of_range")
            .with("min", 1)
            .with("max", most);
        return Err(AppError::Validation(vec![error]));
    }
    row.due_at = days_more(cx.app, row.due_at, days)?;
    row.extended_at = Some(cx.now);
    saved(cx, row)
}

/// Does what was asked for, and closes the request.
fn complete(
    cx: &mut Cx<'_, '_>,
    row: &mut Locked<PrivacyRequestRow>,
    answer: Option<&str>,
    patch: Option<&SealedPatch>,
) -> Result<(), AppError> {
    let mut fields = Vec::new();
    match row.kind {
        PrivacyKind::Access => {
            let package = package_by_request(cx.tx, row.id)?;
            if package.is_none_or(|package| package.state != PackageState::Ready) {
                return Err(AppError::Conflict {
                    code: "privacy_package_missing",
                });
            }
            answered(cx, row, answer)?;
        }
        PrivacyKind::Correction => {
            fields = correct(cx, row, patch)?;
            answered(cx, row, answer)?;
        }
        // Whatever would be written here is destroyed with the person.
        PrivacyKind::Erasure => {
            person_destroy(cx, row.person, answer.unwrap_or_default(), Holds::Heeded)?;
        }
    }
    row.state = PrivacyState::Completed;
    close(cx, row)?;
    cx.emit(
        Subject::PrivacyRequest(row.id),
        EventBody::PrivacyCompleted { fields },
    )?;
    Ok(())
}

/// Applies the patch; keeps before and after, sealed.
fn correct(
    cx: &mut Cx<'_, '_>,
    row: &PrivacyRequestRow,
    patch: Option<&SealedPatch>,
) -> Result<Vec<FieldName>, AppError> {
    let before = sealed_fields(cx, row)?;
    let fields = match patch {
        Some(patch) => person_change(cx, row.person, patch)?,
        None => Vec::new(),
    };
    if fields.is_empty() {
        return Err(AppError::field("name", "unchanged"));
    }
    let after = sealed_fields(cx, row)?;
    let of = |all: &[(FieldName, Vec<u8>)], field: FieldName| {
        all.iter()
            .find(|(name, _)| *name == field)
            .map(|(_, sealed)| sealed.clone())
    };
    for field in &fields {
        let change = CorrectionRow {
            field: *field,
            before_sealed: of(&before, *field),
            after_sealed: of(&after, *field),
        };
        correction_insert(cx.tx, row.id, &change)?;
    }
    Ok(fields)
}

fn sealed_fields(
    cx: &mut Cx<'_, '_>,
    row: &PrivacyRequestRow,
) -> Result<Vec<(FieldName, Vec<u8>)>, AppError> {
    let mut fields = Vec::new();
    let person = person_by_id(cx.tx, row.person)?;
    fields.extend(
        person
            .and_then(|person| person.name_sealed)
            .map(|sealed| (FieldName::Name, sealed)),
    );
    for contact in contact_of_person(cx.tx, row.person)? {
        let field = match contact.kind {
            touchstone_domain::contact::ContactKind::Email => FieldName::Email,
            touchstone_domain::contact::ContactKind::Phone => FieldName::Phone,
        };
        fields.push((field, contact.sealed));
    }
    Ok(fields)
}

fn answered(cx: &mut Cx<'_, '_>, row: &PrivacyRequestRow, answer: Option<&str>) -> Result<(), AppError> {
    let mut text = privacy_text(cx.tx, row.id)?;
    text.answer = answer.map(str::to_owned);
    Ok(privacy_text_save(cx.tx, row.id, &text)?)
}

/// Saves a request whose state is one of the last: it waits no more.
pub(super) fn close(cx: &mut Cx<'_, '_>, row: &mut Locked<PrivacyRequestRow>) -> Result<(), AppError> {
    row.closed_at = Some(cx.now);
    cx.tx.counter_add(&open_key(row.kind), -1);
    if row.late_at.is_some() {
        cx.tx.counter_add(LATE_KEY, -1);
    }
    saved(cx, row)
}
