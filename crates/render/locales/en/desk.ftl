# The desk.

desk-queues = Queues
queue-mine = Mine
queue-mine_resolved = Mine: awaiting confirmation
queue-unassigned = Unassigned
queue-team = Team
queue-no_team = Without a team
queue-all = All to do
queue-new = New
queue-open = In progress
queue-waiting = Waiting
queue-resolved = Awaiting confirmation
queue-closed = Closed
desk-awaits = Awaits answer
desk-partial = To stay fast, only the first 10,000 were looked at; go on to the next page.
desk-none = Nothing here
desk-none-text-mine = No ticket is yours. Take one from the unassigned ones.
desk-none-text-mine_resolved = None of your solutions awaits confirmation.
desk-none-text-unassigned = Every ticket has somebody.
desk-none-text-team = This team has nothing to do.
desk-none-text-no_team = Every ticket has a team.
desk-none-text-all = Nothing is to be done.
desk-none-text-new = Nothing new has come in.
desk-none-text-open = Nothing is in progress.
desk-none-text-waiting = Nothing waits for anybody.
desk-none-text-resolved = Nothing awaits confirmation.
desk-none-text-closed = Nothing has been closed yet.
desk-none-filtered = Nothing matches
desk-none-filtered-text = Try fewer filters.
filter-title = Filter
filter-apply = Apply
filter-clear = Clear filters
assignee-me = Me
sort = Sort by
sort-due = Most pressing
sort--priority = Highest priority
sort--created = Newest
sort-created = Oldest
sort--updated = Last updated

ticket-tabs = Ticket
ticket-side = About this ticket
tab-conversation = Conversation
tab-history = History
ticket-actions = Actions
ticket-actions-none = There is nothing you may do in this stage.
ticket-clocks = Clocks
ticket-clocks-none = This ticket has no clocks.
ticket-requester = Requester
ticket-facts = Facts
ticket-links = Linked
ticket-reopened = { $n ->
    [one] Reopened
   *[other] Reopened { $n } times
}
ticket-objected = { $n ->
    [one] Objected to
   *[other] Objected to { $n } times
}
urgency-claimed = claimed: { $urgency }
clock-instance = no. { $n }
clock-target = Target { $t }
clock-due = due { $when }
clock-met-at = met { $when }
clock-paused-why = stands still while we wait for the requester
clock-paused-why-resolved = stands still until the requester confirms
clock-cause = cause: { $cause }
clock-cause-open = cause not stated yet
clock-breach-stage = breached in “{ $stage }”
requester-proof = Ownership
requester-verified = Shown
requester-claimed = Claimed only
reveal = Reveal details
reveal-fields = Details
reveal-reason = Reason
reveal-hint = The reason and your name go into the audit log.
reveal-go = Reveal
reveal-shown = Shown this once; recorded in the audit log.

messages-earlier = Show earlier messages
rated-by-requester = Requester's rating
composer-public = Public reply
composer-internal = Internal note
composer-placeholder = Write here…
composer-markdown = Markdown works: **bold**, lists, links, tables.
composer-send-public = Send to requester
composer-send-internal = Save note
composer-crossed = A newer public message arrived while you were writing. Read it first; sending again sends yours anyway.

action-take = Take it
action-start = Start work
action-resume = Resume work
action-classify = Classify
action-assign = Assign
action-wait = Wait
action-resolve = Resolve
action-reopen = Reopen
action-note_cause = Note cause of breach
action-withdraw = Withdrawn by requester
action-close = Close
action-spam = Mark as spam
action-go-classify = Save
action-go-assign = Assign
action-go-wait = Wait
action-go-resolve = Resolve and ask for confirmation
action-go-reopen = Reopen
action-go-note_cause = Save
action-go-withdraw = Record withdrawal
action-go-close = Close ticket
action-go-spam = Mark as spam
action-ask-spam = The ticket is archived and the requester is not told. Go on?
action-ask-withdraw = The ticket is archived and its clocks are cancelled. Go on?
action-ask-close = The ticket is archived and its clocks are cancelled. Go on?
classify-claimed = The requester claims: { $urgency }
classify-reason-hint = Needed when the class is major or complex.
wait-hint = Clocks stand still for the requester, never for a third party.
resolve-hint = Sent to the requester, who is asked to confirm.
reason-hint-reopen = Why work starts again.
reason-hint-withdraw = The requester takes the request back: it ends here.
reason-hint-close = Why no more work is done; kept in the history.
reason-hint-spam = Advertising, abuse, or nothing to do with our service.

history-text = Who did what, when and from where. Nothing here can be changed.
history-stages = Stages:
history-clock = { $metric }: { $change }
history-earlier = Show earlier entries
history-none = Nothing to show
history-none-text = You may not see this ticket's history, or there is none yet.

new-lead = For requests that come by phone, at the counter or elsewhere.
new-part-who = Who and how
new-part-hand = Who takes it
new-body-hint = What the person said, with the key facts.
new-send = Create ticket
ticket-demand = What the requester would like
requester-others = Other requests of this person
requester-others-all = Show all of them
