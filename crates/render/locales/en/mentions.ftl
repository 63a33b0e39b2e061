# Mentioning colleagues.
mentions = Mentions
mentions-new = { $n ->
    [one] You were mentioned once
   *[other] You were mentioned { $n } times
}
mentions-many = You were mentioned more than { $n } times
mentions-read-all = Mark these as read
mentions-none = Nobody has mentioned you yet
mentions-none-text = When a colleague writes @ and your name in an internal note, it appears here and on the desk.
mention-unread = New
mention-by = { $name } mentioned you
mention-choose = Whom to mention
mention-hint = In an internal note, @ mentions a colleague.
field-mention_out_of_reach = { $name } may not see this ticket and cannot be mentioned; your text is kept: leave the @ out, or hand the ticket over first
field-mention_ambiguous = Several colleagues are called { $name }; it is not clear who is meant
notice-mentions_read = Marked as read
event-ticket-mentioned = mentioned a colleague
