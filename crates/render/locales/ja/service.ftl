# Tiers, advisers, and where new requests go by themselves.

input-adviser = 専任アドバイザー
service-change = サービス区分と専任アドバイザー
service-tier-hint = 今後の依頼から適用されます。
service-adviser-none = 担当なし
service-adviser-hint = 新しい依頼は分類が決まると専任アドバイザーに渡されます。指定できるのは専任アドバイザーを約束している区分だけです。
own-adviser = あなたの専任アドバイザー
field-tier_without_adviser = このサービス区分には専任アドバイザーがいません。

routing = サービス区分による振り分け
routing-text = 新しい依頼は、その区分を受け持つチームに自動で入ります。専任アドバイザーのいる依頼者は、まずアドバイザーに渡されます。既存の依頼はそのままです。
routing-nobody = 振り分けない

public-tiers-heading = サービス区分
public-tier-first-answer = 最初の回答までの時間は通常の { $percent }%
public-tier-adviser = 専任アドバイザーがつきます

targets-owner = 責任者：{ $role }
kpi-figure-owner = 責任者

actor-router = 自動振り分け
detail-adviser = 専任アドバイザー
