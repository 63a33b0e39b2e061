# 演示环境中的另一个系统，以及它通过 Webhook 收到的内容。

demo-hooks-link = 查看其他系统收到的事件
demo-hooks-home = 看另一个系统同步跟进
demo-hooks-home-text = 请求的每一步都会通过带签名的 Webhook 通知商城 ERP。可以让它出故障，观察反复重试，再看它补齐落下的内容。
demo-hooks-name = 商城 ERP
demo-hooks-title = 商城 ERP 收到的事件
demo-hooks-text = 每个事件都作为一次带签名的调用送到这里，并像任何接收方那样核对签名；事件只含编号和代码，不含任何个人信息。
demo-hooks-admin = 在管理页面查看
demo-hooks-works = ERP 运行正常。
demo-hooks-works-text = 让它出故障，就能看到调用以越来越长的间隔重试。
demo-hooks-break = 让它出故障
demo-hooks-out = ERP 出故障了。
demo-hooks-out-text = 它对每次调用都答复 503。什么也不会丢失：恢复后，等待的内容会随下一次调用全部送到，最多等待约五分钟。
demo-hooks-repair = 恢复运行
demo-hooks-refused = 拒绝了 { $n } 次调用：签名错误、缺失或已过期。
demo-hooks-unknown = 其他种类的事件
demo-hooks-signed = 签名已核对
demo-hooks-attempt = 第 { $n } 次
demo-hooks-waited = 距上一次 { $n } 秒
demo-hooks-body = 收到的事件原文
demo-hooks-none = 还没有收到任何事件
demo-hooks-none-text = 提交一个请求，或在工作台答复一个请求，一两秒后就会出现在这里。
demo-hook-taken = 已接收
demo-hook-known = 已收到过
demo-hook-unable = 故障中
