//! Which data there are, and how far each must be protected.

use axum::extract::State;
use touchstone_domain::data_class::{DataClass, data_classes};
use touchstone_render::view::{DataClassTable, DataClassesView};

use crate::access::{Granted, may};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::state::WebState;

/// `GET /ops/privacy/classes`
pub(super) async fn classes(by: Granted<may::ReadPrivacy>, State(state): State<WebState>) -> Page {
    let classes = data_classes().map_err(|error| Failure::internal(&error.to_string()))?;
    let table = |class: DataClass| DataClassTable {
        name: class.table,
        owner: class.owner.as_str().into(),
        grades: class
            .columns
            .into_iter()
            .map(|(grade, columns)| (grade.as_str().into(), columns))
            .collect(),
    };
    let view = DataClassesView {
        tables: classes.into_iter().map(table).collect(),
    };
    page(&state, &by.frame(&state), &view)
}
