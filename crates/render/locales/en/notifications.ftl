# What is written to requesters: `notification-<template>-subject` and `-text`. No text of other people is ever part of it.

notification-receipt-subject = Request #{ $number } received
notification-receipt-text =
    Hello,

    we have received your request. Its number is #{ $number }.
    Tracking code: { $tracking_code }
    You will have a first response by { $due }.

    See its progress: { $link }

    Please keep the tracking code and do not pass it on.

notification-one_time_code-subject = Your code is { $code }
notification-one_time_code-text =
    Hello,

    somebody, we hope you, asked to open request #{ $number }. The one-time code is:

    { $code }

    It is valid for { $valid_for } and works once. If it was not you, ignore this message and tell the code to nobody.

notification-agent_replied-subject = New reply to request #{ $number }
notification-agent_replied-text =
    Hello,

    an agent has replied to your request #{ $number }. To protect your data the reply can be read here after a short check that it is you:

    { $link }

notification-waiting_for_you-subject = We need your answer on request #{ $number }
notification-waiting_for_you-text =
    Hello,

    to go on with your request #{ $number } we need an answer from you. Please write by { $until }; after that the request is closed:

    { $link }

    Our clocks stand still while we wait.

notification-reminder_waiting-subject = Reminder: request #{ $number } is waiting for you
notification-reminder_waiting-text =
    Hello,

    your request #{ $number } is still waiting for your answer. Without one it is closed on { $until }:

    { $link }

notification-resolved_please_confirm-subject = Please confirm: request #{ $number }
notification-resolved_please_confirm-text =
    Hello,

    we have given our result on your request #{ $number }. Please tell us whether it is solved:

    { $link }

    If it is not, object on that page and the same agent goes on. Without an answer by { $until } it counts as confirmed.

notification-confirmed_by_silence-subject = Request #{ $number } counts as confirmed
notification-confirmed_by_silence-text =
    Hello,

    we had no answer from you in time, so request #{ $number } counts as solved.

    If it is not, you can reopen it until { $until }:

    { $link }

notification-closed_no_answer-subject = Request #{ $number } was closed without an answer
notification-closed_no_answer-text =
    Hello,

    we had no answer from you for a long time and closed request #{ $number }. If you still need help, write on its page:

    { $link }

notification-closed-subject = Request #{ $number } was closed
notification-closed-text =
    Hello,

    your request #{ $number } was closed. Reason: { $reason }.

    See its page:

    { $link }

notification-archived-subject = Request #{ $number } was archived
notification-archived-text =
    Hello,

    your request #{ $number } is finished and archived. Thank you. Its record stays here:

    { $link }

notification-reopened-subject = Request #{ $number } was reopened
notification-reopened-text =
    Hello,

    your request #{ $number } was taken up again:

    { $link }

notification-follow_up-subject = New request #{ $number } for you
notification-follow_up-text =
    Hello,

    request #{ $former } was archived already, so your message started a new request, #{ $number }.
    Its tracking code: { $tracking_code }

    See its progress: { $link }

notification-rating_invitation-subject = How did we do on request #{ $number }?
notification-rating_invitation-text =
    Hello,

    your request #{ $number } is finished. Your rating helps us to do better:

    { $link }

notification-footer = Sent automatically by { $brand }. To add something, please use the tracking page.
