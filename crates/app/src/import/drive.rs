//! An import from its file to its end in one go: for the command line and for loaders.

use std::time::Duration;

use bytes::Bytes;
use futures::stream::Stream;
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::import::ImportState;

use super::view::{ImportView, import_get};
use super::{ImportFile, import_check, import_map, import_run, import_step, import_upload};
use crate::core::{App, AppError, Call};

/// How often it is looked how far another part of the process has come.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What is wanted of a file.
#[derive(Debug, Clone)]
pub struct ImportOrder {
    pub file: ImportFile,
    /// For tickets that name none, or an unknown one.
    pub category: Option<String>,
    /// For tickets of unknown assignees.
    pub assignee: Option<UserId>,
    /// For tickets of unknown teams.
    pub team: Option<TeamId>,
    /// Unknown assignees and teams are left out.
    pub leave_out: bool,
    /// Nothing is made: every row is only read.
    pub check: bool,
    /// Nobody else works on imports in this process.
    pub alone: bool,
}

/// Takes a file in, understands it, and checks or imports it to its end; `told` hears how far it is.
pub async fn import_drive<S, E>(
    app: &App,
    call: &Call,
    order: ImportOrder,
    body: S,
    mut told: impl FnMut(&ImportView),
) -> Result<ImportView, AppError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    E: std::fmt::Display,
{
    let taken = import_upload(app, call, order.file, body).await?;
    let id = taken.id;
    let mut mapping = taken.mapping;
    let options = &mut mapping.options;
    options.category = order.category.or(options.category.take());
    options.assignee = order.assignee.or(options.assignee);
    options.team = order.team.or(options.team);
    options.assignee_none |= order.leave_out;
    options.team_none |= order.leave_out;
    import_map(app, &call.clone().expecting(taken.version), id, mapping).await?;
    let mut view = if order.check {
        import_check(app, call, id).await?
    } else {
        import_run(app, call, id).await?
    };
    while matches!(view.state, ImportState::Checking | ImportState::Running) {
        told(&view);
        if order.alone {
            import_step(app).await?;
        } else {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        view = import_get(app, &call.caller, id).await?;
    }
    told(&view);
    Ok(view)
}
