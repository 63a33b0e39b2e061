# Webhook：管理ページ、コード、イベント、拒否理由。

admin-webhooks = Webhook
permission-webhook-manage = Webhook の管理
audit-family-webhook = Webhook
webhooks-text = ここで起きたことを、その都度ほかのシステムへ知らせます。イベントに含まれるのは ID とコードだけです。詳しい内容は API で取得してもらいます。
webhooks-new = 新しい Webhook
webhooks-new-text = これ以降、選んだイベントを署名付きでこのアドレスへ送ります。リクエストごとに順番を守り、受け取られるまで再送します。
webhooks-make = Webhook を作成
webhooks-none = 通知先はまだありません
webhooks-none-text = Webhook を作成すると、ここで起きたことをほかのシステムへ知らせられます。
webhooks-name = 名前
webhooks-name-hint = 相手のシステムをここで呼ぶ名前です。
webhooks-url = アドレス
webhooks-url-hint = https:// で始まり、POST を受け付けるもの。社内ネットワークのアドレスは運用担当者の許可（webhooks.allow）が必要です。
webhooks-events = イベント
webhooks-events-hint = 送るイベントを選びます。分類ごと選ぶと、今後のバージョンで増える種類も含まれます。
webhooks-all = すべてのイベント
webhooks-single = 種類を個別に選ぶ
webhooks-failing = { $n } 回続けて失敗、最初は
webhooks-succeeded = 最後の受け取り：
webhooks-never = まだ何も送っていません
webhooks-waiting-n = 待機 { $n } 件
webhooks-dead-n = 断念 { $n } 件
webhooks-secret = 署名用シークレット
webhooks-secret-once = 今すぐ相手のシステムに渡してください。二度と表示されません。受信側はこれで呼び出しの署名を確認します（Standard Webhooks）。
webhooks-failing-text = 数日間まったく受け取られなかったため、呼び出しを止めました。その後に起きたことは保存されています。相手のシステムを確認し、テストを送ってから再開してください。
webhooks-gone-text = 相手のシステムが存在しない（410）と応答したため、呼び出しを止めました。その後に起きたことは保存されています。
webhooks-probed-text = 呼び出しが続けて失敗しています。いまは時々わずかに試すだけです。一つでも受け取られると、待っているものをすぐに送ります。
webhooks-health = 状況
webhooks-state = 状態
webhooks-rest = 呼び出しを控える期限
webhooks-last-success = 最後の受け取り
webhooks-last-failure = 最後の失敗
webhooks-backlog = 残り
webhooks-behind = ログの未読 { $n } 件
webhooks-dead = 断念
webhooks-made = 作成
webhooks-test = テストを送る
webhooks-pause = 一時停止
webhooks-resume = 止まったところから再開
webhooks-resume-skip = いまから再開
webhooks-skip-ask = 待っているものはすべて破棄され、停止中に起きたことは送られません。いまから再開しますか？
webhooks-trial-taken = テストは受け取られました
webhooks-trial-refused = テストは受け取られませんでした
webhooks-took = { $n } ミリ秒
webhooks-answer = 応答
webhooks-sent = 送った内容
webhooks-deliveries = 配信
webhooks-every = すべて
webhooks-resend-dead = 断念したものをすべて再送
webhooks-resend = 再送
webhooks-event = イベント
webhooks-when = 日時
webhooks-became = 結果
webhooks-replayed = 再生
webhooks-deliveries-none = 配信はありません
webhooks-deliveries-none-text = 送ったものはここに 1 週間、断念したものは 1 か月表示されます。
webhooks-replay = 再生
webhooks-replay-text = 選んだ過去のイベントを同じ ID でもう一度送ります。いま起きていることの配信は続きます。
webhooks-replay-from = 開始日時
webhooks-replay-begin = 再生を始める
webhooks-replay-since = 開始
webhooks-replay-queued = イベント { $n } 件
webhooks-settings = 設定
webhooks-signing = シークレット
webhooks-signing-text = シークレットは定期的に、見られたおそれがあるときはすぐに変更してください。選んだ時間は以前のものでも署名するので、取りこぼしはありません。
webhooks-overlap-until = 以前のシークレットでの署名の期限
webhooks-overlap = 以前のシークレットで署名を続ける時間
webhooks-overlap-hours = { $n ->
    [0] すぐに停止
   *[other] { $n } 時間
}
webhooks-rotate = シークレットを変更
webhooks-rotate-ask = 新しいシークレットを作成します。よろしいですか？
webhooks-remove = Webhook を削除
webhooks-remove-ask = 「{ $name }」への通知をやめ、待っているものを破棄します。削除しますか？
input-url = アドレス
input-events = イベント
input-overlap_hours = 時間

webhook-state-active = 稼働中
webhook-state-paused = 一時停止中
webhook-state-failing = 失敗が続き停止
webhook-state-gone = 相手が存在しない
webhook-stopped-paused = 一時停止：
webhook-stopped-failing = 失敗が続き停止：
webhook-stopped-gone = 相手が存在しない：
delivery-state-waiting = 待機中
delivery-state-delivered = 配信済み
delivery-state-dead = 断念
delivery-state-dropped = 破棄
delivery-problem-address_refused = 呼び出しが許されないアドレス
delivery-problem-unresolved = 名前に対応するアドレスがない
delivery-problem-unreachable = 接続できない
delivery-problem-tls = 安全な接続ができない
delivery-problem-timeout = 時間内に応答がない
delivery-problem-broken = 接続が切れた
delivery-problem-redirect = 別の場所へ回された
delivery-problem-refused = 受け取りを拒まれた
delivery-problem-unable = いまは受け取れない
replay-state-running = 実行中
replay-state-done = 完了
replay-state-cancelled = 取り消し

event-webhook-created = Webhook を作成
event-webhook-updated = Webhook を変更
event-webhook-rotated = Webhook のシークレットを変更
event-webhook-stopped = Webhook を停止
event-webhook-resumed = Webhook を再開
event-webhook-removed = Webhook を削除
event-webhook-tested = Webhook にテストを送信
event-webhook-resent = 断念した配信を再送
event-webhook-replayed = 過去のイベントを Webhook へ再生
event-webhook-replay_cancelled = 再生を取り消し

notice-webhook_paused = 一時停止しました
notice-webhook_resumed = 再開しました
notice-webhook_removed = Webhook を削除しました
notice-webhook_resent = 再送します
notice-webhook_replayed = 再生を始めました
notice-webhook_replay_cancelled = 再生を取り消しました
error-webhooks_full = Webhook は 50 個までです。先に一つ削除してください
error-replay_under_way = 再生が実行中です。終わるのを待つか取り消してください
error-delivery_waits = すでに送信を待っています
field-not_https = https:// で始めてください
field-credentials = ユーザー名やパスワードを含めないでください
field-private_target = 社内ネットワークを指しており、運用担当者に許可されていません
field-unknown_event = そのようなイベントはありません
field-in_future = 未来の日時は指定できません

notification-webhook_stopped-subject = Webhook を停止しました
notification-webhook_stopped-text =
    こんにちは。

    イベントの通知先のシステムが何も受け取らなくなったため、呼び出しを止めています。その間に起きたことは保存されています。システムを確認し、テストを送ってから再開してください。

    { $link }
