# Letters that came back and addresses that are written to no more: the administrators' page, reasons, events.

admin-suppressions = Undeliverable
suppression-text = Letters came back from these addresses, so nothing is sent there any more. The outbox says why, and agents see at the request that somebody cannot be reached by mail.
suppression-address = Address
suppression-why = Reason
suppression-since = Since
suppression-act = Action
suppression-changed = They have another address now
suppression-staff = Staff
suppression-strikes = { $n ->
    [one] one letter came back
   *[other] { $n } letters in a row came back
}
suppression-ends = Written to again by itself:
suppression-stays = until somebody releases it
suppression-release = Write to it again
suppression-release-ask = Write to this address again? What was not sent meanwhile stays unsent.
suppression-none = Every address is written to
suppression-none-text = An address stands here when its mail server says that it does not exist, or when several letters in a row came back.
requester-unreachable = Mail does not arrive
requester-unreachable-text = Nothing is sent to this address any more; please reach them another way:
delivery-bounced = Came back
delivery-suppressed = Not sent
send-problem-unknown_address = There is no such address
send-problem-unknown_domain = The domain does not exist or takes no mail
send-problem-mailbox_closed = The mailbox is closed
send-problem-mailbox_full = The mailbox is full
send-problem-no_answer = Their server did not answer for long
send-problem-too_large = The letter is too large for them
send-problem-policy = Refused by a rule of theirs
event-letter-bounced = could not be delivered: a letter came back
event-address-suppressed = stopped writing to an address
event-address-released = has an address written to again
audit-family-letter = Letters that came back
audit-family-address = Undeliverable addresses
detail-why = Reason
notice-address_released = The address is written to again
