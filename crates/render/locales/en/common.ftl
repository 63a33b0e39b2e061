# Around every page, and words used by several of them.

brand = Touchstone
skip-to-content = Skip to content
nav-main = Main menu
nav-submit = Send a request
nav-track = Track a request
nav-staff = Staff sign-in
nav-desk = Desk
nav-new-ticket = New ticket
nav-admin = Administration
nav-account = My account
nav-sign-out = Sign out
foot-promise = Every request has a person in charge, a time limit and a result.
demo-bar = About this demonstration
demo-notice = This is a demonstration with invented data.
demo-outbox-link = See what was sent out
preferences = Language and theme
preferences-language = Language
preferences-theme = Theme

save = Save
edit = Edit
archive = Archive
cancel = Cancel
go-on = Go on
revoke = Revoke
copy = Copy
copied = Copied
choose = Please choose
choose-later = Classify later
choose-unsure = Not sure, let the agent decide
any = Any
required = required
optional-field = { $name } (optional)
list-comma = ,{" "}
unassigned = Unassigned
team-none = No team
not-classified = Not classified
received-at = Received
updated-at = Updated
ticket-number = Request number
tracking-code = Tracking code
within = within { $t }
by-when = by { $when }
files-count = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
pager = Pages
pager-first = First page
pager-next = Next page
priority-title = Priority { $n } (1 is highest)
category-general = { $name } (other)
category-all = { $name } (all)
score-of = { $n } of 5

# Time. `unit-…` stand in sentences, `unit-short-…` in lists and clocks.

unit-day = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
unit-hour = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
unit-minute = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
unit-second = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
unit-short-day = { $n } d
unit-short-hour = { $n } h
unit-short-minute = { $n } min
unit-under-minute = under a minute
ago-now = just now
ago-minutes = { $n } min ago
ago-hours = { $n } h ago
ago-days = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
clock-left = { $t } left
clock-over = { $t } over
clock-paused = Paused · { $t } left
clock-met = Met
clock-met-late = Met { $t } late
clock-off = Cancelled

# Fields of forms: `input-<field name>`.

input-kind = Kind of request
input-category = Category
input-subject = Subject
input-body = What happened
input-impact = What it affects
input-urgency = Urgency
input-claimed_urgency = Urgency
input-demand = What you would like
input-order_no = Order number
input-name = Name
input-email = E-mail
input-phone = Phone
input-language = Language
input-contact = Contact
input-files = Files
input-attachments = Files
input-code = Tracking code
input-otp = One-time code
input-way = Send the code to
input-reason = Reason
input-score = Overall
input-comment = Comment
input-login = E-mail
input-password = Password
input-password_again = Password again
input-new_password = New password
input-current_password = Current password
input-token = One-time set-up token
input-token_name = Name of the token
input-days = Valid for
input-scopes = Permissions
input-permission = Permission
input-role = Role
input-team = Team
input-teams = Teams
input-members = Members
input-assignee = Assignee
input-owner = First-contact owner
input-class = Class
input-tier = Tier
input-channel = Channel
input-stage = Stage
input-tags = Tags
input-on = Waiting for
input-solution = Solution
input-metric = Clock
input-cause = Cause
input-visibility = Who sees it
input-fields = Details

# Forms.

problems-title = { $n ->
    [one] { $n } thing needs correcting
   *[other] { $n } things need correcting
}
problem-line = { $field }: { $problem }
problems-kept = Everything you typed is still here.
draft-restored = What you had typed before was restored.
draft-drop = Start afresh
upload-hint = Up to { $n } files of { $size } each: photos, screenshots, chats.
upload-too-large = Larger than { $size }; not uploaded.
upload-too-many = No more than { $n } files.
upload-failed = The upload failed; the file was not kept.
upload-again = Try again
upload-remove = Remove
upload-done = Uploaded
upload-more = Or drop them anywhere on this form, or paste a screenshot.
viewer-download = Download
viewer-close = Close
viewer-back = Previous
viewer-on = Next
viewer-failed = This picture cannot be shown. Download it, or load the page again.
