# People's data: erasure, legal holds.

privacy-person = A requester's data
privacy-person-text = What there is about this person, what must be kept, and what may be destroyed.
privacy-open = Data and erasure
privacy-requests-of = Requests
privacy-requests-none = This person has sent in no request.
erased = Erased
erased-text = This text was erased.
erased-person = This requester's data were erased.
erased-at = Erased on { $when }.
erased-track = The content of this request was erased
erased-track-text = Everything that was written in it, and everything that identified its sender, was destroyed. Only the steps and times below remain.
holds = Legal hold
holds-text = While a hold stands, nothing it covers can be erased.
holds-none = No hold stands over this person or their requests.
hold-on = On
hold-on-person = The person with all requests
hold-on-ticket = Request #{ $number }
hold-place = Place a hold
hold-lift = Lift
hold-lift-ask = What the hold protects can be destroyed afterwards. Go on?
hold-until = until { $when }
hold-days = For how many days
hold-days-hint = Leave empty to hold until somebody lifts it.
erase = Erase
erase-text = Destroys the key of this person's details and everything written in their requests: messages, files, ratings' comments, letters. The requests themselves, their history and all figures stay. It cannot be undone.
erase-held = A legal hold forbids it. Lift the hold first if it no longer applies.
erase-open = { $n ->
    [one] One request is still open: nobody can be answered afterwards.
   *[other] { $n } requests are still open: nobody can be answered afterwards.
}
erase-begin = Erase this person
erase-reason-hint = Kept with the record of the erasure. Name nobody in it.
erase-confirm = I understand that this cannot be undone
erase-go = Erase for good
input-confirm = Confirmation
input-ticket = Request
error-legal_hold = A legal hold forbids it
error-answer_erased = What this request was answered with has been erased; send it anew with another key
notice-person_erased = Erased
notice-hold_placed = Hold placed
notice-hold_lifted = Hold lifted
permission-privacy-read = See holds and erasures
permission-privacy-manage = Erase people and place holds
event-person-erased = erased a requester
event-ticket-erased = erased what was written in it
event-hold-placed = placed a legal hold
event-hold-lifted = lifted a legal hold
actor-privacy = Data protection
