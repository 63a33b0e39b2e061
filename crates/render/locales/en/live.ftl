# The live desk.

live-lost = Live updates were interrupted; connecting again. What you have typed stays.
live-ended = You have been signed out. What you have typed is still on this page.
live-sign-in = Sign in again
live-gone = This ticket has been moved elsewhere, and you may no longer see it.
live-to-desk = Back to the desk
live-changed = { $who }: { $what }
live-show = Show the latest

presence-open = { $name } has it open
presence-viewing = { $name } is viewing
presence-typing = { $name } is writing

draft-kept = Your draft of { $when } is back.
