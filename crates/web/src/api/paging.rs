//! `limit` and `cursor` of the small lists. A cursor is opaque: what the application wants to know again, packed.

use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use touchstone_app::core::{AppError, FieldError};

use super::answer::Page;
use crate::failure::Failure;

/// Rows of a page when nothing is asked for, and the most that may be asked for.
const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 200;

/// Which page of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl Paging {
    /// For lists that take filters beside these two.
    pub(crate) fn new(limit: Option<u32>, cursor: Option<String>) -> Self {
        Self { limit, cursor }
    }

    pub(crate) fn limit(&self) -> Result<u32, Failure> {
        match self.limit.unwrap_or(LIMIT) {
            limit @ 1..=LIMIT_MAX => Ok(limit),
            _ => {
                let error = FieldError::new("limit", "out_of_range")
                    .with("min", 1)
                    .with("max", LIMIT_MAX);
                Err(Failure::fields(vec![error]))
            }
        }
    }

    /// What the cursor holds; `None` on the first page.
    pub(crate) fn after<T: DeserializeOwned>(&self) -> Result<Option<T>, Failure> {
        let Some(text) = &self.cursor else { return Ok(None) };
        let wrong = || Failure::from(AppError::field("cursor", "malformed"));
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| wrong())?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| wrong())
    }
}

/// The cursor that [`Paging::after`] reads.
pub(crate) fn cursor(place: &impl Serialize) -> Option<String> {
    serde_json::to_vec(place)
        .ok()
        .map(|bytes| BASE64URL_NOPAD.encode(&bytes))
}

/// A page out of records read one beyond the limit: the extra one only tells that there is more.
pub(crate) fn page<T, I: Serialize>(mut items: Vec<T>, limit: u32, id: impl Fn(&T) -> I) -> Page<T> {
    let most = limit as usize;
    let more = items.len() > most;
    items.truncate(most);
    let next_cursor = items.last().filter(|_| more).and_then(|last| cursor(&id(last)));
    Page { items, next_cursor }
}
