# 提及同事。
mentions = 提及我的
mentions-new = { $n } 条新提及
mentions-many = 超过 { $n } 条新提及
mentions-read-all = 本页全部标为已读
mentions-none = 还没有人提及您
mentions-none-text = 同事在内部备注中用 @ 加您的姓名提及您时，会出现在这里和工作台上。
mention-unread = 未读
mention-by = { $name } 提及了您
mention-choose = 选择要提及的同事
mention-hint = 内部备注中可用 @ 提及同事。
field-mention_out_of_reach = { $name } 无权查看该工单，不能提及；内容已保留，请去掉 @ 或先转交
field-mention_ambiguous = 有多位同事叫 { $name }，不能确定提及的是谁
notice-mentions_read = 已标为已读
event-ticket-mentioned = 提及了同事
