# Webhooks: the administrators' pages, their codes, events and refusals.

admin-webhooks = Webhooks
permission-webhook-manage = Manage webhooks
audit-family-webhook = Webhooks
webhooks-text = Other systems can be told what happens here, as it happens. Events carry ids and codes only; whoever wants more asks the API.
webhooks-new = New webhook
webhooks-new-text = From now on every chosen event is sent to the address, signed, in order for each request, and again until it is taken.
webhooks-make = Create webhook
webhooks-none = Nobody is told yet
webhooks-none-text = Create a webhook to tell another system what happens here.
webhooks-name = Name
webhooks-name-hint = What the other system is called here.
webhooks-url = Address
webhooks-url-hint = It begins with https:// and takes POST. Addresses in private networks must be allowed by the operator (webhooks.allow).
webhooks-events = Events
webhooks-events-hint = What is sent. A family takes in kinds that come with later versions.
webhooks-all = All events
webhooks-single = Choose single kinds
webhooks-failing = { $n ->
    [one] { $n } call failed, since
   *[other] { $n } calls failed in a row, since
}
webhooks-succeeded = Last taken
webhooks-never = Nothing was sent yet
webhooks-waiting-n = { $n } waiting
webhooks-dead-n = { $n } given up
webhooks-secret = Signing secret
webhooks-secret-once = Give it to the other system now: it is not shown again. With it the receiver checks the signature of every call (Standard Webhooks).
webhooks-failing-text = Nothing was taken for days, so calls were stopped. What has happened since is kept. See to the other system, send a test, then go on.
webhooks-gone-text = The other system answered that it is gone (410), so calls were stopped. What has happened since is kept.
webhooks-probed-text = Calls fail one after the other. Only a few are tried now and then; when one is taken, everything that waits is sent at once.
webhooks-health = How it goes
webhooks-state = State
webhooks-rest = Left in peace until
webhooks-last-success = Last taken
webhooks-last-failure = Last failure
webhooks-backlog = Backlog
webhooks-behind = { $n ->
    [one] { $n } entry of the log not read yet
   *[other] { $n } entries of the log not read yet
}
webhooks-dead = Given up
webhooks-made = Created
webhooks-test = Send a test
webhooks-pause = Pause
webhooks-resume = Go on where it stopped
webhooks-resume-skip = Go on from now
webhooks-skip-ask = Everything that waits is dropped, and what happened meanwhile is not sent. Go on from now?
webhooks-trial-taken = The test was taken
webhooks-trial-refused = The test was not taken
webhooks-took = { $n } ms
webhooks-answer = Answer
webhooks-sent = What was sent
webhooks-deliveries = Deliveries
webhooks-every = All
webhooks-resend-dead = Send all that was given up again
webhooks-resend = Send again
webhooks-event = Event
webhooks-when = When
webhooks-became = What became of it
webhooks-replayed = replayed
webhooks-deliveries-none = No deliveries
webhooks-deliveries-none-text = What is sent appears here and stays for a week; what was given up, for a month.
webhooks-replay = Replay
webhooks-replay-text = Sends the chosen events of the past again, under the same ids, beside what happens now.
webhooks-replay-from = From
webhooks-replay-begin = Begin replay
webhooks-replay-since = Since
webhooks-replay-queued = { $n ->
    [one] { $n } event
   *[other] { $n } events
}
webhooks-settings = Settings
webhooks-signing = Secret
webhooks-signing-text = Change the secret now and then, and at once when somebody may have seen it. For the time you choose the former one signs too, so that nothing is missed.
webhooks-overlap-until = The former secret signs until
webhooks-overlap = The former secret signs for
webhooks-overlap-hours = { $n ->
    [0] no longer, at once
    [one] { $n } hour
   *[other] { $n } hours
}
webhooks-rotate = New secret
webhooks-rotate-ask = A new secret is made. Go on?
webhooks-remove = Remove webhook
webhooks-remove-ask = { $name } is told nothing any more, and what waits for it is dropped. Remove it?
input-url = Address
input-events = Events
input-overlap_hours = Time

webhook-state-active = active
webhook-state-paused = paused
webhook-state-failing = stopped after failures
webhook-state-gone = gone
webhook-stopped-paused = Paused
webhook-stopped-failing = Stopped after failures
webhook-stopped-gone = Gone since
delivery-state-waiting = waiting
delivery-state-delivered = delivered
delivery-state-dead = given up
delivery-state-dropped = dropped
delivery-problem-address_refused = The address may not be called
delivery-problem-unresolved = The name has no address
delivery-problem-unreachable = Nobody answers there
delivery-problem-tls = No safe connection
delivery-problem-timeout = No answer in time
delivery-problem-broken = The connection broke
delivery-problem-redirect = It sent the call elsewhere
delivery-problem-refused = It refused
delivery-problem-unable = It could not take it now
replay-state-running = under way
replay-state-done = done
replay-state-cancelled = cancelled

event-webhook-created = created a webhook
event-webhook-updated = changed a webhook
event-webhook-rotated = changed the secret of a webhook
event-webhook-stopped = stopped a webhook
event-webhook-resumed = let a webhook go on
event-webhook-removed = removed a webhook
event-webhook-tested = sent a test to a webhook
event-webhook-resent = sent given-up deliveries again
event-webhook-replayed = replayed past events to a webhook
event-webhook-replay_cancelled = cancelled a replay

notice-webhook_paused = Paused
notice-webhook_resumed = It goes on
notice-webhook_removed = The webhook was removed
notice-webhook_resent = It is sent again
notice-webhook_replayed = The replay has begun
notice-webhook_replay_cancelled = The replay was cancelled
error-webhooks_full = There can be 50 webhooks; remove one first
error-replay_under_way = A replay is under way; wait for its end or cancel it
error-delivery_waits = It waits to be sent already
field-not_https = Must begin with https://
field-credentials = Must hold no user name or password
field-private_target = Leads into a private network, which the operator has not allowed
field-unknown_event = No such event
field-in_future = Must not lie in the future

notification-webhook_stopped-subject = A webhook was stopped
notification-webhook_stopped-text =
    Hello,

    a system that is told of events here took nothing any more, so it is not called for the time being. What happens meanwhile is kept. See to it, send a test and let it go on:

    { $link }
