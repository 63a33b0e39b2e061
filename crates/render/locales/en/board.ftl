# The board and key figures.

quality-board = Board
quality-targets = Key figures
permission-board-read = Look at the board and key figures
event-figures-rebuilt = had kept figures made anew
event-ticket-removed = took the ticket back with its import
audit-family-figures = Figures

board-now = Now
board-open = Open
board-due-soon = Due within 2 hours
board-received-today = Received today
board-resolved-today = Solved today
board-breached-today = Clocks run out today
board-period = Period
board-from = From
board-to = To
board-by = Broken down by
board-show = Show
board-received = Received
board-resolved = Solved
export-column-closed = Closed
board-undone = Solutions that did not hold
board-breached = Clocks run out
board-first-response = First response, median
board-resolution = Time to solution, median
board-p95 = 95 % within { $span }
board-in-time = Clocks met in time
board-breaches = { $n ->
    [one] { $n } clock ran out
   *[other] { $n } clocks ran out
}
board-satisfied = Satisfied (4 or 5 of 5)
board-score = { $score } on average, { $n ->
    [one] { $n } rating
   *[other] { $n } ratings
}
board-days = Day by day
board-day = Day
board-most = highest bar: { $n }
board-chart = Requests received and solved on each day from { $from } to { $to }; the table below has the figures
board-as-table = As a table
board-none = Nothing was counted
board-none-text = There were no requests in this period.
board-hint = A request counts under the team, category and kind it has when something happens to it; spam and merged requests do not count. Medians and 95 % figures are within 2 % of the value.
board-rebuild = Make figures anew
board-rebuild-text = Figures are kept as requests are worked on. They can be made anew from the history; the board fills again while that runs.
board-building = Figures are being made from the history: { $done } of { $goal } entries. Until then they are incomplete.
notice-figures_rebuilt = The figures are being made anew.

breakdown-all = Everything
breakdown-team = Team
breakdown-category = Category
breakdown-channel = Channel
breakdown-kind = Kind
breakdown-tier = Service tier

period-day = Day
period-week = Week
period-month = Month
period-quarter = Quarter
period-year = Year

targets-text = How the figures stand to the targets of the standard in force, so far in the period each target names, beside what others reach.
targets-kpi = Figure
targets-value = So far
targets-target = Target
targets-standing = Standing
targets-before = Period before
targets-benchmark = Others
targets-cases = { $n ->
    [0] no cases
    [one] { $n } case
   *[other] { $n } cases
}
targets-at-least = at least { $figure }
targets-at-most = at most { $figure }
targets-stretch = strive for { $figure }
targets-outer = no further than { $figure }
targets-none = The standard sets none
targets-industry = Industry
targets-best = Best
targets-hint = Targets whose figures come from orders, staff, security or systems are not measured here yet and are not shown.

kpi-clocks-met = Clocks met in time
kpi-average-interactive-response = Average first response (interactive channels)
kpi-average-resolution = Average time to solution

standing-stretch = Beyond the target
standing-kept = Kept
standing-warning = Slightly missed
standing-missed = Missed
standing-empty = Nothing counted

filter-received = Received from { $from } until before { $to }

export-list-board = Board
export-column-member = Member
export-column-clocks_met = Clocks met in time
export-column-ratings = Ratings
export-column-ratings_mean = Mean score
export-column-first_response_count = First responses
export-column-first_response_mean = First response, mean (s)
export-column-first_response_median = First response, median (s)
export-column-first_response_p95 = First response, 95 % (s)
export-column-resolution_count = Solutions timed
export-column-resolution_mean = Time to solution, mean (s)
export-column-resolution_median = Time to solution, median (s)
export-column-resolution_p95 = Time to solution, 95 % (s)

field-not_a_date = Is not a date such as 2026-01-31
field-period = Must be at most { $max } days, and not end before it begins

board-forecast = The next 24 hours
board-forecast-late = { $n ->
    [one] At the usual rate { $n } request will be late
   *[other] At the usual rate { $n } requests will be late
}
board-forecast-fine = At the usual rate everything due will be done in time
board-forecast-hour = Hour
board-forecast-due = Due
board-forecast-usual = Usual
board-forecast-expected = Expected late
board-forecast-none = No clock runs out in the next 24 hours.
board-forecast-hint = As if what is due first were always worked on first; the usual rate is the clocks met in the same hour of the week, on average of the last four weeks. Clocks that have run out already, and requests that have not arrived yet, are left out.
