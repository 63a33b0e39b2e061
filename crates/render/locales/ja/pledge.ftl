# Public pledges as they were kept.

quality-pledges = 公約
pledges-lead = 公約がそれぞれの依頼で守られたか、守られなかったときに補償がなされたか。
pledges-on-ticket = 公約
pledge = 公約
pledge-remedy = 補償
remedy-decide = 補償を記録する
remedy-save = 保存する
remedy-reason-hint = 行ったこと、または行わなかった理由を書いてください。内部メモとして残ります。
pledges-kept = 遵守の状況
pledges-share = 遵守率
pledges-none = 追跡している公約はありません
pledges-none-text = 現行の標準には、期限で測る公約がありません。
pledges-remedies = 補償
pledges-broken-at = 守られなかった時刻
pledges-decided = 記録
pledges-list-none = 記録はありません
pledges-list-none-text = この状態の補償はありません。
pledges-hint = 公約は現行の標準の期限で測ります。期限内に済めば遵守、超過すれば不履行として一回ずつ数えます。補償の記録は依頼ごとに一度です。

pledge-state-pending = 進行中
pledge-state-kept = 守られた
pledge-state-broken = 守られなかった
remedy-state-owed = 補償待ち
remedy-state-given = 補償済み
remedy-state-waived = 補償なし

event-pledge-broken = 公約が守られませんでした
event-pledge-remedied = 公約の補償を記録しました
audit-family-pledge = 公約
detail-outcome = 結果
detail-pledge = 公約
input-outcome = 結果
notice-remedy_recorded = 補償を記録しました。
field-remedy_decided = この補償はすでに記録されています
