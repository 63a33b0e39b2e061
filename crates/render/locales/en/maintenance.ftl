# Planned maintenance: the plans, and what everybody is told.

ops-maintenance = Maintenance
maintenance-ops-lead = Planned maintenance and the renewal of technology. Everybody sees a plan from its announcement on.
maintenance-heading = Planned maintenance
maintenance-lead = Planned maintenance and renewals are announced here, and so is what is changed or called off.
maintenance-none = Nothing is planned
maintenance-none-text = What is planned is announced here in advance.
maintenance-ops-none = Write down the first plan. Users see it from the time you set.
maintenance-subscribe = Subscribe to the calendar (iCalendar)
maintenance-new = New plan
maintenance-plan = Plan it
maintenance-change = Change
maintenance-cancel = Call off
maintenance-cancel-ask = Everybody who saw the announcement sees that it is called off. Call it off?
maintenance-finish = Done early
maintenance-announced = announced { $when }
maintenance-announced-hint = Left empty: at once.
maintenance-title-in = Title ({ $language })
maintenance-text-in = Description ({ $language })
maintenance-ahead = { $from } to { $until }. { $impact }
maintenance-under-way = Under way, until about { $until }. { $impact }

maintenance-kind-maintenance = Maintenance
maintenance-kind-renewal = Renewal
maintenance-impact-none = Services are not affected
maintenance-impact-degraded = Services may be slow
maintenance-impact-unavailable = Services pause
maintenance-phase-ahead = Ahead
maintenance-phase-under_way = Under way
maintenance-phase-over = Over
maintenance-phase-cancelled = Called off

input-maintenance_kind = Kind
input-maintenance_impact = Effect
input-starts_at = Begins
input-ends_at = Ends
input-announced_at = Announced
field-before_start = Must be after the beginning
field-too_far = Is too far away
field-after_start = Must be before the beginning
notice-maintenance_planned = Planned
notice-maintenance_cancelled = Called off
notice-maintenance_finished = Marked as done

audit-family-maintenance = Maintenance
event-maintenance-planned = planned maintenance
event-maintenance-changed = changed planned maintenance
event-maintenance-cancelled = called maintenance off
event-maintenance-finished = finished maintenance early
error-maintenance_over = This plan is over and cannot be changed
error-maintenance_ahead = This plan has not begun; call it off instead
