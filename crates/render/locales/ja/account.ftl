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
