//! Second factors: one's own, somebody else's that was lost, and which roles need one.

mod begin;
mod codes;
mod confirm;
mod disable;
mod read;
mod require;
mod reset;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<read::__path_second_factor_read, _, _>(read::second_factor_read),
        Route::api_write::<begin::__path_second_factor_begin, _, _>(begin::second_factor_begin),
        Route::api_write::<confirm::__path_second_factor_confirm, _, _>(confirm::second_factor_confirm),
        Route::api_write::<codes::__path_recovery_codes_renew, _, _>(codes::recovery_codes_renew),
        Route::api_write::<disable::__path_second_factor_disable, _, _>(disable::second_factor_disable),
        Route::api_write::<reset::__path_second_factor_reset, _, _>(reset::second_factor_reset),
        Route::api_write::<require::__path_role_second_factor, _, _>(require::role_second_factor),
    ]
}

/// One's own password, asked again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnPassword {
    pub(crate) current_password: String,
}

/// Recovery codes, shown this once. Each lets in once, in place of a code of the app.
#[derive(Serialize, ToSchema)]
pub(super) struct RecoveryCodes {
    recovery_codes: Vec<String>,
}
