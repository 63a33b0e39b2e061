# Actions on many tickets.
bulk-title = Many tickets at once
bulk-list = My bulk actions
bulk-list-none = No bulk actions yet
bulk-list-none-text = Tick tickets on a list to do something to all of them.
bulk-select = Choose tickets
bulk-select-one = Choose #{ $number }
bulk-select-all = All tickets of this list, on every page
bulk-edit = Bulk action
bulk-none-chosen = No ticket is chosen. Go back and tick some, or choose all.
bulk-too-many = More than { $max } tickets match. Narrow the list first.
bulk-chosen = { $n ->
    [one] One ticket is chosen.
   *[other] { $n } tickets are chosen.
} What is not allowed is refused ticket by ticket, with the reason.
bulk-as-it-is = As it is
bulk-tag = Tag
bulk-close-hint = Why they are closed; kept as an internal note with each ticket.
bulk-spam-hint = Spam is archived and nobody is told; it can be taken back for 24 hours.
bulk-hint-note = An internal note, which requesters do not see.
bulk-hint-reply = A public reply to the requester of each ticket. Once sent, it cannot be taken back.
bulk-go = { $n ->
    [one] Do it to one ticket
   *[other] Do it to { $n } tickets
}
bulk-ask = { $n ->
    [one] Do this to one ticket?
   *[other] Do this to { $n } tickets?
}
bulk-progress = Progress
bulk-what = Action
bulk-reached = { $n } of { $of } changed
bulk-refused = { $n } refused
bulk-unchanged = { $n } were so already
bulk-restored = { $n } set back
bulk-kept = { $n } left as they are
bulk-cancel = Stop
bulk-cancel-ask = Tickets that were not reached stay as they are. Stop?
bulk-undo = Undo this action
bulk-undo-text = Tickets that nobody has changed since are set back; for the others it is said why not.
bulk-undo-ask = Undo this bulk action?
bulk-results = Ticket by ticket
bulk-all = All
bulk-ticket = Ticket
bulk-outcome = Outcome
bulk-why = Reason
bulk-no-results = No tickets.
bulk-action-assign = Assign
bulk-action-urgency = Set urgency
bulk-action-tag_add = Add a tag
bulk-action-tag_remove = Remove a tag
bulk-action-spam = Mark as spam
bulk-action-close = Close
bulk-action-note = Add an internal note
bulk-action-reply = Reply publicly
bulk-state-under_way = Under way
bulk-state-done = Done
bulk-state-cancelled = Stopped
bulk-state-undoing = Being undone
bulk-state-undone = Undone
bulk-outcome-waiting = Waiting
bulk-outcome-changed = Changed
bulk-outcome-unchanged = Was so already
bulk-outcome-refused = Refused
bulk-outcome-restored = Set back
bulk-outcome-kept = Left as it is
bulk-why-changed_since = It was changed since
bulk-why-said = What was written cannot be taken back
input-tickets = Tickets
input-action = Action
input-tag = Tag
input-filter = Filter
error-bulk_ended = This bulk action is over
error-bulk_not_undoable = This bulk action cannot be undone
notice-bulk_begun = The bulk action has begun
notice-bulk_cancelled = Stopped
notice-bulk_undo_begun = It is being undone
event-ticket-assignment_undone = took an assignment back
event-bulk-begun = began a bulk action
event-bulk-done = finished a bulk action
event-bulk-cancelled = stopped a bulk action
event-bulk-undo_begun = began to undo a bulk action
event-bulk-undone = undid a bulk action
audit-family-bulk = Bulk actions
error-tags_full = The ticket has as many tags as it can have
