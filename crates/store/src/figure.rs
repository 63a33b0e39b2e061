//! Figures over periods: sums and histograms per hour and day, kept by a reader of the event log. What counts where is
//! `touchstone_domain::figure`'s; here it is added up and read.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use touchstone_domain::category::{CategoryError, CategoryPath};
use touchstone_domain::clock::Metric;
use touchstone_domain::codes::Code;
use touchstone_domain::figure::{Counted, Dimension, Fact, FigureSpan, Measure, Rated, Sum, Totals};
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;
use touchstone_insight::histogram::{Histogram, bucket_of};

use crate::{Row, StoreError, Tx, sql, sql_list};

mod base;

pub use base::{FigureBase, figure_base, figure_base_lock, figure_base_set, figure_clear};

sql!(
    FIGURE_ADD = "INSERT INTO figure (span, dimension, start_at, member, measure, metric, n, sum)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (span, dimension, start_at, member, measure, metric)
     DO UPDATE SET n = figure.n + excluded.n, sum = figure.sum + excluded.sum"
);
sql!(FIGURE_BUCKET_ADD = "INSERT INTO figure_bucket (dimension, start_at, member, measure, bucket, n)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (dimension, start_at, member, measure, bucket) DO UPDATE SET n = figure_bucket.n + excluded.n");
sql_list!(
    FIGURE_SERIES = "SELECT start_at, member, measure, metric, n, sum FROM figure
     WHERE span = ?1 AND dimension = ?2 AND start_at >= ?3 AND start_at < ?4
     ORDER BY start_at, member, measure, metric"
);
// As many rows as members have measures, however long the period is.
sql!(FIGURE_TOTALS = "SELECT member, measure, metric, CAST(SUM(n) AS BIGINT) AS n, CAST(SUM(sum) AS BIGINT) AS sum FROM figure
     WHERE span = ?1 AND dimension = ?2 AND start_at >= ?3 AND start_at < ?4
     GROUP BY member, measure, metric ORDER BY member, measure, metric");
macro_rules! sums_of {
    ($counted:expr) => {
        concat!(
            "SELECT measure, metric, CAST(SUM(n) AS BIGINT) AS n, CAST(SUM(sum) AS BIGINT) AS sum FROM figure
             WHERE span = ?1 AND dimension = ?2 AND start_at >= ?3 AND start_at < ?4 AND member ",
            $counted,
            " GROUP BY measure, metric ORDER BY measure, metric"
        )
    };
}
sql!(FIGURE_SUMS =
    sqlite sums_of!("IN (SELECT value FROM json_each(?5))"),
    // Made an array, they are looked through for each row; otherwise they would be joined.
    postgres sums_of!("= ANY(ARRAY(SELECT json_array_elements_text(CAST(CAST(?5 AS TEXT) AS JSON))))"));
sql!(
    FIGURE_BUCKETS = "SELECT member, measure, bucket, CAST(SUM(n) AS BIGINT) AS n FROM figure_bucket
     WHERE dimension = ?1 AND start_at >= ?2 AND start_at < ?3
     GROUP BY member, measure, bucket ORDER BY member, measure, bucket"
);
sql!(FIGURE_TICKET = "SELECT received_at, counts, kind, category, channel, tier, team, team_since, answered, resolved, undone, closed, rated
     FROM figure_ticket WHERE ticket = ?1");
sql!(FIGURE_TICKET_SAVE = "INSERT INTO figure_ticket
        (ticket, received_at, counts, kind, category, channel, tier, team, team_since, answered, resolved, undone, closed, rated)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
     ON CONFLICT (ticket) DO UPDATE SET counts = excluded.counts, kind = excluded.kind, category = excluded.category,
        tier = excluded.tier, team = excluded.team, team_since = excluded.team_since, answered = excluded.answered,
        resolved = excluded.resolved, undone = excluded.undone, closed = excluded.closed, rated = excluded.rated");

/// Where a sum is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    span: FigureSpan,
    dimension: Dimension,
    start_at: Timestamp,
    member: String,
    measure: Measure,
    metric: Option<Metric>,
}

/// Where a duration is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct BucketPlace {
    dimension: Dimension,
    start_at: Timestamp,
    member: String,
    measure: Measure,
    bucket: u16,
}

/// Facts of one transaction, added up before they are written: many fall into the same hour.
#[derive(Debug, Default)]
pub struct FigureBatch {
    sums: BTreeMap<Place, Sum>,
    buckets: BTreeMap<BucketPlace, i64>,
    tickets: HashMap<TicketId, Option<Counted>>,
}

impl FigureBatch {
    /// What is remembered of a request, to be changed.
    pub fn ticket(&mut self, tx: &mut Tx<'_>, id: TicketId) -> Result<&mut Option<Counted>, StoreError> {
        Ok(match self.tickets.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(tx.query_one(&FIGURE_TICKET, &[&id], counted)?),
        })
    }

    /// Counts a fact in the hour and the day that begin then.
    pub fn add(&mut self, fact: &Fact, hour: Timestamp, day: Timestamp) {
        for (dimension, member) in &fact.members {
            for (span, start_at) in [(FigureSpan::Hour, hour), (FigureSpan::Day, day)] {
                let place = Place {
                    span,
                    dimension: *dimension,
                    start_at,
                    member: member.clone(),
                    measure: fact.measure,
                    metric: fact.metric,
                };
                self.sums.entry(place).or_default().add(Sum {
                    n: fact.n,
                    sum: fact.sum,
                });
            }
            if let Some(took) = fact.took() {
                let place = BucketPlace {
                    dimension: *dimension,
                    start_at: day,
                    member: member.clone(),
                    measure: fact.measure,
                    bucket: bucket_of(u64::try_from(took.as_micros() / 1000).unwrap_or_default()),
                };
                *self.buckets.entry(place).or_default() += fact.n;
            }
        }
    }

    /// Writes what was added up.
    pub fn write(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for (place, sum) in &self.sums {
            let metric = place.metric.map_or("", Metric::as_str);
            let (n, total) = (sum.n, sum.sum);
            tx.execute(
                &FIGURE_ADD,
                &[
                    &place.span,
                    &place.dimension,
                    &place.start_at,
                    &place.member,
                    &place.measure,
                    &metric,
                    &n,
                    &total,
                ],
            )?;
        }
        for (place, n) in &self.buckets {
            tx.execute(
                &FIGURE_BUCKET_ADD,
                &[
                    &place.dimension,
                    &place.start_at,
                    &place.member,
                    &place.measure,
                    &i64::from(place.bucket),
                    n,
                ],
            )?;
        }
        let mut tickets: Vec<_> = self.tickets.iter().collect();
        tickets.sort_by_key(|(id, _)| **id);
        for (id, counted) in tickets {
            if let Some(counted) = counted {
                counted_save(tx, *id, counted)?;
            }
        }
        Ok(())
    }
}

