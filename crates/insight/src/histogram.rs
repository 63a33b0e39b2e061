//! Histograms of durations in logarithmic buckets: mergeable counts from which quantiles are read with a known error.
//!
//! Bucket `b` holds the values in `(1.04^(b-1), 1.04^b]` milliseconds, bucket 0 everything up to one. Any value of a bucket
//! differs by at most [`RELATIVE_ERROR`] from the one the bucket is read as (Masson, Rim and Lee: DDSketch, VLDB 2019).
//! Buckets are numbers that are stored, so the base never changes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

const BASE: f64 = 1.04;
/// How far a quantile may be from the value of its rank: `(base - 1) / (base + 1)`, less than two per cent.
pub const RELATIVE_ERROR: f64 = (BASE - 1.0) / (BASE + 1.0);
/// The last bucket, which also takes what is longer: it begins beyond thirty years.
pub const LAST_BUCKET: u16 = 705;

/// Upper bounds of the buckets in milliseconds. Multiplied one after the other, so that every machine has the same.
static BOUNDS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    std::iter::successors(Some(1.0), |bound| Some(bound * BASE))
        .take(usize::from(LAST_BUCKET) + 1)
        .collect()
});

/// The bucket of a duration in milliseconds.
pub fn bucket_of(milliseconds: u64) -> u16 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "bounds are far coarser than a float is"
    )]
    let value = milliseconds as f64;
    let bucket = BOUNDS.partition_point(|bound| *bound < value);
    u16::try_from(bucket).unwrap_or(LAST_BUCKET).min(LAST_BUCKET)
}

/// What a bucket is read as, in milliseconds: the value whose distance from both its ends is the same share of them.
pub fn bucket_value(bucket: u16) -> f64 {
    match BOUNDS.get(usize::from(bucket.min(LAST_BUCKET))) {
        Some(bound) if bucket > 0 => bound * 2.0 / (BASE + 1.0),
        _ => 1.0,
    }
}

/// How many values fell into each bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: BTreeMap<u16, i64>,
}

impl Histogram {
    /// Adds `n` values of one bucket; a negative `n` takes them out again.
    pub fn add(&mut self, bucket: u16, n: i64) {
        *self.counts.entry(bucket.min(LAST_BUCKET)).or_default() += n;
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, n) in &other.counts {
            self.add(*bucket, *n);
        }
    }

    /// How many values there are.
    pub fn count(&self) -> i64 {
        self.counts.values().sum()
    }

    /// The value of rank `⌈q·n⌉` (nearest rank) in milliseconds, within [`RELATIVE_ERROR`]; none of no values.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let count = self.count();
        if count <= 0 {
            return None;
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "a rank between 1 and the count"
        )]
        let rank = ((q.clamp(0.0, 1.0) * count as f64).ceil() as i64).clamp(1, count);
        let mut seen = 0;
        self.counts
            .iter()
            .find(|(_, n)| {
                seen += **n;
                seen >= rank
            })
            .map(|(bucket, _)| bucket_value(*bucket))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const YEAR: u64 = 365 * 24 * 3_600_000;

    #[test]
    fn ends_of_buckets_belong_to_the_lower_one() {
        assert_eq!(bucket_of(0), 0);
        assert_eq!(bucket_of(1), 0);
        assert_eq!(bucket_of(2), 18, "1.04^17 = 1.95, 1.04^18 = 2.03");
        assert!(bucket_of(30 * YEAR) < LAST_BUCKET);
        assert_eq!(bucket_of(u64::MAX), LAST_BUCKET);
    }

    #[test]
    fn of_nothing_there_is_no_quantile() {
        let mut none = Histogram::default();
        assert_eq!(none.quantile(0.5), None);
        none.add(7, 1);
        none.add(7, -1);
        assert_eq!(none.quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn a_bucket_is_read_within_the_stated_error(value in 1..30 * YEAR) {
            let read = bucket_value(bucket_of(value));
            #[expect(clippy::cast_precision_loss, reason = "compared with an error of two per cent")]
            let value = value as f64;
            prop_assert!((read - value).abs() <= value * RELATIVE_ERROR + 1e-6, "{value} read as {read}");
        }

        #[test]
        fn quantiles_are_those_of_the_sorted_values(
            mut values in proptest::collection::vec(1..10 * YEAR, 1..200),
            q in 0.0..=1.0f64,
            cut in 0..200usize,
        ) {
            let (mut left, mut right) = (Histogram::default(), Histogram::default());
            for (at, value) in values.iter().enumerate() {
                let side = if at < cut { &mut left } else { &mut right };
                side.add(bucket_of(*value), 1);
            }
            left.merge(&right);
            values.sort_unstable();
            #[expect(
                clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss,
                reason = "a rank among at most 200"
            )]
            let rank = ((q * values.len() as f64).ceil() as usize).clamp(1, values.len());
            #[expect(clippy::cast_precision_loss, reason = "compared with an error of two per cent")]
            let exact = values[rank - 1] as f64;
            let read = left.quantile(q).unwrap();
            prop_assert!((read - exact).abs() <= exact * RELATIVE_ERROR + 1e-6, "{exact} read as {read}");
        }
    }
}
