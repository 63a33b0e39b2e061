//! The past replayed against versions of the standard.

mod act;
mod begin;
mod changes;
mod read;
mod wire;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<read::__path_standard_backtests, _, _>(read::standard_backtests),
        Route::api_write::<begin::__path_backtest_begin, _, _>(begin::backtest_begin),
        Route::api_read::<read::__path_backtest_list, _, _>(read::backtest_list),
        Route::api_read::<read::__path_backtest_read, _, _>(read::backtest_read),
        Route::api_update::<act::__path_backtest_remove, _, _>(act::backtest_remove),
        Route::api_write::<act::__path_backtest_cancel, _, _>(act::backtest_cancel),
        Route::api_write::<act::__path_backtest_resume, _, _>(act::backtest_resume),
        Route::api_read::<changes::__path_backtest_changes, _, _>(changes::backtest_changes),
        Route::api_read::<changes::__path_backtest_changes_export, _, _>(changes::backtest_changes_export),
    ]
}
