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

second-factor = 两步验证
second-factor-lead = 输入密码后还需要只有您才有的东西：手机应用上的验证码，或通行密钥。这样，即使密码泄露，他人也无法登录。
second-factor-app = 验证器应用
second-factor-app-text = 手机上的应用会显示每 30 秒更换一次的验证码。
second-factor-manage = 管理两步验证
second-factor-begin = 开始设置
second-factor-scan = 将账号添加到验证器
second-factor-scan-text = 用验证器应用扫描图片，或手动输入密钥，然后填写应用显示的验证码。
second-factor-qr = 验证器密钥二维码
second-factor-key = 密钥：
second-factor-code = 应用显示的验证码
second-factor-confirm = 确认
second-factor-on = 两步验证已启用
second-factor-since = 启用时间
second-factor-replace = 更换应用或手机
second-factor-disable = 关闭
second-factor-disable-last-ask = 关闭后仅凭密码即可登录。确定吗？
second-factor-disable-ask = 以后不再要求输入应用的验证码；通行密钥仍然有效。确定吗？
second-factor-required = 两步验证
second-factor-must = 必须
second-factor-may = 可选
second-factor-reset = 重置两步验证
second-factor-reset-ask = 在 { $name } 重新设置之前，仅凭密码即可登录。请先核实是本人提出。确定吗？
recovery-codes = 恢复码
recovery-codes-once = 手机不在身边时，每个恢复码可登录一次。恢复码只显示这一次，请打印或存入密码管理器。
recovery-codes-kept = 我已保存
recovery-codes-left = 剩余 { $n } 个恢复码
recovery-codes-new = 生成新的恢复码
second-step-title = 还差一步
second-step-lead = 请输入验证器应用显示的验证码。
second-step-code = 验证码
second-step-hint = 手机不在身边时，请输入一个恢复码。
second-step-lost = 两者都没有时，请联系系统管理员重置两步验证。
user-second-factor = 两步验证
error-second_factor_required = 还需要输入验证码
error-second_factor_refused = 验证码不正确
error-second_factor_enrolment_required = 您的角色必须启用两步验证，请先完成设置
error-second_factor_off = 尚未启用两步验证
error-enrolment_expired = 显示的密钥已过期，请重新开始
error-sign_in_again = 等待时间过长，请重新登录
field-second_code_wrong = 不正确、已使用或已过期
notice-second_factor_begun = 请输入验证码确认
notice-second_factor_disabled = 两步验证已关闭
notice-second_factor_reset = 两步验证已重置
event-second_factor-enabled = 启用了两步验证
event-second_factor-disabled = 关闭了两步验证
event-second_factor-reset = 重置了用户的两步验证
event-second_factor-codes_made = 生成了新的恢复码
event-second_factor-code_used = 用恢复码登录
event-role-second_factor_set = 设定了角色是否必须两步验证
