# 受信メール：管理者のページと、その区分・出来事・お断りの文言。

admin-mail-in = 受信メール
mail-in-text = メールは届いたままの形で保存してから処理します。受け付けられなかったもの、人の判断が必要なものはここに残り、自動で捨てられることはありません。
mail-in-for = 受信するアドレス
mail-in-unset = 受信用のメールアドレス（mail.mailboxes）がまだ設定されていないため、メールは受信していません。
mail-in-states = 状態
mail-in-all = すべて
mail-in-since = 最も古い待ち
mail-in-mail = メール
mail-in-came = 受信日時
mail-in-became = 処理結果
mail-in-copies = { $n } 回届き、1 回だけ受け付けました
mail-in-ticket = 問い合わせ
mail-in-other = 依頼者の登録とは別のアドレスから送られています。
mail-in-from = 差出人（自称）
mail-in-to = 宛先
mail-in-problem = 受け付けられなかった理由
mail-in-note = 破棄の理由
mail-in-raw = 届いたままの形でダウンロード
mail-in-raw-text = 内容はすべて平文です。閲覧したことは記録されます。
mail-in-gone = 内容は破棄されました。
mail-in-retry = それでも受け付ける
mail-in-retry-text = もう一度読み取り、ヘッダーの内容にかかわらず、新しい問い合わせ、または返信先の問い合わせへのメッセージにします。
mail-in-retry-go = 受け付ける
mail-in-drop = 対応しない
mail-in-drop-text = 内容は 90 日後に破棄されます。それまでは受け付けに変更できます。
mail-in-drop-go = 破棄する
mail-in-none = メールはまだありません
mail-in-none-text = メールはメールサーバーから渡されます。設定方法は文書をご覧ください。
mail-in-none-here = 該当なし
mail-in-none-here-text = この状態のメールはありません。
mail-state-waiting = 待機中
mail-state-done = 受付済み
mail-state-refused = 受付拒否
mail-state-unreadable = 読み取り不能
mail-state-quarantined = 要判断
mail-state-dropped = 破棄
mail-reason-opened = 新しい問い合わせになりました
mail-reason-appended = 問い合わせに追加されました
mail-reason-own_letter = こちらから送ったメールが戻ったもの
mail-reason-own_address = 差出人が当方のアドレス
mail-reason-automatic_reply = 自動返信
mail-reason-report = メールサーバーの通知
mail-reason-bulk = 一斉配信またはメーリングリスト
mail-reason-burst = 同じ差出人から 1 時間に多数
mail-reason-malformed = メールとして読めません
mail-reason-no_sender = 返信できる差出人がありません
mail-reason-not_taken = 規則により受け付けられません
mail-reason-crashed = 処理が毎回中断されました
event-mail-retried = メールを受け付け直しました
event-mail-dropped = メールを破棄しました
event-mail-opened = 届いたままのメールを閲覧しました
actor-mail = メール受信
origin-mail = メール
detail-mail = メール
notice-mail_retried = メールをもう一度読み取ります
notice-mail_dropped = メールを破棄しました
error-mail_settled = このメールは待機中か、問い合わせに含まれているか、内容が破棄されています
error-mail_lost = 別のプロセスが先にこのメールを処理しました
notification-agent_answered-subject = Re: { $subject }
notification-agent_answered-text =
    { $said }

    このメールにそのままご返信いただけます。ご依頼 #{ $number } の状況はこちらでご覧いただけます：{ $link }
notification-agent_answered = メールでの返信
notification-solution_answered-subject = Re: { $subject }
notification-solution_answered-text =
    { $said }

    ご依頼 #{ $number } は解決しましたでしょうか。下記よりご確認ください。解決していない場合は、このメールにご返信ください：{ $link }

    { $until } までにご連絡がない場合は確認済みといたします。
notification-solution_answered = メールでの対応結果
notification-footer-personal = { $brand }
notification-files-left =
    次のファイルは大きいため、このメールには添付されていません。こちらでご覧ください：{ $link }
    { $files }
message-quoted = 引用と署名
sender-title = 差出人の確認
sender-verified = 差出人を確認済み
sender-failed = 差出人のドメインが否認しています（なりすましの可能性）
sender-unknown = 差出人は未確認です
check-pass = 合格
check-fail = 不合格
check-soft_fail = おそらく不一致
check-none = 設定なし
check-error = 確認できません
checked-server = 前段のメールサーバーが確認
checked-here = このシステムが確認
mail-source-title = ほかのメールボックスからの取得
mail-source-name = メールボックス
mail-source-state = 状態
mail-source-taken = 取得数
mail-source-works = 正常
mail-source-begins = 未取得
mail-source-fetched = 最終取得：
mail-source-behind = 残り { $n } 通
mail-source-skipped = 大きすぎる、または空のため { $n } 通を残しました
fetch-problem-unreachable = サーバーに接続できません
fetch-problem-insecure = 暗号化された接続ができません
fetch-problem-log_in = サーバーが認証を受け付けません
fetch-problem-no_folder = フォルダーがありません
fetch-problem-protocol = サーバーの応答を理解できません
fetch-problem-late = サーバーが時間内に応答しません
fetch-problem-not_kept = こちらで一時的に保存できません
