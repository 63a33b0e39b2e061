# Backups: the administrators' page, its codes, events and refusals.

backup-text = 备份包含除密钥环之外的全部数据。请另行保存密钥环的副本：没有它，任何备份都无法恢复。
backup-place = 存放位置
backup-every = 每 { $every }一次
backup-kept = 保留最近 { $daily } 天、{ $weekly } 周各自最新的一份
backup-sealed = 已加密
backup-open = 未加密：其中的往来文字可以直接读取
backup-now = 立即备份
backup-begun = 开始时间
backup-result = 结果
backup-size = 大小
backup-file = 文件
backup-holds = { $rows } 行，{ $files } 个文件
backup-none = 还没有备份
backup-none-text = 第一份备份将在一分钟内生成。
backup-nowhere = 没有进行备份
backup-nowhere-text = 请在配置中指定目录：[backup] dir = "…"。在此之前，一旦这台机器损坏，数据将无法找回。
backup-state-queued = 等待中
backup-state-running = 进行中
backup-state-completed = 已完成并校验
backup-state-failed = 失败
backup-state-removed = 已被较新的备份取代
backup-cause-scheduled = 定时
backup-cause-asked = 手动
permission-backup-manage = 管理备份
admin-backups = 备份
event-backup-asked = 发起了备份
event-backup-completed = 完成了备份
event-backup-failed = 备份失败
notice-backup_asked = 备份已开始
error-backup_under_way = 已有备份正在进行
error-backup_not_configured = 尚未配置备份位置
