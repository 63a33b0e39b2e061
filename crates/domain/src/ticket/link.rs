//! What one request has to do with another.

codes! {
    /// A relation that people note between two requests, as it reads from the one to the other.
    pub enum TicketLink ("link") {
        Related = "related",
        CausedBy = "caused_by",
        DuplicateOf = "duplicate_of",
    }
}

codes! {
    /// How another request stands to the one that is looked at.
    pub enum Relation ("relation") {
        Related = "related",
        CausedBy = "caused_by",
        Causes = "causes",
        DuplicateOf = "duplicate_of",
        DuplicatedBy = "duplicated_by",
        MergedInto = "merged_into",
        MergedFrom = "merged_from",
        Follows = "follows",
        FollowedBy = "followed_by",
        SplitFrom = "split_from",
        SplitInto = "split_into",
    }
}

impl TicketLink {
    /// Whether it reads the same from both ends.
    pub const fn is_mutual(self) -> bool {
        matches!(self, Self::Related)
    }

    /// How the other end of such a link stands to this one; `forth` when the link was noted from here.
    pub const fn relation(self, forth: bool) -> Relation {
        match (self, forth) {
            (Self::Related, _) => Relation::Related,
            (Self::CausedBy, true) => Relation::CausedBy,
            (Self::CausedBy, false) => Relation::Causes,
            (Self::DuplicateOf, true) => Relation::DuplicateOf,
            (Self::DuplicateOf, false) => Relation::DuplicatedBy,
        }
    }
}

impl Relation {
    /// The link behind it and whether it was noted from here; `None` for what is more than a note.
    pub const fn link(self) -> Option<(TicketLink, bool)> {
        match self {
            Self::Related => Some((TicketLink::Related, true)),
            Self::CausedBy => Some((TicketLink::CausedBy, true)),
            Self::Causes => Some((TicketLink::CausedBy, false)),
            Self::DuplicateOf => Some((TicketLink::DuplicateOf, true)),
            Self::DuplicatedBy => Some((TicketLink::DuplicateOf, false)),
            Self::MergedInto
            | Self::MergedFrom
            | Self::Follows
            | Self::FollowedBy
            | Self::SplitFrom
            | Self::SplitInto => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_leads_back_to_its_link_from_either_end() {
        for &kind in TicketLink::ALL {
            for forth in [true, false] {
                let (back, from_here) = kind.relation(forth).link().unwrap();
                assert_eq!((back, from_here), (kind, forth || kind.is_mutual()));
            }
        }
    }
}
