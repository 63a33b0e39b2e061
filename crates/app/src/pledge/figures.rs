//! How often each pledge was kept over a period, from counters of days.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::figure::share;
use touchstone_store::counter::counter_sums_between;
use touchstone_store::{Lane, Tx};

use super::keep::key;
use crate::board::Days;
use crate::core::{App, AppError, Caller};

/// A tracked pledge of the standard in force, over a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PledgeFigures {
    pub pledge: String,
    pub title: String,
    pub remedy_text: String,
    pub kept: i64,
    pub broken: i64,
    /// Of those decided, between 0 and 1; none where nothing was decided.
    pub share: Option<f64>,
}

/// The tracked pledges of the standard in force, each with how often it was kept.
pub async fn pledge_figures(
    app: &App,
    caller: &Caller,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(Days, Vec<PledgeFigures>), AppError> {
    caller.actor.holds(Permission::BoardRead)?;
    let mut errors = Vec::new();
    let days = Days::read(app, from, to, &mut errors)?;
    if !errors.is_empty() {
        return Err(AppError::Validation(errors));
    }
    let (handle, language, now) = (app.clone(), caller.language, app.clock.now());
    let figures = app
        .query(Lane::Fast, move |tx| {
            let (_, standard) = handle.standards.in_force(tx, now)?;
            let tracked = standard
                .pledges()
                .iter()
                .filter(|pledge| pledge.measured.is_some());
            tracked
                .map(|pledge| {
                    let kept = counted(tx, &pledge.id, true, days)?;
                    let broken = counted(tx, &pledge.id, false, days)?;
                    Ok(PledgeFigures {
                        pledge: pledge.id.clone(),
                        title: pledge.title.in_language(language).to_owned(),
                        remedy_text: pledge.remedy.in_language(language).to_owned(),
                        kept,
                        broken,
                        share: share(kept, kept + broken),
                    })
                })
                .collect::<Result<Vec<_>, AppError>>()
        })
        .await?;
    Ok((days, figures))
}

fn counted(tx: &mut Tx<'_>, pledge: &str, kept: bool, days: Days) -> Result<i64, AppError> {
    let (first, last) = (
        key(pledge, kept, &days.from.to_string()),
        key(pledge, kept, &days.to.to_string()),
    );
    let sums = counter_sums_between(tx, &first, &last)?;
    Ok(sums.into_iter().map(|(_, n)| n).sum())
}
