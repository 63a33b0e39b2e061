# Categories of the default standards pack: `category-<path with hyphens>`. An operator's own ones may be added in an override.

category-technical = 技術的な問題
category-technical-registration = 会員登録
category-technical-login = ログイン
category-technical-password = パスワード
category-technical-app-fault = アプリの不具合
category-technical-page-fault = ページの不具合
category-technical-data-query = データ照会
category-technical-system-fault = システム障害

category-account-security = アカウントの安全
category-account-security-theft = アカウントの乗っ取り
category-account-security-suspicious-login = 不審なログイン
category-account-security-real-name = 本人確認
category-account-security-unsubscribe = 退会

category-order = 注文
category-order-order-anomaly = 注文の異常
category-order-cancel = 注文の取消
category-order-change = 注文の変更
category-order-missing-item = 商品の不足
category-order-out-of-stock = 在庫切れ
category-order-wrong-item = 商品違い

category-payment = 支払い
category-payment-payment-anomaly = 支払いの異常
category-payment-payment-failure = 決済エラー
category-payment-refund-delay = 返金の遅れ
category-payment-double-charge = 二重請求
category-payment-invoice = 領収書・請求書
category-payment-coupon = クーポン

category-logistics = 配送
category-logistics-tracking-query = 配送状況の確認
category-logistics-delay = 配送の遅れ
category-logistics-damage = 荷物の破損
category-logistics-loss = 荷物の紛失
category-logistics-wrong-address = 届け先の誤り
category-logistics-courier-conduct = 配達員の対応
category-logistics-pick-up = 集荷

category-after-sales = アフターサービス
category-after-sales-return = 返品
category-after-sales-exchange = 交換
category-after-sales-repair = 修理
category-after-sales-refund-only = 返金のみ
category-after-sales-warranty = 保証
category-after-sales-price-protection = 価格保証

category-product = 商品
category-product-quality-defect = 品質不良
category-product-counterfeit = 偽物
category-product-not-as-described = 説明と異なる
category-product-safety = 安全上の問題
category-product-expired = 期限切れ
category-product-instructions = 使い方

category-service = サービス対応
category-service-slow-answer = 返信が遅い
category-service-attitude = 応対の態度
category-service-wrong-answer = 誤った案内
category-service-promise-broken = 約束の不履行

category-merchant = 出店者
category-merchant-false-advertising = 誇大広告
category-merchant-refuses-service = 対応の拒否
category-merchant-induced-off-platform = 外部取引への誘導
category-merchant-fake-reviews = やらせレビュー

category-privacy = 個人情報
category-privacy-leak = 情報漏えい
category-privacy-access-request = 開示請求
category-privacy-erasure-request = 削除請求
category-privacy-harassment = 迷惑行為

category-suggestion = ご提案
category-suggestion-platform = プラットフォーム
category-suggestion-product = 商品
category-suggestion-service = サービス
category-suggestion-logistics = 配送
