# Backups: the administrators' page, its codes, events and refusals.

backup-text = バックアップには鍵束以外のすべてが含まれます。鍵束の写しは別の場所に保管してください。鍵束がなければ復元できません。
backup-place = 保存先
backup-every = { $every }ごと
backup-kept = 直近 { $daily } 日分と { $weekly } 週分の最新を保存
backup-sealed = 暗号化あり
backup-open = 暗号化なし：書かれた文章はそのまま読めます
backup-now = 今すぐバックアップ
backup-begun = 開始
backup-result = 結果
backup-size = サイズ
backup-file = ファイル
backup-holds = { $rows } 行、{ $files } ファイル
backup-none = バックアップはまだありません
backup-none-text = 最初のバックアップは 1 分以内に作成されます。
backup-nowhere = バックアップは作成されていません
backup-nowhere-text = 設定でディレクトリを指定してください：[backup] dir = "…"。それまでは、このマシンが失われるとデータを取り戻せません。
backup-state-queued = 待機中
backup-state-running = 作成中
backup-state-completed = 作成・検証済み
backup-state-failed = 失敗
backup-state-removed = 新しいものに置き換え済み
backup-cause-scheduled = 定期
backup-cause-asked = 手動
permission-backup-manage = バックアップの管理
admin-backups = バックアップ
event-backup-asked = バックアップを依頼しました
event-backup-completed = バックアップを作成しました
event-backup-failed = バックアップに失敗しました
notice-backup_asked = バックアップを開始しました
error-backup_under_way = 別のバックアップが進行中です
error-backup_not_configured = バックアップの保存先が設定されていません
