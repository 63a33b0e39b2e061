//! An import as its page shows it.

use touchstone_app::import::{self, Checked, ImportRowView, ImportView, PreviewRow};
use touchstone_app::standard::standard_current;
use touchstone_domain::id::ImportId;
use touchstone_domain::import::{ImportKind, ImportState, RowOutcome};
use touchstone_render::view::{
    ImportCheckedView, ImportCounts, ImportForm, ImportLine, ImportPageView, ImportRowLine,
};

use super::address;
use super::form::mapping_form;
use crate::access::{Granted, may};
use crate::failure::Failure;
use crate::pages::desk::people::{agent_choices, team_choices};
use crate::pages::shared::category_groups;
use crate::state::WebState;

/// Which rows are shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) outcome: Option<RowOutcome>,
    pub(super) cursor: Option<String>,
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) fn import_line(view: &ImportView) -> ImportLine {
    ImportLine {
        id: view.id.to_string(),
        kind: view.kind.as_str().into(),
        preset: view.preset.as_str().into(),
        state: view.state.as_str().into(),
        file_name: view.file_name.clone(),
        size: view.size,
        at: view.created_at,
        percent: view.percent,
        counts: ImportCounts {
            created: signed(view.created),
            linked: signed(view.linked),
            skipped: signed(view.skipped),
            failed: signed(view.failed),
            undone: signed(view.undone),
            kept: signed(view.kept),
        },
    }
}

/// The page of one import.
pub(super) async fn import_page(
    state: &WebState,
    by: &Granted<may::ManageImports>,
    id: ImportId,
    shown: &Shown,
) -> Result<ImportPageView, Failure> {
    let (app, caller) = (&state.app, &by.caller);
    let view = import::import_get(app, caller, id).await?;
    let preview = if view.state == ImportState::Draft {
        import::import_preview(app, caller, id).await?
    } else {
        Vec::new()
    };
    let rows = import::import_rows(app, caller, id, shown.outcome, None, shown.cursor.as_deref()).await?;
    let form = offered(state, by, &view).await?;
    let outcome = shown
        .outcome
        .map(|outcome| outcome.to_string())
        .unwrap_or_default();
    let next = rows.next_cursor.map(|cursor| {
        let kept = if outcome.is_empty() {
            String::new()
        } else {
            format!("&outcome={outcome}")
        };
        format!("{}?cursor={cursor}{kept}#rows", address(id))
    });
    Ok(ImportPageView {
        line: import_line(&view),
        format: view.format.as_str().into(),
        encoding: view.encoding.as_str().into(),
        started_at: view.started_at,
        ended_at: view.ended_at,
        problem: view.problem.map(|code| code.as_str().into()),
        problem_line: view.problem_line.map(signed),
        problem_column: view.problem_column.map(signed),
        checked: view.checked.as_ref().map(checked),
        actions: view.actions.iter().map(|action| action.as_str().into()).collect(),
        failed_kept: view.failed_kept,
        form,
        preview: preview.into_iter().map(preview_line).collect(),
        rows: rows
            .items
            .into_iter()
            .map(|row| row_line(view.kind, row))
            .collect(),
        outcome,
        outcomes: RowOutcome::NAMES.iter().map(|name| (*name).into()).collect(),
        next,
    })
}

/// The form with everything it offers, as far as it is shown.
async fn offered(
    state: &WebState,
    by: &Granted<may::ManageImports>,
    view: &ImportView,
) -> Result<ImportForm, Failure> {
    let form = mapping_form(view);
    if view.kind != ImportKind::Tickets || view.state != ImportState::Draft {
        return Ok(form);
    }
    let call = by.call();
    Ok(ImportForm {
        categories: category_groups(&standard_current(&state.app).await?.standard),
        teams: team_choices(state, &call).await?,
        users: agent_choices(state, &call).await?,
        ..form
    })
}

fn checked(checked: &Checked) -> ImportCheckedView {
    ImportCheckedView {
        rows: signed(checked.rows),
        counts: ImportCounts {
            created: signed(checked.created),
            linked: signed(checked.linked),
            skipped: signed(checked.skipped),
            failed: signed(checked.failed),
            ..ImportCounts::default()
        },
        whole: checked.whole,
        codes: checked
            .codes
            .iter()
            .map(|(code, n)| (code.as_str().into(), signed(*n)))
            .collect(),
    }
}

fn row_line(kind: ImportKind, row: ImportRowView) -> ImportRowLine {
    let there = matches!(
        row.outcome,
        RowOutcome::Created | RowOutcome::Linked | RowOutcome::Skipped | RowOutcome::Kept
    );
    let href = row
        .record
        .as_ref()
        .filter(|_| there)
        .and_then(|record| match kind {
            ImportKind::Tickets => Some(format!("/desk/tickets/{record}")),
            ImportKind::Requesters => Some(format!("/ops/people/{record}")),
            ImportKind::Users | ImportKind::Teams => None,
        });
    ImportRowLine {
        line: signed(row.line),
        outcome: row.outcome.as_str().into(),
        field: row.field.map(|field| field.as_str().into()),
        code: row.code.map(|code| code.as_str().into()),
        href,
        record: row.record,
        understood: Vec::new(),
    }
}

fn preview_line(row: PreviewRow) -> ImportRowLine {
    let understood = row.understood.into_iter();
    ImportRowLine {
        line: signed(row.line),
        outcome: row.outcome.as_str().into(),
        field: row.field.map(|field| field.as_str().into()),
        code: row.code.map(|code| code.as_str().into()),
        href: None,
        record: None,
        understood: understood
            .map(|(field, text)| (field.as_str().into(), text))
            .collect(),
    }
}
