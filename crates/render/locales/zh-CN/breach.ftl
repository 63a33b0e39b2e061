# Breaches: why clocks ran out and who answers for it.

quality-breaches = 超时与归责
breaches-lead = 哪些时限没有守住、为什么、由谁负责；从原因到每一张工单。

branch-staff = 人员
branch-process = 流程
branch-request = 请求本身
branch-merchant = 商家
branch-partner = 合作方
branch-system = 系统
branch-outside = 外部
charged-stage = 环节
charged-team = 团队
charged-person = 个人
charged-partner = 合作方
charged-merchant = 商家

breaches-total = 超时的时限
breaches-unset = 原因待填写
breaches-uncharged = 尚未归责
breaches-tree = 按原因
breaches-parties = 按责任方
breaches-list = 逐条记录
breaches-cause = 原因
breaches-count = 次数
breaches-share = 占比
breaches-party = 责任方
breaches-request = 工单
breaches-clock = 时限
breaches-at = 超时时间
breaches-late = 迟了多久
breaches-still = 尚未完成
breaches-stage = 当时环节
breaches-capped = 只统计最近 { $n } 次超时。
breaches-hint = 原因和责任方由处理人在工单上填写；可随时更正，历史保留。
breaches-none = 这段时间没有超时
breaches-none-text = 所有时限都已守住。
breaches-parties-none = 尚无归责记录
breaches-any-cause = 全部原因
breaches-whole-branch = { $branch }（全部）
breaches-any-party = 全部

clock-charged = 归责：{ $to } { $party }
detail-charged_to = 归责于
input-charged_to = 归责于
input-charged = 合作方或商家名称
charge-nobody = 暂不归责
charge-name-hint = 选择合作方或商家时填写，例如承运商或店铺名。
