# ボードと重要指標。

quality-board = ボード
quality-targets = 重要指標
permission-board-read = ボードと重要指標を見る
event-figures-rebuilt = 集計をやり直しました
event-ticket-removed = 取り込みの取り消しとともにチケットを除きました
audit-family-figures = 集計

board-now = 現在
board-open = 未完了
board-due-soon = 2 時間以内に期限
board-received-today = 本日の受付
board-resolved-today = 本日の解決
board-breached-today = 本日の期限超過
board-period = 期間
board-from = 開始日
board-to = 終了日
board-by = 内訳
board-show = 表示
board-received = 受付
board-resolved = 解決
export-column-closed = 完了
board-undone = 覆った解決
board-breached = 期限超過
board-first-response = 初回応答（中央値）
board-resolution = 解決までの時間（中央値）
board-p95 = 95 % が { $span } 以内
board-in-time = 期限内に達成
board-breaches = { $n } 件の期限超過
board-satisfied = 満足（5 段階の 4 以上）
board-score = 平均 { $score }、評価 { $n } 件
board-days = 日ごと
board-day = 日付
board-most = 最大の棒：{ $n }
board-chart = { $from } から { $to } までの日ごとの受付と解決。数値は下の表にあります
board-as-table = 表で見る
board-none = 集計がありません
board-none-text = この期間に依頼はありませんでした。
board-hint = 依頼は、出来事があった時点のチーム・分類・種別で数えます。迷惑と統合された依頼は数えません。中央値と 95 % 値の誤差は 2 % 以内です。
board-rebuild = 集計し直す
board-rebuild-text = 集計は対応とともに積み上がります。履歴から作り直すこともでき、その間ボードは順に埋まっていきます。
board-building = 履歴から集計中：{ $goal } 件中 { $done } 件。終わるまで数値は不完全です。
notice-figures_rebuilt = 集計をやり直しています。

breakdown-all = 全体
breakdown-team = チーム
breakdown-category = 分類
breakdown-channel = 経路
breakdown-kind = 種別
breakdown-tier = サービス階層

period-day = 日
period-week = 週
period-month = 月
period-quarter = 四半期
period-year = 年

targets-text = 各指標の、目標が定める期間のこれまでの値を、現行基準の目標および他社の水準と並べます。
targets-kpi = 指標
targets-value = これまで
targets-target = 目標
targets-standing = 達成状況
targets-before = 前の期間
targets-benchmark = 他社
targets-cases = { $n ->
    [0] 該当なし
   *[other] { $n } 件
}
targets-at-least = { $figure } 以上
targets-at-most = { $figure } 以下
targets-stretch = 努力目標 { $figure }
targets-outer = 限度 { $figure }
targets-none = 基準に目標なし
targets-industry = 業界
targets-best = 最良
targets-hint = 注文・人員・セキュリティ・システムから得られる目標はここではまだ測っておらず、表示していません。

kpi-clocks-met = 期限内に達成
kpi-average-interactive-response = 平均初回応答（対話型の経路）
kpi-average-resolution = 平均解決時間

standing-stretch = 目標超え
standing-kept = 達成
standing-warning = わずかに未達
standing-missed = 未達
standing-empty = 集計なし

filter-received = { $from } から { $to } の前までに受付

export-list-board = ボード
export-column-member = 項目
export-column-clocks_met = 期限内に達成
export-column-ratings = 評価数
export-column-ratings_mean = 平均点
export-column-first_response_count = 初回応答数
export-column-first_response_mean = 初回応答の平均（秒）
export-column-first_response_median = 初回応答の中央値（秒）
export-column-first_response_p95 = 初回応答の 95 %（秒）
export-column-resolution_count = 計測した解決数
export-column-resolution_mean = 解決時間の平均（秒）
export-column-resolution_median = 解決時間の中央値（秒）
export-column-resolution_p95 = 解決時間の 95 %（秒）

field-not_a_date = 2026-01-31 のような日付ではありません
field-period = 期間は最長 { $max } 日で、終了が開始より前にはできません

board-forecast = 今後 24 時間
board-forecast-late = ふだんの処理速度では { $n } 件が期限を超える見込みです
board-forecast-fine = ふだんの処理速度で、すべて期限内に終わる見込みです
board-forecast-hour = 時間帯
board-forecast-due = 期限到来
board-forecast-usual = ふだんの件数
board-forecast-expected = 超過の見込み
board-forecast-none = 今後 24 時間に到来する期限はありません。
board-forecast-hint = つねに期限の近いものから処理すると仮定します。「ふだんの件数」は、直近 4 週の同じ曜日・時間帯に期限内で終えた件数の平均です。すでに超過したものと、まだ届いていない依頼は含みません。
