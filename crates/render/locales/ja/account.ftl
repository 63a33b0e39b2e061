# スタッフのアカウント：招待、パスワードの再設定、二要素認証。

forgot-link = パスワードをお忘れですか
forgot-title = パスワードの再設定
forgot-lead = サインインに使うメールアドレスを入力してください。アカウントがあれば、新しいパスワードを設定するリンクをお送りします。
forgot-go = リンクを送る
forgot-help = リンクは 1 回だけ、1 時間以内に使えます。届かないときは迷惑メールを確認するか、管理者にお問い合わせください。
link-title = パスワードの設定
link-heading-invitation = ようこそ
link-heading-password_reset = 新しいパスワードの設定
link-lead = { $name } さん、サインインに使うパスワードを決めてください。
link-go = パスワードを設定する
link-others-out = 設定するとこのリンクは使えなくなり、すべての端末でサインアウトされます。
link-dead-text = リンクは 1 回だけ、期限内に限り使えます。新しいリンクを送ると前のものは無効になります。もう一度リンクを請求するか、管理者に招待の再送を依頼してください。
error-link_not_valid = このリンクはもう使えません
error-invitation_accepted = この利用者はすでにパスワードを設定しています
notice-reset_asked = アカウントがあれば、リンクをお送りしました
notice-password_set = パスワードを設定しました。サインインしてください
notice-invited = 招待を送信しました
notice-invitation_held = 利用者を作成しましたが、メールサーバーが設定されていないため招待は送信箱にとどまっています。代わりにパスワードを設定してください
notice-invitation_revoked = 招待を取り消しました
user-password-invite = 空欄なら招待メールを送り、本人がパスワードを決めます。入力する場合は { $n } 文字以上。
user-invite = 作成する
user-invite-again = 招待を再送
user-invite-revoke = 取り消す
user-invite-revoke-ask = { $name } に送ったリンクは無効になり、アカウントは停止されます。続けますか。
user-state-invited = 招待中
user-state-waiting = パスワード未設定
event-user-invited = 招待を送信
event-user-invitation_revoked = 招待を取り消し
event-user-invitation_accepted = 招待を承諾
event-password-reset_asked = パスワード再設定のリンクを請求

notification-invitation-subject = Touchstone のアカウントができました
notification-invitation-text =
    こんにちは。

    あなたのアカウントを作成しました。次のリンクを開いてパスワードを決めてください。

    { $link }

    リンクは { $until } まで、1 回だけ使えます。ほかの人に渡さないでください。心当たりがない場合はこのメールを無視してください。

notification-password_reset-subject = 新しいパスワードの設定
notification-password_reset-text =
    こんにちは。

    アカウントのパスワードを忘れたとの申し出がありました。次のリンクを開いて新しいパスワードを設定してください。

    { $link }

    リンクは 1 回だけ、{ $valid_for }以内に使えます。心当たりがない場合はこのメールを無視してください。パスワードは変わりません。

second-factor = 二要素認証
second-factor-lead = パスワードのあとに、本人だけが持つもの（スマートフォンのアプリのコード、またはパスキー）を求めます。パスワードが盗まれても、それだけでは誰も入れません。
second-factor-app = 認証アプリ
second-factor-app-text = スマートフォンのアプリに、30 秒ごとに変わるコードが表示されます。
second-factor-manage = 二要素認証の設定
second-factor-begin = 設定を始める
second-factor-scan = アプリにアカウントを追加
second-factor-scan-text = 認証アプリで画像を読み取るかキーを入力し、アプリに表示されたコードを入力してください。
second-factor-qr = 認証アプリ用キーの QR コード
second-factor-key = キー：
second-factor-code = アプリのコード
second-factor-confirm = 確認する
second-factor-on = 二要素認証は有効です
second-factor-since = 開始
second-factor-replace = 別のアプリや端末に替える
second-factor-disable = 無効にする
second-factor-disable-last-ask = 今後はパスワードだけでサインインできるようになります。続けますか。
second-factor-disable-ask = 今後アプリのコードは求められません。パスキーはそのまま使えます。続けますか。
second-factor-required = 二要素認証
second-factor-must = 必須
second-factor-may = 任意
second-factor-reset = 二要素認証をリセット
second-factor-reset-ask = { $name } は再設定するまでパスワードだけでサインインできます。本人からの依頼か確かめてください。続けますか。
recovery-codes = 回復用コード
recovery-codes-once = 端末が手元にないとき、1 つにつき 1 回サインインできます。表示は今回だけです。印刷するか、パスワード管理アプリに保存してください。
recovery-codes-kept = 保存しました
recovery-codes-left = 回復用コードの残り { $n } 個
recovery-codes-new = 新しい回復用コードを作る
second-step-title = あと一歩です
second-step-lead = 認証アプリに表示されているコードを入力してください。
second-step-code = コード
second-step-hint = 端末がないときは回復用コードを 1 つ入力してください。
second-step-lost = どちらもない場合は、管理者に二要素認証のリセットを依頼してください。
user-second-factor = 二要素
error-second_factor_required = 二要素認証のコードが必要です
error-second_factor_refused = コードが違います
error-second_factor_enrolment_required = あなたの役割には二要素認証が必要です。先に設定してください
error-second_factor_off = 二要素認証は有効になっていません
error-enrolment_expired = 表示したキーの期限が切れました。もう一度始めてください
error-sign_in_again = 時間がかかりすぎました。もう一度サインインしてください
field-second_code_wrong = 違っているか、使用済みか、期限切れです
notice-second_factor_begun = コードを入力して確認してください
notice-second_factor_disabled = 二要素認証を無効にしました
notice-second_factor_reset = 二要素認証をリセットしました
event-second_factor-enabled = 二要素認証を設定
event-second_factor-disabled = 二要素認証を無効化
event-second_factor-reset = 利用者の二要素認証をリセット
event-second_factor-codes_made = 回復用コードを新しく作成
event-second_factor-code_used = 回復用コードでサインイン
event-role-second_factor_set = 役割に二要素認証が必要かを決定
