//! Samples of corrections that reach running work.

use super::passed;
use crate::event::{EventBody as E, FieldName};
use crate::id::Id;

pub(super) fn samples() -> Vec<E> {
    let fields = vec![FieldName::Urgency];
    let calendar = Id::from_raw(31);
    vec![
        E::TicketRebound {
            standard: Id::from_raw(5),
            correction: Id::from_raw(9),
            passed: passed(),
        },
        E::CorrectionBegun {
            correction: Id::from_raw(9),
            of: crate::correction::CorrectionKind::Facts,
            standard: None,
            fields,
        },
        E::CorrectionDone {
            correction: Id::from_raw(9),
            tickets: 7,
        },
        E::CorrectionCancelled {
            correction: Id::from_raw(9),
        },
        E::TicketCorrected {
            calendar,
            passed: passed(),
        },
        E::CalendarSet { calendar },
        E::CalendarCarried { calendar, tickets: 5 },
    ]
}
