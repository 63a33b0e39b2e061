# 担当者への通知。
notifications = 通知
notifications-which = 表示する通知
notifications-all = すべて
notifications-unread = 未読
notifications-new = 未読
notifications-read-all = すべて既読にする
notifications-read-one = 既読にする
notifications-by = { $name } さん
notifications-clock = ：{ $clock }
notifications-hidden = 現在は閲覧できないチケットです
notifications-none = まだ通知はありません
notifications-none-text = チケットの割り当て、お客様からの返信、期限の接近などがここに表示されます。
notifications-none-unread = 未読の通知はありません
notifications-none-unread-text = 新しい通知は自動的にここに表示されます。
notifications-device = この端末
notifications-device-text = このブラウザーで受付デスクのページを開いている間に有効です。
notifications-desktop = デスクトップ通知
notifications-sound = 通知音
notifications-desktop-refused = このサイトからの通知がブラウザーで許可されていません。ブラウザーの設定で許可してから、もう一度押してください。
notice-notifications_read = 既読にしました
told-assigned = チケットが割り当てられました
told-handover_offered = 引き継ぎの依頼があります
told-handover_accepted = 引き継ぎが承諾されました
told-handover_declined = 引き継ぎが断られました
told-handover_lapsed = 引き継ぎに回答がありませんでした
told-mentioned = あなたへのメンションがあります
told-requester_replied = お客様から返信がありました
told-objected = お客様が解決に同意していません
told-reopened = 対応が再開されました
told-clock_warned = 期限が近づいています
told-clock_breached = 期限を超過しました
told-escalated = 第三者からの回答が長い間ありません
told-letter_bounced = お客様宛てのメールが戻ってきました
told-rated = お客様が評価しました
told-standard_in_force = 新しい版のサービス標準が施行されました。読んで確認してください
told-standard_review = サービス標準の見直し時期です

# 何をどの方法で知らせるか。
choice-title = 通知の設定
choice-text = ベルとメールのどちらで受け取るか、すぐにかまとめてか、静かな時間帯を選べます。
choice-manage = 通知の設定を変更
choice-kinds = 通知の種類
choice-kind = 内容
choice-web = ベル
choice-mail = メール
choice-urgent = 緊急
choice-pace = メールを送るタイミング
mail-pace-soon = 数分以内
mail-pace-away = 15 分たっても受付デスクで読んでいないものだけ
mail-pace-hourly = 1 時間ごとにまとめて
mail-pace-daily = 1 日 1 回まとめて
choice-hour = 毎日のメールの時刻（時）
choice-hour-hint = 0 から 23
choice-quiet-from = 静かな時間帯の開始
choice-quiet-to = 終了
choice-quiet-hint = この時間帯はメールを送りません。空欄なら設定なし
choice-quiet-to-hint = 翌朝でもかまいません
choice-urgent-passes = 緊急のものはまとめず、静かな時間帯でも送る
choice-zone = あなたのタイムゾーン
choice-zone-hint = 空欄の場合：{ $zone }
choice-preview = メールの見本
choice-preview-text = 数分以内の通知は 1 通にまとまります。お客様の名前や書かれた内容は含まれません。
field-quiet_hours = 静かな時間帯には開始と終了が必要で、長さは 20 時間までです
outbox-resend = もう一度送る
notice-letter_resent = メールをもう一度送信に回しました
error-letter_not_resendable = このメールはもう一度送れません。届いているか、送信待ちか、内容の期限が過ぎています
event-letter-resent = メールをもう一度送りました
notification-staff_news = 担当者への通知
notification-staff_news-subject = { $n ->
    [1] { $first }
   *[other] 通知が { $n } 件あります
}
notification-staff_news-text =
    こんにちは。

    まだ読まれていない通知です。

    { $lines }
    { $more ->
        [0] {""}
       *[other] …ほか { $more } 件
    }

    通知を見る：{ $link }

    受け取るメールを選ぶ：{ $choices }
notification-footer-staff = このメールは { $brand } から担当者へ自動送信されました。
