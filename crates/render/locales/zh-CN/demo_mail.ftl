# 演示环境的邮箱：截留的邮件，以及写一封邮件。

demo-mail-link = 收发邮件
demo-mail-home = 用邮件试一试
demo-mail-home-text = 以消费者的身份写一封邮件：它会成为工作台上的一个请求，答复会寄到这里可以查看的邮箱。任何内容都不会离开这台电脑。
demo-mail-title = 演示邮箱
demo-mail-text = 本应寄出的每一封邮件都原样截留在这里。可以以收件人的身份回复，也可以写一封新邮件：它与真实邮件走同一条路进来。
demo-mail-write = 以消费者的身份写邮件
demo-mail-write-text = 邮件像由邮件服务器交来一样处理：先原样保存，再查看，然后成为一个请求，或成为某个请求中的一条消息。
demo-mail-outbox = 全部通知（含短信）
demo-mail-people = 邮箱
demo-mail-handed = 邮件已收到，稍候这里会显示它成为了什么。
demo-mail-see = 在工作台查看
demo-mail-line = { $from } 寄给 { $to }
demo-mail-none = 还没有截留的邮件
demo-mail-none-text = 以消费者的身份写一封邮件，回执就会出现在这里。
demo-mail-letter = 一封邮件
demo-mail-of = { $address } 的邮箱
demo-mail-from = 发件人
demo-mail-to = 收件人
demo-mail-reply-to = 回复寄往
demo-mail-at = 发送时间
demo-mail-html = 邮件程序中显示的样子
demo-mail-answer = 以收件人的身份回复
demo-mail-raw = 查看原始邮件
demo-mail-answers = 回复“{ $subject }”，寄往 { $to }。
demo-mail-body = 正文
demo-mail-send = 发送
