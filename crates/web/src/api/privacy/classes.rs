use std::collections::BTreeMap;

use serde::Serialize;
use touchstone_domain::data_class::{DataOwner, data_classes};
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;

/// How far the data of one table must be protected.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DataClass {
    table: String,
    #[schema(value_type = schema::DataOwner)]
    owner: DataOwner,
    /// Columns by grade: `open`, `internal`, `personal`, `sensitive`, `secret`.
    columns: BTreeMap<String, Vec<String>>,
}

/// Every table and column with its grade and who answers for it.
#[utoipa::path(get, path = "/api/v1/privacy/classes", tag = "privacy", responses((status = 200, body = Page<DataClass>)))]
pub(super) async fn privacy_classes(_: Granted<may::ReadPrivacy>) -> Result<Page<DataClass>, Failure> {
    let classes = data_classes().map_err(|error| Failure::internal(&error.to_string()))?;
    let class = |class: touchstone_domain::data_class::DataClass| DataClass {
        table: class.table,
        owner: class.owner,
        columns: class
            .columns
            .into_iter()
            .map(|(grade, columns)| (grade.to_string(), columns))
            .collect(),
    };
    Ok(Page {
        items: classes.into_iter().map(class).collect(),
        next_cursor: None,
    })
}
