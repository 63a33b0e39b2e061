# メールに含まれる予定。差出人の文章の上に表示されます。

invitation-request = 予定への招待
invitation-cancel = 取り消された予定
invitation-reply = 招待への返答
invitation-other = 予定
invitation-title = { $what }：{ $title }
invitation-when = 日時：{ $time }
invitation-until = { $from } から { $until } まで
invitation-repeats = { $time }、以後繰り返し
invitation-where = 場所：{ $place }
invitation-by = 主催者：{ $organiser }