fn category(row: &Row<'_>) -> Result<Option<CategoryPath>, StoreError> {
    let path: Option<String> = row.get("category")?;
    path.map(|path| path.parse())
        .transpose()
        .map_err(|error: CategoryError| StoreError::value("category", error.to_string()))
}

fn rated(row: &Row<'_>) -> Result<Option<Rated>, StoreError> {
    let json: Option<String> = row.get("rated")?;
    json.map(|json| serde_json::from_str(&json))
        .transpose()
        .map_err(|error| StoreError::value("rated", error.to_string()))
}

fn counted(row: &Row<'_>) -> Result<Counted, StoreError> {
    Ok(Counted {
        received_at: row.get("received_at")?,
        counts: row.get("counts")?,
        kind: row.get("kind")?,
        category: category(row)?,
        channel: row.get("channel")?,
        tier: row.get("tier")?,
        team: row.get("team")?,
        team_since: row.get("team_since")?,
        answered: row.get("answered")?,
        resolved: row.get("resolved")?,
        undone: row.get("undone")?,
        closed: row.get("closed")?,
        rated: rated(row)?,
    })
}

fn counted_save(tx: &mut Tx<'_>, id: TicketId, counted: &Counted) -> Result<(), StoreError> {
    let rated = counted.rated.as_ref().map(serde_json::to_string).transpose();
    let rated = rated.map_err(|error| StoreError::value("rated", error.to_string()))?;
    tx.execute(
        &FIGURE_TICKET_SAVE,
        &[
            &id,
            &counted.received_at,
            &counted.counts,
            &counted.kind,
            &counted.category.as_ref().map(CategoryPath::to_string),
            &counted.channel,
            &counted.tier,
            &counted.team,
            &counted.team_since,
            &counted.answered,
            &counted.resolved,
            &counted.undone,
            &counted.closed,
            &rated,
        ],
    )?;
    Ok(())
}

