# Public pledges as they were kept.

quality-pledges = 承诺
pledges-lead = 公开承诺在每一张工单上是否兑现；未兑现的，补救是否给到。
pledges-on-ticket = 对外承诺
pledge = 承诺
pledge-remedy = 补救
remedy-decide = 登记补救
remedy-save = 保存
remedy-reason-hint = 写明做了什么，或为何不予补救；记为内部备注。
pledges-kept = 兑现情况
pledges-share = 兑现率
pledges-none = 没有可跟踪的承诺
pledges-none-text = 现行标准中没有由时限衡量的承诺。
pledges-remedies = 补救
pledges-broken-at = 未兑现时间
pledges-decided = 登记
pledges-list-none = 这里没有记录
pledges-list-none-text = 没有处于此状态的补救。
pledges-hint = 承诺由现行标准中的时限衡量：每个按时完成的时限算一次兑现，每个超时算一次未兑现。补救按工单登记一次。

pledge-state-pending = 进行中
pledge-state-kept = 已兑现
pledge-state-broken = 未兑现
remedy-state-owed = 待补救
remedy-state-given = 已补救
remedy-state-waived = 不予补救

event-pledge-broken = 未兑现一项公开承诺
event-pledge-remedied = 登记了承诺的补救
audit-family-pledge = 公开承诺
detail-outcome = 结果
detail-pledge = 承诺
input-outcome = 结果
notice-remedy_recorded = 已登记补救。
field-remedy_decided = 该补救已经登记过
