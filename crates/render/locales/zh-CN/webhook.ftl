# Webhook：管理页面、代码、事件与拒绝原因。

admin-webhooks = Webhook
permission-webhook-manage = 管理 Webhook
audit-family-webhook = Webhook
webhooks-text = 这里发生的事情可以实时通知其他系统。事件只含编号和代码；需要更多内容的系统通过 API 查询。
webhooks-new = 新建 Webhook
webhooks-new-text = 从现在起，选中的每个事件都会带签名发送到该地址；同一工单按顺序发送，未被接收则反复重试。
webhooks-make = 创建 Webhook
webhooks-none = 还没有通知任何系统
webhooks-none-text = 创建一个 Webhook，把这里发生的事情告诉其他系统。
webhooks-name = 名称
webhooks-name-hint = 对方系统在这里的叫法。
webhooks-url = 地址
webhooks-url-hint = 以 https:// 开头，接收 POST。内网地址须由运维人员放行（webhooks.allow）。
webhooks-events = 事件
webhooks-events-hint = 发送哪些事件。选择整类时，以后版本新增的种类也包括在内。
webhooks-all = 全部事件
webhooks-single = 选择单个种类
webhooks-failing = 已连续失败 { $n } 次，始于
webhooks-succeeded = 最近一次被接收：
webhooks-never = 还没有发送过
webhooks-waiting-n = { $n } 条等待中
webhooks-dead-n = { $n } 条已放弃
webhooks-secret = 签名密钥
webhooks-secret-once = 请现在交给对方系统：密钥不会再次显示。接收方用它核对每次调用的签名（Standard Webhooks）。
webhooks-failing-text = 对方连续数日没有接收任何内容，调用已停止。此后发生的事情都保留着。请检查对方系统，发送一次测试，然后继续。
webhooks-gone-text = 对方系统答复已不存在（410），调用已停止。此后发生的事情都保留着。
webhooks-probed-text = 调用接连失败。目前只间隔尝试少数几条；一旦有一条被接收，所有等待的内容会立即发送。
webhooks-health = 运行情况
webhooks-state = 状态
webhooks-rest = 暂不调用，直到
webhooks-last-success = 最近一次被接收
webhooks-last-failure = 最近一次失败
webhooks-backlog = 积压
webhooks-behind = 日志中还有 { $n } 条未读
webhooks-dead = 已放弃
webhooks-made = 创建
webhooks-test = 发送测试
webhooks-pause = 暂停
webhooks-resume = 从停下处继续
webhooks-resume-skip = 从现在开始继续
webhooks-skip-ask = 等待中的内容会全部丢弃，停止期间发生的事情不再发送。确定从现在开始继续吗？
webhooks-trial-taken = 测试已被接收
webhooks-trial-refused = 测试未被接收
webhooks-took = { $n } 毫秒
webhooks-answer = 答复
webhooks-sent = 发送的内容
webhooks-deliveries = 投递记录
webhooks-every = 全部
webhooks-resend-dead = 重新发送所有已放弃的
webhooks-resend = 重新发送
webhooks-event = 事件
webhooks-when = 时间
webhooks-became = 结果
webhooks-replayed = 重放
webhooks-deliveries-none = 没有投递记录
webhooks-deliveries-none-text = 发送的内容会显示在这里并保留一周；已放弃的保留一个月。
webhooks-replay = 重放
webhooks-replay-text = 把过去发生的所选事件以相同编号重新发送，不影响正在发生的事件。
webhooks-replay-from = 开始时间
webhooks-replay-begin = 开始重放
webhooks-replay-since = 起始于
webhooks-replay-queued = { $n } 个事件
webhooks-settings = 设置
webhooks-signing = 密钥
webhooks-signing-text = 请定期更换密钥；怀疑泄露时应立即更换。在所选时间内旧密钥同时签名，因此不会漏收。
webhooks-overlap-until = 旧密钥继续签名，直到
webhooks-overlap = 旧密钥继续签名
webhooks-overlap-hours = { $n ->
    [0] 立即停用
   *[other] { $n } 小时
}
webhooks-rotate = 更换密钥
webhooks-rotate-ask = 将生成新的密钥，确定吗？
webhooks-remove = 删除 Webhook
webhooks-remove-ask = 将不再通知“{ $name }”，等待发送的内容会被丢弃。确定删除吗？
input-url = 地址
input-events = 事件
input-overlap_hours = 时间

webhook-state-active = 运行中
webhook-state-paused = 已暂停
webhook-state-failing = 多次失败后停止
webhook-state-gone = 对方已不存在
webhook-stopped-paused = 暂停于
webhook-stopped-failing = 多次失败，停止于
webhook-stopped-gone = 对方已不存在，停止于
delivery-state-waiting = 等待中
delivery-state-delivered = 已送达
delivery-state-dead = 已放弃
delivery-state-dropped = 已丢弃
delivery-problem-address_refused = 不允许调用该地址
delivery-problem-unresolved = 域名没有对应的地址
delivery-problem-unreachable = 无法连接
delivery-problem-tls = 无法建立安全连接
delivery-problem-timeout = 未及时答复
delivery-problem-broken = 连接中断
delivery-problem-redirect = 对方要求转到别处
delivery-problem-refused = 对方拒绝接收
delivery-problem-unable = 对方暂时无法接收
replay-state-running = 进行中
replay-state-done = 已完成
replay-state-cancelled = 已取消

event-webhook-created = 创建了 Webhook
event-webhook-updated = 修改了 Webhook
event-webhook-rotated = 更换了 Webhook 的密钥
event-webhook-stopped = 停止了 Webhook
event-webhook-resumed = 让 Webhook 继续运行
event-webhook-removed = 删除了 Webhook
event-webhook-tested = 向 Webhook 发送了测试
event-webhook-resent = 重新发送了已放弃的投递
event-webhook-replayed = 向 Webhook 重放了过去的事件
event-webhook-replay_cancelled = 取消了重放

notice-webhook_paused = 已暂停
notice-webhook_resumed = 已继续运行
notice-webhook_removed = Webhook 已删除
notice-webhook_resent = 正在重新发送
notice-webhook_replayed = 重放已开始
notice-webhook_replay_cancelled = 重放已取消
error-webhooks_full = 最多可以有 50 个 Webhook，请先删除一个
error-replay_under_way = 已有重放正在进行，请等待结束或先取消
error-delivery_waits = 它已在等待发送
field-not_https = 必须以 https:// 开头
field-credentials = 不能包含用户名或密码
field-private_target = 指向内网，运维人员尚未放行
field-unknown_event = 没有这种事件
field-in_future = 不能是将来的时间

notification-webhook_stopped-subject = Webhook 已停止
notification-webhook_stopped-text =
    您好：

    一个接收事件通知的系统不再接收任何内容，因此暂时不再调用。期间发生的事情都会保留。请检查该系统，发送测试后让它继续：

    { $link }
