# What is written to requesters: `notification-<template>-subject` and `-text`. No text of other people is ever part of it.

notification-receipt-subject = 请求 #{ $number } 已受理
notification-receipt-text =
    您好：

    我们已收到您的请求，受理编号 #{ $number }。
    查询码：{ $tracking_code }
    首次响应不晚于：{ $due }

    查看进度：{ $link }

    请妥善保存查询码，勿转发他人。

notification-one_time_code-subject = 验证码 { $code }
notification-one_time_code-text =
    您好：

    您正在查看请求 #{ $number } 的详情，验证码为：

    { $code }

    { $valid_for }内有效，仅可使用一次。如非本人操作，请忽略本消息，切勿告知他人。

notification-agent_replied-subject = 请求 #{ $number } 有新的回复
notification-agent_replied-text =
    您好：

    专员已回复您的请求 #{ $number }。为保护您的信息，回复内容请在验证本人后查看：

    { $link }

notification-waiting_for_you-subject = 请求 #{ $number } 需要您补充信息
notification-waiting_for_you-text =
    您好：

    处理您的请求 #{ $number } 还需要您补充信息。请在 { $until } 前回复，否则该请求将关闭：

    { $link }

    等待期间，处理时限暂停计算。

notification-reminder_waiting-subject = 再次提醒：请求 #{ $number } 等待您的回复
notification-reminder_waiting-text =
    您好：

    您的请求 #{ $number } 仍在等待您的回复。如 { $until } 前未收到回复，该请求将关闭：

    { $link }

notification-resolved_please_confirm-subject = 请确认请求 #{ $number } 的处理结果
notification-resolved_please_confirm-text =
    您好：

    您的请求 #{ $number } 已有处理结果，请确认问题是否解决：

    { $link }

    如未解决，请在页面上提出异议，原专员会继续处理。如 { $until } 前未回应，将视为确认。

notification-confirmed_by_silence-subject = 请求 #{ $number } 已视为确认
notification-confirmed_by_silence-text =
    您好：

    我们在约定时间内未收到您的回应，请求 #{ $number } 已视为确认解决。

    如问题仍存在，您可在 { $until } 前重新打开：

    { $link }

notification-closed_no_answer-subject = 请求 #{ $number } 因未收到回复已关闭
notification-closed_no_answer-text =
    您好：

    因长时间未收到您的回复，请求 #{ $number } 已关闭。如仍需帮助，可在进度页留言：

    { $link }

notification-closed-subject = 请求 #{ $number } 已关闭
notification-closed-text =
    您好：

    您的请求 #{ $number } 已关闭。原因：{ $reason }。

    详情请见：

    { $link }

notification-archived-subject = 请求 #{ $number } 已归档
notification-archived-text =
    您好：

    您的请求 #{ $number } 已办结归档，感谢您的配合。处理记录可在此查看：

    { $link }

notification-reopened-subject = 请求 #{ $number } 已重新打开
notification-reopened-text =
    您好：

    您的请求 #{ $number } 已重新打开，我们会继续跟进：

    { $link }

notification-follow_up-subject = 已为您新建请求 #{ $number }
notification-follow_up-text =
    您好：

    请求 #{ $former } 已归档，您的留言已作为新请求 #{ $number } 受理。
    新的查询码：{ $tracking_code }

    查看进度：{ $link }

notification-rating_invitation-subject = 请评价请求 #{ $number } 的服务
notification-rating_invitation-text =
    您好：

    您的请求 #{ $number } 已办结。您的评价会帮助我们改进服务：

    { $link }

notification-footer = 本消息由{ $brand }自动发送。如需补充，请前往查询页面。
