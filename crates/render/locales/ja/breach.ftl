# Breaches: why clocks ran out and who answers for it.

quality-breaches = 期限超過
breaches-lead = どの期限が守られず、なぜか、誰の責任か。原因から個々のチケットまでたどれます。

branch-staff = 人員
branch-process = プロセス
branch-request = 依頼の内容
branch-merchant = 出店者
branch-partner = 協力会社
branch-system = システム
branch-outside = 外部要因
charged-stage = 工程
charged-team = チーム
charged-person = 担当者
charged-partner = 協力会社
charged-merchant = 出店者

breaches-total = 超過した期限
breaches-unset = 原因が未入力
breaches-uncharged = 責任の所在が未定
breaches-tree = 原因別
breaches-parties = 責任の所在別
breaches-list = 一件ずつ
breaches-cause = 原因
breaches-count = 件数
breaches-share = 割合
breaches-party = 責任の所在
breaches-request = チケット
breaches-clock = 期限
breaches-at = 超過した時刻
breaches-late = 遅れ
breaches-still = 未完了
breaches-stage = そのときの工程
breaches-capped = 新しい方から { $n } 件だけを数えています。
breaches-hint = 原因と責任の所在は、対応者がチケット上で記録します。いつでも訂正でき、履歴は残ります。
breaches-none = この期間に超過はありません
breaches-none-text = すべての期限が守られました。
breaches-parties-none = 責任の所在はまだ記録されていません
breaches-any-cause = すべての原因
breaches-whole-branch = { $branch }（すべて）
breaches-any-party = すべて

clock-charged = 責任：{ $to } { $party }
detail-charged_to = 責任の所在
input-charged_to = 責任の所在
input-charged = 協力会社または出店者の名称
charge-nobody = まだ定めない
charge-name-hint = 協力会社や出店者を選んだときに入力します（配送会社名、店舗名など）。
