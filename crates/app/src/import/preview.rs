//! The first rows as they would come out, before anything is imported.

use std::sync::Arc;

use serde::Serialize;
use touchstone_domain::access::Permission;
use touchstone_domain::id::ImportId;
use touchstone_domain::import::{Candidate, Field, PREVIEW_ROWS, RowCode, RowOutcome};
use touchstone_store::Lane;
use touchstone_store::import::import_by_id;

use super::BATCH_BYTES;
use super::apply::Became;
use super::batch::batch_read;
use super::party::Scene;
use super::resolve::{Prepared, prepare, resolve};
use super::step::call;
use super::view::mapping_of;
use crate::core::{App, AppError, Caller};

/// What one row would come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewRow {
    pub row: u64,
    /// The line it begins at, from 1.
    pub line: u64,
    pub outcome: RowOutcome,
    pub field: Option<Field>,
    pub code: Option<RowCode>,
    /// What it was understood as, in short.
    pub understood: Vec<(Field, String)>,
}

/// The first rows under the present mapping. They hold personal data, which whoever may import has at hand anyhow.
pub async fn import_preview(app: &App, caller: &Caller, id: ImportId) -> Result<Vec<PreviewRow>, AppError> {
    caller.actor.holds(Permission::ImportManage)?;
    let found = app.query(Lane::Fast, move |tx| Ok(import_by_id(tx, id)?)).await?;
    let mut import = found.ok_or(AppError::NotFound { what: "import" })?;
    if !import.stored {
        return Ok(Vec::new());
    }
    import.cursor_byte = import.begin_byte;
    import.cursor_line = import.begin_line;
    import.cursor_row = 0;
    let mapping = Arc::new(mapping_of(&import)?);
    let rows = match batch_read(&app.blobs, &import, PREVIEW_ROWS, BATCH_BYTES).await {
        Err(AppError::NotFound { .. }) => return Ok(Vec::new()),
        read => read?.rows,
    };
    let rows = {
        let scene = Scene::new(app, id, &mapping);
        prepare(app, &call(), &import, &scene, rows).await
    };
    let (handle, kind, now) = (app.clone(), import.kind, app.clock.now());
    app.query(Lane::Slow, move |tx| {
        let mut scene = Scene::new(&handle, id, &mapping);
        rows.iter()
            .map(|row| {
                let verdict = resolve(tx, &mut scene, row, kind, now)?;
                Ok(shown(row, &Became::of_verdict(&verdict)))
            })
            .collect()
    })
    .await
}

fn shown(row: &Prepared, became: &Became) -> PreviewRow {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let candidate = row.ready.as_ref().ok().and_then(Option::as_ref);
    PreviewRow {
        row: count(row.row),
        line: count(row.line),
        outcome: became.outcome,
        field: became.field,
        code: became.code,
        understood: candidate.map_or_else(Vec::new, |ready| understood(&ready.candidate)),
    }
}

fn understood(candidate: &Candidate) -> Vec<(Field, String)> {
    let said = match candidate {
        Candidate::Team(team) => vec![
            (Field::Name, Some(team.name.clone())),
            (Field::Lead, team.lead.clone()),
        ],
        Candidate::User(user) => vec![
            (Field::Name, Some(user.name.clone())),
            (Field::Email, Some(user.email.clone())),
            (Field::Role, Some(user.role.as_str().to_owned())),
            (Field::Teams, Some(user.teams.join(", "))),
        ],
        Candidate::Requester(requester) => vec![
            (Field::Name, requester.named.name.clone()),
            (Field::Email, requester.named.email.clone()),
            (Field::Phone, requester.named.phone.clone()),
        ],
        Candidate::Ticket(ticket) => vec![
            (Field::Number, ticket.number.clone()),
            (Field::Subject, Some(ticket.subject.clone())),
            (Field::Status, Some(ticket.status.as_str().to_owned())),
            (Field::CreatedAt, Some(ticket.created_at.to_string())),
            (
                Field::Requester,
                ticket.named.name.clone().or_else(|| ticket.requester.clone()),
            ),
            (Field::Assignee, ticket.assignee.clone()),
            (Field::MessageBody, Some(ticket.messages.len().to_string())),
        ],
    };
    let id = (Field::ExternalId, Some(candidate.external_id().to_owned()));
    let all = std::iter::once(id).chain(said);
    all.filter_map(|(field, text)| Some((field, text.filter(|text| !text.is_empty())?)))
        .collect()
}
