# Mail that came in: the administrators' page, its codes, events and refusals.

admin-mail-in = Incoming mail
mail-in-text = Every mail is kept as it came before anything is done with it. What could not be taken, or what a person should decide about, waits here; nothing is thrown away by itself.
mail-in-for = Mail is taken for
mail-in-unset = No mailbox is configured yet (mail.mailboxes), so no mail is taken.
mail-in-states = States
mail-in-all = All
mail-in-since = Waiting since
mail-in-mail = Mail
mail-in-came = Received
mail-in-became = What became of it
mail-in-copies = came { $n } times, taken once
mail-in-ticket = Request
mail-in-other = Written from another address than the requester's.
mail-in-from = Says it is from
mail-in-to = Mailbox
mail-in-problem = What stood in the way
mail-in-note = Why it was dropped
mail-in-raw = Download as it came
mail-in-raw-text = Everything in it is in clear. That you read it is recorded.
mail-in-gone = Its content has been destroyed.
mail-in-retry = Take it after all
mail-in-retry-text = It is read again and becomes a request, or a message of the one it answers, whatever its header says it is.
mail-in-retry-go = Take it
mail-in-drop = It is nothing
mail-in-drop-text = Its content is destroyed after 90 days. Until then it can still be taken.
mail-in-drop-go = Drop it
mail-in-none = No mail yet
mail-in-none-text = Mail arrives through the mail server's pipe; the documentation says how.
mail-in-none-here = Nothing here
mail-in-none-here-text = No mail is in this state.
mail-state-waiting = Waiting
mail-state-done = Taken
mail-state-refused = Refused
mail-state-unreadable = Unreadable
mail-state-quarantined = To be decided
mail-state-dropped = Dropped
mail-reason-opened = opened a request
mail-reason-appended = added to a request
mail-reason-own_letter = a letter of ours that came back
mail-reason-own_address = says it is from our own mailbox
mail-reason-automatic_reply = an automatic reply
mail-reason-report = a mail server's report
mail-reason-bulk = a newsletter or mailing list
mail-reason-burst = too many from one sender within an hour
mail-reason-malformed = no readable mail
mail-reason-no_sender = no sender who could be answered
mail-reason-not_taken = refused by a rule
mail-reason-crashed = every attempt was interrupted
event-mail-retried = had a mail taken after all
event-mail-dropped = dropped a mail
event-mail-opened = read a mail as it came
actor-mail = Incoming mail
origin-mail = E-mail
detail-mail = Mail
notice-mail_retried = The mail is read again
notice-mail_dropped = The mail was dropped
error-mail_settled = This mail waits already, is part of a request, or its content is gone
error-mail_lost = Another process was quicker with this mail
notification-agent_answered-subject = Re: { $subject }
notification-agent_answered-text =
    { $said }

    You can answer this mail. Everything about your request #{ $number } is here: { $link }
notification-agent_answered = Our answer by mail
notification-solution_answered-subject = Re: { $subject }
notification-solution_answered-text =
    { $said }

    Is your request #{ $number } solved with that? Please confirm here, or answer this mail if it is not: { $link }

    Without an answer by { $until } it counts as confirmed.
notification-solution_answered = Our solution by mail
notification-footer-personal = { $brand }
notification-files-left =
    These files were too large for this mail; you find them here: { $link }
    { $files }
message-quoted = Quoted text and signature
sender-title = Sender
sender-verified = Sender verified
sender-failed = The sender's domain denies this mail: perhaps forged
sender-unknown = Sender not verified
check-pass = passed
check-fail = failed
check-soft_fail = probably not theirs
check-none = nothing to check
check-error = could not be checked
checked-server = checked by the mail server in front
checked-here = checked here
mail-source-title = Fetched from other mailboxes
mail-source-name = Mailbox
mail-source-state = State
mail-source-taken = Taken
mail-source-works = Works
mail-source-begins = Not fetched yet
mail-source-fetched = Last fetched
mail-source-behind = { $n } more wait there
mail-source-skipped = { $n } left there: too large or empty
fetch-problem-unreachable = The server cannot be reached
fetch-problem-insecure = No protected connection
fetch-problem-log_in = The server does not accept the log-in
fetch-problem-no_folder = There is no such folder
fetch-problem-protocol = The server's answer cannot be understood
fetch-problem-late = The server does not answer in time
fetch-problem-not_kept = Nothing could be kept here at the moment
