sign-on-with = 使用 { $name } 登录
error-sign_on_refused = 身份提供方未允许登录
error-sign_on_unknown = 此账号尚未对应系统中的用户。请管理员用相同邮箱创建用户
error-sign_on_no_role = 您所在的组没有对应的角色，请联系管理员
error-sign_on_away = 身份提供方没有响应。请重试，或换一种方式登录
error-sign_on_unproven = 身份提供方的应答无法证实身份，请重试
event-identity-linked = 关联了身份提供方的账号
event-identity-unlinked = 取消了与身份提供方账号的关联
