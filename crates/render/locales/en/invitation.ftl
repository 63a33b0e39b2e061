# An appointment in a mail, as it stands above the sender's words.

invitation-request = Invitation
invitation-cancel = Cancelled appointment
invitation-reply = Answer to an invitation
invitation-other = Appointment
invitation-title = { $what }: { $title }
invitation-when = When: { $time }
invitation-until = { $from } to { $until }
invitation-repeats = { $time }, and again
invitation-where = Where: { $place }
invitation-by = From: { $organiser }
