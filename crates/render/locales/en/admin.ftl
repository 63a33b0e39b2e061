# Account and administration.
admin-lead = Choose what you want to look after. You see what your role lets you open.

password-heading = Change password
password-change = Change password
password-others-out = Other devices are signed out.
sessions-heading = Where you are signed in
session-unknown = Unknown device
session-current = This device
session-since = since
session-seen = last seen
session-ask = That device will be signed out. Go on?
sessions-elsewhere = Sign out everywhere else
sessions-elsewhere-ask = Every other device will be signed out. Go on?
tokens-own = My API tokens
tokens-text = For programs that use the API. A token may do no more than its owner, and its text is shown once.
tokens-none = No tokens yet
tokens-none-text = Create one when a program needs access.
token-new = New token
token-make = Create
token-name-hint = What it is for, so that you know later.
token-scopes-hint = Choose no more than is needed.
token-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
token-issued = Token “{ $name }” was created
token-once = Copy it now: it cannot be shown again.
token-until = Valid until
token-no-end = No expiry
token-expired = Expired
token-revoked = Revoked
token-used = last used
token-unused = never used
token-scopes = { $n ->
    [one] { $n } permission
   *[other] { $n } permissions
}
token-ask = Programs using “{ $name }” will stop working at once. Go on?

user-new = New user
user-edit = Edit { $name }
user-password-keep = Leave empty to keep it.
user-state = State
user-signed-in = Last sign-in
user-archive-ask = { $name } is signed out and their tokens stop working; history stays. Go on?
users-none = No users yet
users-none-text = Create one so that a colleague can sign in.
team-new = New team
team-edit = Edit { $name }
team-name = Name of the team
team-members = { $n ->
    [one] { $n } member
   *[other] { $n } members
}
teams-none = No teams yet
teams-none-text = Teams decide who sees which tickets.
roles-text = What each role may do, and how far it reaches.
scope-none = None
outbox-text = What was sent to requesters and how it went. Addresses are masked.
outbox-what = Notification
outbox-to = To
outbox-state = State
outbox-made = Time
outbox-sent = sent
outbox-attempts = { $n ->
    [one] { $n } attempt
   *[other] { $n } attempts
}
outbox-none = No notifications
outbox-none-text = They appear here once something is sent.
jobs-dead = Given up
jobs-dead-text = Tried several times without success. Remove the cause, then run them again.
jobs-dead-none = Nothing was given up
jobs-dead-none-text = Everything went through.
jobs-retry = Run again
jobs-drop = Drop
jobs-drop-ask = It will never be done. Go on?
jobs-waiting = Waiting
jobs-next = next run
jobs-none = No job is waiting.
