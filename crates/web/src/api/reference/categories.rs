use axum::extract::State;
use serde::Serialize;
use touchstone_app::standard::standard_current;
use touchstone_domain::category::CategoryPath;
use touchstone_domain::language::Language;
use touchstone_render::Renderer;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::failure::Failure;
use crate::state::WebState;

/// A category and what lies under it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Category {
    /// As requests name it, e.g. `payment/refund-delay`.
    path: String,
    /// In the caller's language.
    title: String,
    #[schema(no_recursion)]
    under: Vec<Category>,
}

impl Category {
    fn leaf(path: &CategoryPath, renderer: &Renderer, language: Language) -> Self {
        let title = renderer.label(language, "category", path.as_str());
        Self {
            path: path.to_string(),
            title,
            under: Vec::new(),
        }
    }
}

/// The category tree of the standard in force. All on one page.
#[utoipa::path(get, path = "/api/v1/categories", tag = "reference", responses((status = 200, body = Page<Category>)))]
pub(super) async fn category_list(
    by: Granted<may::ReadCategories>,
    State(state): State<WebState>,
) -> Result<Page<Category>, Failure> {
    let current = standard_current(&state.app).await?;
    let (tree, language) = (current.standard.categories(), by.language());
    let category = |path: &CategoryPath| Category::leaf(path, &state.renderer, language);
    let items = tree.tops().map(|top| Category {
        under: tree.under(top.as_str()).map(category).collect(),
        ..category(top)
    });
    Ok(Page {
        items: items.collect(),
        next_cursor: None,
    })
}
