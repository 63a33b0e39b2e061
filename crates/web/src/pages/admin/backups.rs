//! Backups: what was made, what is under way, what failed, and one now.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::backup::{self, BackupView};
use touchstone_render::view::{BackupLine, BackupPlace, BackupsView};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::outbox_line::next_address;
use crate::pages::shared::{done, notices};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/backups";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, backups), Route::post(PATH, backup_now)]
}

#[derive(Debug, Deserialize)]
struct Asked {
    cursor: Option<String>,
}

async fn backups(
    by: Granted<may::ManageBackups>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let found = backup::backups(&state.app, &by.caller, None, asked.cursor.as_deref()).await?;
    let view = BackupsView {
        place: state.app.backup.as_ref().map(|settings| BackupPlace {
            dir: settings.shelf.to_string(),
            every: settings.every,
            daily: settings.keep_daily,
            weekly: settings.keep_weekly,
            sealed: settings.key.is_some(),
        }),
        backups: found.items.into_iter().map(line).collect(),
        next: next_address(PATH, found.next_cursor),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn line(view: BackupView) -> BackupLine {
    BackupLine {
        id: view.id.to_string(),
        state: view.state.as_str().into(),
        cause: view.cause.as_str().into(),
        at: view.created_at,
        percent: view.percent,
        file: view.file,
        size: view.size,
        rows: view.rows.and_then(|rows| i64::try_from(rows).ok()),
        files: view.files.and_then(|files| i64::try_from(files).ok()),
        problem: view.problem,
    }
}

async fn backup_now(
    by: Granted<may::ManageBackups>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    backup::backup_ask(&state.app, &by.call_with(&form)).await?;
    Ok(done(PATH, "backup_asked"))
}
