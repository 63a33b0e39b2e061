//! One request: what is known, what happened, what can be done.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::core::FieldError;
use touchstone_app::privacy::package::package_take;
use touchstone_app::privacy::request::{self, CorrectionView, PackageView, Step};
use touchstone_app::privacy::{HoldOn, hold_list};
use touchstone_domain::access::Permission;
use touchstone_domain::codes::Code as _;
use touchstone_domain::id::PrivacyRequestId;
use touchstone_domain::privacy::{IdentityProof, PrivacyKind, PrivacyRefusal, PrivacyStep};
use touchstone_render::view::{Code, PackageLine, PrivacyStepForm, PrivacyView};

use super::line;
use super::list::PATH;
use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::desk::event_line;
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::privacy::{StepFields, package_response, step_named};
use crate::state::WebState;

/// `GET /ops/privacy/{id}`
pub(super) async fn request(
    by: Granted<may::ReadPrivacy>,
    At(id): At<PrivacyRequestId>,
    State(state): State<WebState>,
) -> Page {
    let view = view(&state, &by, id, PrivacyStepForm::default()).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// `GET /ops/privacy/{id}/package`
pub(super) async fn package(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PrivacyRequestId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    Ok(package_response(package_take(&state.app, &by.call(), id).await?))
}

/// `POST /ops/privacy/{id}/actions/{action}`
pub(super) async fn act(
    by: Granted<may::ManagePrivacy>,
    At((id, action)): At<(PrivacyRequestId, String)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (step, path) = (step_named(&action)?, format!("{PATH}/{id}"));
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "version").parse().ok();
    let outcome = match step_typed(step, &form.typed) {
        Ok(step) => request::privacy_step(&state.app, &call, id, step)
            .await
            .map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let Err(failure) = outcome else {
        return Ok(done(&path, "privacy_done"));
    };
    let failure = about_the_form(failure)?;
    let field = |name| typed(&form.typed, name);
    let form = PrivacyStepForm {
        step: step.as_str().into(),
        proof: field("proof"),
        refusal: field("refusal"),
        reason: field("reason"),
        days: field("days"),
        answer: field("answer"),
        name: field("name"),
        email: field("email"),
        phone: field("phone"),
        problems: problems(&failure, str::to_owned),
    };
    let view = view(&state, &by, id, form).await?;
    again(&state, by.frame(&state), &path, &view, &failure)
}

/// The step that was typed. A field left empty says nothing.
fn step_typed(step: PrivacyStep, pairs: &[(String, String)]) -> Result<Step, Failure> {
    let text = |name: &str| Some(typed(pairs, name)).filter(|text| !text.trim().is_empty());
    let wrong = |field| Failure::fields(vec![FieldError::new(field, "unknown")]);
    let mut fields = StepFields {
        reason: text("reason"),
        answer: text("answer"),
        name: text("name"),
        email: text("email"),
        phone: text("phone"),
        ..StepFields::default()
    };
    if let Some(proof) = text("proof") {
        fields.proof = Some(proof.parse::<IdentityProof>().map_err(|_| wrong("proof"))?);
    }
    if let Some(refusal) = text("refusal") {
        fields.refusal = Some(refusal.parse::<PrivacyRefusal>().map_err(|_| wrong("refusal"))?);
    }
    if let Some(days) = text("days") {
        fields.days = Some(days.trim().parse::<u32>().map_err(|_| wrong("days"))?);
    }
    fields.step(step)
}

async fn view(
    state: &WebState,
    by: &SignedIn,
    id: PrivacyRequestId,
    form: PrivacyStepForm,
) -> Result<PrivacyView, Failure> {
    let one = request::privacy_request(&state.app, &by.caller, id).await?;
    let history = request::privacy_history(&state.app, &by.caller, id).await?;
    let holds = if one.kind == PrivacyKind::Erasure {
        hold_list(&state.app, &by.caller, HoldOn::Person(one.person.id)).await?
    } else {
        Vec::new()
    };
    let may_manage = by.user.grants.holds(Permission::PrivacyManage);
    let steps = one.allowed.iter().filter(|_| may_manage);
    Ok(PrivacyView {
        request: line(&one),
        steps: steps.map(|step| Code::from(step.as_str())).collect(),
        email: one.person.email,
        phone: one.person.phone,
        source: one.source.as_str().into(),
        ticket: one.ticket.map(|ticket| ticket.to_string()),
        detail: one.detail,
        extension: one.extension,
        answer: one.answer,
        proof: one.proof.map(|proof| proof.as_str().into()),
        proved_at: one.proved_at,
        refusal: one.refusal.map(|refusal| refusal.as_str().into()),
        corrections: one.corrections.into_iter().map(correction).collect(),
        package: one.package.map(package_line),
        holds: holds.into_iter().map(|hold| hold.reason).collect(),
        proofs: IdentityProof::VALUES
            .iter()
            .map(|proof| proof.code().into())
            .collect(),
        refusals: PrivacyRefusal::VALUES
            .iter()
            .map(|refusal| refusal.code().into())
            .collect(),
        version: one.version,
        events: history.into_iter().map(event_line).collect(),
        form,
    })
}

fn correction(change: CorrectionView) -> (Code, String, String) {
    (
        change.field.as_str().into(),
        change.before.unwrap_or_default(),
        change.after.unwrap_or_default(),
    )
}

fn package_line(package: PackageView) -> PackageLine {
    PackageLine {
        state: package.state.as_str().into(),
        size: package.size,
        made_at: package.made_at,
        expires_at: package.expires_at,
        downloads: i64::try_from(package.downloads).unwrap_or(i64::MAX),
    }
}
