//! Breaches counted along the tree of causes, and by who answers for them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::clock::{BreachCause, CauseBranch, Charge};
use touchstone_store::breach::{BreachSum, breach_sums as sums_between};
use touchstone_store::{Lane, Tx};

use crate::board::{Days, zone};
use crate::core::{App, AppError, Caller};
use crate::ticket::{Charged, Names};

/// The newest breaches of a period, as many as are counted.
const COUNTED_AT_MOST: u32 = 10_000;
/// Parties that are told.
const PARTIES: usize = 20;

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseSum {
    pub cause: BreachCause,
    pub count: i64,
}

/// One branch with its causes, those that occurred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchSum {
    pub branch: CauseBranch,
    pub count: i64,
    pub causes: Vec<CauseSum>,
}

/// One party that answers for breaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartySum {
    pub charged: Charged,
    pub count: i64,
}

/// What a period's breaches come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreachSums {
    pub count: i64,
    /// There are more, which are older and not counted.
    pub capped: bool,
    /// Nobody has said why.
    pub unset: i64,
    /// Nobody answers for it yet.
    pub uncharged: i64,
    /// The most frequent first.
    pub branches: Vec<BranchSum>,
    /// Those with most, at most twenty.
    pub parties: Vec<PartySum>,
}

/// Counts the breaches of a period.
pub async fn breach_sums(app: &App, caller: &Caller, days: Days) -> Result<BreachSums, AppError> {
    caller.actor.holds(Permission::BoardRead)?;
    let (from, before) = days.instants(&zone(app)?)?;
    app.query(Lane::Slow, move |tx| {
        let sums = sums_between(tx, from, before, COUNTED_AT_MOST + 1)?;
        told(tx, &sums)
    })
    .await
}

fn told(tx: &mut Tx<'_>, sums: &[BreachSum]) -> Result<BreachSums, AppError> {
    let count: i64 = sums.iter().map(|sum| sum.count).sum();
    let of =
        |wanted: fn(&BreachSum) -> bool| sums.iter().filter(|sum| wanted(sum)).map(|sum| sum.count).sum();
    Ok(BreachSums {
        count: count.min(COUNTED_AT_MOST.into()),
        capped: count > COUNTED_AT_MOST.into(),
        unset: of(|sum| sum.cause == BreachCause::Unset),
        uncharged: of(|sum| sum.charge.is_none()),
        branches: branches(sums),
        parties: parties(tx, sums)?,
    })
}

fn branches(sums: &[BreachSum]) -> Vec<BranchSum> {
    let mut by_cause: BTreeMap<BreachCause, i64> = BTreeMap::new();
    for sum in sums {
        *by_cause.entry(sum.cause).or_default() += sum.count;
    }
    let branch = |branch: &CauseBranch| {
        let counted = |cause| {
            by_cause
                .get(&cause)
                .map(|count| CauseSum { cause, count: *count })
        };
        let mut causes: Vec<_> = branch.causes().filter_map(counted).collect();
        causes.sort_by_key(|sum| std::cmp::Reverse(sum.count));
        BranchSum {
            branch: *branch,
            count: causes.iter().map(|sum| sum.count).sum(),
            causes,
        }
    };
    let mut branches: Vec<_> = CauseBranch::ALL.iter().map(branch).collect();
    branches.retain(|branch| branch.count > 0);
    branches.sort_by_key(|branch| std::cmp::Reverse(branch.count));
    branches
}

fn parties(tx: &mut Tx<'_>, sums: &[BreachSum]) -> Result<Vec<PartySum>, AppError> {
    let mut by_party: BTreeMap<String, (&Charge, i64)> = BTreeMap::new();
    for sum in sums {
        if let Some(charge) = &sum.charge {
            by_party.entry(charge.to_string()).or_insert((charge, 0)).1 += sum.count;
        }
    }
    let mut parties: Vec<(&Charge, i64)> = by_party.into_values().collect();
    parties.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    parties.truncate(PARTIES);
    let users = Names::of_users(tx, parties.iter().map(|(charge, _)| charge.user()))?;
    let teams = Names::of_teams(tx, parties.iter().map(|(charge, _)| charge.team()))?;
    let told = |(charge, count): (&Charge, i64)| PartySum {
        charged: Charged::named(charge, &users, &teams),
        count,
    };
    Ok(parties.into_iter().map(told).collect())
}
