# Accounts of staff: invitations, forgotten passwords, second factors.

forgot-link = Forgotten your password?
forgot-title = Forgotten password
forgot-lead = Type the address you sign in with. If it belongs to an account, a link to set a new password is sent there.
forgot-go = Send a link
forgot-help = The link works once, within an hour. If nothing arrives, look into the spam folder or ask an administrator.
link-title = Set a password
link-heading-invitation = Welcome
link-heading-password_reset = Set a new password
link-lead = { $name }, choose the password you will sign in with.
link-go = Set password
link-others-out = The link is used up by this, and every device that is signed in to the account is signed out.
link-dead-text = Links work once and for a limited time, and a newer one takes the place of an older one. Ask for another link, or ask an administrator to send the invitation again.
error-link_not_valid = This link does not work any more
error-invitation_accepted = This user has a password already
notice-reset_asked = If the address belongs to an account, a link is on its way there
notice-password_set = Password set. Please sign in with it
notice-invited = Invitation sent
notice-invitation_held = User created, but no mail server is configured: the invitation waits in the outbox. Set a password for the user instead
notice-invitation_revoked = Invitation revoked
user-password-invite = Leave empty to send an invitation by e-mail, with which they choose a password themselves. Otherwise at least { $n } characters.
user-invite = Create
user-invite-again = Send invitation again
user-invite-revoke = Revoke
user-invite-revoke-ask = The link sent to { $name } stops working and the account is archived. Go on?
user-state-invited = Invited
user-state-waiting = No password
event-user-invited = sent an invitation
event-user-invitation_revoked = revoked an invitation
event-user-invitation_accepted = accepted the invitation
event-password-reset_asked = asked for a link to reset the password

notification-invitation-subject = Your account at Touchstone
notification-invitation-text =
    Hello,

    an account was created for you. Open this link to choose your password:

    { $link }

    It works once, until { $until }. Do not pass it on. If you did not expect this message, ignore it.

notification-password_reset-subject = Set a new password
notification-password_reset-text =
    Hello,

    somebody, we hope you, said to have forgotten the password of your account. Open this link to set a new one:

    { $link }

    It works once, for { $valid_for }. If it was not you, ignore this message: the password stays as it is.