/// One kept sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRow {
    pub member: String,
    pub measure: Measure,
    pub metric: Option<Metric>,
    pub sum: Sum,
}

fn figure_row(row: &Row<'_>) -> Result<FigureRow, StoreError> {
    Ok(FigureRow {
        member: row.get("member")?,
        measure: row.get("measure")?,
        metric: metric(row)?,
        sum: sum(row)?,
    })
}

fn metric(row: &Row<'_>) -> Result<Option<Metric>, StoreError> {
    let metric: String = row.get("metric")?;
    let metric = (!metric.is_empty()).then(|| Metric::from_code(&metric));
    metric
        .transpose()
        .map_err(|error| StoreError::value("metric", error.to_string()))
}

fn sum(row: &Row<'_>) -> Result<Sum, StoreError> {
    Ok(Sum {
        n: row.get("n")?,
        sum: row.get("sum")?,
    })
}

/// The sums of every hour or day that begins in a period, in the order of time.
pub fn figure_series(
    tx: &mut Tx<'_>,
    span: FigureSpan,
    dimension: Dimension,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(Timestamp, FigureRow)>, StoreError> {
    tx.query(&FIGURE_SERIES, &[&span, &dimension, &from, &to], |row| {
        Ok((row.get("start_at")?, figure_row(row)?))
    })
}

/// The sums of a whole period by member.
pub fn figure_totals(
    tx: &mut Tx<'_>,
    span: FigureSpan,
    dimension: Dimension,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<FigureRow>, StoreError> {
    tx.query(&FIGURE_TOTALS, &[&span, &dimension, &from, &to], figure_row)
}

/// The sums of a whole period over some members together.
pub fn figure_sums(
    tx: &mut Tx<'_>,
    span: FigureSpan,
    (dimension, members): (Dimension, &[&str]),
    (from, to): (Timestamp, Timestamp),
) -> Result<Totals, StoreError> {
    let members =
        serde_json::to_string(members).map_err(|error| StoreError::value("member", error.to_string()))?;
    let mut totals = Totals::default();
    let rows = tx.query(&FIGURE_SUMS, &[&span, &dimension, &from, &to, &members], |row| {
        Ok((row.get("measure")?, metric(row)?, sum(row)?))
    })?;
    for (measure, metric, sum) in rows {
        totals.add(measure, metric, sum);
    }
    Ok(totals)
}

/// The histograms of a whole period of days by member and measure.
pub fn figure_histograms(
    tx: &mut Tx<'_>,
    dimension: Dimension,
    (from, to): (Timestamp, Timestamp),
) -> Result<BTreeMap<(String, Measure), Histogram>, StoreError> {
    let rows = tx.query(&FIGURE_BUCKETS, &[&dimension, &from, &to], |row| {
        let bucket: i64 = row.get("bucket")?;
        Ok((
            (row.get("member")?, row.get("measure")?),
            u16::try_from(bucket).map_err(|_| StoreError::value("bucket", "out of range"))?,
            row.get("n")?,
        ))
    })?;
    let mut histograms: BTreeMap<_, Histogram> = BTreeMap::new();
    for (whose, bucket, n) in rows {
        histograms.entry(whose).or_default().add(bucket, n);
    }
    Ok(histograms)
}
