# 员工账号：邀请、忘记密码、两步验证。

forgot-link = 忘记密码？
forgot-title = 忘记密码
forgot-lead = 请输入登录邮箱。如果该邮箱对应一个账号，我们会向其发送设置新密码的链接。
forgot-go = 发送链接
forgot-help = 链接只能使用一次，一小时内有效。如未收到，请查看垃圾邮件，或联系系统管理员。
link-title = 设置密码
link-heading-invitation = 欢迎加入
link-heading-password_reset = 设置新密码
link-lead = { $name }，请设置登录密码。
link-go = 设置密码
link-others-out = 设置后链接即失效，该账号在所有设备上退出登录。
link-dead-text = 链接只能使用一次且有时限，新链接发出后旧链接即失效。请重新获取链接，或请管理员重新发送邀请。
error-link_not_valid = 该链接已失效
error-invitation_accepted = 该用户已设置密码
notice-reset_asked = 如果该邮箱对应一个账号，链接已发出
notice-password_set = 密码已设置，请登录
notice-invited = 邀请已发送
notice-invitation_held = 账号已创建，但尚未配置邮件服务器，邀请暂存于发件箱。请直接为其设置密码
notice-invitation_revoked = 邀请已撤回
user-password-invite = 留空则发送邀请邮件，由本人设置密码；否则至少 { $n } 个字符。
user-invite = 创建
user-invite-again = 重新发送邀请
user-invite-revoke = 撤回
user-invite-revoke-ask = 发给 { $name } 的链接将失效，账号将停用。确定吗？
user-state-invited = 已邀请
user-state-waiting = 未设密码
event-user-invited = 发送了邀请
event-user-invitation_revoked = 撤回了邀请
event-user-invitation_accepted = 接受了邀请
event-password-reset_asked = 申请了重置密码的链接

notification-invitation-subject = 您的试金石账号
notification-invitation-text =
    您好：

    已为您创建账号。请打开以下链接设置密码：

    { $link }

    链接只能使用一次，{ $until } 前有效，请勿转发。如果您并未期待此邮件，请忽略。

notification-password_reset-subject = 设置新密码
notification-password_reset-text =
    您好：

    有人（希望是您本人）申请重置您的账号密码。请打开以下链接设置新密码：

    { $link }

    链接只能使用一次，{ $valid_for }内有效。如非本人操作，请忽略此邮件，密码不会改变。
