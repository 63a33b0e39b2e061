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

second-factor = Two-step sign-in
second-factor-lead = After the password, something that only you have is asked for: a code of an app on your phone, or a passkey. A stolen password alone then lets nobody in.
second-factor-app = Authenticator app
second-factor-app-text = An app on your phone shows a code that changes every 30 seconds.
second-factor-manage = Manage two-step sign-in
second-factor-begin = Set up
second-factor-scan = Add the account to your app
second-factor-scan-text = Scan the picture with an authenticator app, or type the key, then type the code the app shows.
second-factor-qr = QR code with the key for your authenticator app
second-factor-key = Key:
second-factor-code = Code of the app
second-factor-confirm = Confirm
second-factor-on = Two-step sign-in is on
second-factor-since = Since
second-factor-replace = Use another app or phone
second-factor-disable = Switch off
second-factor-disable-last-ask = From now on the password alone will let you in. Go on?
second-factor-disable-ask = The app will not be asked for any more; your passkeys stay. Go on?
second-factor-required = Two-step sign-in
second-factor-must = Required
second-factor-may = Optional
second-factor-reset = Reset second step
second-factor-reset-ask = { $name } will get in with the password alone until they set up another second step. Make sure it is they who ask. Go on?
recovery-codes = Recovery codes
recovery-codes-once = Each of these lets you in once when you do not have your phone. They are shown only now: print them, or keep them in a password manager.
recovery-codes-kept = I have kept them
recovery-codes-left = { $n } recovery codes left
recovery-codes-new = Make new recovery codes
second-step-title = One more step
second-step-lead = Type the code your authenticator app shows.
second-step-code = Code
second-step-hint = Without your phone: one of your recovery codes.
second-step-lost = If you have neither, ask an administrator to reset your second step.
user-second-factor = Two-step
error-second_factor_required = A code of the second step is needed
error-second_factor_refused = The code is not right
error-second_factor_enrolment_required = Your role needs two-step sign-in. Please set it up before you go on
error-second_factor_off = Two-step sign-in is not switched on
error-enrolment_expired = The key shown has expired; please begin again
error-sign_in_again = That took too long; please sign in again
field-second_code_wrong = Is not right, was used already or has expired
notice-second_factor_begun = Now confirm with a code
notice-second_factor_disabled = Two-step sign-in switched off
notice-second_factor_reset = Second step reset
event-second_factor-enabled = set up two-step sign-in
event-second_factor-disabled = switched two-step sign-in off
event-second_factor-reset = reset the second step of a user
event-second_factor-codes_made = made new recovery codes
event-second_factor-code_used = signed in with a recovery code
event-role-second_factor_set = decided whether a role needs two-step sign-in
