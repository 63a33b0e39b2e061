//! One version: read, and what can be done with it.

use axum::extract::State;
use touchstone_app::correction::correction_of;
use touchstone_app::standard::{
    Remark, StandardDocument, standard_confirmed, standard_duty, standard_published, standard_read,
};
use touchstone_domain::access::Permission;
use touchstone_domain::id::StandardId;
use touchstone_domain::standard::Standard;
use touchstone_domain::standard::lifecycle::{APPROVALS, StandardState};
use touchstone_render::view::{Problems, RemarkLine, StandardLine, StandardView};

use super::clauses::areas;
use super::corrections::line as correction_line;
use crate::access::{Granted, SignedIn, may};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::notices;
use crate::path::At;
use crate::state::WebState;

pub(super) async fn look(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
) -> Page {
    let view = view(&state, &by, id).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

pub(super) async fn view(state: &WebState, by: &SignedIn, id: StandardId) -> Result<StandardView, Failure> {
    let document = standard_read(&state.app, &by.caller, id).await?;
    let duty = standard_duty(&state.app, &by.caller).await?;
    let review = duty.review.filter(|review| review.standard == id);
    let current = standard_published(&state.app, 1).await?;
    let current = current.first().filter(|current| current.id != id);
    // A version of long ago may ask for what packs had then; it is still there to be taken away as a file.
    let pack = Standard::parse(&document.pack).ok();
    let correction = match by.user.grants.holds(Permission::StandardApprove) {
        true => correction_of(&state.app, id).await?,
        false => None,
    };
    let adopted = matches!(document.state, StandardState::Scheduled | StandardState::InForce);
    let may_correct = adopted && document.number > 1 && by.user.grants.holds(Permission::StandardApprove);
    let language = by.language();
    let laws = touchstone_app::law::laws(&state.app, &by.caller).await?;
    Ok(StandardView {
        line: document_line(&document),
        title: pack
            .as_ref()
            .map_or_else(|| document.key.clone(), |pack| pack.title(language).to_owned()),
        version: document.version,
        basis: document.basis.map(|(id, number)| (id.to_string(), number)),
        current: current.map(|current| (current.id.to_string(), current.number)),
        authors: document.authors.into_iter().map(|author| author.name).collect(),
        approvals: document.approvals,
        approvals_needed: APPROVALS,
        remarks: document.remarks.into_iter().map(remark).collect(),
        actions: document
            .actions
            .iter()
            .map(|action| action.as_str().into())
            .collect(),
        may_write: by.user.grants.holds(Permission::StandardWrite),
        may_backtest: by.user.grants.holds(Permission::StandardBacktest),
        to_confirm: duty.confirm.is_some_and(|line| line.id == id),
        confirmed_at: standard_confirmed(&state.app, &by.caller, id).await?,
        review: review.map(|review| (review.due, review.state.as_str().into())),
        may_correct: may_correct && correction.is_none(),
        correction: correction.map(correction_line),
        areas: pack.map(|pack| areas(&pack, &laws, language)).unwrap_or_default(),
        note: String::new(),
        from: String::new(),
        comment: String::new(),
        reason: String::new(),
        refused: "".into(),
        problems: Problems::none(),
    })
}

pub(in crate::pages) fn document_line(document: &StandardDocument) -> StandardLine {
    StandardLine {
        id: document.id.to_string(),
        key: document.key.clone(),
        number: document.number,
        state: document.state.as_str().into(),
        effective_from: document.effective_from,
        updated_at: document.updated_at,
    }
}

fn remark(remark: Remark) -> RemarkLine {
    RemarkLine {
        kind: remark.kind.as_str().into(),
        author: remark.author.name,
        body: remark.body,
        at: remark.at,
        void: remark.void,
    }
}
