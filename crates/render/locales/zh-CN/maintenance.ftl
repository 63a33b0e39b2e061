# Planned maintenance: the plans, and what everybody is told.

ops-maintenance = 系统维护
maintenance-ops-lead = 计划中的维护和技术更新，到公布时间后对所有人显示。
maintenance-heading = 维护预告
maintenance-lead = 计划中的系统维护和技术更新都在这里预告，改期或取消也会在这里说明。
maintenance-none = 没有计划中的维护
maintenance-none-text = 有安排时会提前公布。
maintenance-ops-none = 写下第一项计划，用户会按您定的时间看到。
maintenance-subscribe = 订阅日历（iCalendar）
maintenance-new = 新计划
maintenance-plan = 公布并保存
maintenance-change = 修改
maintenance-cancel = 取消计划
maintenance-cancel-ask = 取消后，已经看到预告的人会看到“已取消”。确定取消吗？
maintenance-finish = 已提前完成
maintenance-announced = 于 { $when } 公布
maintenance-announced-hint = 留空则立即公布。
maintenance-title-in = 标题（{ $language }）
maintenance-text-in = 说明（{ $language }）
maintenance-ahead = { $from } 至 { $until }，{ $impact }
maintenance-under-way = 正在进行，预计 { $until } 结束，{ $impact }

maintenance-kind-maintenance = 维护
maintenance-kind-renewal = 技术更新
maintenance-impact-none = 服务不受影响
maintenance-impact-degraded = 服务可能变慢
maintenance-impact-unavailable = 服务暂停
maintenance-phase-ahead = 计划中
maintenance-phase-under_way = 进行中
maintenance-phase-over = 已结束
maintenance-phase-cancelled = 已取消

input-maintenance_kind = 类型
input-maintenance_impact = 影响
input-starts_at = 开始
input-ends_at = 结束
input-announced_at = 公布时间
field-before_start = 必须晚于开始
field-too_far = 离得太远
field-after_start = 必须早于开始
notice-maintenance_planned = 计划已保存
notice-maintenance_cancelled = 计划已取消
notice-maintenance_finished = 已标记为完成

audit-family-maintenance = 系统维护
event-maintenance-planned = 计划了系统维护
event-maintenance-changed = 修改了系统维护计划
event-maintenance-cancelled = 取消了系统维护计划
event-maintenance-finished = 提前完成了系统维护
error-maintenance_over = 计划已经结束，不能再改
error-maintenance_ahead = 计划还没有开始，请改为取消
