# The other system of a demonstration, and what it is told by webhook.

demo-hooks-link = See what other systems hear
demo-hooks-home = See another system keep up
demo-hooks-home-text = The shop's ERP is told of every step of a request by a signed webhook. Put it out of order, watch calls come again, and let it catch up.
demo-hooks-name = The shop's ERP
demo-hooks-title = What the shop's ERP received
demo-hooks-text = Each event arrives here as a signed call. The signature is checked as any receiver has to; events carry ids and codes, never anything of a person.
demo-hooks-admin = How the desk sees it
demo-hooks-works = The ERP is working.
demo-hooks-works-text = Put it out of order to see calls come again at growing intervals.
demo-hooks-break = Put it out of order
demo-hooks-out = The ERP is out of order.
demo-hooks-out-text = It answers every call with 503. Nothing is lost: once it works again, everything that waited arrives with the next call, after about five minutes at most.
demo-hooks-repair = Put it back in order
demo-hooks-refused = { $n ->
    [one] { $n } call was refused: its signature was wrong, missing or too old.
   *[other] { $n } calls were refused: their signatures were wrong, missing or too old.
}
demo-hooks-unknown = An event of another kind
demo-hooks-signed = Signature checked
demo-hooks-attempt = Try { $n }
demo-hooks-waited = { $n ->
    [one] { $n } second after the one before
   *[other] { $n } seconds after the one before
}
demo-hooks-body = The event as it came
demo-hooks-none = Nothing was received yet
demo-hooks-none-text = Send in a request, or answer one at the desk: it appears here within a second or two.
demo-hook-taken = Taken
demo-hook-known = Known already
demo-hook-unable = Out of order
