# Public pledges as they were kept.

quality-pledges = Pledges
pledges-lead = Whether public pledges were kept on each request, and whether the remedy was given where one was broken.
pledges-on-ticket = Public pledges
pledge = Pledge
pledge-remedy = Remedy
remedy-decide = Record the remedy
remedy-save = Save
remedy-reason-hint = Say what was done, or why nothing was; it is kept as an internal note.
pledges-kept = How they were kept
pledges-share = Share kept
pledges-none = No pledge is tracked
pledges-none-text = The standard in force has no pledge that a clock measures.
pledges-remedies = Remedies
pledges-broken-at = Broken
pledges-decided = Recorded
pledges-list-none = Nothing here
pledges-list-none-text = There is no remedy in this state.
pledges-hint = Pledges are measured by clocks of the standard in force: each clock met in time keeps one, each that runs out breaks one. A remedy is recorded once per request.

pledge-state-pending = pending
pledge-state-kept = kept
pledge-state-broken = broken
remedy-state-owed = owed
remedy-state-given = given
remedy-state-waived = not given

event-pledge-broken = broke a public pledge
event-pledge-remedied = recorded the remedy of a pledge
audit-family-pledge = Public pledges
detail-outcome = Outcome
detail-pledge = Pledge
input-outcome = Outcome
notice-remedy_recorded = The remedy was recorded.
field-remedy_decided = This remedy was recorded before
