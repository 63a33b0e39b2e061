# One's own profile, sessions of others, teams.
profile-heading = About you
profile-language = Language
profile-language-hint = For letters to you, and where no other language was chosen.
session-until = ends
user-sessions = Where { $name } is signed in
user-devices = Devices
user-sessions-none = Nowhere at the moment
user-sessions-none-text = Sessions end by themselves after rest or a week.
team-no-lead = Nobody leads
team-led-by = led by { $name }
team-archive-ask = “{ $name }” takes no requests any more and its members leave it. Go on?
notice-team_archived = Team archived
error-team_in_use = The team has open tickets, give them to another team first. Open: { $n }
field-team_in_use = The team has open tickets, give them to another team first. Open: { $n }
