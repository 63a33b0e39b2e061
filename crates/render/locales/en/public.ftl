# Pages for requesters and visitors.

home-title = Service centre
home-heading = How can we help?
home-lead = One person in charge, a time limit on every step, and you can see all of it until it is done.
home-submit-heading = Send a request
home-submit-text = Questions, complaints, after-sales, ideas. No account needed; about three minutes.
home-track-heading = Track a request
home-track-text = Enter the code from your receipt to see the step, who acts next and the time left.
home-next-heading = What happens next
home-step-title-receive = We receive it
home-step-text-receive = You get a number and a tracking code at once; our clocks start then.
home-step-title-assign = Somebody takes charge
home-step-text-assign = The first agent stays responsible until somebody else has accepted it.
home-step-title-handle = It is handled in time
home-step-text-handle = Every step has a time limit. You can look any time, and we write when we need something from you.
home-step-title-confirm = You decide whether it is solved
home-step-text-confirm = You confirm it, object to it, or reopen it within the time allowed.
home-pledge-heading = Our time limits
home-pledge-text = The standards in force, counted from the moment you send it.

submit-title = Send a request
submit-lead = Tell us what happened. The more complete it is, the sooner it can be solved.
submit-part-what = What happened
submit-part-weight = How it affects you
submit-part-who = How to reach you
submit-category-hint = Choose what comes closest; an agent checks it.
submit-subject-hint = In one sentence, such as “Refund has not arrived for ten days”.
submit-body-hint = When, which product or order, what went wrong, whom you have spoken to.
submit-order-hint = You find it under “My orders”.
submit-demand-hint = How you would like it solved: refund, exchange, apology, compensation.
submit-contact-hint = Leave an e-mail or phone number so that we can tell you of progress and know it is you. It is never public; agents see it masked.
submit-send = Send
submit-privacy = What you send is used to handle this request only.

receipt-title = Receipt #{ $number }
receipt-heading = We have your request
receipt-lead = Our clocks are running. An agent will be in touch soon.
receipt-track = See progress
receipt-copy = Copy the code
receipt-keep = Keep the code: it is how you find this request again. Do not pass it on.
receipt-facts = What we recorded
receipt-sent = The receipt is on its way to { $to }.
receipt-not-sent = You left no contact, so nothing could be sent; please keep the code on this page.

track-form-lead = Enter the code from your receipt.
track-code-hint = Letters and digits; capitals and hyphens do not matter.
track-form-lost = Lost the code? Look in the receipt we sent you, or contact us.
track-title = Request #{ $number }
track-heading-unknown = Progress
track-progress = Progress
track-followed-by = See the request that followed
track-end = Lock this page
track-end-text = On a shared device, lock the page when you are done.
step-ahead = Not yet
turn-silence = Without an answer it counts as confirmed on { $when }.
turn-give-up = Without an answer from you it is closed on { $when }.
turn-reopen = You can reopen it until { $when }.

ownership-heading = Show that it is yours
ownership-text = Anyone with the code sees the progress. Subject, messages and files are for you alone: we send a one-time code to the contact you left.
ownership-send = Send the code
ownership-again = Send another
ownership-wait = Another one in { $t }
ownership-sent = Sent to { $to }
ownership-open = Open
ownership-none = No contact was left with this request, so only the progress can be shown.
ownership-demo = Demonstration: find the code here

answer-heading = Is it solved?
answer-text = Please read the result below. If it is not solved, tell us why and the same agent goes on.
answer-confirm = Yes, it is solved
answer-object = No, not yet
answer-object-reason = What is missing?
answer-object-hint = What is still wrong, or why you do not agree.
answer-object-send = Send

rate-heading = Rate our service
rate-more = Details and comment
rate-send = Send rating
rated-heading = Your rating

messages-heading = Messages
messages-none = No messages yet.
message-internal = Internal, not seen by the requester
message-send = Send
track-message-caption = Add a message or evidence
track-message-hint-new = It goes to whoever handles your request.
track-message-hint-open = The agent gets your message.
track-message-hint-waiting = Your answer lets us go on; the clocks run again.
track-message-hint-resolved = A message means it is not solved yet: the agent goes on.
track-message-hint-closed = Within the time allowed this reopens the request; later it starts a linked new one.

sign-in-title = Staff sign-in
sign-in-go = Sign in
sign-in-expired = Your session has ended; please sign in again. What you were writing is kept in this browser.
sign-in-locked = Too many failed attempts. Try again in { $t }.
demo-logins = Demo logins
demo-logins-text = Choose one to sign in.
setup-title = Create the administrator
setup-lead = First use: create the first administrator with the one-time token from the start-up log.
setup-token-hint = Look for “setup token” in the log.
setup-go = Create and sign in
password-hint = At least { $n } characters; a sentence only you know is best.

demo-outbox-title = Demo outbox
demo-outbox-text = Nothing is really sent here; every notification ends up on this page.
demo-outbox-none = Send in a request and its receipt appears here.
author-you = You
