//! Chance that can be repeated: SplitMix64 (Steele, Lea, Flood 2014). The same seed gives the same history on every
//! machine. Not for secrets.

/// A sequence of pseudo-random numbers.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(mixed(seed.wrapping_add(STEP)))
    }

    /// A sequence of its own for the `index`th thing called `label`: what one thing draws never moves another's.
    pub(super) fn of(seed: u64, label: &str, index: usize) -> Self {
        let named = label
            .bytes()
            .fold(seed, |hash, byte| mixed(hash ^ u64::from(byte)));
        Self::new(named ^ mixed(index as u64))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// From 0 up to, but not including, `n`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * n as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// From `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = usize::try_from(most.saturating_sub(least).saturating_add(1)).unwrap_or(0);
        least.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// From 0 up to, but not including, 1.
    pub(super) fn fraction(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let bits = (self.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// One of `items`; none when there are none.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// The index of one of `weights`, each as likely as its share; 0 when they are all nothing.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.fraction() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = index;
                left -= weight;
                if left < 0.0 {
                    break;
                }
            }
        }
        last
    }

    /// One of `choices`, each as likely as its weight's share.
    pub(super) fn choose<T: Copy>(&mut self, choices: &[(T, f64)], otherwise: T) -> T {
        let index = self.weighted(choices.iter().map(|choice| choice.1));
        choices.get(index).map_or(otherwise, |choice| choice.0)
    }

    /// How long something took: log-normal, half of them under `median`, `spread` the deviation of the logarithm.
    pub(super) fn around(&mut self, median: f64, spread: f64) -> f64 {
        // Irwin–Hall: twelve uniform draws less six are as good as normal here, without a libm of one machine's own.
        let normal: f64 = (0..12).map(|_| self.fraction()).sum::<f64>() - 6.0;
        median * (normal * spread).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_gives_others() {
        let take = |seed| {
            let mut random = Random::new(seed);
            (0..4).map(|_| random.next()).collect::<Vec<_>>()
        };
        assert_eq!(take(7), take(7));
        assert_ne!(take(7), take(8));
        assert_ne!(
            Random::of(7, "ticket", 1).next(),
            Random::of(7, "ticket", 2).next()
        );
        assert_ne!(
            Random::of(7, "ticket", 1).next(),
            Random::of(7, "person", 1).next()
        );
    }

    #[test]
    fn draws_keep_their_bounds_and_weights() {
        let mut random = Random::new(1);
        assert!((0..10_000).all(|_| (3..=9).contains(&random.between(3, 9))));
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), None);
        let heavy = (0..10_000)
            .filter(|_| random.choose(&[(true, 9.0), (false, 1.0)], false))
            .count();
        assert!((8_700..9_300).contains(&heavy), "{heavy}");
        let below = (0..10_000).filter(|_| random.around(60.0, 0.8) < 60.0).count();
        assert!((4_800..5_200).contains(&below), "{below}");
    }
}
