//! Which files of an answer a letter carries, and which it only names: mail servers refuse large letters as a whole, so what does not fit
//! is left where its reader finds it by the letter's link.

/// Whether each file goes along, for files of so many bytes in the order they stand in. Each goes that still fits beside those before it;
/// together they are never larger than `most`. A letter is a third larger than its files (base64, RFC 2045, 6.8).
pub fn files_carried(sizes: &[u64], most: u64) -> Vec<bool> {
    let mut room = most;
    let goes = |size: &u64| {
        let fits = *size <= room;
        room -= if fits { *size } else { 0 };
        fits
    };
    sizes.iter().map(goes).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_fits_goes_along() {
        assert_eq!(files_carried(&[4, 6], 10), [true, true]);
        assert_eq!(
            files_carried(&[4, 7, 6], 10),
            [true, false, true],
            "a large one keeps no small one back"
        );
        assert_eq!(files_carried(&[1], 0), [false], "no room, no files");
    }

    proptest! {
        #[test]
        fn they_are_never_too_large_together_and_none_stays_that_fits(
            sizes in prop::collection::vec(0u64..40, 0..12), most in 0u64..120,
        ) {
            let goes = files_carried(&sizes, most);
            prop_assert_eq!(goes.len(), sizes.len());
            let carried = || sizes.iter().zip(&goes).filter(|(_, goes)| **goes).map(|(size, _)| size);
            let together: u64 = carried().sum();
            prop_assert!(together <= most);
            for (size, goes) in sizes.iter().zip(&goes) {
                prop_assert!(*goes || size + together > most);
            }
        }
    }
}
