# Pages for requesters and visitors.

home-title = サービスセンター
home-heading = お困りのことはありませんか
home-lead = 担当者が責任をもって、期限内に対応します。受付から完了まで、いつでも状況をご確認いただけます。
home-submit-heading = 依頼する
home-submit-text = お問い合わせ、苦情、返品・交換、ご意見など。登録は不要で、3 分ほどで入力できます。
home-track-heading = 進捗を照会する
home-track-text = 受付時にお渡しした照会コードで、現在の状況、次の対応者、残り時間を確認できます。
home-next-heading = ご依頼のあとの流れ
home-step-title-receive = 受け付けます
home-step-text-receive = 受付番号と照会コードをすぐにお渡しし、その時点から期限を計ります。
home-step-title-assign = 担当者が決まります
home-step-text-assign = 最初に受けた担当者が最後まで責任を持ちます。引き継ぎは次の担当者が承諾してから行います。
home-step-title-handle = 期限内に対応します
home-step-text-handle = 各段階に期限があります。状況はいつでも確認でき、確認が必要な場合はご連絡します。
home-step-title-confirm = お客様に確認いただきます
home-step-text-confirm = 解決したかどうかはお客様が決めます。確認、異議の申し出、期間内の再開ができます。
home-pledge-heading = 対応期限
home-pledge-text = 現行のサービス基準です。送信時から計ります。

submit-title = ご依頼の受付
submit-lead = 状況をお知らせください。詳しいほど、早く解決できます。
submit-part-what = 何がありましたか
submit-part-weight = 影響とご希望
submit-part-who = ご連絡先
submit-category-hint = いちばん近いものをお選びください。担当者が確認します。
submit-subject-hint = 一文でお書きください。例：「返金が 10 日たっても届かない」
submit-body-hint = いつ、どの商品・注文で、何が起き、誰に連絡されたか。
submit-order-hint = 「注文履歴」でご確認いただけます。
submit-demand-hint = 返金、交換、謝罪、補償など、ご希望の解決方法。
submit-contact-hint = 進捗のご連絡とご本人確認のため、メールまたは電話番号のいずれかをご記入ください。公開されることはなく、担当者にも伏せ字で表示されます。
submit-send = 送信する
submit-privacy = いただいた情報は、このご依頼の対応にのみ使用します。

receipt-title = 受付票 #{ $number }
receipt-heading = ご依頼を受け付けました
receipt-lead = 期限の計測を開始しました。担当者よりご連絡いたします。
receipt-track = 進捗を見る
receipt-copy = コードをコピー
receipt-keep = 照会コードは大切に保管してください。進捗の確認に必要です。他の方には渡さないでください。
receipt-facts = 受付内容
receipt-sent = 受付のお知らせを { $to } にお送りしています。
receipt-not-sent = ご連絡先の記入がないため、お知らせを送れません。このページの照会コードを保管してください。

track-form-lead = 受付時の照会コードを入力してください。
track-code-hint = 英数字です。大文字・小文字の区別はなく、ハイフンは省略できます。
track-form-lost = コードが見つからない場合は、受付のお知らせメールをご確認いただくか、お問い合わせください。
track-title = ご依頼 #{ $number }
track-heading-unknown = 進捗状況
track-progress = 対応の流れ
track-followed-by = 後続のご依頼を見る
track-end = このページをロックする
track-end-text = 共用の端末では、終わったらこのページをロックしてください。
step-ahead = これから
turn-silence = ご連絡がない場合、{ $when } に確認済みといたします。
turn-give-up = ご返信がない場合、{ $when } に終了いたします。
turn-reopen = { $when } までは再開できます。

ownership-heading = ご本人確認
ownership-text = 進捗はコードをお持ちの方にご覧いただけます。件名・やり取り・添付はご本人のみに表示します。ご記入の連絡先へ確認コードをお送りします。
ownership-send = 確認コードを送る
ownership-again = もう一度送る
ownership-wait = { $t }後に再送できます
ownership-sent = { $to } に送りました
ownership-open = 確認して表示する
ownership-none = ご連絡先の記入がないため、進捗のみを表示しています。
ownership-demo = デモ環境：確認コードはこちら

answer-heading = 解決しましたか
answer-text = 下の対応結果をご確認ください。解決していない場合は理由をお知らせいただければ、同じ担当者が引き続き対応します。
answer-confirm = 解決した
answer-object = 解決していない
answer-object-reason = 解決していない点
answer-object-hint = 残っている問題や、ご納得いただけない理由をお書きください。
answer-object-send = 送信する

rate-heading = 今回の対応の評価
rate-more = 項目別の評価とご意見
rate-send = 評価を送る
rated-heading = お客様の評価

messages-heading = やり取り
messages-none = まだメッセージはありません。
message-internal = 社内メモ（お客様には非公開）
message-send = 送信する
track-message-caption = 追加のご連絡・資料
track-message-hint-new = 担当者にお伝えします。
track-message-hint-open = 担当者に届きます。
track-message-hint-waiting = ご返信後、対応と期限の計測を再開します。
track-message-hint-resolved = 送信されると未解決として扱い、担当者が対応を続けます。
track-message-hint-closed = 再開できる期間内であれば再開し、期間を過ぎている場合は関連する新しいご依頼として受け付けます。

sign-in-title = スタッフ用サインイン
sign-in-go = サインイン
sign-in-expired = セッションの有効期限が切れました。もう一度サインインしてください。入力中の内容はこのブラウザーに残っています。
sign-in-locked = 失敗が続いたためロックされました。{ $t }後にもう一度お試しください。
demo-logins = デモ用アカウント
demo-logins-text = 選ぶとサインインします。
setup-title = 管理者の作成
setup-lead = 初回設定です。起動ログに表示されたワンタイムトークンで最初の管理者を作成してください。
setup-token-hint = 起動ログの「setup token」をご確認ください。
setup-go = 作成してサインイン
password-hint = { $n } 文字以上。自分だけが知っている文がおすすめです。

demo-outbox-title = デモ送信箱
demo-outbox-text = 実際には送信されません。すべての通知がここに表示されます。
demo-outbox-none = ご依頼を送ると、受付のお知らせがここに表示されます。
author-you = お客様ご自身
