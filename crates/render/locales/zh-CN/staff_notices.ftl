# 员工收到的通知。
notifications = 通知
notifications-which = 显示哪些通知
notifications-all = 全部
notifications-unread = 未读
notifications-new = 未读
notifications-read-all = 全部标为已读
notifications-read-one = 标为已读
notifications-by = 操作人：{ $name }
notifications-clock = ：{ $clock }
notifications-hidden = 您已无权查看该工单
notifications-none = 还没有通知
notifications-none-text = 工单分派给您、客户回复或时限将到时，会在这里提醒您。
notifications-none-unread = 没有未读通知
notifications-none-unread-text = 有新通知时会自动显示在这里。
notifications-device = 本设备
notifications-device-text = 在此浏览器中打开工作台页面时生效。
notifications-desktop = 桌面通知
notifications-sound = 提示音
notifications-desktop-refused = 浏览器未允许本站发送通知，请在浏览器设置中允许后再按一次。
notice-notifications_read = 已标为已读
told-assigned = 有工单分派给您
told-handover_offered = 有工单请您接手
told-handover_accepted = 您转交的工单已被接手
told-handover_declined = 您转交的工单被谢绝
told-handover_lapsed = 您转交的工单无人回应
told-mentioned = 有人提及了您
told-requester_replied = 客户有新回复
told-objected = 客户不认可解决方案
told-reopened = 工单重新处理
told-clock_warned = 时限将到
told-clock_breached = 时限已超
told-escalated = 第三方长时间未回应
told-letter_bounced = 发给客户的邮件被退回
told-rated = 客户已评价
told-standard_in_force = 新版服务标准已生效，请阅读并确认
told-standard_review = 服务标准到了复审时间

# 要收到哪些通知、以什么方式。
choice-title = 通知偏好
choice-text = 选择用站内铃声还是邮件提醒、即时还是汇总，以及免打扰时段。
choice-manage = 设置通知偏好
choice-kinds = 通知种类
choice-kind = 通知内容
choice-web = 站内提醒
choice-mail = 邮件
choice-urgent = 紧急
choice-pace = 邮件何时发送
mail-pace-soon = 几分钟内发送
mail-pace-away = 15 分钟后仍未在工作台阅读的才发送
mail-pace-hourly = 每小时汇总一次
mail-pace-daily = 每天汇总一次
choice-hour = 每日汇总的时间（点）
choice-hour-hint = 0 到 23
choice-quiet-from = 免打扰开始
choice-quiet-to = 免打扰结束
choice-quiet-hint = 此时段内不发邮件；留空表示不设置
choice-quiet-to-hint = 可以是次日早晨
choice-urgent-passes = 紧急事项不汇总，免打扰时段内也照常发送
choice-zone = 您的时区
choice-zone-hint = 留空则为 { $zone }
choice-preview = 邮件预览
choice-preview-text = 几分钟内的多条通知合并为一封邮件。邮件里不会出现客户是谁、写了什么。
field-quiet_hours = 免打扰时段需要有开始和结束时间，且最长 20 小时
outbox-resend = 再次发送
notice-letter_resent = 邮件已重新进入发送
error-letter_not_resendable = 此邮件不能再次发送：已送达、仍在等待，或内容已过期
event-letter-resent = 再次发送了邮件
notification-staff_news = 员工通知
notification-staff_news-subject = { $n ->
    [1] { $first }
   *[other] 您有 { $n } 条通知
}
notification-staff_news-text =
    您好：

    以下通知您还没有阅读：

    { $lines }
    { $more ->
        [0] {""}
       *[other] ……另有 { $more } 条
    }

    查看通知：{ $link }

    设置要收到哪些邮件：{ $choices }
notification-footer-staff = 本邮件由 { $brand } 自动发送给工作人员。
