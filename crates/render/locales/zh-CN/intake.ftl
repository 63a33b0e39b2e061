# 批量接入：权限与拒绝原因。

permission-intake-send = 批量接入工单
field-too_many_lines = 一次调用最多 { $max } 行，其余请另行发送
