//! What somebody who watches the desk hears of a change: that it happened, that the ticket has left what they may see, or
//! nothing. The question is the one every list and every read asks, put to where the ticket was and where it is.

use crate::access::{Grants, Permission, Place, Reach};

/// What a reader hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The ticket is one they may see: it has changed, or is new to them.
    Changed,
    /// It was one they could see and is not any more.
    Gone,
}

/// What a reader with these grants hears of a ticket that was at `before` and is at `now`; `None` for a ticket that was
/// not there, or is not any more.
pub fn heard(grants: &Grants, reach: &Reach, before: Option<&Place>, now: Option<&Place>) -> Option<Heard> {
    let sees = |place: Option<&Place>| {
        place.is_some_and(|place| grants.reaches(Permission::TicketRead, reach, place))
    };
    if sees(now) {
        Some(Heard::Changed)
    } else if sees(before) {
        Some(Heard::Gone)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::access::Scope;
    use crate::id::Id;

    fn place(owner: Option<i64>, assignee: Option<i64>, team: Option<i64>) -> Place {
        Place {
            owner: owner.map(Id::from_raw),
            assignee: assignee.map(Id::from_raw),
            team: team.map(Id::from_raw),
        }
    }

    fn reader(scope: Scope) -> (Grants, Reach) {
        let reach = Reach {
            user: Id::from_raw(1),
            teams: vec![Id::from_raw(7)],
        };
        (Grants::new([(Permission::TicketRead, scope)]), reach)
    }

    #[test]
    fn a_ticket_given_to_another_team_is_gone_for_this_one() {
        let (grants, reach) = reader(Scope::Team);
        let (here, there) = (place(None, None, Some(7)), place(None, Some(2), Some(8)));
        assert_eq!(
            heard(&grants, &reach, Some(&here), Some(&there)),
            Some(Heard::Gone)
        );
        assert_eq!(
            heard(&grants, &reach, Some(&there), Some(&here)),
            Some(Heard::Changed)
        );
        assert_eq!(heard(&grants, &reach, Some(&there), Some(&there)), None);
        assert_eq!(heard(&grants, &reach, Some(&here), None), Some(Heard::Gone));
    }

    #[test]
    fn without_the_permission_nothing_is_heard() {
        let (_, reach) = reader(Scope::All);
        let here = place(Some(1), Some(1), Some(7));
        assert_eq!(heard(&Grants::default(), &reach, Some(&here), Some(&here)), None);
    }

    proptest! {
        /// Nobody hears of a ticket that neither a read now nor a read before would have shown them.
        #[test]
        fn what_is_heard_is_what_a_read_shows(
            scope in prop::sample::select(vec![Scope::Own, Scope::Team, Scope::All]),
            before in prop::option::of((prop::option::of(1..4i64), prop::option::of(1..4i64), prop::option::of(6..9i64))),
            now in prop::option::of((prop::option::of(1..4i64), prop::option::of(1..4i64), prop::option::of(6..9i64))),
        ) {
            let (grants, reach) = reader(scope);
            let of = |parts: Option<(Option<i64>, Option<i64>, Option<i64>)>| parts.map(|(o, a, t)| place(o, a, t));
            let (before, now) = (of(before), of(now));
            let reads = |place: &Option<Place>| place.as_ref().is_some_and(|place| scope.reaches(&reach, place));
            let said = heard(&grants, &reach, before.as_ref(), now.as_ref());
            prop_assert_eq!(said == Some(Heard::Changed), reads(&now));
            prop_assert_eq!(said.is_none(), !reads(&now) && !reads(&before));
        }
    }
}
