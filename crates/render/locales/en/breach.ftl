# Breaches: why clocks ran out and who answers for it.

quality-breaches = Breaches
breaches-lead = Which clocks ran out, why, and who answers for it; from a cause down to every ticket.

branch-staff = Staff
branch-process = Process
branch-request = The request itself
branch-merchant = Merchant
branch-partner = Partner
branch-system = System
branch-outside = Outside
charged-stage = Stage
charged-team = Team
charged-person = Person
charged-partner = Partner
charged-merchant = Merchant

breaches-total = Clocks run out
breaches-unset = Cause not stated
breaches-uncharged = Charged to nobody yet
breaches-tree = By cause
breaches-parties = By who answers
breaches-list = One by one
breaches-cause = Cause
breaches-count = Breaches
breaches-share = Share
breaches-party = Charged to
breaches-request = Ticket
breaches-clock = Clock
breaches-at = Ran out
breaches-late = Late by
breaches-still = still open
breaches-stage = Stage then
breaches-capped = Only the newest { $n } breaches are counted.
breaches-hint = Cause and charge are noted on the ticket by whoever handles it; they can be corrected at any time, the history stays.
breaches-none = No clock ran out in this period
breaches-none-text = Every promise was kept.
breaches-parties-none = Nothing was charged to anybody yet
breaches-any-cause = Every cause
breaches-whole-branch = { $branch } (all)
breaches-any-party = Anybody

clock-charged = charged to { $to } { $party }
detail-charged_to = Charged to
input-charged_to = Charged to
input-charged = Name of the partner or merchant
charge-nobody = Nobody yet
charge-name-hint = For a partner or a merchant, such as a carrier or a shop.
