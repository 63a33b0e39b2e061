//! Whether two requests may be about the same: who asks, about which order, and in nearly which words.

use std::collections::BTreeSet;

use crate::search::terms;

codes! {
    /// Why a request may be a repeated one.
    pub enum Likeness ("likeness") {
        SameRequester = "same_requester",
        SameContact = "same_contact",
        SameOrder = "same_order",
        SameText = "same_text",
    }
}

/// Terms that two subjects must share at least; fewer say nothing.
const SHARED_MIN: usize = 2;
/// Terms looked for together: a text that differs in a word or two still has one of the groups whole.
const GROUP: usize = 3;
/// Groups that are looked for.
const GROUPS: usize = 3;

/// Whether two subjects are nearly the same: of all their terms they share three in five.
pub fn subjects_alike(one: &str, two: &str) -> bool {
    let (one, two) = (terms(one), terms(two));
    let shared = one.intersection(&two).count();
    let all = one.union(&two).count();
    shared >= SHARED_MIN.min(all) && all > 0 && shared * 5 >= all * 3
}

/// Groups of a subject's terms by which an index finds subjects that may be nearly the same; longer words, which are rarer,
/// come first.
pub fn subject_probes(subject: &str) -> Vec<BTreeSet<String>> {
    let mut words: Vec<String> = terms(subject).into_iter().collect();
    if words.len() < SHARED_MIN {
        return Vec::new();
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words
        .chunks(GROUP)
        .filter(|group| group.len() >= SHARED_MIN || words.len() <= GROUP)
        .take(GROUPS)
        .map(|group| group.iter().cloned().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_more_or_less_is_nearly_the_same() {
        assert!(subjects_alike("退款一直没有到账", "退款一直没有到账！"));
        assert!(subjects_alike("退款一直没有到账", "我的退款一直没有到账"));
        assert!(subjects_alike(
            "Refund has not arrived",
            "refund has NOT arrived yet"
        ));
        assert!(!subjects_alike("退款一直没有到账", "账号无法登录"));
        assert!(!subjects_alike("退款", "退货"));
        assert!(!subjects_alike("", ""));
    }

    #[test]
    fn nearly_the_same_subjects_share_a_whole_probe() {
        for (one, two) in [
            ("退款一直没有到账", "我的退款一直没有到账"),
            ("Refund has not arrived", "refund has not arrived yet"),
            ("配送迟到三天", "配送迟到三天了"),
        ] {
            let known = terms(two);
            assert!(
                subject_probes(one).iter().any(|probe| probe.is_subset(&known)),
                "{one}"
            );
        }
    }

    proptest! {
        #[test]
        fn likeness_is_mutual_and_everything_with_two_words_is_like_itself(one in "\\PC{0,40}", two in "\\PC{0,40}") {
            prop_assert_eq!(subjects_alike(&one, &two), subjects_alike(&two, &one));
            prop_assert_eq!(subjects_alike(&one, &one), !terms(&one).is_empty());
            prop_assert!(subject_probes(&one).len() <= GROUPS);
        }
    }
}
