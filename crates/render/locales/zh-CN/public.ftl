# Pages for requesters and visitors.

home-title = 服务中心
home-heading = 有什么可以帮您？
home-lead = 首问负责、限时办理、全程可查。从提交到办结，每一步都看得见。
home-submit-heading = 提交请求
home-submit-text = 咨询、投诉、售后、建议均可。无需注册，约 3 分钟填完。
home-track-heading = 查询进度
home-track-text = 输入回执上的查询码，查看处理到哪一步、由谁负责、还剩多少时间。
home-next-heading = 提交之后会发生什么
home-step-title-receive = 立即受理
home-step-text-receive = 提交后马上得到受理编号和查询码，时限从此刻开始计算。
home-step-title-assign = 专人负责
home-step-text-assign = 首位接手的专员负责到底，转交须经对方接受。
home-step-title-handle = 限时处理
home-step-text-handle = 每一步都有时限，进展随时可查，需要您补充时会通知您。
home-step-title-confirm = 由您确认
home-step-text-confirm = 解决与否由您说了算：确认、提出异议，或在 7 天内重新打开。
home-pledge-heading = 我们的办理时限
home-pledge-text = 以下为现行服务标准，自提交时起计算。

submit-title = 提交请求
submit-lead = 请如实描述问题，信息越完整，处理越快。
submit-part-what = 发生了什么
submit-part-weight = 影响与诉求
submit-part-who = 如何联系您
submit-category-hint = 选最接近的一项即可，客服会再次核对。
submit-subject-hint = 用一句话概括，例如“退款十天仍未到账”。
submit-body-hint = 什么时间、什么商品或订单、遇到什么情况、联系过谁。
submit-order-hint = 可在“我的订单”中找到。
submit-demand-hint = 您希望如何解决，例如退款、换货、道歉、补偿。
submit-contact-hint = 邮箱或手机号至少留一项，用于通知进展和验证本人。不会公开，客服默认只能看到脱敏后的信息。
submit-send = 提交
submit-privacy = 您的信息仅用于处理本次请求。

receipt-title = 回执 #{ $number }
receipt-heading = 已收到您的请求
receipt-lead = 时限已开始计算，专员会尽快与您联系。
receipt-track = 查看进度
receipt-copy = 复制查询码
receipt-keep = 请保存查询码，它是查询进度的唯一凭据，请勿转发他人。
receipt-facts = 受理信息
receipt-sent = 回执正在发送至 { $to }。
receipt-not-sent = 您未留下联系方式，无法发送回执，请保存本页的查询码。

track-form-lead = 输入回执上的查询码。
track-code-hint = 字母和数字组成，不区分大小写，连字符可省略。
track-form-lost = 找不到查询码？请查看收到的回执邮件，或联系客服。
track-title = 请求 #{ $number }
track-heading-unknown = 处理进度
track-progress = 办理进度
track-followed-by = 后续请求
track-end = 锁定本页
track-end-text = 如在公用设备上，请在离开前锁定本页。
step-ahead = 尚未到达
turn-silence = 如未回应，将于 { $when } 视为确认。
turn-give-up = 如一直没有您的回复，将于 { $when } 关闭。
turn-reopen = 在 { $when } 之前，您可以重新打开。

ownership-heading = 验证本人后查看详情
ownership-text = 进度任何持码人可见；标题、沟通记录和附件仅本人可见。验证码将发送到您提交时留下的联系方式。
ownership-send = 发送验证码
ownership-again = 重新发送
ownership-wait = { $t }后可重新发送
ownership-sent = 已发送至 { $to }
ownership-open = 验证并查看
ownership-none = 提交时未留下联系方式，无法验证本人，只能查看进度。
ownership-demo = 演示环境：在这里查看验证码

answer-heading = 问题解决了吗？
answer-text = 请查看下方的处理结果。确认后即办结；如未解决，请告诉我们原因，原专员会继续跟进。
answer-confirm = 已解决，确认
answer-object = 未解决
answer-object-reason = 还有什么没有解决？
answer-object-hint = 请说明未解决的地方或不认可的原因。
answer-object-send = 提交异议

rate-heading = 评价本次服务
rate-more = 分项评价与补充说明
rate-send = 提交评价
rated-heading = 您的评价

messages-heading = 沟通记录
messages-none = 还没有消息。
message-internal = 内部备注，用户不可见
message-send = 发送
track-message-caption = 补充说明或证据
track-message-hint-new = 补充的信息会一并交给专员。
track-message-hint-open = 专员会收到您的消息。
track-message-hint-waiting = 回复后将恢复处理，时限继续计算。
track-message-hint-resolved = 发送消息将视为问题尚未解决，专员会继续处理。
track-message-hint-closed = 在可重新打开的期限内留言将重新打开本请求；超过期限则新建一个关联请求。

sign-in-title = 员工登录
sign-in-go = 登录
sign-in-expired = 登录已过期，请重新登录。未提交的内容已保存在此浏览器中。
sign-in-locked = 多次登录失败，账号已暂时锁定，请 { $t }后再试。
demo-logins = 演示账号
demo-logins-text = 点击任意一个即可登录。
setup-title = 创建系统管理员
setup-lead = 首次使用，请用启动日志中的一次性令牌创建第一位管理员。
setup-token-hint = 在服务启动日志中查找 setup token。
setup-go = 创建并登录
password-hint = 至少 { $n } 个字符，建议使用一句只有自己知道的话。

demo-outbox-title = 演示发件箱
demo-outbox-text = 演示环境不会真正发送邮件，所有通知都在这里。
demo-outbox-none = 提交一个请求后，回执会出现在这里。
author-you = 您
