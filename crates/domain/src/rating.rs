//! Ratings after closing: one score, and five dimensions that may each have one. Averages and intervals are the
//! board's work, not this module's.

use serde::{Deserialize, Serialize};

/// A score from 1 (worst) to 5 (best).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Score(u8);

/// A number that is no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a score is a whole number from 1 to 5")]
pub struct ScoreError;

impl Score {
    /// The score as a number, 1 to 5.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<i64> for Score {
    type Error = ScoreError;
    fn try_from(number: i64) -> Result<Self, ScoreError> {
        match u8::try_from(number) {
            Ok(score @ 1..=5) => Ok(Self(score)),
            _ => Err(ScoreError),
        }
    }
}

impl From<Score> for i64 {
    fn from(score: Score) -> Self {
        Self::from(score.0)
    }
}

codes! {
    /// What a requester may rate apart from the whole.
    pub enum Dimension ("dimension") {
        Speed = "speed",
        Expertise = "expertise",
        Attitude = "attitude",
        Efficiency = "efficiency",
        Completeness = "completeness",
    }
}

/// The scores of the five dimensions, as far as they were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimensions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<Score>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expertise: Option<Score>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attitude: Option<Score>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub efficiency: Option<Score>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completeness: Option<Score>,
}

impl Dimensions {
    /// The score of one dimension.
    pub const fn get(&self, dimension: Dimension) -> Option<Score> {
        match dimension {
            Dimension::Speed => self.speed,
            Dimension::Expertise => self.expertise,
            Dimension::Attitude => self.attitude,
            Dimension::Efficiency => self.efficiency,
            Dimension::Completeness => self.completeness,
        }
    }

    /// Gives one dimension its score.
    pub const fn set(&mut self, dimension: Dimension, score: Option<Score>) {
        match dimension {
            Dimension::Speed => self.speed = score,
            Dimension::Expertise => self.expertise = score,
            Dimension::Attitude => self.attitude = score,
            Dimension::Efficiency => self.efficiency = score,
            Dimension::Completeness => self.completeness = score,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_one_to_five_is_a_score(number: i64) {
            prop_assert_eq!(Score::try_from(number).is_ok(), (1..=5).contains(&number));
            let read = serde_json::from_value::<Score>(serde_json::json!(number));
            prop_assert_eq!(read.is_ok(), (1..=5).contains(&number));
        }
    }

    #[test]
    fn wrong_types_and_unknown_dimensions_are_refused() {
        for wrong in ["0", "6", "4.5", "\"5\"", "null"] {
            assert!(serde_json::from_str::<Score>(wrong).is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<Dimensions>(r#"{"speed":5,"beauty":5}"#).is_err());
    }

    #[test]
    fn dimensions_are_written_only_where_given() {
        let mut scores = Dimensions::default();
        assert_eq!(serde_json::to_string(&scores).unwrap(), "{}");
        for (&dimension, n) in Dimension::ALL.iter().zip(1_i64..) {
            scores.set(dimension, Score::try_from(n).ok());
            assert_eq!(scores.get(dimension).map(i64::from), Some(n));
        }
        let json = serde_json::to_string(&scores).unwrap();
        assert_eq!(serde_json::from_str::<Dimensions>(&json).unwrap(), scores);
        scores.set(Dimension::Speed, None);
        assert_eq!(scores.get(Dimension::Speed), None);
    }
}
