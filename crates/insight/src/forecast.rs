//! Which of the work that is due will be late, if it is done at the usual rate and what is due first is done first.
//!
//! This is the feasibility test of earliest-deadline-first scheduling for work that is all at hand (Liu and Layland 1973),
//! in whole hours: what is due in an hour can be done in it or before, with what the work due earlier has left of the capacity.

/// One hour of work that is due, and how much is usually done in such an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hour {
    pub due: u32,
    /// Pieces of work, on average.
    pub capacity: f64,
}

/// How much of each hour's work will be late.
pub fn expected_late(hours: &[Hour]) -> Vec<f64> {
    let mut spare = 0.0;
    let late = |hour: &Hour| {
        let due = f64::from(hour.due);
        spare += hour.capacity.max(0.0);
        let done = due.min(spare);
        spare -= done;
        due - done
    };
    hours.iter().map(late).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hour(due: u32, capacity: f64) -> Hour {
        Hour { due, capacity }
    }

    #[test]
    fn spare_time_before_helps_and_time_after_does_not() {
        let quiet_first = [hour(0, 5.0), hour(8, 1.0)];
        assert_eq!(expected_late(&quiet_first), [0.0, 2.0]);
        let quiet_last = [hour(8, 1.0), hour(0, 5.0)];
        assert_eq!(expected_late(&quiet_last), [7.0, 0.0]);
    }

    #[test]
    fn nobody_at_work_makes_everything_late() {
        assert_eq!(expected_late(&[hour(3, 0.0), hour(2, 0.0)]), [3.0, 2.0]);
    }

    proptest! {
        #[test]
        fn nothing_is_done_that_was_not_due_nor_beyond_capacity(
            hours in proptest::collection::vec((0_u32..500, 0.0_f64..200.0), 0..48)
        ) {
            let hours: Vec<Hour> = hours.into_iter().map(|(due, capacity)| hour(due, capacity)).collect();
            let late = expected_late(&hours);
            let (mut due, mut capacity, mut missed) = (0.0, 0.0, 0.0);
            for (one, late) in hours.iter().zip(&late) {
                prop_assert!((0.0..=f64::from(one.due)).contains(late));
                due += f64::from(one.due);
                capacity += one.capacity;
                missed += late;
                prop_assert!(due - missed <= capacity + 1e-6);
            }
        }

        /// No order of work misses less: at least what is due up to an hour beyond all capacity up to it is late.
        #[test]
        fn no_order_of_work_misses_less(
            hours in proptest::collection::vec((0_u32..500, 0.0_f64..200.0), 1..48)
        ) {
            let hours: Vec<Hour> = hours.into_iter().map(|(due, capacity)| hour(due, capacity)).collect();
            let missed: f64 = expected_late(&hours).iter().sum();
            let (mut due, mut capacity, mut least) = (0.0, 0.0, 0.0_f64);
            for one in &hours {
                due += f64::from(one.due);
                capacity += one.capacity;
                least = least.max(due - capacity);
            }
            prop_assert!((missed - least).abs() < 1e-6);
        }
    }
}
