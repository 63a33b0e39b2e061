# 邮件中的日程，显示在来信文字之上。

invitation-request = 日程邀请
invitation-cancel = 已取消的日程
invitation-reply = 对邀请的答复
invitation-other = 日程
invitation-title = { $what }：{ $title }
invitation-when = 时间：{ $time }
invitation-until = { $from } 至 { $until }
invitation-repeats = { $time }，之后重复
invitation-where = 地点：{ $place }
invitation-by = 发起人：{ $organiser }
