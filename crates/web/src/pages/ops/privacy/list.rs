//! The list, the nearest due first, and writing a request down.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::core::FieldError;
use touchstone_app::privacy::request::{
    PrivacyInput, PrivacyQuery, privacy_counts, privacy_receive, privacy_requests,
};
use touchstone_domain::access::Permission;
use touchstone_domain::id::PersonId;
use touchstone_domain::privacy::{PrivacyKind, PrivacyPhase};
use touchstone_render::view::{PrivacyForm, PrivacyListView};

use super::line;
use crate::access::{Granted, SignedIn, may};
use crate::api::paging::{Paging, cursor};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed};
use crate::query::Query;
use crate::state::WebState;

pub(super) const PATH: &str = "/ops/privacy";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    phase: Option<PrivacyPhase>,
    kind: Option<PrivacyKind>,
    person: Option<PersonId>,
    cursor: Option<String>,
}

/// `GET /ops/privacy`
pub(super) async fn list(
    by: Granted<may::ReadPrivacy>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let form = PrivacyForm {
        person: asked.person.map(|id| id.to_string()).unwrap_or_default(),
        kind: PrivacyKind::Access.as_str().to_owned(),
        open: asked.person.is_some(),
        ..PrivacyForm::default()
    };
    let view = view(&state, &by, asked, form).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// `POST /ops/privacy`
pub(super) async fn create(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (person, kind) = (typed(&form.typed, "person"), typed(&form.typed, "kind"));
    let detail = typed(&form.typed, "detail");
    let failure = match input(&person, &kind, &detail) {
        Ok(input) => match privacy_receive(&state.app, &by.call_with(&form), input).await {
            Ok(made) => return Ok(done(&format!("{PATH}/{}", made.id), "privacy_received")),
            Err(error) => about_the_form(error.into())?,
        },
        Err(failure) => failure,
    };
    let form = PrivacyForm {
        person,
        kind,
        detail,
        open: true,
        problems: problems(&failure, str::to_owned),
    };
    let view = view(&state, &by, Asked::default(), form).await?;
    again(&state, by.frame(&state), PATH, &view, &failure)
}

fn input(person: &str, kind: &str, detail: &str) -> Result<PrivacyInput, Failure> {
    let unknown = |field| FieldError::new(field, "unknown");
    let (person, kind) = (
        person.trim().parse().map_err(|_| unknown("person")),
        kind.parse().map_err(|_| unknown("kind")),
    );
    match (person, kind) {
        (Ok(person), Ok(kind)) => Ok(PrivacyInput {
            person,
            kind,
            detail: detail.to_owned(),
        }),
        (person, kind) => Err(Failure::fields(
            person.err().into_iter().chain(kind.err()).collect(),
        )),
    }
}

async fn view(
    state: &WebState,
    by: &SignedIn,
    asked: Asked,
    form: PrivacyForm,
) -> Result<PrivacyListView, Failure> {
    let paging = Paging::new(None, asked.cursor);
    let phase = asked.phase.unwrap_or(PrivacyPhase::Open);
    let query = PrivacyQuery {
        phase,
        kind: asked.kind,
        person: asked.person,
        after: paging.after()?,
        limit: paging.limit()?,
    };
    let found = privacy_requests(&state.app, &by.caller, query).await?;
    let counts = privacy_counts(&state.app, &by.caller).await?;
    let (kind, person) = (
        asked.kind.map_or("", |kind| kind.as_str()),
        asked.person.map(|id| id.to_string()).unwrap_or_default(),
    );
    let here = format!("{PATH}?phase={phase}&kind={kind}&person={person}");
    Ok(PrivacyListView {
        phase: phase.as_str().into(),
        kind: kind.into(),
        person,
        counts: counts
            .open
            .into_iter()
            .map(|(kind, n)| (kind.as_str().into(), n))
            .collect(),
        late: counts.late,
        requests: found.items.iter().map(line).collect(),
        next: found
            .next
            .and_then(|next| cursor(&next))
            .map(|next| format!("{here}&cursor={next}")),
        may_manage: by.user.grants.holds(Permission::PrivacyManage),
        form,
    })
}
