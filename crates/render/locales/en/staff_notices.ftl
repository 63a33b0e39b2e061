# What members of staff are told of.
notifications = Notifications
notifications-which = Which notifications
notifications-all = All
notifications-unread = Unread
notifications-new = New
notifications-read-all = Mark all as read
notifications-read-one = Mark as read
notifications-by = by { $name }
notifications-clock = : { $clock }
notifications-hidden = A ticket that you can no longer see
notifications-none = Nothing has been reported to you yet
notifications-none-text = When a ticket is assigned to you, a customer answers, or a clock is about to run out, it appears here.
notifications-none-unread = You have read everything
notifications-none-unread-text = New notifications appear here by themselves.
notifications-device = On this device
notifications-device-text = While a page of the desk is open in this browser.
notifications-desktop = Desktop notifications
notifications-sound = Sound
notifications-desktop-refused = The browser does not allow notifications from this site; allow them in its settings and press again.
notice-notifications_read = Marked as read
told-assigned = Assigned to you
told-handover_offered = A ticket is offered to you
told-handover_accepted = Your hand-over was accepted
told-handover_declined = Your hand-over was declined
told-handover_lapsed = Nobody answered your hand-over
told-mentioned = You were mentioned
told-requester_replied = The requester replied
told-objected = The requester does not accept the solution
told-reopened = Taken up again
told-clock_warned = A clock is about to run out
told-clock_breached = A clock has run out
told-escalated = A third party has been silent for too long
told-letter_bounced = A letter to the requester came back
told-rated = The requester has rated
told-standard_in_force = A version of the service standard is in force: please confirm that you have read it
told-standard_review = The service standard is due for review

# What one wants to be told of, and by which means.
choice-title = What you are told of
choice-text = By the bell, by e-mail, at once or gathered, and not in your quiet hours.
choice-manage = Choose what you are told of
choice-kinds = Kinds of notifications
choice-kind = What
choice-web = Bell
choice-mail = E-mail
choice-urgent = urgent
choice-pace = When e-mails come
mail-pace-soon = Within minutes
mail-pace-away = Only what I have not read on the desk after 15 minutes
mail-pace-hourly = Gathered, every hour
mail-pace-daily = Gathered, once a day
choice-hour = Hour of the daily e-mail
choice-hour-hint = 0 to 23
choice-quiet-from = Quiet hours from
choice-quiet-to = Until
choice-quiet-hint = No e-mail in these hours; empty for none
choice-quiet-to-hint = May be on the next morning
choice-urgent-passes = Urgent things are neither gathered nor held back in quiet hours
choice-zone = Your time zone
choice-zone-hint = Empty: { $zone }
choice-preview = What an e-mail looks like
choice-preview-text = Several things within minutes come in one e-mail. It never says who asked or what was written.
field-quiet_hours = Quiet hours need a beginning and an end, and at most 20 hours between them
outbox-resend = Send once more
notice-letter_resent = The letter is on its way once more
error-letter_not_resendable = This letter cannot be sent once more: it has arrived, still waits, or what it says is over
event-letter-resent = had a letter sent once more
notification-staff_news = News for staff
notification-staff_news-subject = { $n ->
    [1] { $first }
   *[other] { $n } notifications for you
}
notification-staff_news-text =
    Hello,

    this is what you were told of and have not read:

    { $lines }
    { $more ->
        [0] {""}
       *[other] … and { $more } more
    }

    Read them here: { $link }

    Choose what you are written about: { $choices }
notification-footer-staff = Sent automatically by { $brand } to a member of its staff.
