# The mailboxes of a demonstration: letters that were caught, and writing one.

demo-mail-link = Read and write mail
demo-mail-home = Try it by mail
demo-mail-home-text = Write a mail as a customer. It becomes a request at the desk, and the answer arrives in a mailbox that you can read here. Nothing leaves this machine.
demo-mail-title = Mailboxes of the demonstration
demo-mail-text = Every letter that would have been sent is caught here as it would have gone out. Answer one as whoever it is to, or write a new one: it comes in as any mail does.
demo-mail-write = Write a mail as a customer
demo-mail-write-text = It is handed in as a mail server would do it: kept first, then looked at, then a request or a message of one.
demo-mail-outbox = All notifications, text messages too
demo-mail-people = Mailboxes
demo-mail-handed = Your mail is in. In a moment it says here what became of it.
demo-mail-see = See it at the desk
demo-mail-line = { $from } to { $to }
demo-mail-none = No letter was caught yet
demo-mail-none-text = Write a mail as a customer: the acknowledgement appears here.
demo-mail-letter = A letter
demo-mail-of = Mailbox of { $address }
demo-mail-from = From
demo-mail-to = To
demo-mail-reply-to = Answers go to
demo-mail-at = Sent
demo-mail-html = The letter as a mail program shows it
demo-mail-answer = Answer as the recipient
demo-mail-raw = As it was sent
demo-mail-answers = In answer to “{ $subject }”. It goes to { $to }.
demo-mail-body = Text
demo-mail-send = Hand it in
