# 看板与关键指标。

quality-board = 看板
quality-targets = 关键指标
permission-board-read = 查看看板与关键指标
event-figures-rebuilt = 重新统计了指标
event-ticket-removed = 随导入撤销而移除了工单
audit-family-figures = 统计

board-now = 此刻
board-open = 未结
board-due-soon = 2 小时内到期
board-received-today = 今日受理
board-resolved-today = 今日解决
board-breached-today = 今日超时
board-period = 期间
board-from = 自
board-to = 至
board-by = 按以下维度
board-show = 查看
board-received = 受理
board-resolved = 解决
export-column-closed = 结案
board-undone = 解决后又被推翻
board-breached = 超时
board-first-response = 首次响应（中位数）
board-resolution = 解决时长（中位数）
board-p95 = 95 % 在 { $span } 内
board-in-time = 按时完成的计时
board-breaches = { $n } 个计时超时
board-satisfied = 满意（4–5 分）
board-score = 平均 { $score } 分，{ $n } 个评价
board-days = 逐日
board-day = 日期
board-most = 最高柱：{ $n }
board-chart = { $from } 至 { $to } 每日受理与解决数；数字见下表
board-as-table = 以表格查看
board-none = 没有数据
board-none-text = 这段时间没有请求。
board-hint = 请求按事情发生时所属的团队、分类和类型计数；垃圾和被合并的请求不计。中位数和 95 % 值的误差在 2 % 以内。
board-rebuild = 重新统计
board-rebuild-text = 指标随处理过程持续累计，也可以依据历史记录重新统计；统计期间看板会逐步恢复。
board-building = 正在依据历史记录统计：已读 { $done } / { $goal } 条。完成之前数字不完整。
notice-figures_rebuilt = 正在重新统计指标。

breakdown-all = 全部
breakdown-team = 团队
breakdown-category = 分类
breakdown-channel = 渠道
breakdown-kind = 类型
breakdown-tier = 服务级别

period-day = 日
period-week = 周
period-month = 月
period-quarter = 季度
period-year = 年

targets-text = 各项指标在其目标所定期间内至今的数值，与现行标准的目标以及同行水平对照。
targets-kpi = 指标
targets-value = 至今
targets-target = 目标
targets-standing = 达成情况
targets-before = 上一期间
targets-benchmark = 同行
targets-cases = { $n ->
    [0] 没有样本
   *[other] { $n } 个样本
}
targets-at-least = 不低于 { $figure }
targets-at-most = 不超过 { $figure }
targets-stretch = 力争 { $figure }
targets-outer = 底线 { $figure }
targets-none = 标准未设目标
targets-industry = 行业
targets-best = 最佳
targets-hint = 数据来自订单、人员、安全或系统的目标尚未在此统计，因此不列出。

kpi-clocks-met = 按时完成的计时
kpi-average-interactive-response = 平均首次响应（即时渠道）
kpi-average-resolution = 平均解决时长

standing-stretch = 超过目标
standing-kept = 达成
standing-warning = 略低
standing-missed = 未达成
standing-empty = 没有数据

filter-received = { $from } 至 { $to }（不含）受理

export-list-board = 看板
export-column-member = 成员
export-column-clocks_met = 按时完成的计时
export-column-ratings = 评价数
export-column-ratings_mean = 平均分
export-column-first_response_count = 首次响应数
export-column-first_response_mean = 首次响应平均（秒）
export-column-first_response_median = 首次响应中位数（秒）
export-column-first_response_p95 = 首次响应 95 %（秒）
export-column-resolution_count = 计入的解决数
export-column-resolution_mean = 解决时长平均（秒）
export-column-resolution_median = 解决时长中位数（秒）
export-column-resolution_p95 = 解决时长 95 %（秒）

field-not_a_date = 不是日期，应如 2026-01-31
field-period = 期间最长 { $max } 天，且结束不得早于开始

board-forecast = 未来 24 小时
board-forecast-late = 按平时的处理速度，预计将有 { $n } 张工单超时
board-forecast-fine = 按平时的处理速度，预计都能按时完成
board-forecast-hour = 时段
board-forecast-due = 到期
board-forecast-usual = 平时同一时段
board-forecast-expected = 预计超时
board-forecast-none = 未来 24 小时没有到期的时限。
board-forecast-hint = 假设始终先处理最先到期的；“平时”为最近四周同一时段按时完成的时限平均数。已经超时的和还没进来的请求不计在内。
