# 同僚へのメンション。
mentions = 自分へのメンション
mentions-new = 新しいメンションが { $n } 件あります
mentions-many = 新しいメンションが { $n } 件を超えています
mentions-read-all = このページをすべて既読にする
mentions-none = まだメンションはありません
mentions-none-text = 同僚が内部メモに @ とあなたの名前を書くと、ここと受付デスクに表示されます。
mention-unread = 未読
mention-by = { $name } さんからのメンション
mention-choose = メンションする相手を選ぶ
mention-hint = 内部メモでは @ で同僚にメンションできます。
field-mention_out_of_reach = { $name } さんはこのチケットを見られないため、メンションできません。入力内容は残っています。@ を外すか、先に引き継いでください
field-mention_ambiguous = { $name } という同僚が複数いるため、相手を特定できません
notice-mentions_read = 既読にしました
event-ticket-mentioned = 同僚にメンションしました
