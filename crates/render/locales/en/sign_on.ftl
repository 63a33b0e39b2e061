sign-on-with = Sign in with { $name }
error-sign_on_refused = The identity provider did not let you in
error-sign_on_unknown = Nobody here belongs to this account yet. Ask an administrator to create one with the same e-mail address
error-sign_on_no_role = Your groups give you no role here. Ask an administrator
error-sign_on_away = The identity provider does not answer. Try again, or sign in another way
error-sign_on_unproven = The identity provider’s answer proves nothing. Please try again
event-identity-linked = linked an account of the identity provider
event-identity-unlinked = unlinked the accounts of the identity provider
