# デモの外部システムと、Webhook で受け取った内容。

demo-hooks-link = 外部システムへの通知を見る
demo-hooks-home = 外部システムとの連携を見る
demo-hooks-home-text = リクエストの各段階が、署名付きの Webhook でショップの ERP に通知されます。ERP を停止させて再送の様子を見たり、復旧して追いつく様子を確かめたりできます。
demo-hooks-name = ショップの ERP
demo-hooks-title = ショップの ERP が受信したイベント
demo-hooks-text = イベントは一件ずつ、署名付きの呼び出しとしてここに届きます。署名は受信側の手順どおりに検証されます。イベントに含まれるのは ID とコードのみで、個人に関する情報は含まれません。
demo-hooks-admin = 管理画面で見る
demo-hooks-works = ERP は正常に動作しています。
demo-hooks-works-text = 停止させると、間隔を延ばしながら再送される様子を確かめられます。
demo-hooks-break = 停止させる
demo-hooks-out = ERP は停止しています。
demo-hooks-out-text = すべての呼び出しに 503 を返します。失われるものはありません。復旧すると、待機中の内容は次の呼び出しとともにすべて届きます（最長で約五分後）。
demo-hooks-repair = 復旧させる
demo-hooks-refused = { $n } 件の呼び出しを拒否しました。署名が誤っているか、ないか、古すぎます。
demo-hooks-unknown = その他の種類のイベント
demo-hooks-signed = 署名を検証済み
demo-hooks-attempt = { $n } 回目
demo-hooks-waited = 前回から { $n } 秒後
demo-hooks-body = 受信したイベントの原文
demo-hooks-none = まだ何も受信していません
demo-hooks-none-text = リクエストを送るか、デスクで返信すると、一、二秒でここに表示されます。
demo-hook-taken = 受信済み
demo-hook-known = 受信済み（重複）
demo-hook-unable = 停止中
