//! A letter that did not arrive: what its outbox says, what its ticket's history says, and whether its address is written to
//! any more.

use touchstone_domain::contact::email_normalise;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::NotificationId;
use touchstone_domain::mail::{
    AddressStanding, BounceCause, BounceWeight, MailStatus, bounce_cause, bounce_weight,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::notification::{Delivery, NotificationRow, notification_lock, notification_save};
use touchstone_store::suppression::{
    SuppressionRow, suppression_by_address, suppression_insert, suppression_lock_address, suppression_save,
};
use touchstone_store::{Locked, Tx};

use crate::core::{AppError, Cx};
use crate::keys::{KeyRing, Purpose};

/// By which an address that is written to is known; nothing for what is none.
pub(crate) fn address_hash(keys: &KeyRing, address: &str) -> Option<Vec<u8>> {
    let address = email_normalise(address).ok()?;
    Some(keys.mac(Purpose::MailAddress, &[address.as_bytes()]).to_vec())
}

/// Why an address is written to no more, and since when; nothing when it is.
pub(crate) fn suppressed(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    address: &str,
    now: Timestamp,
) -> Result<Option<(BounceCause, Timestamp)>, AppError> {
    let Some(hash) = address_hash(keys, address) else {
        return Ok(None);
    };
    let row = suppression_by_address(tx, &hash)?.filter(|row| row.standing().is_suppressed(now));
    Ok(row.and_then(|row| Some((row.cause, row.suppressed_at?))))
}

/// Notes that a letter which was sent came back. False when that is known already, or it was never sent.
pub(crate) fn letter_returned(
    cx: &mut Cx<'_, '_>,
    letter: NotificationId,
    status: Option<MailStatus>,
) -> Result<bool, AppError> {
    match notification_lock(cx.tx, letter)? {
        Some(row) if row.state == Delivery::Sent => {
            letter_bounced(cx, row, status)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Notes that a letter did not arrive, and counts it against its address.
pub(super) fn letter_bounced(
    cx: &mut Cx<'_, '_>,
    mut row: Locked<NotificationRow>,
    status: Option<MailStatus>,
) -> Result<(), AppError> {
    let cause = bounce_cause(status);
    row.state = Delivery::Bounced;
    row.problem = Some(cause.to_string());
    row.status = status.map(|status| status.to_string());
    row.settled_at = Some(cx.now);
    notification_save(cx.tx, &row)?;
    let subject = row.ticket.map_or(Subject::System, Subject::Ticket);
    let letter = row.id;
    cx.emit(subject, EventBody::LetterBounced { letter, cause })?;
    match bounce_weight(cause, status) {
        BounceWeight::Nothing => Ok(()),
        weight => address_struck(cx, &row, cause, weight),
    }
}

fn address_struck(
    cx: &mut Cx<'_, '_>,
    letter: &NotificationRow,
    cause: BounceCause,
    weight: BounceWeight,
) -> Result<(), AppError> {
    // Drawn whether it is needed or not: a command that runs again draws the same.
    let id = cx.id();
    let Some(address) = &letter.sent_to else {
        return Ok(());
    };
    let held = suppression_lock_address(cx.tx, address)?;
    let former = held.as_ref().map(|row| row.standing());
    let standing = AddressStanding::struck(former, weight, cx.now);
    let (recipient, recipient_id) = letter.to().parts();
    let next = |id| SuppressionRow {
        id,
        address: address.clone(),
        recipient,
        recipient_id,
        cause,
        status: letter.status.clone(),
        letter: letter.id,
        strikes: standing.strikes,
        struck_at: standing.struck_at,
        suppressed_at: standing.suppressed_at,
        ends_at: standing.ends_at,
    };
    let suppression = match held {
        Some(mut row) => {
            *row = next(row.id);
            suppression_save(cx.tx, &row)?;
            row.id
        }
        None => {
            suppression_insert(cx.tx, &next(id))?;
            id
        }
    };
    let was = former.is_some_and(|former| former.is_suppressed(cx.now));
    if standing.is_suppressed(cx.now) && !was {
        cx.emit(
            Subject::System,
            EventBody::AddressSuppressed { suppression, cause },
        )?;
    }
    Ok(())
}
