# What requesters are told beside answers.
notification-taken_up = Taken up
notification-taken_up-subject = We are working on request #{ $number }
notification-taken_up-text =
    Hello,

    somebody is working on your request #{ $number } now. You can follow it here:

    { $link }
notification-more_time = More time
notification-more_time-subject = Request #{ $number } takes longer
notification-more_time-text =
    Hello,

    we need more time for your request #{ $number } than we had said. It is due by { $due } now. You can follow it here:

    { $link }
