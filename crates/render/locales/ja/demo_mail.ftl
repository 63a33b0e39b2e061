# デモのメールボックス：留め置かれたメールと、メールの作成。

demo-mail-link = メールを読む・書く
demo-mail-home = メールで試す
demo-mail-home-text = お客様としてメールを書くと、デスクのリクエストになり、返信はここで読めるメールボックスに届きます。このコンピューターの外には何も出ません。
demo-mail-title = デモのメールボックス
demo-mail-text = 送信されるはずのメールは、そのままの形でここに留め置かれます。受取人として返信することも、新しいメールを書くこともでき、実際のメールと同じ経路で受け付けられます。
demo-mail-write = お客様としてメールを書く
demo-mail-write-text = メールサーバーから渡されたときと同じように扱われます。まずそのまま保存され、内容が確認されてから、リクエストまたはその中のメッセージになります。
demo-mail-outbox = すべての通知（SMS を含む）
demo-mail-people = メールボックス
demo-mail-handed = メールを受け付けました。まもなく、どうなったかがここに表示されます。
demo-mail-see = デスクで見る
demo-mail-line = { $from } から { $to } へ
demo-mail-none = 留め置かれたメールはまだありません
demo-mail-none-text = お客様としてメールを書くと、受付の通知がここに表示されます。
demo-mail-letter = メール
demo-mail-of = { $address } のメールボックス
demo-mail-from = 差出人
demo-mail-to = 宛先
demo-mail-reply-to = 返信先
demo-mail-at = 送信日時
demo-mail-html = メールソフトでの表示
demo-mail-answer = 受取人として返信
demo-mail-raw = 送信された原文
demo-mail-answers = 「{ $subject }」への返信です。{ $to } に送られます。
demo-mail-body = 本文
demo-mail-send = 送信
