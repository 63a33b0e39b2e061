# Planned maintenance: the plans, and what everybody is told.

ops-maintenance = メンテナンス
maintenance-ops-lead = メンテナンスと技術更新の計画です。公開日時になると全員に表示されます。
maintenance-heading = メンテナンスのお知らせ
maintenance-lead = 予定しているメンテナンスと更新、変更や中止をここでお知らせします。
maintenance-none = 予定はありません
maintenance-none-text = 予定が決まると事前にお知らせします。
maintenance-ops-none = 最初の計画を登録してください。設定した日時から表示されます。
maintenance-subscribe = カレンダーを購読（iCalendar）
maintenance-new = 新しい計画
maintenance-plan = 登録する
maintenance-change = 変更
maintenance-cancel = 中止する
maintenance-cancel-ask = お知らせを見た全員に中止と表示されます。中止しますか？
maintenance-finish = 早めに完了
maintenance-announced = 公開：{ $when }
maintenance-announced-hint = 空欄のときはすぐに公開します。
maintenance-title-in = タイトル（{ $language }）
maintenance-text-in = 説明（{ $language }）
maintenance-ahead = { $from } ～ { $until }。{ $impact }
maintenance-under-way = 実施中です。終了予定は { $until } です。{ $impact }

maintenance-kind-maintenance = メンテナンス
maintenance-kind-renewal = 技術更新
maintenance-impact-none = サービスに影響はありません
maintenance-impact-degraded = 動作が遅くなることがあります
maintenance-impact-unavailable = サービスを停止します
maintenance-phase-ahead = 予定
maintenance-phase-under_way = 実施中
maintenance-phase-over = 終了
maintenance-phase-cancelled = 中止

input-maintenance_kind = 種類
input-maintenance_impact = 影響
input-starts_at = 開始
input-ends_at = 終了
input-announced_at = 公開日時
field-before_start = 開始より後にしてください
field-too_far = 離れすぎています
field-after_start = 開始より前にしてください
notice-maintenance_planned = 計画を登録しました
notice-maintenance_cancelled = 計画を中止しました
notice-maintenance_finished = 完了にしました

audit-family-maintenance = メンテナンス
event-maintenance-planned = メンテナンスを計画しました
event-maintenance-changed = メンテナンス計画を変更しました
event-maintenance-cancelled = メンテナンスを中止しました
event-maintenance-finished = メンテナンスを早めに完了しました
error-maintenance_over = この計画は終了しているため変更できません
error-maintenance_ahead = この計画はまだ始まっていません。中止してください
