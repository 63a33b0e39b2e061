//! One step of whichever import is under way: a batch of rows checked, imported or taken back.

use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::import::ImportState;
use touchstone_domain::time::Span;
use touchstone_store::import::{import_claim, import_under_way};
use touchstone_store::{EngineKind, Lane};

use super::{run, undo};
use crate::core::{App, AppError, Call, Caller};

/// After this much silence the process that worked on an import is dead.
const SILENCE: Span = Span::seconds(60);

/// Works on the import that is under way, if there is one; whether there was anything to do. Of several processes one does.
/// A process that dies between two steps, or in one, leaves nothing half done: the next goes on where it was.
pub async fn import_step(app: &App) -> Result<bool, AppError> {
    let Some(import) = app.query(Lane::Fast, |tx| Ok(import_under_way(tx)?)).await? else {
        return Ok(false);
    };
    let now = app.clock.now();
    // A SQLite directory has one process: whoever worked on it before is gone.
    let silence = if app.store.engine() == EngineKind::Sqlite {
        Span::seconds(-1)
    } else {
        SILENCE
    };
    let (id, holder) = (import.id, app.store.holder().to_owned());
    let claimed = app
        .store
        .write(move |tx| import_claim(tx, id, &holder, now, now - silence))
        .await?;
    if !claimed {
        return Ok(false);
    }
    match import.state {
        ImportState::Checking => run::check_step(app, import).await?,
        ImportState::Running => run::run_step(app, import).await?,
        ImportState::Undoing => undo::undo_step(app, import).await?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// The product acting for whoever asked.
pub(super) fn call() -> Call {
    Call::by(Caller::system(SystemActor::Import, Origin::Import))
}

/// Whether an error says nothing about the row: the same may succeed later.
pub(super) fn is_passing(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Busy | AppError::Unavailable | AppError::StorageFull
    )
}
