# 除回复外，告知客户的进展。
notification-taken_up = 开始处理
notification-taken_up-subject = 请求 #{ $number } 已开始处理
notification-taken_up-text =
    您好：

    您的请求 #{ $number } 已有专人开始处理。您可以在这里查看进展：

    { $link }
notification-more_time = 延长时限
notification-more_time-subject = 请求 #{ $number } 需要更多时间
notification-more_time-text =
    您好：

    您的请求 #{ $number } 需要比原先承诺更多的时间，现在的时限是 { $due }。您可以在这里查看进展：

    { $link }
