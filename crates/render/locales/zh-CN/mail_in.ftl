# 收到的邮件：管理员页面及其代码、事件与拒绝说明。

admin-mail-in = 收到的邮件
mail-in-text = 每封邮件先按原样保存，再做处理。无法受理的、需要人来判断的都留在这里，系统不会自行丢弃。
mail-in-for = 收件地址
mail-in-unset = 尚未配置收件邮箱（mail.mailboxes），目前不接收邮件。
mail-in-states = 状态
mail-in-all = 全部
mail-in-since = 最早一封等待自
mail-in-mail = 邮件
mail-in-came = 收到时间
mail-in-became = 处理结果
mail-in-copies = 共收到 { $n } 次，只受理一次
mail-in-ticket = 请求
mail-in-other = 发件地址与请求人登记的地址不同。
mail-in-from = 自称发件人
mail-in-to = 收件邮箱
mail-in-problem = 未能受理的原因
mail-in-note = 放弃的理由
mail-in-raw = 下载原始邮件
mail-in-raw-text = 内容均为明文，您的查看会被记录。
mail-in-gone = 邮件内容已销毁。
mail-in-retry = 仍然受理
mail-in-retry-text = 将重新读取这封邮件：无论邮件头怎么写，都会新建请求，或加入它所回复的请求。
mail-in-retry-go = 受理
mail-in-drop = 不予处理
mail-in-drop-text = 内容会在 90 天后销毁，在此之前仍可改为受理。
mail-in-drop-go = 放弃
mail-in-none = 还没有邮件
mail-in-none-text = 邮件由邮件服务器转交，配置方法见文档。
mail-in-none-here = 这里没有内容
mail-in-none-here-text = 没有处于该状态的邮件。
mail-state-waiting = 等待处理
mail-state-done = 已受理
mail-state-refused = 已拒收
mail-state-unreadable = 无法读取
mail-state-quarantined = 待人工判断
mail-state-dropped = 已放弃
mail-reason-opened = 新建了请求
mail-reason-appended = 加入了已有请求
mail-reason-own_letter = 我方发出的邮件被退回或转回
mail-reason-own_address = 自称来自我方邮箱
mail-reason-automatic_reply = 自动回复
mail-reason-report = 邮件服务器的通知
mail-reason-bulk = 群发邮件或邮件列表
mail-reason-burst = 同一发件人一小时内邮件过多
mail-reason-malformed = 不是可读的邮件
mail-reason-no_sender = 没有可以回复的发件人
mail-reason-not_taken = 被规则拒绝
mail-reason-crashed = 每次处理都被中断
event-mail-retried = 改为受理了一封邮件
event-mail-dropped = 放弃了一封邮件
event-mail-opened = 查看了原始邮件
actor-mail = 邮件接收
origin-mail = 电子邮件
detail-mail = 邮件
notice-mail_retried = 正在重新读取这封邮件
notice-mail_dropped = 已放弃这封邮件
error-mail_settled = 这封邮件正在等待处理、已属于某个请求，或内容已销毁
error-mail_lost = 另一个进程已先处理了这封邮件
notification-agent_answered-subject = 回复：{ $subject }
notification-agent_answered-text =
    { $said }

    您可以直接回复本邮件。请求 #{ $number } 的全部进展见：{ $link }
notification-agent_answered = 邮件回复
notification-solution_answered-subject = 回复：{ $subject }
notification-solution_answered-text =
    { $said }

    您的请求 #{ $number } 是否已解决？请在此确认；如未解决，可直接回复本邮件：{ $link }

    如 { $until } 前未回应，将视为确认。
notification-solution_answered = 邮件答复处理结果
notification-footer-personal = { $brand }
notification-files-left =
    以下文件较大，未随信附上，请在查询页查看：{ $link }
    { $files }
message-quoted = 引用内容与签名
sender-title = 发件人核验
sender-verified = 发件人已核验
sender-failed = 发件域名否认此邮件，可能是冒充
sender-unknown = 发件人未经核验
check-pass = 通过
check-fail = 未通过
check-soft_fail = 很可能不符
check-none = 未设置
check-error = 无法检查
checked-server = 由前置邮件服务器核验
checked-here = 由本系统核验
mail-source-title = 从其他邮箱收取
mail-source-name = 邮箱
mail-source-state = 状态
mail-source-taken = 已收取
mail-source-works = 正常
mail-source-begins = 尚未收取
mail-source-fetched = 最近收取：
mail-source-behind = 还有 { $n } 封待收取
mail-source-skipped = { $n } 封过大或为空，留在原邮箱
fetch-problem-unreachable = 连接不上服务器
fetch-problem-insecure = 无法建立加密连接
fetch-problem-log_in = 服务器不接受登录
fetch-problem-no_folder = 没有这个文件夹
fetch-problem-protocol = 服务器的应答无法理解
fetch-problem-late = 服务器没有及时响应
fetch-problem-not_kept = 本系统暂时无法保存
