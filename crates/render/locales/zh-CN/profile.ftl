# One's own profile, sessions of others, teams.
profile-heading = 个人信息
profile-language = 语言
profile-language-hint = 用于发给您的邮件，以及未另行选择语言的场合。
session-until = 到期：
user-sessions = { $name }登录的设备
user-devices = 设备
user-sessions-none = 目前没有登录
user-sessions-none-text = 会话在闲置或满一周后自动结束。
team-no-lead = 暂无组长
team-led-by = 组长：{ $name }
team-archive-ask = “{ $name }”将不再接收工单，成员也会退出，继续吗？
notice-team_archived = 班组已归档
error-team_in_use = 该班组还有未关闭的工单，请先转给其他班组。未关闭：{ $n }
field-team_in_use = 该班组还有未关闭的工单，请先转给其他班组。未关闭：{ $n }
